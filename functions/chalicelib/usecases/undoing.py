"""What is undone when a parcel does not go: its part of the sale, its stock, and what was given back for it already.

Goods that no carrier collected are on sale again; goods that come back from a journey are for a person to look at.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from market.events import Event, OrderCancelled, OrderCompleted, ParcelMoved
from market.ledger import Entry, cancellation_of, reversal
from market.orders import OrderState, after
from market.parcels import ParcelState

from chalicelib.store import catalogue, orders, parcels, refunds
from chalicelib.store.orders import OrderFile
from chalicelib.store.table import Table, Write
from chalicelib.usecases import redeeming


def taking_back(
    table: Table, file: OrderFile, ids: Collection[str], *, actor: str, reason: str, now: datetime, moved: Exception
) -> list[Write]:
    """Cancel these parcels, which no carrier has, and end the order with the last of them; for one commit.

    Raises, when committed, ``moved`` if the order, its money or any parcel of it is not as it was read."""
    order, code = file.stored.order, file.stored.order.code
    others = [parcel for id, parcel in file.parcels.items() if id not in ids]
    events: list[Event] = [
        ParcelMoved(order_code=code, parcel_id=id, state=ParcelState.CANCELLED.value) for id in sorted(ids)
    ]
    ends = ending(file, ids, actor=actor, reason=reason)
    entries = [cancellation_of(order, order.parcel(id), now=now) for id in sorted(ids)]
    to = file.stored.state
    if ends:
        events.append(ends)
        to = after(to, type(ends))
    if isinstance(ends, OrderCancelled):
        entries += credits_reversed(file, now)
    return [
        orders.cancel(table, file.stored, to=to, otherwise=moved),
        *[parcels.cancel_as_read(table, file.parcels[id], changed=moved) for id in sorted(ids)],
        *[parcels.unchanged(table, other, otherwise=moved) for other in others],
        *restocking(table, file, ids, moved=moved),
        *(redeeming.giving_back(table, order, otherwise=moved) if _is_unpaid_end(file, ends) else ()),
        *giving_back(table, file, _name_of(ids, others), now),
        *[orders.add_entry(table, code, entry) for entry in entries],
        *[orders.add_event(table, event, now) for event in events],
    ]


def ending(
    file: OrderFile, ids: Collection[str], *, actor: str, reason: str, settled: ParcelState = ParcelState.CANCELLED
) -> OrderCancelled | OrderCompleted | None:
    """How the order ends when these parcels end as ``settled``, if it does: cancelled if nothing of it ever went."""
    ends = [settled if id in ids else parcel.settled for id, parcel in file.parcels.items()]
    if file.stored.state not in (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED) or None in ends:
        return None
    if all(end is ParcelState.CANCELLED for end in ends):
        return OrderCancelled(order_code=file.stored.order.code, actor=actor, reason=reason)
    return OrderCompleted(order_code=file.stored.order.code)


def _is_unpaid_end(file: OrderFile, ends: Event | None) -> bool:
    """The order is over before it was paid: then another may have the use of its voucher."""
    return isinstance(ends, OrderCancelled) and file.stored.state is OrderState.AWAITING_PAYMENT


def restocking(table: Table, file: OrderFile, ids: Collection[str], *, moved: Exception) -> list[Write]:
    """The goods of these parcels are on sale again: released from the reservation of an unpaid order, else unsold."""
    units: dict[str, int] = {}
    for product_id, count in (item for id in ids for item in file.stored.order.parcel(id).units().items()):
        units[product_id] = units.get(product_id, 0) + count
    if file.stored.state is OrderState.AWAITING_PAYMENT:
        closing = orders.close_reservation(table, file.stored.order.code, otherwise=moved)
        return [closing, *[catalogue.release(table, id, count) for id, count in units.items()]]
    return [catalogue.put_back(table, id, count) for id, count in units.items()]


def giving_back(table: Table, file: OrderFile, name: str, now: datetime) -> list[Write]:
    """If money came, have what is owed then given back."""
    if not file.stored.captured:
        return []
    return [refunds.request_owed(table, file.stored.order.code, name, now)]


def credits_reversed(file: OrderFile, now: datetime, *, parcel_id: str = "") -> list[Entry]:
    """What was given back for goods or as goodwill is part of giving back everything: else it were counted twice. With
    ``parcel_id``, of the goods of that parcel only."""
    known = {entry.id for entry in file.entries}
    return [
        reversal(entry, now=now)
        for entry in file.entries
        if _is_credit(entry, parcel_id) and f"{entry.id}/reversal" not in known
    ]


def _is_credit(entry: Entry, parcel_id: str) -> bool:
    parts = entry.id.split("/")
    return len(parts) == 5 and (parts[1], parts[3]) == ("refund", "credit") and parcel_id in ("", parts[4])


def _name_of(ids: Collection[str], others: Collection[object]) -> str:
    return "cancelled" if not others else f"cancelled-{min(ids).rpartition('-')[2]}"
