"""Differences between a carrier's statement, its cash and its payout: explained by a person, and then nobody's work.

Where money is missing or too much, two operators accept it, and it is booked against the account of discrepancies; a
line that books nothing needs one operator and a note. Nothing is deleted: the line, the note and the entry stay.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from market.catalogue import CarrierName
from market.held_money import cash_difference, payout_difference
from market.ledger import cod_in_transit
from market.money import Dong, total
from market.orders import order_code_of
from market.refusals import Cause, InvalidInput, Refused
from market.wire import from_json

from chalicelib.ports import PaymentNotice
from chalicelib.store import inbox, orders, proposals, statement_totals, statements
from chalicelib.store.inbox import Kept
from chalicelib.store.proposals import Proposal
from chalicelib.store.statement_totals import StatementTotal
from chalicelib.store.statements import APPLIED, StoredLine
from chalicelib.store.table import Table, Write
from chalicelib.usecases.carrier_payouts import counting
from chalicelib.usecases.deciding import LINE, PAYOUT, STATEMENT, NotHeldAnyMore, deed_of, read_held
from chalicelib.usecases.desk_callbacks import NoSuchCallback, NotParked, read_reason
from chalicelib.usecases.desk_log import Deed, record

PAID_OUT = "paid_out"
_ON_LINE, _ON_STATEMENT = "statement-line", "statement"


class NoSuchLine(Refused):
    code = "statement.no_such_line"
    cause = Cause.NOT_FOUND
    sentence = "Không có dòng đối soát này."


class NoSuchStatement(Refused):
    code = "statement.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Không có bảng kê này."


class NothingDiffers(Refused):
    code = "statement.nothing_differs"
    sentence = "Chênh lệch này không còn, hoặc đang chờ duyệt. Hãy tải lại trang."


class NeedsTwo(Refused):
    code = "statement.needs_two"
    sentence = "Dòng này lệch tiền, nên phải đề nghị để người thứ hai duyệt, không thể chỉ ghi chú."


def read_line(table: Table, *, name: str) -> StoredLine:
    """Raises :class:`NoSuchLine`."""
    stored = statements.find(table, name)
    if stored is None:
        raise NoSuchLine
    return stored


def read_statement_total(table: Table, *, name: str) -> StatementTotal:
    """Raises :class:`NoSuchStatement`."""
    found = statement_totals.find(table, name)
    if found is None:
        raise NoSuchStatement
    return found


def cash_off(table: Table, stored: StoredLine) -> Dong:
    """What of the cash of the line's parcel the carrier still has by our books: below zero, what it gave too much."""
    file = orders.read_file(table, order_code_of(stored.parcel_id)) if stored.outcome == APPLIED else None
    if file is None:
        return Dong(0)
    account = cod_in_transit(stored.line.carrier)
    mine = (entry for entry in file.entries if entry.id.startswith(f"{stored.parcel_id}/"))
    return total(leg.amount for entry in mine for leg in entry.legs if leg.account == account)


def note_line(table: Table, *, name: str, note: str, actor: str, now: datetime) -> None:
    """A line that moves no money is explained: it stays in the log, and is nobody's work any more.

    Raises :class:`NoSuchLine`, :class:`NothingDiffers`, :class:`NeedsTwo` or ``ShortNote``."""
    stored, why = read_line(table, name=name), read_reason(note)
    if not stored.differs or stored.proposal:
        raise NothingDiffers
    if cash_off(table, stored):
        raise NeedsTwo
    deed = Deed(
        actor=actor,
        action="difference.noted",
        subject=f"{_ON_LINE}#{name}",
        before=f"{stored.outcome}: {stored.reason}",
        after="accepted",
        note=why,
        order_code=order_code_of(stored.parcel_id),
    )
    record(table, deed, statements.accept(table, stored, otherwise=NothingDiffers()), now=now)


def propose_line(table: Table, *, name: str, note: str, actor: str, now: datetime) -> Proposal:
    """Propose to accept that a parcel's cash is not what was due. Nothing is booked yet.

    Raises :class:`NoSuchLine`, :class:`NothingDiffers` or ``ShortNote``."""
    stored, why = read_line(table, name=name), read_reason(note)
    amount = cash_off(table, stored)
    if not stored.differs or stored.proposal or not amount:
        raise NothingDiffers
    proposal = _proposal(LINE, _ON_LINE, name, why, actor, now, amount=amount, code=order_code_of(stored.parcel_id))
    record(
        table,
        deed_of(proposal, actor, "proposed", before=stored.reason, after=f"{amount} accepted"),
        proposals.create(table, proposal),
        statements.take_up(table, stored, proposal.id, otherwise=NothingDiffers()),
        now=now,
    )
    return proposal


