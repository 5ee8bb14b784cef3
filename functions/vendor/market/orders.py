"""Orders: what was promised to a shopper, frozen at the moment it was promised, and the states it goes through.

An order exists before any money moves. A payment callback alone can confirm it; the browser's return never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from market.cart import Quote, QuotedParcel
from market.catalogue import ShopRef
from market.events import Event, OrderCancelled, OrderCompleted, OrderConfirmed, OrderExpired, OrderPlaced
from market.money import ZERO, Dong, total
from market.parcels import DeliveryWindow, ParcelItem, ParcelState, Party, Shipment
from market.vouchers import Discount

# Long enough to find the banking application and mistype the password twice; short enough that the last five kilograms
# of a harvest are not held by somebody who went away.
PAYMENT_PERIOD = timedelta(minutes=30)


class OrderState(Enum):
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


# Every permitted move, and nothing else is permitted.
TRANSITIONS: dict[tuple[OrderState | None, type[Event]], OrderState] = {
    (None, OrderPlaced): OrderState.AWAITING_PAYMENT,
    (OrderState.AWAITING_PAYMENT, OrderConfirmed): OrderState.CONFIRMED,
    (OrderState.AWAITING_PAYMENT, OrderExpired): OrderState.EXPIRED,
    # A transfer that came late, when what it pays for could be taken from the stock once more.
    (OrderState.EXPIRED, OrderConfirmed): OrderState.CONFIRMED,
    (OrderState.CONFIRMED, OrderCompleted): OrderState.COMPLETED,
    (OrderState.AWAITING_PAYMENT, OrderCancelled): OrderState.CANCELLED,
    # Before any parcel of it was collected. Money that comes later is owed back.
    (OrderState.CONFIRMED, OrderCancelled): OrderState.CANCELLED,
}


class NotPermitted(Exception):
    """The order's state does not allow this move."""


