"""A carrier's statement is the proof of what it delivered and brought back, and of the cash that it pays out.

A line settles its parcel (for Viettel Post, which cannot be asked, nothing else does), turns the cash at the carrier
into what it has promised to pay, and books its fee, once for each parcel. What does not fit is kept in sight with its
reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from market.ledger import remittance
from market.money import Dong
from market.orders import ParcelProgress, order_code_of
from market.parcels import ParcelState, StatusNotice
from market.statements import StatementLine

from chalicelib.store import awaited_cash, orders, parcels, statement_totals, statements
from chalicelib.store.orders import OrderFile
from chalicelib.store.statements import APPLIED, PARKED
from chalicelib.store.table import Table
from chalicelib.usecases.carrier_payouts import count_waiting
from chalicelib.usecases.progress import cash_due
from chalicelib.usecases.tracking import receive_status

REPEATED = "repeated"
SENTENCES = {
    "": "đã ghi sổ",
    "collected_differs": "đã ghi sổ, nhưng tiền thu hộ khác số phải thu",
    "unknown_parcel": "không tìm thấy kiện",
    "other_waybill": "mã kiện và vận đơn không khớp",
    "other_carrier": "kiện này do hãng khác giao",
    "contradicts_history": "trái với hành trình đã biết của kiện",
    "remitted_before": "kiện này đã được đối soát ở một dòng khác",
}


class _Applied(Exception):
    """By another run, at the same moment."""


class _RemittedBefore(Exception):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOutcome:
    """``outcome``: applied, repeated or parked; ``reason`` is empty or a key of :data:`SENTENCES`."""

    line: StatementLine
    parcel_id: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The parcel of a line, as it is now; ``reason`` says why the line cannot be applied to it."""

    parcel_id: str = ""
    file: OrderFile | None = None
    reason: str = ""


def read_in(table: Table, *, lines: Iterable[StatementLine], now: datetime, dry_run: bool = False) -> list[LineOutcome]:
    """Apply each line once; the same lines again change nothing. ``dry_run`` says what would happen, and does nothing.

    Safe to run twice, at once, or killed: the next run takes up what is missing, parked lines included."""
    done = [_foretell(table, line) if dry_run else _apply(table, line, now) for line in lines]
    if not dry_run:
        # The money may have come before the file that explains it.
        count_waiting(table, now=now)
    return done


def _foretell(table: Table, line: StatementLine) -> LineOutcome:
    if _was_applied(table, line):
        return LineOutcome(line=line, parcel_id="", outcome=REPEATED, reason="")
    found = _find(table, line)
    if found.reason or found.file is None:
        return LineOutcome(line=line, parcel_id=found.parcel_id, outcome=PARKED, reason=found.reason)
    difference = _difference(found.file, found.parcel_id, line)
    return LineOutcome(line=line, parcel_id=found.parcel_id, outcome=APPLIED, reason=difference)


def _apply(table: Table, line: StatementLine, now: datetime) -> LineOutcome:
    if _was_applied(table, line):
        return LineOutcome(line=line, parcel_id="", outcome=REPEATED, reason="")
    found = _find(table, line)
    if found.file is not None and not found.reason:
        found = _settled(table, found, line, now)
    if found.reason or found.file is None:
        return _park(table, found.parcel_id, line, found.reason, now)
    return _book(table, found.file, found.parcel_id, line, now)


def _was_applied(table: Table, line: StatementLine) -> bool:
    known = statements.get(table, line)
    return known is not None and known.outcome == APPLIED


def _find(table: Table, line: StatementLine) -> _Found:
    parcel_id = parcels.find_by_waybill(table, line.carrier.value, line.waybill) or line.reference
    file = orders.read_file(table, order_code_of(parcel_id)) if parcel_id else None
    if file is None or parcel_id not in file.parcels:
        return _Found(reason="unknown_parcel")
    return _Found(parcel_id=parcel_id, file=file, reason=_why_not(file, file.parcels[parcel_id], line))


def _why_not(file: OrderFile, progress: ParcelProgress, line: StatementLine) -> str:
    if file.stored.order.parcel(progress.id).shop.carrier is not line.carrier:
        return "other_carrier"
    if line.reference not in ("", progress.id) or progress.waybill not in ("", line.waybill):
        return "other_waybill"
    return ""


def _settled(table: Table, found: _Found, line: StatementLine, now: datetime) -> _Found:
    """The statement proves where the parcel ended, unless that is proven already."""
    if found.file and found.file.parcels[found.parcel_id].settled is line.state:
        return found
    receive_status(table, notice=_notice(line, found.parcel_id), now=now)
    file = orders.read_file(table, order_code_of(found.parcel_id))
    is_settled = file is not None and file.parcels[found.parcel_id].settled is line.state
    return _Found(parcel_id=found.parcel_id, file=file, reason="" if is_settled else "contradicts_history")


def _notice(line: StatementLine, parcel_id: str) -> StatusNotice:
    return StatusNotice(
        carrier=line.carrier,
        waybill=line.waybill,
        reference=parcel_id,
        event_id=f"statement/{line.statement}/{line.waybill}/{line.state.value}",
        code="statement",
        state=line.state,
        occurred_at=line.occurred_at,
        is_proven=True,
    )


def _book(table: Table, file: OrderFile, parcel_id: str, line: StatementLine, now: datetime) -> LineOutcome:
    order, reason = file.stored.order, _difference(file, parcel_id, line)
    rule = f"statement-{line.carrier.value}-{line.statement}"
    entry = remittance(order.parcel(parcel_id), collected=line.collected, fee=line.fee, rule=rule, now=now)
    try:
        table.commit(
            statements.applied(table, line, parcel_id, reason, now=now, otherwise=_Applied()),
            awaited_cash.settled(table, parcel_id),
            statement_totals.add_line(table, line.carrier, line.statement, line.collected - line.fee, now),
            orders.add_entry(table, order.code, entry, repeated=_RemittedBefore()),
        )
    except _Applied:
        return LineOutcome(line=line, parcel_id=parcel_id, outcome=REPEATED, reason="")
    except _RemittedBefore:
        return _park(table, parcel_id, line, "remitted_before", now)
    return LineOutcome(line=line, parcel_id=parcel_id, outcome=APPLIED, reason=reason)


def _difference(file: OrderFile, parcel_id: str, line: StatementLine) -> str:
    is_delivered = line.state is ParcelState.DELIVERED
    due = cash_due(file, file.stored.order.parcel(parcel_id)) if is_delivered else Dong(0)
    return "" if line.collected == due else "collected_differs"


def _park(table: Table, parcel_id: str, line: StatementLine, reason: str, now: datetime) -> LineOutcome:
    known = statements.get(table, line)
    if known and (known.outcome, known.reason) == (PARKED, reason):
        # What an operator said of it holds as long as it is parked for the same reason.
        return LineOutcome(line=line, parcel_id=parcel_id, outcome=PARKED, reason=reason)
    try:
        statements.park(table, line, parcel_id, reason, now=now, otherwise=_Applied())
    except _Applied:
        return LineOutcome(line=line, parcel_id=parcel_id, outcome=REPEATED, reason="")
    return LineOutcome(line=line, parcel_id=parcel_id, outcome=PARKED, reason=reason)
