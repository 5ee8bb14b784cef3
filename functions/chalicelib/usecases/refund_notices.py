"""What a provider tells of a refund: a refund of ours ends, once; one that nobody here asked for stays in sight."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime

from market.refunds import RefundProgress, RefundState

from chalicelib.ports import NoticeKind, Outcome, PaymentNotice
from chalicelib.store import inbox, payments, refunds
from chalicelib.store.inbox import Received
from chalicelib.store.table import Table
from chalicelib.usecases.refund_ends import ending, failing

KINDS = (NoticeKind.REFUNDED, NoticeKind.REFUND_FAILED)
APPLIED = Outcome(state="applied")
_IS_OURS = re.compile(r"LS[A-Z0-9]+/refund/[A-Za-z0-9-]+/[0-9]+")


class _AlreadyApplied(Exception):
    pass


class _Ended(Exception):
    """The provider's answer was faster than its callback, or the other way round."""


def apply_refund(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> Outcome:
    """End the refund that the notice tells of, or park the notice with the reason. Told before its payment is known, it
    waits for it, and is applied with it."""
    of = refunds.get(table, notice.refund) if _IS_OURS.fullmatch(notice.refund) else None
    reason = notice.trouble
    if not reason and payments.get(table, notice.provider, notice.payment_id) is None:
        return _wait_for_payment(table, received, notice, now)
    reason = reason or _why_not(notice, of)
    if reason or of is None:
        inbox.park(table, received, reason)
        return Outcome(state="parked", reason=reason)
    applied = inbox.applied(table, received, otherwise=_AlreadyApplied())
    writes = (
        ending(table, of, reference=notice.reference, now=now, otherwise=_Ended())
        if notice.kind is NoticeKind.REFUNDED
        else failing(table, of, problem="the provider says that it failed", now=now, otherwise=_Ended())
    )
    try:
        table.commit(applied, *writes)
    except _AlreadyApplied:
        return APPLIED
    except _Ended:
        with suppress(_AlreadyApplied):
            table.commit(applied)
    return APPLIED


def _why_not(notice: PaymentNotice, of: RefundProgress | None) -> str:
    """The reason to leave it to a person, or nothing. One that we did not make was made at the provider's."""
    if of is None:
        return "unknown_refund"
    share = of.refund.share
    if (share.provider, share.payment_id, share.amount) != (notice.provider, notice.payment_id, notice.amount):
        return "other_refund"
    is_late = notice.kind is NoticeKind.REFUNDED and of.state is RefundState.FAILED
    return "refund_failed_before" if is_late else ""


def _wait_for_payment(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> Outcome:
    inbox.park_with_payment(table, received, payment_id=notice.payment_id)
    if payments.get(table, notice.provider, notice.payment_id):
        # It came between looking and parking.
        return apply_refund(table, received, notice, now)
    return Outcome(state="parked", reason=inbox.UNKNOWN_PAYMENT)
