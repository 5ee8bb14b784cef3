"""Giving money back: what may be given, who bears it, and the entries that say so.

A refund has two halves. The *credit* says why the shopper is owed: the household for goods, the carrier for what it
lost, the operator for shipping and goodwill. What is owed already (paid twice, paid too much, a cancelled order) needs
no credit. The *payout* is the money itself, booked when it has left. A payout that fails leaves the credit: the shopper
is still owed, visibly, and can be paid in another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from market.ledger import Entry, Leg, clearing, shopper
from market.money import ZERO, Dong, total
from market.orders import Order
from market.parcels import ParcelState
from market.refusals import Cause, Refused

# Who pays by hand pays from the bank account; cash taken at a door ends there too.
BANK = "bank"


class RefundKind(Enum):
    """``OWED``: what we hold and have no right to. ``FULL``: everything that was paid, shipping too. ``LINES``: units
    of products. ``AMOUNT``: a sum that the operator gives, with a reason."""

    OWED = "owed"
    FULL = "full"
    LINES = "lines"
    AMOUNT = "amount"


class RefundState(Enum):
    """``SENT``: the provider was asked. ``UNKNOWN``: its answer was lost more than once, a person must look.
    ``TO_TRANSFER``: nobody can be asked by a program, an operator pays by hand and another one approves."""

    REQUESTED = "requested"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    TO_TRANSFER = "to_transfer"

    @property
    def is_open(self) -> bool:
        """The money is promised and has not left as far as we know."""
        return self not in (RefundState.DONE, RefundState.FAILED)


class NothingToRefund(Refused):
    code = "refund.nothing"
    sentence = "Đơn này không còn khoản nào để hoàn theo cách đã chọn."


class TooMuch(Refused):
    code = "refund.too_much"
    sentence = "Số tiền hoàn vượt quá số tiền đã nhận của đơn."


class NotYet(Refused):
    code = "refund.not_yet"
    sentence = "Đơn còn kiện chưa giao xong. Hãy hủy đơn, hoặc hoàn sau khi mọi kiện đã kết thúc."


class WrongLine(Refused):
    code = "refund.wrong_line"
    cause = Cause.INVALID
    sentence = "Sản phẩm hoặc số lượng cần hoàn không khớp với kiện đã giao của đơn này."


class NoReason(Refused):
    code = "refund.no_reason"
    cause = Cause.INVALID
    sentence = "Hãy ghi lý do hoàn tiền."


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    parcel_id: str
    product_id: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks to give back. ``lines`` only for LINES, ``amount`` only for AMOUNT."""

    kind: RefundKind
    reason: str
    lines: tuple[RefundLine, ...] = ()
    amount: Dong = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came for the order. ``by_program``: its provider gives it back when asked; else a person does.
    ``refunded`` is what was given back, or is on its way back, of this very payment."""

    provider: str
    payment_id: str
    amount: Dong
    by_program: bool
    refunded: Dong = ZERO

    @property
    def left(self) -> Dong:
        return self.amount - self.refunded


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What is known of an order's money. ``balance`` is the shopper's account: above zero the shopper owes, below zero
    we do. ``open`` is promised back and not gone yet. ``credited`` counts units that were given back already."""

    order: Order
    parcels: Mapping[str, ParcelState]
    payments: tuple[Payment, ...]
    balance: Dong
    open: Dong
    credited: Mapping[tuple[str, str], int]

    @property
    def left(self) -> Dong:
        """What was received and is neither given back nor promised back: no refund is ever more."""
        return total(payment.left for payment in self.payments)

    @property
    def owed(self) -> Dong:
        """What the shopper is owed and nobody has promised back yet."""
        return max(-self.balance - self.open, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of a refund that goes back the way one payment came."""

    provider: str
    payment_id: str
    amount: Dong
    by_program: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``credits`` are booked at once; each share becomes a payout of its own."""

    amount: Dong
    credits: tuple[Entry, ...]
    shares: tuple[Share, ...]


def allot(amount: Dong, payments: Iterable[Payment]) -> tuple[Share, ...]:
    """The amount over the payments that it came with: those first that a program can give back, the rest in one share
    for a person. Never more of a payment than is left of it; raises :class:`TooMuch` if that is not enough."""
    shares, rest = [], amount
    by_hand = [payment for payment in payments if not payment.by_program]
    for payment in payments:
        part = min(payment.left, rest) if payment.by_program else ZERO
        if part.amount > 0:
            shares.append(Share(provider=payment.provider, payment_id=payment.payment_id, amount=part, by_program=True))
            rest -= part
    if rest and rest > total(payment.left for payment in by_hand):
        raise TooMuch
    if rest:
        shares.append(Share(provider=by_hand[-1].provider, payment_id="", amount=rest, by_program=False))
    return tuple(shares)


def payout(order_code: str, share: Share, *, id: str, now: datetime) -> Entry:
    """The money has left: the shopper is owed less, and the provider, or the bank, holds less of ours."""
    legs = (
        Leg(account=shopper(order_code), amount=share.amount),
        Leg(account=clearing(share.provider), amount=-share.amount),
    )
    return Entry(id=f"{id}/payout", occurred_at=now, legs=legs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One payout as it was asked for; nothing of it changes. ``id`` is ``<order>/refund/<name>/<n>``: the caller gives
    the name, and a refund that goes back in several ways has several rows. The first of them carries the lines."""

    id: str
    wanted: Wanted
    share: Share
    requested_by: str
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundProgress:
    """``reference`` is the provider's own name for it, or the bank's for a transfer. ``problem`` says why it failed or
    why nobody knows. ``attempts`` were made since somebody last looked; ``sends`` are all that were ever made."""

    refund: Refund
    state: RefundState
    attempts: int = 0
    sends: int = 0
    reference: str = ""
    approved_by: str = ""
    problem: str = ""


def refund_id(order_code: str, name: str) -> str:
    """The first part of the ids of a refund's rows and entries."""
    return f"{order_code}/refund/{name}"


def order_code_of_refund(id: str) -> str:
    """
    >>> order_code_of_refund("LS7K3M2QA/refund/broken-jar/1")
    'LS7K3M2QA'
    """
    return id.partition("/")[0]
