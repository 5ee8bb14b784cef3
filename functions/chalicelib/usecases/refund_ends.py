"""How a refund ends: paid back, failed, or nobody knows. Each of them once, whoever tells of it and however often."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from market.events import Event, RefundFailed, RefundPaid
from market.ledger import reversal
from market.refunds import Refund, RefundProgress, RefundState, order_code_of_refund, payout
from market.refusals import Cause, Refused

from chalicelib.store import orders, refunds
from chalicelib.store.table import Table, Write

PROVIDER = "provider"
MAX_PROBLEM = 200
_OPEN = tuple(state for state in RefundState if state.is_open)
# A transfer is made by a person; nothing that a provider says ends it.
_ASKED = (RefundState.REQUESTED, RefundState.SENT, RefundState.UNKNOWN)


class NoSuchRefund(Refused):
    code = "refund.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Không có khoản hoàn tiền này."


class NotToTransfer(Refused):
    code = "refund.not_to_transfer"
    sentence = "Khoản hoàn này không chờ chuyển khoản bằng tay."


class OwnApproval(Refused):
    code = "refund.own_approval"
    cause = Cause.FORBIDDEN
    sentence = "Người yêu cầu hoàn tiền không được tự duyệt. Hãy nhờ người khác duyệt."


class NoBankReference(Refused):
    code = "refund.no_bank_reference"
    cause = Cause.INVALID
    sentence = "Hãy ghi mã giao dịch của ngân hàng."


class NotUnknown(Refused):
    code = "refund.not_unknown"
    sentence = "Chỉ hỏi lại được khoản hoàn chưa rõ kết quả."


class _Ended(Exception):
    """It has ended already."""


def ending(table: Table, of: RefundProgress, *, reference: str, now: datetime, otherwise: Exception) -> list[Write]:
    """The money has left, as the provider says; for one commit. Raises ``otherwise`` if it had ended before."""
    return [
        refunds.end(
            table,
            of.refund.id,
            to=RefundState.DONE,
            when=_ASKED,
            otherwise=otherwise,
            ended_at=now,
            reference=reference,
            problem="",
        ),
        *_booked(table, of.refund, PROVIDER, now),
    ]


def failing(table: Table, of: RefundProgress, *, problem: str, now: datetime, otherwise: Exception) -> list[Write]:
    """It did not happen, as the provider says, even of one that was done; for one commit. The shopper stays owed."""
    refund, was = of.refund, of.state
    code = order_code_of_refund(refund.id)
    when = (RefundState.DONE,) if was is RefundState.DONE else _ASKED
    event = RefundFailed(order_code=code, refund_id=_name(refund), reason=problem[:MAX_PROBLEM])
    undone = reversal(payout(code, refund.share, id=refund.id, now=now), now=now)
    return [
        refunds.end(
            table, refund.id, to=RefundState.FAILED, when=when, otherwise=otherwise, problem=problem[:MAX_PROBLEM]
        ),
        orders.take_promise_back(table, code, refund.share.amount),
        *([orders.add_entry(table, code, undone)] if was is RefundState.DONE else ()),
        orders.add_event(table, event, now),
    ]


def paid_back(table: Table, of: RefundProgress, *, reference: str, now: datetime) -> None:
    """The provider says that the money has left; a second call changes nothing."""
    with suppress(_Ended):
        table.commit(*ending(table, of, reference=reference, now=now, otherwise=_Ended()))


def give_up(table: Table, of: RefundProgress, *, problem: str, now: datetime) -> None:
    """The provider says that it will not; a second call changes nothing."""
    with suppress(_Ended):
        table.commit(*failing(table, of, problem=problem, now=now, otherwise=_Ended()))


def park(table: Table, of: RefundProgress, *, problem: str) -> None:
    """Nobody knows whether it happened: a person looks at the provider's own list."""
    with suppress(_Ended):
        table.commit(
            refunds.end(
                table,
                of.refund.id,
                to=RefundState.UNKNOWN,
                when=refunds.SENDABLE,
                otherwise=_Ended(),
                problem=problem[:MAX_PROBLEM],
            )
        )


def approve_transfer(table: Table, *, id: str, bank_reference: str, approver: str, now: datetime) -> RefundProgress:
    """Mark a refund as paid that a person made at the bank. Who asked for it may not approve it; a second call changes
    nothing. Raises :class:`NoSuchRefund`, :class:`OwnApproval`, :class:`NotToTransfer` or :class:`NoBankReference`."""
    of = _existing(table, id)
    reference = bank_reference.strip()
    if not reference:
        raise NoBankReference
    if of.refund.requested_by == approver:
        raise OwnApproval
    if of.state is RefundState.DONE and of.reference == reference:
        return of
    table.commit(
        refunds.end(
            table,
            id,
            to=RefundState.DONE,
            when=(RefundState.TO_TRANSFER,),
            otherwise=NotToTransfer(),
            reference=reference,
            approved_by=approver,
        ),
        *_booked(table, of.refund, approver, now),
    )
    return _existing(table, id)


def ask_again(table: Table, *, id: str, now: datetime) -> RefundProgress:
    """Have the provider asked once more about a refund whose outcome nobody knows: the key is the same, so what was
    done is not done again. Raises :class:`NoSuchRefund` or :class:`NotUnknown`."""
    _existing(table, id)
    table.commit(*refunds.ask_again(table, id, now=now, otherwise=NotUnknown()))
    return _existing(table, id)


def _booked(table: Table, refund: Refund, actor: str, now: datetime) -> list[Write]:
    code = order_code_of_refund(refund.id)
    event: Event = RefundPaid(order_code=code, refund_id=_name(refund), amount=refund.share.amount, actor=actor)
    entry = payout(code, refund.share, id=refund.id, now=now)
    return [orders.add_entry(table, code, entry), orders.add_event(table, event, now)]


def _existing(table: Table, id: str) -> RefundProgress:
    of = refunds.get(table, id)
    if of is None:
        raise NoSuchRefund
    return of


def _name(refund: Refund) -> str:
    return refund.id.split("/", 2)[2]
