"""What each carrier's statement comes to, and what of it has arrived: one row beside its lines, so that a payout finds
its statement without reading tens of thousands of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from market.catalogue import CarrierName
from market.ledger import Entry
from market.money import Dong
from market.wire import to_json

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

# Those whose money is not there, or is not all.
DUE = "STATEMENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTotal:
    """``promised`` is the cash of its applied lines less the fees; ``received`` what arrived for it; ``accepted`` what
    two operators agreed will not come (below zero: came unpromised). ``proposal``: somebody proposed something for it.
    """

    carrier: CarrierName
    number: str
    lines: int
    promised: Dong
    received: Dong
    accepted: Dong
    since: datetime
    version: int
    proposal: str = ""

    @property
    def open(self) -> Dong:
        """What is still to come; below zero, what came too much."""
        return self.promised - self.received - self.accepted

    @property
    def name(self) -> str:
        """What it is called in addresses and in the log."""
        return f"{self.carrier.value}#{self.number}"


def add_line(table: Table, carrier: CarrierName, number: str, net: Dong, now: datetime) -> Write:
    """A line of it is booked, in the same transaction."""
    return table.update(
        keys.statement_total(carrier.value, number),
        "SET due_kind = :due_kind, due_at = if_not_exists(due_at, :now), #since = if_not_exists(#since, :now)"
        " ADD #promised :net, line_count :one, version :one",
        due_kind=DUE,
        now=now.isoformat(),
        net=int(net),
        one=1,
    )


def receive(table: Table, total: StatementTotal, amount: Dong, *, otherwise: Exception) -> Write:
    """Money came for it; raises ``otherwise`` if it is not as it was read."""
    return _moved(table, total, "received", amount, otherwise)


def accept(table: Table, total: StatementTotal, amount: Dong, *, otherwise: Exception) -> Write:
    """A difference is accepted, and its proposal over; raises ``otherwise`` if it is not as it was read."""
    return _moved(table, total, "accepted", amount, otherwise, also=", proposal")


def take_up(table: Table, total: StatementTotal, proposal: str, *, otherwise: Exception) -> Write:
    """A proposal is made for it; raises ``otherwise`` if it has one, or is not as it was read."""
    return table.update(
        _key(total),
        "SET proposal = :proposal",
        when="version = :version AND attribute_not_exists(proposal)",
        otherwise=otherwise,
        proposal=proposal,
        version=total.version,
    )


def let_go(table: Table, total: StatementTotal, proposal: str, *, otherwise: Exception) -> Write:
    """Its proposal came to nothing."""
    return table.update(
        _key(total), "REMOVE proposal", when="proposal = :proposal", otherwise=otherwise, proposal=proposal
    )


def add_entry(table: Table, total: StatementTotal, entry: Entry) -> Write:
    """A ledger row that belongs to the statement, beside it."""
    return table.create((_key(total)[0], f"LEDGER#{entry.id}"), {"json": to_json(entry)})


def get(table: Table, carrier: str, number: str) -> StatementTotal | None:
    row = table.get(keys.statement_total(carrier, number))
    return from_row(row) if row else None


def find(table: Table, name: str) -> StatementTotal | None:
    """By :attr:`StatementTotal.name`; None for whatever is no name of one."""
    carrier, _, number = name.partition("#")
    return get(table, carrier, number) if carrier and number and "#" not in number else None


def unsettled(table: Table, most: int) -> list[StatementTotal]:
    """Those of which something is to come, or came too much, oldest first; by an index that may lag, judged by the
    rows."""
    found = table.due(DUE, "9999", most)
    rows = table.get_many(found)
    kept = (from_row(rows[key]) for key in found if key in rows)
    return [total for total in kept if total.open]


def from_row(row: Row) -> StatementTotal:
    _, carrier, number = row["pk"].split("#", 2)
    return StatementTotal(
        carrier=CarrierName(carrier),
        number=number,
        lines=row["line_count"],
        promised=Dong(row["promised"]),
        received=Dong(row.get("received", 0)),
        accepted=Dong(row.get("accepted", 0)),
        since=datetime.fromisoformat(row["since"]),
        version=row["version"],
        proposal=row.get("proposal", ""),
    )


def _moved(table: Table, total: StatementTotal, what: str, amount: Dong, otherwise: Exception, also: str = "") -> Write:
    if total.open - amount:
        place, values = "SET due_kind = :due_kind, due_at = if_not_exists(due_at, #since)", {"due_kind": DUE}
        removed = f" REMOVE{also.removeprefix(',')}" if also else ""
    else:
        place, values, removed = "", {}, f" REMOVE due_kind, due_at{also}"
    return table.update(
        _key(total),
        f"{place}{removed} ADD #{what} :amount, version :one".strip(),
        when="version = :version",
        otherwise=otherwise,
        amount=int(amount),
        one=1,
        version=total.version,
        **values,
    )


def _key(total: StatementTotal) -> keys.Key:
    return keys.statement_total(total.carrier.value, total.number)
