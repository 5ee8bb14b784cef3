"""What a change asked to be sent is sent: by the stream within moments, by the sweeper if the stream missed it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.store import outbox
from chalicelib.store.outbox import Message
from chalicelib.store.queues import Queues
from chalicelib.store.rows import from_attributes
from chalicelib.store.table import Table

# The stream needs a second or two; what is older than this was missed by it.
MISSED_AFTER = timedelta(seconds=30)
BATCH = 100


def message_of(image: dict[str, Any]) -> Message:
    """The message of an outbox row as the table's stream shows it."""
    return outbox.from_row(from_attributes(image))


def forward(table: Table, *, message: Message, queues: Queues) -> None:
    """Send, then forget. A crash in between sends it again: consumers do the work once."""
    queues.send(message.queue, message.body)
    outbox.sent(table, message.id)


def forward_missed(table: Table, *, queues: Queues, now: datetime) -> int:
    """Send every message that is still waiting after half a minute; answers how many."""
    due = table.due(outbox.DUE, (now - MISSED_AFTER).isoformat(), BATCH)
    waiting = [outbox.get(table, pk.removeprefix("OUTBOX#")) for pk, _ in due]
    for message in waiting:
        if message:
            forward(table, message=message, queues=queues)
    return len(due)
