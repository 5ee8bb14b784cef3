"""Where a carrier's list and ours are not the same: an order that only one of the two has, until both agree again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table

DUE = "STRAY"
PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """``reason``: unknown_reference (the carrier has it, we do not), second_order (its parcel has another waybill),
    not_to_be_sent (its parcel must not go) or unknown_to_carrier (we have it, the carrier does not)."""

    carrier: str
    waybill: str
    reference: str
    reason: str
    since: datetime | None = None


def show(table: Table, stray: Stray, now: datetime) -> None:
    """A second time changes nothing but the reason."""
    table.change_one(
        keys.stray(stray.carrier, stray.waybill),
        "SET #reference = :reference, reason = :reason, due_kind = :due_kind, due_at = if_not_exists(due_at, :due_at)",
        reference=stray.reference,
        reason=stray.reason,
        due_kind=DUE,
        due_at=f"{now.isoformat()}#{stray.waybill}",
    )


def clear(table: Table, stray: Stray) -> None:
    table.commit(table.delete(keys.stray(stray.carrier, stray.waybill)))


def all_of(table: Table, carrier: str) -> list[Stray]:
    found: list[Stray] = []
    last = ""
    while page := table.due_after(DUE, last, PAGE):
        rows = (table.get(key) for key, _ in page)
        found += [stray for row in rows if row and (stray := from_row(row)).carrier == carrier]
        last = page[-1][1]
    return found


def from_row(row: Row) -> Stray:
    _, carrier, waybill = row["pk"].split("#", 2)
    since = datetime.fromisoformat(row["due_at"].partition("#")[0])
    return Stray(carrier=carrier, waybill=waybill, reference=row["reference"], reason=row["reason"], since=since)
