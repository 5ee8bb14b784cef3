"""Messages that nobody could work on after every retry: out of their queue, in the table, in sight until somebody has
them tried again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table

DUE = "DEAD"
PAGE = 200


class _Known(Exception):
    """It was taken out of its queue before, by one who died before saying so to the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """``queue`` is the role of the queue that it was for; ``body`` holds ids only; ``reason``, as far as it is known:
    malformed, failed, or stream_record for a change that was not announced."""

    queue: str
    message_id: str
    body: str
    reason: str
    first_seen: datetime

    @property
    def id(self) -> str:
        return f"{self.queue}#{self.message_id}"


def keep(table: Table, letter: DeadLetter) -> None:
    """Make it durable and visible; a second time changes nothing."""
    row = {
        "body": letter.body,
        "reason": letter.reason,
        "due_kind": DUE,
        # With the id, so that no two share a place in the index, and a walk through it misses none.
        "due_at": f"{letter.first_seen.isoformat()}#{letter.message_id}",
    }
    with suppress(_Known):
        table.create_one(keys.dead_letter(letter.queue, letter.message_id), row, otherwise=_Known())


def forget(table: Table, letter: DeadLetter) -> None:
    """It is in its queue again; a second call changes nothing."""
    table.commit(table.delete(keys.dead_letter(letter.queue, letter.message_id)))


def get(table: Table, id: str) -> DeadLetter | None:
    queue, _, message_id = id.partition("#")
    row = table.get(keys.dead_letter(queue, message_id))
    return from_row(row) if row else None


def all_of(table: Table) -> list[DeadLetter]:
    """Oldest first, read as they are now."""
    found: list[DeadLetter] = []
    last = ""
    while page := table.due_after(DUE, last, PAGE):
        letters = (get(table, pk.removeprefix("DEAD#")) for (pk, _), _ in page)
        found += [letter for letter in letters if letter]
        last = page[-1][1]
    return found


def from_row(row: Row) -> DeadLetter:
    _, queue, message_id = row["pk"].split("#", 2)
    return DeadLetter(
        queue=queue,
        message_id=message_id,
        body=row["body"],
        reason=row["reason"],
        first_seen=datetime.fromisoformat(row["due_at"].partition("#")[0]),
    )
