"""Money that matches nobody goes back to its sender: one operator proposes it with the account, another decides, and
the transfer that a person then makes at the bank is noted with the bank's own reference.

From the decision on the money is nobody else's: no late report and no replay can count it for an order. It leaves the
books when it has left the bank. If the bank cannot send it, it is free again, in sight as before.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from market.held_money import sent_back
from market.refusals import Cause, InvalidInput, Refused
from market.text import clean_line
from market.wire import from_json

from chalicelib.ports import PaymentNotice
from chalicelib.store import inbox, payments, proposals
from chalicelib.store.inbox import Kept
from chalicelib.store.proposals import Payee as Payee
from chalicelib.store.proposals import Proposal, ProposalState
from chalicelib.store.table import Table, Write
from chalicelib.usecases.deciding import (
    RETURN,
    AlreadyDecided,
    NotHeldAnyMore,
    OwnProposal,
    deed_of,
    read_held,
    read_proposal,
)
from chalicelib.usecases.desk_callbacks import NoSuchCallback, NotParked, read_reason
from chalicelib.usecases.desk_log import record

SENT_BACK = "sent_back"
_ACCOUNT = re.compile(r"[0-9A-Za-z]{4,19}")
_MOST = 60
_MOST_REFERENCE = 64


class NoTransferReference(Refused):
    code = "return.no_reference"
    cause = Cause.INVALID
    sentence = "Hãy ghi mã giao dịch của ngân hàng hoặc của cổng thanh toán."


def propose_return(
    table: Table, *, source: str, event_id: str, payee: Payee | None, note: str, actor: str, now: datetime
) -> Proposal:
    """Propose that held money goes back. Nothing moves yet. A bank credit needs the ``payee``; what came through a
    provider goes back there.

    Raises what :func:`~.deciding.read_held` raises, ``ShortNote``, and ``InvalidInput`` by the fields of the payee."""
    found, why = read_held(table, source=source, event_id=event_id), read_reason(note)
    kept = _kept(table, source, event_id)
    notice = _notice(kept)
    proposal = Proposal(
        id=secrets.token_hex(8),
        kind=RETURN,
        subject=source,
        detail=event_id,
        order_code="",
        note=why,
        proposed_by=actor,
        proposed_at=now,
        amount=notice.amount,
        # What came through a provider goes back there, and needs no account.
        payee=_checked(payee) if notice.adds_up else None,
    )
    record(
        table,
        deed_of(proposal, actor, "proposed", before=f"parked: {found.reason}", after=f"{notice.amount} back"),
        proposals.create(table, proposal),
        inbox.take_up(table, kept.received, proposal.id, otherwise=NotParked()),
        now=now,
    )
    return proposal


def returning(table: Table, proposal: Proposal) -> list[Write]:
    """It is decided: the money is kept for the sender; for the commit of the decision. Raises ``NotHeldAnyMore``."""
    notice = _notice(_kept(table, proposal.subject, proposal.detail))
    told = {"owner": payments.NOBODY, "to": payments.RETURNING}
    return [payments.pass_on(table, notice.provider, notice.payment_id, **told, otherwise=NotHeldAnyMore())]


def mark_sent(table: Table, *, id: str, bank_reference: str, actor: str, now: datetime) -> Proposal:
    """The transfer was made: the money leaves the books, once. The same reference again changes nothing.

    Raises ``NoSuchProposal``, ``OwnProposal``, ``AlreadyDecided`` or :class:`NoTransferReference`."""
    proposal, reference = _decided(table, id), _reference(bank_reference)
    if proposal.proposed_by == actor:
        raise OwnProposal
    if (proposal.state, proposal.outcome) == (ProposalState.DONE, reference):
        return proposal
    if proposal.state is not ProposalState.APPROVED:
        raise AlreadyDecided
    notice = _notice(_kept(table, proposal.subject, proposal.detail))
    paid = {"provider": notice.provider, "payment_id": notice.payment_id}
    record(
        table,
        deed_of(proposal, actor, "sent", before="approved", after=f"{notice.amount} back, {reference}"),
        proposals.move(table, proposal, ProposalState.DONE, otherwise=AlreadyDecided(), outcome=reference),
        payments.pass_on(table, **paid, owner=payments.RETURNING, to=payments.RETURNED, otherwise=NotHeldAnyMore()),
        payments.add_entry(table, **paid, entry=sent_back(**paid, amount=notice.amount, now=now)),
        inbox.settled(
            table,
            proposal.subject,
            proposal.detail,
            reason=SENT_BACK,
            proposal=proposal.id,
            otherwise=AlreadyDecided(),
        ),
        now=now,
    )
    return read_proposal(table, id=id)


def give_up_return(table: Table, *, id: str, note: str, actor: str, now: datetime) -> None:
    """The bank cannot send it: the money waits for somebody again.

    Raises ``NoSuchProposal``, ``AlreadyDecided`` or ``ShortNote``."""
    proposal, why = _decided(table, id), read_reason(note)
    if proposal.state is not ProposalState.APPROVED:
        raise AlreadyDecided
    notice = _notice(_kept(table, proposal.subject, proposal.detail))
    told = {"owner": payments.RETURNING, "to": payments.NOBODY}
    record(
        table,
        deed_of(proposal, actor, "failed", before="approved", after="held", note=why),
        proposals.move(table, proposal, ProposalState.FAILED, otherwise=AlreadyDecided(), outcome=why),
        payments.pass_on(table, notice.provider, notice.payment_id, **told, otherwise=NotHeldAnyMore()),
        inbox.let_go(table, proposal.subject, proposal.detail, proposal.id, otherwise=AlreadyDecided()),
        now=now,
    )


def _decided(table: Table, id: str) -> Proposal:
    proposal = read_proposal(table, id=id)
    if proposal.kind != RETURN:
        raise AlreadyDecided
    return proposal


def _kept(table: Table, source: str, event_id: str) -> Kept:
    kept = inbox.read(table, source, event_id)
    if kept is None:
        raise NoSuchCallback
    return kept


def _notice(kept: Kept) -> PaymentNotice:
    return from_json(PaymentNotice, kept.received.notice)


def _reference(typed: str) -> str:
    try:
        reference = clean_line(typed, _MOST_REFERENCE)
    except ValueError:
        raise NoTransferReference from None
    if not reference:
        raise NoTransferReference
    return reference


def _checked(payee: Payee | None) -> Payee:
    typed = payee or Payee(bank="", account="", holder="")
    account = re.sub(r"[\s.\-]", "", typed.account)
    wrong = {} if _ACCOUNT.fullmatch(account) else {"so_tai_khoan": "Số tài khoản gồm 4 đến 19 chữ số hoặc chữ cái."}
    found = {}
    for field, words, what in (
        ("ngan_hang", typed.bank, "ngân hàng"),
        ("chu_tai_khoan", typed.holder, "chủ tài khoản"),
    ):
        try:
            found[field] = clean_line(words, _MOST)
        except ValueError as problem:
            wrong[field] = str(problem)
            continue
        if not found[field]:
            wrong[field] = f"Hãy ghi {what} của người đã gửi tiền."
    if wrong:
        raise InvalidInput(wrong)
    return Payee(bank=found["ngan_hang"], account=account, holder=found["chu_tai_khoan"])