def after(state: OrderState | None, event: type[Event]) -> OrderState:
    """The state that the event leads to. Raises :class:`NotPermitted`.

    >>> after(OrderState.AWAITING_PAYMENT, OrderConfirmed)
    <OrderState.CONFIRMED: 'confirmed'>
    >>> after(OrderState.COMPLETED, OrderExpired)
    Traceback (most recent call last):
    market.orders.NotPermitted: OrderExpired in state completed
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise NotPermitted(f"{event.__name__} in state {state.value if state else 'none'}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One product as it was bought: a later price or name never changes it. ``discount`` is its share of a voucher's
    reduction: the shopper owes ``amount`` less that, the household earns ``amount``."""

    product_id: str
    revision: int
    name: str
    path: str
    unit: str
    quantity: int
    price: Dong
    amount: Dong
    weight_grams: int
    discount: Dong = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderParcel:
    """One shop's share of an order. ``id`` is also the reference that the carrier gets."""

    id: str
    shop: ShopRef
    lines: tuple[OrderLine, ...]
    weight_grams: int
    goods: Dong
    fee: Dong
    fee_rule: str
    delivery: DeliveryWindow

    @property
    def discount(self) -> Dong:
        return total(line.discount for line in self.lines)

    @property
    def total(self) -> Dong:
        """What the shopper owes for it."""
        return self.goods + self.fee - self.discount

    def units(self) -> dict[str, int]:
        """Units by product, added up."""
        units: dict[str, int] = {}
        for line in self.lines:
            units[line.product_id] = units.get(line.product_id, 0) + line.quantity
        return units


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The facts of an order, none of which changes after it was placed. ``payment``: stripe, vietqr or cod.
    ``discounts`` keep the promise that took something off; the lines share it."""

    code: str
    placed_at: datetime
    pay_before: datetime | None
    payment: str
    receiver: Party
    note: str
    parcels: tuple[OrderParcel, ...]
    discounts: tuple[Discount, ...] = ()

    @property
    def goods(self) -> Dong:
        return total(parcel.goods for parcel in self.parcels)

    @property
    def shipping(self) -> Dong:
        return total(parcel.fee for parcel in self.parcels)

    @property
    def discount(self) -> Dong:
        return total(row.amount for row in self.discounts)

    @property
    def total(self) -> Dong:
        return self.goods + self.shipping - self.discount

    def quantities(self) -> dict[str, int]:
        """Units by product, added up: two lines of one product are one movement of its stock."""
        units: dict[str, int] = {}
        for product_id, count in (item for parcel in self.parcels for item in parcel.units().items()):
            units[product_id] = units.get(product_id, 0) + count
        return units

    def parcel(self, parcel_id: str) -> OrderParcel:
        """Raises LookupError for a parcel of another order."""
        for parcel in self.parcels:
            if parcel.id == parcel_id:
                return parcel
        raise LookupError(f"{self.code} has no parcel {parcel_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelProgress:
    """The moving part of a parcel. ``parked`` is empty, or why a person must look before anything more is done.

    ``cod`` is what the carrier was asked to collect at the door, fixed when it is first asked; None before. ``state``
    is what the buyer sees; ``settled`` is the end that was proven and that the books follow, None before that.
    ``silent_since`` is when its carrier, silent for too long, turned out not to answer either; None while all is well.
    ``cancel_wanted``: it must not go, and whoever finds it at its carrier asks for it back.
    """

    id: str
    state: ParcelState
    waybill: str = ""
    label_key: str = ""
    parked: str = ""
    attempts: int = 0
    intended: bool = False
    cod: Dong | None = None
    cancel_wanted: bool = False
    version: int = 0
    settled: ParcelState | None = None
    silent_since: datetime | None = None


def order_from_quote(
    quote: Quote, *, code: str, receiver: Party, note: str, payment: str, now: datetime, pays_first: bool
) -> Order:
    """Freeze a quote that can be ordered. Raises ValueError for one that cannot."""
    if not quote.can_be_ordered:
        raise ValueError("a quote with problems is not an order")
    return Order(
        code=code,
        placed_at=now,
        pay_before=now + PAYMENT_PERIOD if pays_first else None,
        payment=payment,
        receiver=receiver,
        note=note,
        parcels=tuple(_parcel(f"{code}-{place}", quoted) for place, quoted in enumerate(quote.parcels, start=1)),
        discounts=quote.discounts,
    )


def _parcel(id: str, quoted: QuotedParcel) -> OrderParcel:
    return OrderParcel(
        id=id,
        shop=quoted.shop,
        lines=tuple(
            OrderLine(
                product_id=line.product_id,
                revision=line.revision,
                name=line.product.name,
                path=line.path,
                unit=line.product.unit,
                quantity=line.quantity,
                price=line.price,
                amount=line.amount,
                weight_grams=line.weight_grams,
                discount=line.discount,
            )
            for line in quoted.lines
            if line.product
        ),
        weight_grams=quoted.weight_grams,
        goods=quoted.goods,
        fee=quoted.fee,
        fee_rule=quoted.fee_rule,
        delivery=quoted.delivery,
    )


def outstanding(order: Order, parcel: OrderParcel, *, unspent: Dong = ZERO) -> Dong:
    """What the buyer pays at the door for a parcel: one that is paid first never leaves before it is paid; of a cash
    order, what money that came all the same (``unspent``, not counted for another parcel yet) does not cover."""
    if order.pay_before:
        return Dong(0)
    return max(parcel.total - unspent, Dong(0))


def order_code_of(parcel_id: str) -> str:
    """
    >>> order_code_of("LS7K3M2QA-2")
    'LS7K3M2QA'
    """
    return parcel_id.rpartition("-")[0]


def shipment_of(order: Order, parcel: OrderParcel, *, collector: Party, outstanding: Dong) -> Shipment:
    """What the carrier is asked to do. ``outstanding`` is what the buyer still owes for this parcel, 0 when paid.

    ``collector`` is who hands the parcel over: the goods are collected at the shop's commune.
    """
    return Shipment(
        reference=parcel.id,
        sender=collector,
        receiver=order.receiver,
        items=tuple(
            ParcelItem(
                name=line.name,
                quantity=line.quantity,
                price=line.price,
                weight_grams=line.weight_grams // line.quantity,
            )
            for line in parcel.lines
        ),
        weight_grams=parcel.weight_grams,
        goods_value=parcel.goods,
        cod=outstanding,
        note=order.note,
    )
