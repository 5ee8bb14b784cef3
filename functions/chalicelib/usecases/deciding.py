"""What all proposals have in common: what they may be, who may not decide them, and their place in the desk's log."""

from __future__ import annotations

from market.refusals import Cause, Refused

from chalicelib.store import proposals
from chalicelib.store.proposals import Proposal
from chalicelib.store.table import Table
from chalicelib.usecases.desk_callbacks import NotParked, ParkedCallback, read_callback
from chalicelib.usecases.desk_log import Deed

# Held money is an order's; goes back to its sender; is a carrier's payout. A difference in a line of a statement, or in
# what arrived for a statement, is accepted.
SETTLE, RETURN, PAYOUT, LINE, STATEMENT = "settle", "return", "payout", "line", "statement"
_NAMES = {
    SETTLE: "settlement",
    RETURN: "return",
    PAYOUT: "payout",
    LINE: "difference",
    STATEMENT: "difference",
}


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


class NothingIsHeld(Refused):
    code = "proposal.nothing_held"
    sentence = "Thông báo này không có khoản tiền nào đang được giữ, nên không có gì để chuyển đi."


class NotHeldAnyMore(Refused):
    code = "proposal.not_held_any_more"
    sentence = "Khoản tiền này đã được tính cho nơi khác. Hãy từ chối đề nghị và xem nhật ký."


def read_proposal(table: Table, *, id: str) -> Proposal:
    """Raises :class:`NoSuchProposal`."""
    proposal = proposals.get(table, id)
    if proposal is None:
        raise NoSuchProposal
    return proposal


def read_held(table: Table, *, source: str, event_id: str) -> ParkedCallback:
    """A parked callback whose money is in suspense and that nobody has proposed anything for.

    Raises :class:`NothingIsHeld`, ``NotParked`` or ``NoSuchCallback``."""
    found = read_callback(table, source=source, event_id=event_id)
    if not found.waits or found.proposal:
        raise NotParked
    if not found.is_held:
        raise NothingIsHeld
    return found


def deed_of(proposal: Proposal, actor: str, what: str, *, before: str, after: str, note: str = "") -> Deed:
    """What ``actor`` did about the proposal: proposed, approved, rejected, done, sent or failed."""
    return Deed(
        actor=actor,
        action=f"{_NAMES[proposal.kind]}.{what}",
        subject=f"{proposal.subject}#{proposal.detail}",
        before=before,
        after=after,
        note=note or proposal.note,
        order_code=proposal.order_code,
    )