def propose_statement(table: Table, *, name: str, note: str, actor: str, now: datetime) -> Proposal:
    """Propose to accept that what a statement promised has not all come, or that more came. Nothing is booked yet.

    Raises :class:`NoSuchStatement`, :class:`NothingDiffers` or ``ShortNote``."""
    found, why = read_statement_total(table, name=name), read_reason(note)
    if not found.open or found.proposal:
        raise NothingDiffers
    proposal = _proposal(STATEMENT, _ON_STATEMENT, name, why, actor, now, amount=found.open)
    record(
        table,
        deed_of(proposal, actor, "proposed", before=f"{found.open} open", after=f"{found.open} accepted"),
        proposals.create(table, proposal),
        statement_totals.take_up(table, found, proposal.id, otherwise=NothingDiffers()),
        now=now,
    )
    return proposal


def propose_payout(
    table: Table, *, source: str, event_id: str, carrier: str, number: str, note: str, actor: str, now: datetime
) -> Proposal:
    """Propose that held money is what a statement promised. Nothing moves yet.

    Raises what :func:`~.deciding.read_held` raises, ``ShortNote``, and ``InvalidInput`` for an unknown statement."""
    found, why = read_held(table, source=source, event_id=event_id), read_reason(note)
    is_carrier = carrier in {name.value for name in CarrierName}
    total = statement_totals.get(table, carrier, number.strip()) if is_carrier and number.strip() else None
    if total is None:
        raise InvalidInput({"so_bang_ke": "Chưa đọc bảng kê nào mang số này của hãng này. Hãy kiểm tra lại."})
    kept = _kept(table, source, event_id)
    amount = from_json(PaymentNotice, kept.received.notice).amount
    proposal = _proposal(PAYOUT, source, event_id, why, actor, now, amount=amount, target=total.name)
    record(
        table,
        deed_of(proposal, actor, "proposed", before=f"parked: {found.reason}", after=f"statement {total.name}"),
        proposals.create(table, proposal),
        inbox.take_up(table, kept.received, proposal.id, otherwise=NotParked()),
        now=now,
    )
    return proposal


def accepting_line(table: Table, proposal: Proposal, now: datetime) -> list[Write]:
    """The difference is booked and the line accepted, for the commit of the decision. Raises :class:`NothingDiffers` if
    it is not what was proposed."""
    stored = read_line(table, name=proposal.detail)
    if cash_off(table, stored) != proposal.amount:
        raise NothingDiffers
    entry = cash_difference(
        stored.line.carrier, stored.parcel_id, amount=proposal.amount, rule=f"desk-{proposal.id}", now=now
    )
    return [
        orders.add_entry(table, order_code_of(stored.parcel_id), entry, repeated=NothingDiffers()),
        statements.accept(table, stored, otherwise=NothingDiffers()),
    ]


def accepting_statement(table: Table, proposal: Proposal, now: datetime) -> list[Write]:
    """The difference is booked, for the commit of the decision. Raises :class:`NothingDiffers` if money came, or lines
    were read, since it was proposed."""
    found = read_statement_total(table, name=proposal.detail)
    if found.open != proposal.amount:
        raise NothingDiffers
    entry = payout_difference(found.carrier, found.number, amount=proposal.amount, name=proposal.id, now=now)
    return [
        statement_totals.add_entry(table, found, entry),
        statement_totals.accept(table, found, proposal.amount, otherwise=NothingDiffers()),
    ]


def paying_out(table: Table, proposal: Proposal, now: datetime) -> list[Write]:
    """Held money becomes the statement's, for the commit of the decision. Raises ``NotHeldAnyMore``."""
    found = read_statement_total(table, name=proposal.target)
    notice = from_json(PaymentNotice, _kept(table, proposal.subject, proposal.detail).received.notice)
    gone = NotHeldAnyMore()
    return [
        *counting(table, found, notice, was_held=True, now=now, elsewhere=gone, moved=gone),
        inbox.settled(table, proposal.subject, proposal.detail, reason=PAID_OUT, proposal=proposal.id, otherwise=gone),
    ]


def _proposal(
    kind: str,
    subject: str,
    detail: str,
    note: str,
    actor: str,
    now: datetime,
    *,
    amount: Dong,
    code: str = "",
    target: str = "",
) -> Proposal:
    return Proposal(
        id=secrets.token_hex(8),
        kind=kind,
        subject=subject,
        detail=detail,
        order_code=code,
        note=note,
        proposed_by=actor,
        proposed_at=now,
        amount=amount,
        target=target,
    )


def _kept(table: Table, source: str, event_id: str) -> Kept:
    kept = inbox.read(table, source, event_id)
    if kept is None:
        raise NoSuchCallback
    return kept
