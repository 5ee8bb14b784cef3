"""Refunds: asked for in a transaction, sent from here, so that a provider that is down loses and repeats nothing."""

from __future__ import annotations

import logging

from chalice.app import Blueprint, SQSEvent
from market.messages import RefundOwed, read_refund_task

from chalicelib.sources import REFUNDS_QUEUE_ARN
from chalicelib.usecases.later import NotNow
from chalicelib.usecases.refunding import refund_owed, send_refund
from chalicelib.wiring import services

worker = Blueprint(__name__)

# Twice as long each time, for a provider that is not well: within an hour it was asked as often as it may be.
FIRST_PAUSE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 900
_log = logging.getLogger("xulang.refund")


@worker.on_sqs_message(queue_arn=REFUNDS_QUEUE_ARN, batch_size=1, name="refund")
def refund(event: SQSEvent) -> None:
    for record in event:
        try:
            _do(record.body)
        except NotNow:
            # Raised on, so that the message stays.
            attempts = int(record.to_dict()["attributes"]["ApproximateReceiveCount"])
            pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempts - 1))
            services().queues.postpone("refunds", record.receipt_handle, pause)
            _log.info("refund postponed", extra={"attempt": attempts})
            raise


def _do(body: str) -> None:
    task, of = read_refund_task(body), services()
    if isinstance(task, RefundOwed):
        refund_owed(of.table, order_code=task.owed_of, name=task.name, by_program=of.refunding, now=of.now())
    else:
        send_refund(of.table, id=task.send, refunding=of.refunding, now=of.now())
