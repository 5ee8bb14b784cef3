"""Lines of the carriers' statements, each once, with what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from market.statements import StatementLine
from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

APPLIED, PARKED = "applied", "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """``outcome`` is applied or parked; an applied line with a ``reason`` was booked and is in sight all the same."""

    line: StatementLine
    parcel_id: str
    outcome: str
    reason: str


def applied(table: Table, line: StatementLine, parcel_id: str, reason: str, *, otherwise: Exception) -> Write:
    """Its money is booked in the same transaction; raises ``otherwise`` if that was done before."""
    return table.update(
        _key(line),
        "SET json = :json, parcel_id = :parcel_id, outcome = :applied, reason = :reason",
        when="attribute_not_exists(outcome) OR outcome <> :applied",
        otherwise=otherwise,
        json=to_json(line),
        parcel_id=parcel_id,
        applied=APPLIED,
        reason=reason,
    )


def park(table: Table, line: StatementLine, parcel_id: str, reason: str, *, otherwise: Exception) -> None:
    """Nothing is booked; it stays in sight and is tried again when the statement is read again."""
    table.change_one(
        _key(line),
        "SET json = :json, parcel_id = :parcel_id, outcome = :parked, reason = :reason",
        when="attribute_not_exists(outcome) OR outcome = :parked",
        otherwise=otherwise,
        json=to_json(line),
        parcel_id=parcel_id,
        parked=PARKED,
        reason=reason,
    )


def get(table: Table, line: StatementLine) -> StoredLine | None:
    row = table.get(_key(line))
    return from_row(row) if row else None


def from_row(row: Row) -> StoredLine:
    return StoredLine(
        line=from_json(StatementLine, row["json"]),
        parcel_id=row["parcel_id"],
        outcome=row["outcome"],
        reason=row["reason"],
    )


def _key(line: StatementLine) -> keys.Key:
    return keys.statement_line(line.carrier.value, line.statement, line.waybill, line.digest)
