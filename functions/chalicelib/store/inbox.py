"""What providers and carriers told us, kept before it is acted on: one row for each event, whatever becomes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

PENDING_DUE = "INBOX"
# The tax and consumer laws ask for years of orders and payments; what we were told about them is kept as long as a
# dispute can last (Law 19/2023: two years).
RETENTION = timedelta(days=730)


class _Applied(Exception):
    """What was applied stays applied, and needs nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """``state``: pending, applied or parked (with the ``reason`` for a person)."""

    source: str
    event_id: str
    notice: str
    state: str
    reason: str = ""


def keep(table: Table, received: Received, *, now: datetime, known: Exception) -> None:
    """Store a callback once; raises ``known`` if it was stored before. After this, 2xx is a true answer."""
    row = {
        "state": received.state,
        "reason": received.reason,
        "notice": received.notice,
        "received_at": now.isoformat(),
        "due_kind": PENDING_DUE,
        "due_at": now.isoformat(),
        "expires_at_epoch": int((now + RETENTION).timestamp()),
    }
    table.create_one(keys.inbox(received.source, received.event_id), row, otherwise=known)


def applied(table: Table, received: Received, *, otherwise: Exception) -> Write:
    """Its effect is in the same transaction; raises ``otherwise`` if it was applied before."""
    return table.update(
        keys.inbox(received.source, received.event_id),
        "SET #state = :applied, reason = :nothing REMOVE due_kind, due_at",
        when="#state <> :applied",
        otherwise=otherwise,
        applied="applied",
        nothing="",
    )


def parked(table: Table, received: Received, reason: str) -> Write:
    """It is authentic but cannot be applied: it stays in sight, with the reason, and can be replayed. An applied one is
    left as it is."""
    return table.update(
        keys.inbox(received.source, received.event_id),
        "SET #state = :parked, reason = :reason REMOVE due_kind, due_at",
        when="#state <> :applied",
        otherwise=_Applied(),
        parked="parked",
        reason=reason,
        applied="applied",
    )


def park(table: Table, received: Received, reason: str) -> None:
    with suppress(_Applied):
        table.commit(parked(table, received, reason))


def park_unmatched(table: Table, received: Received, *, waybill: str) -> None:
    """Park it where it is found again when its waybill becomes known."""
    key = keys.unmatched(received.source, waybill, received.event_id)
    with suppress(_Applied):
        table.commit(parked(table, received, "unknown_waybill"), table.put(key, {}))


def unmatched(table: Table, source: str, waybill: str) -> list[str]:
    """Event ids of what was said of a waybill before it was known."""
    rows = table.partition(keys.unmatched(source, waybill, "")[0], "UNMATCHED#")
    return [row["sk"].removeprefix("UNMATCHED#") for row in rows]


def get(table: Table, source: str, event_id: str) -> Received | None:
    row = table.get(keys.inbox(source, event_id))
    return from_row(row) if row else None


def from_row(row: Row) -> Received:
    _, source, event_id = row["pk"].split("#", 2)
    return Received(source=source, event_id=event_id, notice=row["notice"], state=row["state"], reason=row["reason"])
