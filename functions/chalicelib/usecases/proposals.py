"""Where money moves by a person's word, two persons say it: one proposes, another approves, and then it is done.

The other such case, a refund that was transferred by hand, has its request and its approval in :mod:`.refund_ends`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from market.codes import read_order_code
from market.money import Dong
from market.refusals import Busy, Cause, Refused

from chalicelib.store import inbox, orders, proposals, statement_totals, statements
from chalicelib.store.inbox import Kept
from chalicelib.store.proposals import Proposal as Proposal
from chalicelib.store.proposals import ProposalState as ProposalState
from chalicelib.store.table import Table, Write
from chalicelib.usecases.accepting import (
    accepting_line,
    accepting_statement,
    paying_out,
    read_line,
    read_statement_total,
)
from chalicelib.usecases.deciding import (
    LINE,
    PAYOUT,
    RETURN,
    SETTLE,
    STATEMENT,
    AlreadyDecided,
    OwnProposal,
    deed_of,
    read_held,
    read_proposal,
)
from chalicelib.usecases.desk_callbacks import NoSuchCallback, NotParked, owner_of_money, read_callback, read_reason
from chalicelib.usecases.desk_log import record
from chalicelib.usecases.sending_back import returning
from chalicelib.usecases.settlement import settle_by_hand

MOST = 200
# Kinds whose decision and effect are one transaction, and where they are after it: what is to be sent back waits for
# the transfer that a person makes.
_EFFECTS: Mapping[str, tuple[ProposalState, Callable[[Table, Proposal, datetime], list[Write]]]] = {
    RETURN: (ProposalState.APPROVED, lambda table, proposal, now: returning(table, proposal)),
    PAYOUT: (ProposalState.DONE, paying_out),
    LINE: (ProposalState.DONE, accepting_line),
    STATEMENT: (ProposalState.DONE, accepting_statement),
}


class NoSuchOrderToSettle(Refused):
    code = "proposal.unknown_order"
    cause = Cause.INVALID
    sentence = "Không có đơn hàng mang mã này. Hãy kiểm tra lại mã đơn."


def propose_settlement(
    table: Table, *, source: str, event_id: str, typed_code: str, note: str, actor: str, now: datetime
) -> Proposal:
    """Propose that money in suspense is this order's. Nothing moves yet.

    Raises :class:`NoSuchOrderToSettle`, :class:`NothingIsHeld`, and what :mod:`.desk_callbacks` raises."""
    found, why = read_held(table, source=source, event_id=event_id), read_reason(note)
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
        deed_of(proposal, actor, "proposed", before=f"parked: {found.reason}", after=f"order {code}"),
        proposals.create(table, proposal),
        inbox.take_up(table, kept.received, proposal.id, otherwise=NotParked()),
        now=now,
    )
    return proposal


def approve(table: Table, *, id: str, actor: str, now: datetime) -> Proposal:
    """Approve what another proposed, and do it; answers the proposal as it ended. A second call makes sure of a
    settlement; of everything else the decision and its effect are one transaction, and a second call is refused.

    The decision is in the log before money moves. Raises ``NoSuchProposal``, ``OwnProposal``, ``AlreadyDecided``, what
    the effect of its kind raises, or :class:`~market.refusals.Busy`: a settlement is then approved, and waits."""
    proposal = read_proposal(table, id=id)
    if proposal.proposed_by == actor:
        raise OwnProposal
    if proposal.kind in _EFFECTS:
        return _approve_at_once(table, proposal, actor, now)
    if proposal.state is ProposalState.OPEN:
        move = proposals.move(table, proposal, ProposalState.APPROVED, otherwise=AlreadyDecided(), decided_by=actor)
        record(table, deed_of(proposal, actor, "approved", before="open", after="approved"), move, now=now)
        proposal = read_proposal(table, id=id)
    if proposal.state.is_over:
        raise AlreadyDecided
    return _carry_out(table, proposal, now)


def _approve_at_once(table: Table, proposal: Proposal, actor: str, now: datetime) -> Proposal:
    if proposal.state is not ProposalState.OPEN:
        raise AlreadyDecided
    to, effect = _EFFECTS[proposal.kind]
    record(
        table,
        deed_of(proposal, actor, "approved", before="open", after=to.value),
        proposals.move(table, proposal, to, otherwise=AlreadyDecided(), decided_by=actor),
        *effect(table, proposal, now),
        now=now,
    )
    return read_proposal(table, id=proposal.id)


def reject(table: Table, *, id: str, note: str, actor: str, now: datetime) -> None:
    """Leave everything as it is; what it was about is free for another proposal. The proposer may take it back so.

    Raises ``NoSuchProposal``, ``AlreadyDecided`` or ``ShortNote``."""
    proposal, why = read_proposal(table, id=id), read_reason(note)
    if proposal.state is not ProposalState.OPEN:
        raise AlreadyDecided
    record(
        table,
        deed_of(proposal, actor, "rejected", before="open", after="rejected", note=why),
        proposals.move(
            table, proposal, ProposalState.REJECTED, otherwise=AlreadyDecided(), decided_by=actor, outcome=why
        ),
        _free(table, proposal),
        now=now,
    )


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
    if proposal.kind != SETTLE:
        return Pending(proposal=proposal, amount=proposal.amount, order_total=None)
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
    ended, what = (ProposalState.DONE, "done") if is_done else (ProposalState.FAILED, "failed")
    words = f"{outcome.state} {outcome.reason}".strip()
    record(
        table,
        deed_of(proposal, proposal.decided_by, what, before="approved", after=words),
        proposals.move(table, proposal, ended, otherwise=AlreadyDecided(), outcome=words),
        _free(table, proposal),
        now=now,
    )
    return read_proposal(table, id=proposal.id)


def _free(table: Table, proposal: Proposal) -> Write:
    if proposal.kind == LINE:
        stored = read_line(table, name=proposal.detail)
        return statements.let_go(table, stored, proposal.id, otherwise=AlreadyDecided())
    if proposal.kind == STATEMENT:
        total = read_statement_total(table, name=proposal.detail)
        return statement_totals.let_go(table, total, proposal.id, otherwise=AlreadyDecided())
    return inbox.let_go(table, proposal.subject, proposal.detail, proposal.id, otherwise=AlreadyDecided())


def _kept(table: Table, proposal: Proposal) -> Kept:
    kept = inbox.read(table, proposal.subject, proposal.detail)
    if kept is None:
        raise NoSuchCallback
    return kept
