"""What a provider tells of a refund: one of ours ends, once; one that was made at the provider's own desk is recorded,
once, under the provider's name for it."""

from __future__ import annotations

import re
from datetime import datetime

from market.refunds import RefundProgress, RefundState

from chalicelib.ports import NoticeKind, Outcome, PaymentNotice
from chalicelib.store import inbox, payments, refunds
from chalicelib.store.inbox import Received
from chalicelib.store.payments import Payment
from chalicelib.store.table import Table
from chalicelib.usecases.refund_ends import ending, failing
from chalicelib.usecases.refunds_elsewhere import TRIES, KnownRefund, MadeMoved, made_id, recording

KINDS = (NoticeKind.REFUNDED, NoticeKind.REFUND_FAILED)
APPLIED, PENDING = Outcome(state="applied"), Outcome(state="pending")
# No refund has this id.
NOT_OURS = "-"
_IS_OURS = re.compile(r"LS[A-Z0-9]+/refund/[A-Za-z0-9-]+/[0-9]+")


class _AlreadyApplied(Exception):
    pass


class _Ended(Exception):
    """The provider's answer was faster than its callback, or the other way round."""


def apply_refund(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> Outcome:
    """End the refund that the notice tells of; one that nobody here asked for goes into the books as it was made. What
    cannot be applied is parked with the reason. Told before its payment is known, it waits for it, and is applied with
    it."""
    paid = payments.get(table, notice.provider, notice.payment_id)
    if notice.trouble:
        return _park(table, received, notice.trouble)
    if paid is None or paid.order_code == payments.NOBODY:
        return _wait_for_payment(table, received, notice, now)
    for _ in range(TRIES):
        of = refunds.get(table, _id_of(notice, paid))
        try:
            if of is None and not notice.refund:
                made = recording(table, notice, paid.order_code, now)
                if made.reason:
                    return _park(table, received, made.reason)
                table.commit(inbox.applied(table, received, otherwise=_AlreadyApplied()), *made.writes)
                return APPLIED
            return _end(table, received, notice, of, now)
        except _AlreadyApplied:
            return APPLIED
        except (KnownRefund, MadeMoved):
            continue
    return PENDING


def _id_of(notice: PaymentNotice, paid: Payment) -> str:
    """Our id of the refund: the one that is written on it, or that of one which was made without us."""
    if notice.refund:
        return notice.refund if _IS_OURS.fullmatch(notice.refund) else NOT_OURS
    return made_id(paid.order_code, notice.provider, notice.reference)


def _end(table: Table, received: Received, notice: PaymentNotice, of: RefundProgress | None, now: datetime) -> Outcome:
    reason = _why_not(notice, of)
    if reason or of is None:
        return _park(table, received, reason)
    applied = inbox.applied(table, received, otherwise=_AlreadyApplied())
    writes = (
        ending(table, of, reference=notice.reference, now=now, otherwise=_Ended())
        if notice.kind is NoticeKind.REFUNDED
        else failing(table, of, problem="the provider says that it failed", now=now, otherwise=_Ended())
    )
    try:
        table.commit(applied, *writes)
    except _Ended:
        table.commit(applied)
    return APPLIED


def _park(table: Table, received: Received, reason: str) -> Outcome:
    inbox.park(table, received, reason)
    return Outcome(state="parked", reason=reason)


def _why_not(notice: PaymentNotice, of: RefundProgress | None) -> str:
    """The reason to leave it to a person, or nothing."""
    if of is None:
        return "unknown_refund"
    share = of.refund.share
    if (share.provider, share.payment_id, share.amount) != (notice.provider, notice.payment_id, notice.amount):
        return "other_refund"
    is_late = notice.kind is NoticeKind.REFUNDED and of.state is RefundState.FAILED
    return "refund_failed_before" if is_late else ""


def _wait_for_payment(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> Outcome:
    inbox.park_with_payment(table, received, payment_id=notice.payment_id)
    paid = payments.get(table, notice.provider, notice.payment_id)
    if paid and paid.order_code != payments.NOBODY:
        # It came, or was claimed, between looking and parking.
        return apply_refund(table, received, notice, now)
    return Outcome(state="parked", reason=inbox.UNKNOWN_PAYMENT)
