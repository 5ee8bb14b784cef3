"""The table's stream: messages that a change asked for are sent, pages that say another stock level are drawn again."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, DynamoDBEvent
from market.messages import StockMoved
from market.stock import level_of
from market.wire import to_json

from chalicelib.sources import TABLE_STREAM_ARN
from chalicelib.usecases.messages import forward, message_of
from chalicelib.wiring import services

worker = Blueprint(__name__)


@worker.on_dynamodb_record(stream_arn=TABLE_STREAM_ARN, batch_size=50, name="outbox")
def outbox(event: DynamoDBEvent) -> None:
    """A record may come twice, and in the end a message may be sent twice; its consumer does the work once."""
    for record in event:
        if record.event_name == "INSERT" and record.keys["pk"]["S"].startswith("OUTBOX#"):
            forward(services().table, message=message_of(record.new_image), queues=services().queues)
        elif record.event_name == "MODIFY" and record.keys["sk"]["S"] == "STOCK":
            _redraw_on_new_level(record.old_image, record.new_image)


def _redraw_on_new_level(old: dict[str, Any], new: dict[str, Any]) -> None:
    before, after = (level_of(int(image["available"]["N"])) for image in (old, new))
    if before is not after:
        moved = StockMoved(stock_of=new["pk"]["S"].removeprefix("STOCK#"))
        services().queues.send("content", to_json(moved))
