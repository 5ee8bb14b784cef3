"""The transactions behind a payment: counted for an order, or held in suspense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from market.events import Event, OrderConfirmed, PaymentCaptured
from market.ledger import capture, from_suspense, sale, to_suspense
from market.orders import Order, OrderState, after

from chalicelib.ports import NoticeKind, PaymentNotice
from chalicelib.store import catalogue, dispatches, inbox, orders, parcels, payments, refunds
from chalicelib.store.inbox import Received
from chalicelib.store.orders import StoredOrder
from chalicelib.store.payments import Payment
from chalicelib.store.table import Table, Write
from chalicelib.usecases.redeeming import redeeming_again

# In these states, money that completes the sum confirms the order; in any other it is owed to the buyer.
PAYABLE = (OrderState.AWAITING_PAYMENT, OrderState.EXPIRED)


class KnownPayment(Exception):
    """Told of under another event id: it counts once."""


class AlreadyApplied(Exception):
    pass


class OrderMoved(Exception):
    """The order changed between reading and committing."""


class SoldOut(Exception):
    """Paid after the reservation had ended, and the goods are gone, or the last use of the voucher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A notice that counts. ``may_confirm`` is false when the goods are known to be gone: the money is owed then.
    ``was_held``: the money is in suspense."""

    notice: PaymentNotice
    received: Received
    may_confirm: bool
    was_held: bool


def counting(table: Table, stored: StoredOrder, credit: Credit, now: datetime) -> list[Write]:
    """Everything that a notice does to its order, for one commit.

    Raises, when committed, :class:`KnownPayment`, :class:`AlreadyApplied`, :class:`OrderMoved`, :class:`SoldOut`."""
    applied = inbox.applied(table, credit.received, otherwise=AlreadyApplied())
    notice, order = credit.notice, stored.order
    if notice.kind is NoticeKind.FAILED:
        return [applied, *_ending(table, stored, notice)]
    told: dict[str, Any] = {"provider": notice.provider, "payment_id": notice.payment_id, "amount": notice.amount}
    confirms = _confirms(stored, credit)
    to = after(stored.state, OrderConfirmed) if confirms else stored.state
    events: list[Event] = [PaymentCaptured(order_code=order.code, **told)]
    entry = from_suspense(order, now=now, **told) if credit.was_held else capture(order, now=now, **told)
    if confirms:
        events.append(OrderConfirmed(order_code=order.code))
    return [
        _owning(table, order, credit, now),
        applied,
        orders.add_captured(table, stored, amount=notice.amount, to=to, otherwise=OrderMoved()),
        orders.add_entry(table, order.code, entry),
        *(_confirming(table, stored, now) if confirms else ()),
        *(_returning(table, stored, credit, now) if not confirms else ()),
        *[orders.add_event(table, event, now) for event in events],
    ]


def _returning(table: Table, stored: StoredOrder, credit: Credit, now: datetime) -> list[Write]:
    """Money for an order that was called off, or whose goods are gone, is given back without anybody asking."""
    is_over = stored.state is OrderState.CANCELLED or (stored.state is OrderState.EXPIRED and not credit.may_confirm)
    if not is_over:
        return []
    payment = f"{credit.notice.provider}/{credit.notice.payment_id}".encode()
    return [refunds.request_owed(table, stored.order.code, f"late-{sha256(payment).hexdigest()[:16]}", now)]


def _ending(table: Table, stored: StoredOrder, notice: PaymentNotice) -> list[Write]:
    """A failed attempt that cannot be paid again is forgotten, so that the order's page begins another."""
    known = stored.provider_reference
    if not notice.ended_attempt or known.partition(" ")[0] != notice.ended_attempt:
        return []
    return [orders.forget_reference(table, stored.order.code, known, otherwise=OrderMoved())]


def _owning(table: Table, order: Order, credit: Credit, now: datetime) -> Write:
    provider, payment_id = credit.notice.provider, credit.notice.payment_id
    if credit.was_held:
        return payments.claim(table, provider, payment_id, order.code, known=KnownPayment())
    paid = _paid(credit.notice, order.code)
    return payments.create(table, provider, payment_id, paid, now=now, known=KnownPayment())


def _paid(notice: PaymentNotice, owner: str) -> Payment:
    return Payment(
        order_code=owner,
        amount=int(notice.amount),
        attempt=notice.attempt,
        occurred_at=notice.occurred_at.isoformat(),
    )


def holding(table: Table, notice: PaymentNotice, now: datetime) -> list[Write]:
    """Money of ours that is nobody's yet. Raises, when committed, :class:`KnownPayment` for money that has a place."""
    provider, payment_id = notice.provider, notice.payment_id
    entry = to_suspense(provider=provider, payment_id=payment_id, amount=notice.amount, now=now)
    held = _paid(notice, payments.NOBODY)
    return [
        payments.create(table, provider, payment_id, held, now=now, known=KnownPayment()),
        payments.add_entry(table, provider, payment_id, entry),
    ]


def _confirms(stored: StoredOrder, credit: Credit) -> bool:
    # What was promised back already does not pay for anything.
    is_complete = stored.captured - stored.refunded + credit.notice.amount >= stored.order.total
    return stored.state in PAYABLE and is_complete and credit.may_confirm


def _confirming(table: Table, stored: StoredOrder, now: datetime) -> list[Write]:
    """The household may pack: goods sold, parcels ready, carriers asked."""
    order = stored.order
    return [
        *_selling(table, stored),
        *[parcels.make_ready(table, parcel.id) for parcel in order.parcels],
        *[dispatches.request(table, parcel, now) for parcel in order.parcels],
    ]


def _selling(table: Table, stored: StoredOrder) -> list[Write]:
    """The reserved goods are sold; for an order that had expired they are taken once more, if there are any."""
    order = stored.order
    if stored.state is OrderState.EXPIRED:
        again = orders.add_entry(table, order.code, sale(order, again=True))
        return [again, *_taking_again(table, order), *redeeming_again(table, order, otherwise=SoldOut())]
    return [
        orders.close_reservation(table, order.code, otherwise=OrderMoved()),
        *[catalogue.sell_reserved(table, id, units) for id, units in order.quantities().items()],
    ]


def _taking_again(table: Table, order: Order) -> list[Write]:
    return [
        catalogue.take_again(table, id, quantity=units, otherwise=SoldOut()) for id, units in order.quantities().items()
    ]
