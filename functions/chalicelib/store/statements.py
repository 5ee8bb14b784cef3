"""Lines of the carriers' statements, each once, with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.statements import StatementLine
from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

APPLIED, PARKED = "applied", "parked"
# Lines that differ have a place in the index, so that the desk sees them without reading all that were ever read in.
DUE = "STATEMENT_LINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """``outcome`` is applied or parked; an applied line with a ``reason`` was booked and is in sight all the same,
    until it is ``accepted``. ``since`` is when it was first found to differ; ``proposal`` names what an operator wants
    done about it."""

    line: StatementLine
    parcel_id: str
    outcome: str
    reason: str
    accepted: bool = False
    since: datetime | None = None
    proposal: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.reason) and not self.accepted

    @property
    def name(self) -> str:
        """What it is called in addresses and in the log."""
        line = self.line
        return f"{line.carrier.value}#{line.statement}#{line.waybill}#{line.digest}"


def applied(
    table: Table, line: StatementLine, parcel_id: str, reason: str, *, now: datetime, otherwise: Exception
) -> Write:
    """Its money is booked in the same transaction; raises ``otherwise`` if that was done before."""
    return table.update(
        _key(line),
        f"SET json = :json, parcel_id = :parcel_id, outcome = :applied, reason = :reason{_place(reason)}",
        when="attribute_not_exists(outcome) OR outcome <> :applied",
        otherwise=otherwise,
        json=to_json(line),
        parcel_id=parcel_id,
        applied=APPLIED,
        reason=reason,
        **_times(reason, now),
    )


def park(
    table: Table, line: StatementLine, parcel_id: str, reason: str, *, now: datetime, otherwise: Exception
) -> None:
    """Nothing is booked; it stays in sight and is tried again when the statement is read again."""
    table.change_one(
        _key(line),
        f"SET json = :json, parcel_id = :parcel_id, outcome = :parked, reason = :reason{_place(reason)}",
        when="attribute_not_exists(outcome) OR outcome = :parked",
        otherwise=otherwise,
        json=to_json(line),
        parcel_id=parcel_id,
        parked=PARKED,
        reason=reason,
        **_times(reason, now),
    )


def take_up(table: Table, stored: StoredLine, proposal: str, *, otherwise: Exception) -> Write:
    """A proposal is made for it; raises ``otherwise`` if it has one, or is not as it was read."""
    return table.update(
        _key(stored.line),
        "SET proposal = :proposal",
        when=f"{_AS_READ} AND attribute_not_exists(proposal)",
        otherwise=otherwise,
        proposal=proposal,
        **_read(stored),
    )


def let_go(table: Table, stored: StoredLine, proposal: str, *, otherwise: Exception) -> Write:
    """Its proposal came to nothing."""
    return table.update(
        _key(stored.line), "REMOVE proposal", when="proposal = :proposal", otherwise=otherwise, proposal=proposal
    )


def accept(table: Table, stored: StoredLine, *, otherwise: Exception) -> Write:
    """What is odd about it is known and accepted: nobody's work any more. Raises ``otherwise`` if it is not as it was
    read, or if somebody else's proposal waits for it."""
    free = "proposal = :proposal" if stored.proposal else "attribute_not_exists(proposal)"
    values = {"proposal": stored.proposal} if stored.proposal else {}
    return table.update(
        _key(stored.line),
        "SET accepted = :yes REMOVE due_kind, due_at, proposal",
        when=f"{_AS_READ} AND {free}",
        otherwise=otherwise,
        yes=True,
        **_read(stored),
        **values,
    )


def get(table: Table, line: StatementLine) -> StoredLine | None:
    row = table.get(_key(line))
    return from_row(row) if row else None


def find(table: Table, name: str) -> StoredLine | None:
    """By :attr:`StoredLine.name`; None for whatever is no name of one."""
    parts = name.split("#")
    row = table.get(keys.statement_line(parts[0], parts[1], parts[2], parts[3])) if len(parts) == 4 else None
    return from_row(row) if row else None


def differing(table: Table, most: int) -> list[StoredLine]:
    """Those that wait for a person, oldest first; by an index that may lag, judged by the rows."""
    found = table.due(DUE, "9999", most)
    rows = table.get_many(found)
    kept = (from_row(rows[key]) for key in found if key in rows)
    return [stored for stored in kept if stored.differs]


def from_row(row: Row) -> StoredLine:
    return StoredLine(
        line=from_json(StatementLine, row["json"]),
        parcel_id=row["parcel_id"],
        outcome=row["outcome"],
        reason=row["reason"],
        accepted=row.get("accepted", False),
        since=datetime.fromisoformat(row["due_at"]) if "due_at" in row else None,
        proposal=row.get("proposal", ""),
    )


_AS_READ = "outcome = :outcome AND reason = :reason AND attribute_not_exists(accepted)"


def _read(stored: StoredLine) -> dict[str, str]:
    return {"outcome": stored.outcome, "reason": stored.reason}


def _place(reason: str) -> str:
    """With another reason it is another matter, whatever was accepted before."""
    if not reason:
        return " REMOVE due_kind, due_at, accepted"
    return ", due_kind = :due_kind, due_at = if_not_exists(due_at, :due_at) REMOVE accepted"


def _times(reason: str, now: datetime) -> dict[str, Any]:
    return {"due_kind": DUE, "due_at": now.isoformat()} if reason else {}


def _key(line: StatementLine) -> keys.Key:
    return keys.statement_line(line.carrier.value, line.statement, line.waybill, line.digest)
