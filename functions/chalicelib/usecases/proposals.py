"""Where money moves by a person's word, two persons say it: one proposes, another approves, and then it is done.

The other such case, a refund that was transferred by hand, has its request and its approval in :mod:`.refund_ends`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from market.codes import read_order_code
from market.money import Dong
from market.refusals import Busy, Cause, Refused

from chalicelib.store import inbox, orders, proposals
from chalicelib.store.inbox import Kept
from chalicelib.store.proposals import Proposal as Proposal
from chalicelib.store.proposals import ProposalState as ProposalState
from chalicelib.store.table import Table, Write
from chalicelib.usecases.desk_callbacks import (
    NoSuchCallback,
    NotParked,
    owner_of_money,
    read_callback,
    read_reason,
)
from chalicelib.usecases.desk_log import Deed, record
from chalicelib.usecases.settlement import settle_by_hand

SETTLE = "settle"
MOST = 200


class NoSuchProposal(Refused):
    code = "proposal.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Không có đề nghị này."


class OwnProposal(Refused):
    """Nobody approves what he proposed himself."""

    code = "proposal.own"
    cause = Cause.FORBIDDEN
    sentence = "Bạn là người đề nghị nên không được tự duyệt. Hãy nhờ một người vận hành khác xem và duyệt."


class AlreadyDecided(Refused):
    code = "proposal.decided"
    sentence = "Đề nghị này đã được quyết định. Hãy tải lại trang."


class NoSuchOrderToSettle(Refused):
    code = "proposal.unknown_order"
    cause = Cause.INVALID
    sentence = "Không có đơn hàng mang mã này. Hãy kiểm tra lại mã đơn."


class NothingIsHeld(Refused):
    code = "proposal.nothing_held"
    sentence = "Thông báo này không có khoản tiền nào đang được giữ, nên không có gì để ghép vào đơn."


def propose_settlement(
    table: Table, *, source: str, event_id: str, typed_code: str, note: str, actor: str, now: datetime
) -> Proposal:
    """Propose that money in suspense is this order's. Nothing moves yet.

    Raises :class:`NoSuchOrderToSettle`, :class:`NothingIsHeld`, and what :mod:`.desk_callbacks` raises."""
    found, why = read_callback(table, source=source, event_id=event_id), read_reason(note)
    if not found.waits or found.proposal:
        raise NotParked
    if not found.is_held:
        raise NothingIsHeld
    code = read_order_code(typed_code)
    if code is None or orders.get(table, code) is None:
        raise NoSuchOrderToSettle
    proposal = Proposal(
        id=secrets.token_hex(8),
        kind=SETTLE,
        subject=source,
        detail=event_id,
        order_code=code,
        note=why,
        proposed_by=actor,
        proposed_at=now,
    )
    kept = _kept(table, proposal)
    record(
        table,
        _deed(proposal, actor, "settlement.proposed", before=f"parked: {found.reason}", after=f"order {code}"),
        proposals.create(table, proposal),
        inbox.take_up(table, kept.received, proposal.id, otherwise=NotParked()),
        now=now,
    )
    return proposal


def approve(table: Table, *, id: str, actor: str, now: datetime) -> Proposal:
    """Approve what another proposed, and do it; answers the proposal as it ended. A second call makes sure of it.

    The decision is in the log before money moves. Raises :class:`NoSuchProposal`, :class:`OwnProposal`,
    :class:`AlreadyDecided`, or :class:`~market.refusals.Busy`: then it is approved, and waits to be done."""
    proposal = read_proposal(table, id=id)
    if proposal.proposed_by == actor:
        raise OwnProposal
    if proposal.state is ProposalState.OPEN:
        move = proposals.move(table, proposal, ProposalState.APPROVED, otherwise=AlreadyDecided(), decided_by=actor)
        deed = _deed(proposal, actor, "settlement.approved", before="open", after="approved")
        record(table, deed, move, now=now)
        proposal = read_proposal(table, id=id)
    if proposal.state.is_over:
        raise AlreadyDecided
    return _carry_out(table, proposal, now)


def reject(table: Table, *, id: str, note: str, actor: str, now: datetime) -> None:
    """Leave everything as it is; the callback is free for another proposal. The proposer may take it back so.

    Raises :class:`NoSuchProposal`, :class:`AlreadyDecided` or ``ShortNote``."""
    proposal, why = read_proposal(table, id=id), read_reason(note)
    if proposal.state is not ProposalState.OPEN:
        raise AlreadyDecided
    record(
        table,
        _deed(proposal, actor, "settlement.rejected", before="open", after="rejected", note=why),
        proposals.move(
            table, proposal, ProposalState.REJECTED, otherwise=AlreadyDecided(), decided_by=actor, outcome=why
        ),
        _free(table, proposal),
        now=now,
    )


def read_proposal(table: Table, *, id: str) -> Proposal:
    """Raises :class:`NoSuchProposal`."""
    proposal = proposals.get(table, id)
    if proposal is None:
        raise NoSuchProposal
    return proposal


def waiting_proposals(table: Table) -> list[Proposal]:
    """Those to decide, or to make sure of, oldest first."""
    return proposals.waiting(table, MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A proposal with the money that it is about, and what its order costs."""

    proposal: Proposal
    amount: Dong | None
    order_total: Dong | None


def pending(table: Table) -> list[Pending]:
    """What waits for a second person, with what that person must compare."""
    return [_with_sums(table, proposal) for proposal in waiting_proposals(table)]


def _with_sums(table: Table, proposal: Proposal) -> Pending:
    about = read_callback(table, source=proposal.subject, event_id=proposal.detail)
    stored = orders.get(table, proposal.order_code)
    return Pending(proposal=proposal, amount=about.amount, order_total=stored.order.total if stored else None)


def _carry_out(table: Table, proposal: Proposal, now: datetime) -> Proposal:
    """Do what was approved; done before a crash counts as done."""
    outcome = settle_by_hand(
        table, source=proposal.subject, event_id=proposal.detail, order_code=proposal.order_code, now=now
    )
    if outcome.state == "pending":
        raise Busy
    # Whose the money is now decides, not who says so: it may have been applied by itself meanwhile, elsewhere.
    is_done = owner_of_money(table, _kept(table, proposal)) == proposal.order_code
    ended, action = (ProposalState.DONE, "settlement.done") if is_done else (ProposalState.FAILED, "settlement.failed")
    words = f"{outcome.state} {outcome.reason}".strip()
    record(
        table,
        _deed(proposal, proposal.decided_by, action, before="approved", after=words),
        proposals.move(table, proposal, ended, otherwise=AlreadyDecided(), outcome=words),
        _free(table, proposal),
        now=now,
    )
    return read_proposal(table, id=proposal.id)


def _free(table: Table, proposal: Proposal) -> Write:
    return inbox.let_go(table, proposal.subject, proposal.detail, proposal.id, otherwise=AlreadyDecided())


def _kept(table: Table, proposal: Proposal) -> Kept:
    kept = inbox.read(table, proposal.subject, proposal.detail)
    if kept is None:
        raise NoSuchCallback
    return kept


def _deed(proposal: Proposal, actor: str, action: str, *, before: str, after: str, note: str = "") -> Deed:
    return Deed(
        actor=actor,
        action=action,
        subject=f"{proposal.subject}#{proposal.detail}",
        before=before,
        after=after,
        note=note or proposal.note,
        order_code=proposal.order_code,
    )
