"""Messages that must be sent because something changed: written in the transaction of the change, sent afterwards.

The stream sends each within moments; the sweeper sends what the stream missed. A message may therefore be sent twice,
and its consumer does the work once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

DUE = "OUTBOX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """``queue`` is a role (content, dispatch-viettelpost …), never an address; ``body`` holds ids only."""

    id: str
    queue: str
    body: str


def add(table: Table, message: Message, now: datetime) -> Write:
    row = {"queue": message.queue, "body": message.body, "due_kind": DUE, "due_at": now.isoformat()}
    return table.create(keys.outbox(message.id), row)


def sent(table: Table, id: str) -> None:
    """Forget a message that is in its queue; a second call changes nothing."""
    table.commit(table.delete(keys.outbox(id)))


def get(table: Table, id: str) -> Message | None:
    row = table.get(keys.outbox(id))
    return from_row(row) if row else None


def from_row(row: Row) -> Message:
    return Message(id=row["pk"].removeprefix("OUTBOX#"), queue=row["queue"], body=row["body"])
