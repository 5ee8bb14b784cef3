"""Refunds at the desk: asked for by one operator, and where a person transfers the money, approved by another."""

from __future__ import annotations

from datetime import datetime

from market.refunds import RefundProgress, order_code_of_refund

from chalicelib.store import refunds
from chalicelib.store.table import Table
from chalicelib.usecases.desk_log import Deed, record, record_after
from chalicelib.usecases.refund_ends import NoBankReference, NoSuchRefund, OwnApproval, approve_transfer

MOST = 200


def refunds_for_a_person(table: Table) -> list[RefundProgress]:
    """Those to be transferred, failed, or of unknown outcome, about the oldest first."""
    return refunds.for_a_person(table, MOST)


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
