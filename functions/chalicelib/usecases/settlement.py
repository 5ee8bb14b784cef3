"""A payment callback counts for its order, once; the order is confirmed when its money is there in full.

The notice is kept first, in the inbox, and applied afterwards: what can be applied has its effect in one transaction,
what cannot is parked with a reason for the operator's desk, and its money is held in suspense until somebody says whose
it is. Either way the provider gets its 2xx, and every đồng is in exactly one place.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from market.refusals import Busy
from market.wire import from_json, to_json

from chalicelib.ports import NoticeKind, Outcome, PaymentNotice
from chalicelib.store import inbox, orders, payments
from chalicelib.store.inbox import Received
from chalicelib.store.orders import StoredOrder
from chalicelib.store.payments import Payment
from chalicelib.store.table import Table
from chalicelib.usecases import refund_notices
from chalicelib.usecases.carrier_payouts import UNKNOWN_STATEMENT, count_payout
from chalicelib.usecases.crediting import (
    AlreadyApplied,
    Credit,
    KnownPayment,
    OrderMoved,
    SoldOut,
    counting,
    holding,
)

# Twice is enough to see what a racing expiry or a racing callback left; more means that something is wrong.
TRIES = 4


class _KnownEvent(Exception):
    pass


APPLIED, PENDING = Outcome(state="applied"), Outcome(state="pending")
# It had its effect before, under this event id or another.
REPEATED = Outcome(state="applied", reason="repeated")


def receive_payment(table: Table, *, notice: PaymentNotice, now: datetime) -> Outcome:
    """Keep the notice, then apply it; answers what became of it.

    The same event again has no effect. When this returns, the notice is durable (or irrelevant), so 2xx is true."""
    if notice.kind is NoticeKind.IRRELEVANT:
        return Outcome(state="ignored")
    received = Received(source=notice.provider, event_id=notice.event_id, notice=to_json(notice), state="pending")
    try:
        inbox.keep(table, received, now=now, known=_KnownEvent())
    except _KnownEvent:
        return resume_payment(table, source=received.source, event_id=received.event_id, now=now)
    try:
        return _apply(table, received, notice, now)
    except Busy:
        return PENDING


def resume_payment(table: Table, *, source: str, event_id: str, now: datetime, include_parked: bool = False) -> Outcome:
    """Apply a kept notice that a crash left pending, or, for the desk, one that was parked; an applied one stays so."""
    received = inbox.get(table, source, event_id)
    if received is None:
        return Outcome(state="unknown")
    if received.state == "applied":
        return REPEATED
    if received.state == "parked" and not include_parked:
        return Outcome(state="parked", reason=received.reason)
    return _apply(table, received, from_json(PaymentNotice, received.notice), now)


def settle_by_hand(table: Table, *, source: str, event_id: str, order_code: str, now: datetime) -> Outcome:
    """Count a parked payment for the order that a person found it to be for; a second call changes nothing.

    The money is believed as the provider reported it; only whose it is comes from the person."""
    received = inbox.get(table, source, event_id)
    if received is None or received.state != "parked":
        return Outcome(state=received.state if received else "unknown")
    told = from_json(PaymentNotice, received.notice)
    notice = replace(told, order_codes=(order_code,), adds_up=True, trouble="")
    return _apply(table, received, notice, now)


def _apply(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> Outcome:
    if notice.kind in refund_notices.KINDS:
        return refund_notices.apply_refund(table, received, notice, now)
    outcome = _apply_payment(table, received, notice, now)
    if outcome.state != "pending" and notice.kind is NoticeKind.CAPTURED:
        for event_id in inbox.early(table, notice.provider, notice.payment_id):
            resume_payment(table, source=notice.provider, event_id=event_id, now=now, include_parked=True)
    return outcome


def _apply_payment(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> Outcome:
    may_confirm, was_held = True, received.state == "parked"
    for _ in range(TRIES):
        stored = orders.get(table, notice.order_codes[0]) if len(notice.order_codes) == 1 else None
        reason = why_not(notice, stored)
        if reason == UNKNOWN_STATEMENT and (counted := count_payout(table, received, notice, now)):
            return counted
        if reason or stored is None:
            return _park(table, received, notice, reason, now)
        credit = Credit(notice=notice, received=received, may_confirm=may_confirm, was_held=was_held)
        try:
            table.commit(*counting(table, stored, credit, now))
        except AlreadyApplied:
            return REPEATED
        except KnownPayment:
            known = payments.get(table, notice.provider, notice.payment_id)
            if known and known.order_code != payments.NOBODY:
                return _note_repeat(table, received, notice, known)
            # Held in suspense by an earlier report that named no order; or, replayed, not held at all.
            was_held = known is not None
            if known and known.amount != int(notice.amount):
                return _park_reused(table, received)
        except SoldOut:
            may_confirm = False
        except OrderMoved:
            continue
        else:
            return APPLIED
    return PENDING


def why_not(notice: PaymentNotice, stored: StoredOrder | None) -> str:
    """The reason to park, or nothing. What does not match exactly is for a person: never a guess with money."""
    if notice.trouble:
        return notice.trouble
    if len(notice.order_codes) != 1:
        return (
            "several_order_codes" if notice.order_codes else UNKNOWN_STATEMENT if notice.payout_of else "no_order_code"
        )
    if stored is None:
        return "unknown_order"
    if notice.kind is NoticeKind.FAILED or notice.adds_up:
        return ""
    # What is still due, where a bank credit came before; all of it, where the order was paid already.
    due = (stored.order.total, stored.order.total - stored.captured)
    return "" if notice.amount in due else "wrong_amount"


def _park(table: Table, received: Received, notice: PaymentNotice, reason: str, now: datetime) -> Outcome:
    """Leave it in sight. Money that is really ours is held in suspense, once however often it is told of."""
    is_ours = notice.kind is NoticeKind.CAPTURED and not notice.trouble
    if is_ours and received.state != "parked":
        try:
            table.commit(inbox.parked(table, received, reason), *holding(table, notice, now))
            return Outcome(state="parked", reason=reason)
        except KnownPayment:
            pass
    if is_ours and _has_place(table, notice) and reason in (UNKNOWN_STATEMENT, "no_order_code"):
        # Another report of money that was sent back, paid out by a carrier, or counted by hand since.
        return _mark_repeated(table, received)
    inbox.park(table, received, reason)
    return Outcome(state="parked", reason=reason)


def _note_repeat(table: Table, received: Received, notice: PaymentNotice, known: Payment) -> Outcome:
    """The same money told of again, by whomever. Under the same id, another sum or order is another matter."""
    if (known.order_code, known.amount) != (notice.order_codes[0], int(notice.amount)):
        return _park_reused(table, received)
    return _mark_repeated(table, received)


def _mark_repeated(table: Table, received: Received) -> Outcome:
    with suppress(AlreadyApplied):
        table.commit(inbox.applied(table, received, otherwise=AlreadyApplied()))
    return REPEATED


def _has_place(table: Table, notice: PaymentNotice) -> bool:
    """This very money is somebody's already."""
    known = payments.get(table, notice.provider, notice.payment_id)
    return known is not None and known.order_code != payments.NOBODY and known.amount == int(notice.amount)


def _park_reused(table: Table, received: Received) -> Outcome:
    inbox.park(table, received, "payment_id_reused")
    return Outcome(state="parked", reason="payment_id_reused")
