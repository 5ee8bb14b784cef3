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
class ParcelParked(Event):
    """The carrier refused it, or nobody can tell whether it was accepted: a person decides."""

    parcel_id: str
    reason: str


EVENTS: tuple[type[Event], ...] = (
    OrderPlaced,
    PaymentCaptured,
    OrderConfirmed,
    OrderExpired,
    OrderCompleted,
    ParcelSubmitted,
    ParcelMoved,
    ParcelParked,
)
