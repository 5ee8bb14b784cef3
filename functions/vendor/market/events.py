"""What happened, in one grammar: ``<noun>.<past participle>``, the name on the wire derived from the class name.

An event is written in the same transaction as the change it tells of, and read by people (the order's timeline) and by
audits. It holds no personal data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from market.money import Dong
from market.wire import to_plain

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    order_code: str

    @property
    def name(self) -> str:
        """
        >>> OrderPlaced(order_code="LS7K3M2QA", total=Dong(1), payment="cod").name
        'order.placed'
        """
        noun, participle = _WORD.split(type(self).__name__)
        return f"{noun}.{participle}".lower()

    def details(self) -> dict[str, Any]:
        """The plain fields, without the order code, which is the event's address."""
        plain: dict[str, Any] = to_plain(self)
        plain.pop("order_code")
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    total: Dong
    payment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptured(Event):
    provider: str
    payment_id: str
    amount: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """The household may pack: the money is here, or it will be paid at the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(Event):
    """Not paid in time; what was reserved is on sale again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """Given up before it was sent; what it took from the shelf is on sale again. ``actor`` is a role or an account."""

    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationRequested(Event):
    """A carrier has a parcel of it, or may have: it is asked to give the parcel up."""

    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(Event):
    """Every parcel has reached its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSubmitted(Event):
    parcel_id: str
    waybill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelMoved(Event):
    parcel_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSettled(Event):
    """Its end is proven, and in the books."""

    parcel_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelParked(Event):
    """The carrier refused it, or nobody can tell whether it was accepted: a person decides."""

    parcel_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(Event):
    """The reason is with the refund, since a person wrote it."""

    refund_id: str
    kind: str
    amount: Dong
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaid(Event):
    """The money has left: the provider says so, or ``actor`` approved a transfer that another had made."""

    refund_id: str
    amount: Dong
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(Event):
    """The provider did not do it; the shopper is still owed."""

    refund_id: str
    reason: str


EVENTS: tuple[type[Event], ...] = (
    OrderPlaced,
    PaymentCaptured,
    OrderConfirmed,
    OrderExpired,
    OrderCancelled,
    CancellationRequested,
    OrderCompleted,
    ParcelSubmitted,
    ParcelMoved,
    ParcelSettled,
    ParcelParked,
    RefundRequested,
    RefundPaid,
    RefundFailed,
)
