"""The messages that a parcel's carrier worker gets: dispatch it, fetch its label. Ids only; each carrier its queue."""

from __future__ import annotations

from datetime import datetime

from market.catalogue import CarrierName
from market.messages import ParcelTask, Task
from market.orders import OrderParcel
from market.wire import to_json

from chalicelib.store import outbox
from chalicelib.store.outbox import Message
from chalicelib.store.table import Table, Write


def request(table: Table, parcel: OrderParcel, now: datetime) -> Write:
    """Have the parcel collected; the message's id comes from the parcel, so that it is written once."""
    return _message(table, parcel.shop.carrier, ParcelTask(task=Task.DISPATCH, parcel_id=parcel.id), now)


def request_label(table: Table, carrier: CarrierName, parcel_id: str, now: datetime) -> Write:
    return _message(table, carrier, ParcelTask(task=Task.LABEL, parcel_id=parcel_id), now)


def request_cancellation(
    table: Table, carrier: CarrierName, parcel_id: str, now: datetime, *, waybill: str = ""
) -> Write:
    """Have the parcel given up; once more when its ``waybill`` becomes known."""
    return _message(table, carrier, ParcelTask(task=Task.CANCEL, parcel_id=parcel_id), now, suffix=waybill)


def request_again(table: Table, carrier: CarrierName, task: ParcelTask, now: datetime, *, mark: str) -> Write:
    """Have done once more what was given up; the ``mark`` tells this time from the earlier ones."""
    return _message(table, carrier, task, now, suffix=mark)


def _message(table: Table, carrier: CarrierName, task: ParcelTask, now: datetime, *, suffix: str = "") -> Write:
    id = "-".join(part for part in (task.task.value, task.parcel_id, suffix) if part)
    message = Message(id=id, queue=f"dispatch-{carrier.value}", body=to_json(task))
    return outbox.add(table, message, now)
