"""What providers and carriers told us, kept before it is acted on: one row for each event, whatever becomes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

PENDING_DUE = "INBOX"
# Parked callbacks have a place of their own in the index, so that the desk sees them without reading everything else.
PARKED_DUE = "PARKED"
# The tax and consumer laws ask for years of orders and payments; what we were told about them is kept as long as a
# dispute can last (Law 19/2023: two years).
RETENTION = timedelta(days=730)


UNKNOWN_PAYMENT = "unknown_payment"


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
        "SET #state = :parked, reason = :reason, due_kind = :due_kind, due_at = received_at REMOVE handled",
        when="#state <> :applied",
        otherwise=_Applied(),
        parked="parked",
        reason=reason,
        applied="applied",
        due_kind=PARKED_DUE,
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


def park_with_payment(table: Table, received: Received, *, payment_id: str) -> None:
    """Park it where it is found again when its payment becomes known."""
    key = keys.early(received.source, payment_id, received.event_id)
    with suppress(_Applied):
        table.commit(parked(table, received, UNKNOWN_PAYMENT), table.put(key, {}))


def early(table: Table, source: str, payment_id: str) -> list[str]:
    """Event ids of what was said of a payment before it was known."""
    rows = table.partition(keys.early(source, payment_id, "")[0], "EARLY#")
    return [row["sk"].removeprefix("EARLY#") for row in rows]


def get(table: Table, source: str, event_id: str) -> Received | None:
    row = table.get(keys.inbox(source, event_id))
    return from_row(row) if row else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A callback as the desk sees it. ``proposal``: what an operator proposed to do with it, empty for nothing.
    ``is_handled``: a person dealt with it in another way; it stays parked, in the history, and is nobody's work."""

    received: Received
    received_at: datetime
    proposal: str
    is_handled: bool

    @property
    def waits(self) -> bool:
        return self.received.state == "parked" and not self.is_handled


def read(table: Table, source: str, event_id: str) -> Kept | None:
    row = table.get(keys.inbox(source, event_id))
    return _kept(row) if row else None


def all_parked(table: Table, most: int) -> list[Kept]:
    """What is parked now, oldest first, up to ``most``; found by an index that may lag, judged by the rows."""
    found = table.due(PARKED_DUE, "9999", most)
    rows = table.get_many(found)
    kept = (_kept(rows[key]) for key in found if key in rows)
    return [one for one in kept if one.waits]


def handled(table: Table, received: Received, *, otherwise: Exception) -> Write:
    """Raises ``otherwise`` if it is no longer parked for the same reason, or somebody proposed something for it."""
    return table.update(
        keys.inbox(received.source, received.event_id),
        "SET handled = :yes REMOVE due_kind, due_at",
        when="#state = :parked AND reason = :reason AND attribute_not_exists(proposal)",
        otherwise=otherwise,
        yes=True,
        parked="parked",
        reason=received.reason,
    )


def take_up(table: Table, received: Received, proposal: str, *, otherwise: Exception) -> Write:
    """A proposal is made for a parked callback; raises ``otherwise`` if it has one, or is no longer parked."""
    return table.update(
        keys.inbox(received.source, received.event_id),
        "SET proposal = :proposal",
        when="#state = :parked AND attribute_not_exists(proposal)",
        otherwise=otherwise,
        proposal=proposal,
        parked="parked",
    )


def let_go(table: Table, source: str, event_id: str, proposal: str, *, otherwise: Exception) -> Write:
    """Its proposal came to its end, whatever that was."""
    return table.update(
        keys.inbox(source, event_id),
        "REMOVE proposal",
        when="proposal = :proposal",
        otherwise=otherwise,
        proposal=proposal,
    )


def settled(table: Table, source: str, event_id: str, *, reason: str, proposal: str, otherwise: Exception) -> Write:
    """What a proposal was to do with it is done, in the same transaction; ``reason`` says what. Raises ``otherwise`` if
    it is no longer parked, or is another proposal's."""
    return table.update(
        keys.inbox(source, event_id),
        "SET #state = :applied, reason = :reason REMOVE due_kind, due_at, proposal",
        when="#state = :parked AND proposal = :proposal",
        otherwise=otherwise,
        applied="applied",
        parked="parked",
        reason=reason,
        proposal=proposal,
    )


def _kept(row: Row) -> Kept:
    return Kept(
        received=from_row(row),
        received_at=datetime.fromisoformat(row["received_at"]),
        proposal=row.get("proposal", ""),
        is_handled=row.get("handled", False),
    )


def from_row(row: Row) -> Received:
    _, source, event_id = row["pk"].split("#", 2)
    return Received(source=source, event_id=event_id, notice=row["notice"], state=row["state"], reason=row["reason"])
