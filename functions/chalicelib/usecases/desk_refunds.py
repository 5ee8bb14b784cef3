"""Orders called off and money given back at the desk: asked for by one operator, and where a person transfers it,
approved by another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from market.money import ZERO
from market.orders import OrderState
from market.refunds import RefundProgress, RefundState, order_code_of_refund

from chalicelib.store import orders, refunds
from chalicelib.store.table import Table
from chalicelib.usecases.books import books_of
from chalicelib.usecases.cancelling import Cancellation as Cancellation
from chalicelib.usecases.cancelling import cancel_order
from chalicelib.usecases.desk_log import Deed, record, record_after
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.usecases.refund_ends import NoBankReference, NoSuchRefund, OwnApproval, approve_transfer
from chalicelib.usecases.refunding import RefundOrder as RefundOrder
from chalicelib.usecases.refunding import request_refund

MOST = 200


def refunds_for_a_person(table: Table) -> list[RefundProgress]:
    """Those to be transferred, of unknown outcome, or failed while money is still owed; about the oldest first."""
    found = refunds.for_a_person(table, MOST)
    return [of for of in found if of.state is not RefundState.FAILED or _is_still_owed(table, of)]


def _is_still_owed(table: Table, of: RefundProgress) -> bool:
    file = orders.read_file(table, order_code_of_refund(of.refund.id))
    return file is not None and books_of(file).owed > ZERO


def approve_by_hand(table: Table, *, id: str, bank_reference: str, actor: str, now: datetime) -> RefundProgress:
    """Approve that a refund was transferred at the bank; in the log before it is in the books.

    Raises what :func:`~chalicelib.usecases.refund_ends.approve_transfer` raises."""
    known = refunds.get(table, id)
    if known is None:
        raise NoSuchRefund
    if known.refund.requested_by == actor:
        raise OwnApproval
    if not bank_reference.strip():
        raise NoBankReference
    deed = Deed(
        actor=actor,
        action="refund.approved",
        subject=id,
        before=known.state.value,
        note=f"bank reference {bank_reference.strip()[:64]}",
        order_code=order_code_of_refund(id),
    )
    record(table, deed, now=now)
    done = approve_transfer(table, id=id, bank_reference=bank_reference, approver=actor, now=now)
    record_after(table, deed, done.state.value, now)
    return done


def refund_by_hand(
    table: Table, *, asked: RefundOrder, by_program: Collection[str], now: datetime
) -> tuple[RefundProgress, ...]:
    """Ask for money back; in the log before it is promised. The same name again asks for nothing more.

    Raises what :func:`~chalicelib.usecases.refunding.request_refund` raises."""
    wanted = asked.wanted
    what = f"{wanted.kind.value} {wanted.amount}" if wanted.amount else wanted.kind.value
    deed = Deed(
        actor=asked.actor,
        action="refund.requested",
        subject=f"{asked.order_code}/refund/{asked.name}",
        before=what,
        note=wanted.reason,
        order_code=asked.order_code,
    )
    record(table, deed, now=now)
    made = request_refund(table, asked=asked, by_program=by_program, now=now)
    record_after(table, deed, ", ".join(f"{of.refund.share.amount} {of.state.value}" for of in made), now)
    return made


def cancel_by_hand(table: Table, *, asked: Cancellation, now: datetime) -> OrderState:
    """Call an order off; in the log before it is done.

    Raises what :func:`~chalicelib.usecases.cancelling.cancel_order` raises."""
    known = orders.get(table, asked.order_code)
    if known is None:
        raise NoSuchOrder
    deed = Deed(
        actor=asked.actor,
        action="order.cancelled",
        subject=f"order {asked.order_code}",
        before=known.state.value,
        note=asked.reason,
        order_code=asked.order_code,
    )
    record(table, deed, now=now)
    state = cancel_order(table, asked=asked, now=now)
    record_after(table, deed, state.value, now)
    return state
