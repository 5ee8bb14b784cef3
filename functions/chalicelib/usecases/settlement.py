"""A payment callback confirms its order, once.

The notice is kept first, in the inbox, and applied afterwards: what can be applied has its effect in one transaction,
what cannot is parked with a reason for the operator's desk. Either way the provider gets its 2xx.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from market.events import OrderConfirmed, PaymentCaptured
from market.ledger import capture, sale
from market.orders import Order, OrderState
from market.refusals import Busy
from market.wire import from_json, to_json

from chalicelib.ports import NoticeKind, PaymentNotice
from chalicelib.store import catalogue, dispatches, inbox, orders, parcels
from chalicelib.store import table as keys
from chalicelib.store.inbox import Received
from chalicelib.store.orders import StoredOrder
from chalicelib.store.table import Table, Write

# Twice is enough to see what a racing expiry or a racing callback left; the third time something is wrong.
TRIES = 3
PAYABLE = (OrderState.AWAITING_PAYMENT, OrderState.EXPIRED)


class _KnownEvent(Exception):
    pass


class _KnownPayment(Exception):
    """Told of under another event id: it counts once."""


class _AlreadyApplied(Exception):
    pass


class _OrderMoved(Exception):
    """The order's state changed between reading and committing."""


class _SoldOut(Exception):
    """Paid after the reservation had ended, and the goods are gone."""


def receive_payment(table: Table, *, notice: PaymentNotice, now: datetime) -> str:
    """Keep the notice, then apply it; answers what became of it: applied, parked, pending or ignored.

    The same event again has no effect. When this returns, the notice is durable (or irrelevant), so 2xx is true."""
    if notice.kind is NoticeKind.IRRELEVANT:
        return "ignored"
    received = Received(source=notice.provider, event_id=notice.event_id, notice=to_json(notice), state="pending")
    try:
        inbox.keep(table, received, now=now, known=_KnownEvent())
    except _KnownEvent:
        return resume_payment(table, source=received.source, event_id=received.event_id, now=now)
    try:
        return _apply(table, received, notice, now)
    except Busy:
        return "pending"


def resume_payment(table: Table, *, source: str, event_id: str, now: datetime, include_parked: bool = False) -> str:
    """Apply a kept notice that a crash left pending, or, for the desk, one that was parked; an applied one stays so."""
    received = inbox.get(table, source, event_id)
    if received is None:
        return "unknown"
    if received.state == "applied" or (received.state == "parked" and not include_parked):
        return received.state
    return _apply(table, received, from_json(PaymentNotice, received.notice), now)


def _apply(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> str:
    for _ in range(TRIES):
        stored = orders.get(table, notice.order_codes[0]) if len(notice.order_codes) == 1 else None
        reason = _why_not(table, notice, stored)
        if reason or stored is None:
            inbox.park(table, received, reason)
            return "parked"
        try:
            table.commit(*_effect(table, stored, received, notice, now))
        except _AlreadyApplied:
            return "applied"
        except _KnownPayment:
            return _note_repeat(table, received)
        except _SoldOut:
            inbox.park(table, received, "paid_late_and_sold_out")
            return "parked"
        except _OrderMoved:
            continue
        return "applied"
    return "pending"


def _why_not(table: Table, notice: PaymentNotice, stored: StoredOrder | None) -> str:
    """The reason to park, or nothing. What does not match exactly is for a person: never a guess with money."""
    if notice.trouble:
        return notice.trouble
    if len(notice.order_codes) != 1:
        return "several_order_codes" if notice.order_codes else "no_order_code"
    if stored is None:
        return "unknown_order"
    if notice.kind is NoticeKind.FAILED:
        return ""
    if stored.state not in PAYABLE:
        # Told of a second time, it meets its own row in the commit; a second payment of one order is for the desk.
        return "" if table.get(keys.payment(notice.provider, notice.payment_id)) else "not_awaiting_payment"
    return "" if notice.amount == stored.order.total else "wrong_amount"


def _effect(table: Table, stored: StoredOrder, received: Received, notice: PaymentNotice, now: datetime) -> list[Write]:
    """Everything that a notice does to its order, for one commit."""
    applied = inbox.applied(table, received, otherwise=_AlreadyApplied())
    if notice.kind is NoticeKind.FAILED:
        return [applied]
    order, code = stored.order, stored.order.code
    told = {"provider": notice.provider, "payment_id": notice.payment_id}
    paid = {"order_code": code, "amount": int(notice.amount), "event_id": notice.event_id}
    captured = PaymentCaptured(order_code=code, amount=notice.amount, **told)
    return [
        table.create(keys.payment(notice.provider, notice.payment_id), paid, otherwise=_KnownPayment()),
        applied,
        orders.confirm_paid(table, code, from_state=stored.state, amount=notice.amount, otherwise=_OrderMoved()),
        orders.add_entry(table, code, capture(order, amount=notice.amount, now=now, **told)),
        orders.add_event(table, captured, now),
        orders.add_event(table, OrderConfirmed(order_code=code), now),
        *_selling(table, stored),
        *[parcels.make_ready(table, parcel.id) for parcel in order.parcels],
        *[dispatches.request(table, parcel, now) for parcel in order.parcels],
    ]


def _selling(table: Table, stored: StoredOrder) -> list[Write]:
    """The reserved goods are sold; for an order that had expired they are taken once more, if there are any."""
    order = stored.order
    if stored.state is OrderState.EXPIRED:
        return [orders.add_entry(table, order.code, sale(order, again=True)), *_taking_again(table, order)]
    return [
        orders.close_reservation(table, order.code, otherwise=_OrderMoved()),
        *[catalogue.sell_reserved(table, id, units) for id, units in order.quantities().items()],
    ]


def _taking_again(table: Table, order: Order) -> list[Write]:
    return [
        catalogue.take_again(table, id, quantity=units, otherwise=_SoldOut())
        for id, units in order.quantities().items()
    ]


def _note_repeat(table: Table, received: Received) -> str:
    with suppress(_AlreadyApplied):
        table.commit(inbox.applied(table, received, otherwise=_AlreadyApplied()))
    return "applied"
