"""Each carrier's own queue and function: a carrier that is slow or down delays nobody else's parcels."""

from __future__ import annotations

import logging

from chalice.app import Blueprint, SQSEvent
from market.catalogue import CarrierName
from market.messages import ParcelTask, Task, read_parcel_task

from chalicelib.sources import VIETTELPOST_QUEUE_ARN, VNPOST_QUEUE_ARN
from chalicelib.usecases.cancelling import give_up_parcel
from chalicelib.usecases.fulfilment import dispatch_parcel, fetch_label
from chalicelib.usecases.later import NotNow
from chalicelib.wiring import services

worker = Blueprint(__name__)

# A busy or ailing carrier is asked again after this long, and twice as long each time. Not at once, because each
# receive counts towards the dead letters (finding 6 of the fault model).
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 900
_log = logging.getLogger("xulang.dispatch")


@worker.on_sqs_message(queue_arn=VIETTELPOST_QUEUE_ARN, batch_size=1, name="dispatch_viettelpost")
def dispatch_viettelpost(event: SQSEvent) -> None:
    _work(event, CarrierName.VIETTELPOST)


@worker.on_sqs_message(queue_arn=VNPOST_QUEUE_ARN, batch_size=1, name="dispatch_vnpost")
def dispatch_vnpost(event: SQSEvent) -> None:
    _work(event, CarrierName.VNPOST)


def _work(event: SQSEvent, name: CarrierName) -> None:
    for record in event:
        try:
            _do(read_parcel_task(record.body), name)
        except NotNow:
            # Raised on, so that the message stays; made visible sooner than after the queue's own long timeout.
            attempts = int(record.to_dict()["attributes"]["ApproximateReceiveCount"])
            pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempts - 1))
            services().queues.postpone(f"dispatch-{name.value}", record.receipt_handle, pause)
            _log.info("dispatch postponed", extra={"carrier": name.value, "attempt": attempts})
            raise


def _do(task: ParcelTask, name: CarrierName) -> None:
    carrier, table = services().carriers[name], services().table
    if task.task is Task.CANCEL:
        give_up_parcel(table, parcel_id=task.parcel_id, carrier=carrier, now=services().now())
    elif task.task is Task.LABEL:
        fetch_label(table, parcel_id=task.parcel_id, carrier=carrier, labels=services().private_bucket)
    else:
        dispatch_parcel(
            table, parcel_id=task.parcel_id, carrier=carrier, pickup=services().pickup, now=services().now()
        )
