"""Vouchers: a promise in a promotion, “this code takes so much off the goods”, and every reason why it may not.

A voucher takes its reduction off the goods and never off the shipping, whose fee belongs to a carrier. The household
is paid in full: what the shopper does not pay, the operator bears (``operator:promotions`` in :mod:`market.ledger`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from market.money import ZERO, Dong
from market.refusals import Cause, Refused
from market.text import fold

WHOLE = 10_000
_CODE = re.compile(r"[A-Z0-9]{3,24}")
# What people put between the parts of a code when they copy it by hand.
_BETWEEN = re.compile(r"[\s._-]+")


class VoucherKind(Enum):
    """How ``Voucher.value`` is read: whole đồng, or 1/10,000 of the goods."""

    AMOUNT = "amount"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """What a promotion promises to whoever names the code, from ``valid_from`` until just before ``valid_until``.

    ``value`` is đồng or basis points by ``kind``; ``max_discount`` of zero is no cap. ``min_goods`` is what the goods
    that qualify must cost; ``applies_to`` names them by product id, empty for all. ``uses`` is how many orders may have
    it altogether, ``per_phone`` how many of one telephone number, zero for any number."""

    code: str
    title: str
    kind: VoucherKind
    value: int
    valid_from: datetime
    valid_until: datetime
    uses: int
    max_discount: Dong = ZERO
    min_goods: Dong = ZERO
    applies_to: tuple[str, ...] = ()
    per_phone: int = 1

    @property
    def flaw(self) -> str:
        """Why nobody could keep this promise, or nothing: a document with such a voucher is not taken over."""
        if not is_code(self.code):
            return "a voucher's code is 3 to 24 letters A-Z and digits"
        if self.value < 1 or (self.kind is VoucherKind.PERCENT and self.value > WHOLE):
            return "a voucher takes something off, and at most everything"
        if min(self.max_discount.amount, self.min_goods.amount, self.per_phone) < 0 or self.uses < 1:
            return "a voucher's bounds are not below zero, and somebody may use it"
        return "" if self.valid_from < self.valid_until else "a voucher ends after it begins"

    @property
    def terms(self) -> str:
        """Its rules in one sentence, as pages and the rows of a total say them."""
        off = f"Giảm {_percent(self.value)}%" if self.kind is VoucherKind.PERCENT else f"Giảm {Dong(self.value)}"
        if self.kind is VoucherKind.PERCENT and self.max_discount:
            off += f", nhiều nhất {self.max_discount}"
        goods = " trong chương trình" if self.applies_to else ""
        least = f", khi mua từ {self.min_goods} tiền hàng{goods}" if self.min_goods else ""
        return f"{off}{least or (', cho hàng' + goods if goods else '')}."

    def applies(self, product_id: str) -> bool:
        return not self.applies_to or product_id in self.applies_to

    def reduction(self, goods: Dong) -> Dong:
        """What it takes off goods that qualify: never below zero, never more than they cost, nor than the cap."""
        off = goods.per_ten_thousand(self.value) if self.kind is VoucherKind.PERCENT else Dong(self.value)
        bounds = [off, goods, *([self.max_discount] if self.max_discount else [])]
        return max(min(bounds), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """One named row of a total, and of an order for ever. ``rule`` is the promotion and its revision that promised it,
    ``amount`` is what it took off the goods of the whole order."""

    code: str
    title: str
    terms: str
    amount: Dong
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A voucher as it stands now: how often it was used, and by the phone in question, 0 where that is not known."""

    voucher: Voucher
    rule: str
    used: int
    used_by_phone: int = 0


class VoucherRefused(Refused):
    """A code that takes nothing off this cart; the detail ``voucher`` names it."""

    code = "voucher.refused"

    def __init__(self, voucher: str, **words: str) -> None:
        super().__init__(self.sentence.format(code=voucher, **words), voucher=voucher)


class UnknownVoucher(VoucherRefused):
    code = "voucher.unknown"
    cause = Cause.INVALID
    sentence = "Không có mã giảm giá này. Hãy xem lại mã trên trang khuyến mại, hoặc để trống."

    def __init__(self, voucher: str = "") -> None:
        super().__init__(voucher)


class VoucherNotYet(VoucherRefused):
    code = "voucher.not_yet"
    sentence = "Mã {code} chưa đến ngày dùng. Hãy để trống mã, hoặc đặt hàng khi chương trình bắt đầu."


class VoucherEnded(VoucherRefused):
    code = "voucher.ended"
    sentence = "Mã {code} đã hết hạn. Hãy để trống mã rồi đặt hàng."


class VoucherUsedUp(VoucherRefused):
    code = "voucher.used_up"
    sentence = "Mã {code} đã hết lượt dùng. Hãy để trống mã rồi đặt hàng."


class VoucherUsedByPhone(VoucherRefused):
    code = "voucher.used_by_phone"
    sentence = "Số điện thoại này đã dùng hết lượt của mã {code}. Hãy để trống mã rồi đặt hàng."


class NothingQualifies(VoucherRefused):
    code = "voucher.nothing_qualifies"
    sentence = "Trong giỏ không có hàng được giảm theo mã {code}. Hãy thêm hàng của chương trình, hoặc để trống mã."


class TooFewGoods(VoucherRefused):
    code = "voucher.too_few_goods"
    sentence = "Mã {code} dùng khi tiền hàng được giảm từ {least}; giỏ mới có {goods}. Hãy mua thêm, hoặc để trống mã."


# Every way in which a code can be refused, for those who describe or show them all.
REFUSALS: tuple[type[VoucherRefused], ...] = (
    UnknownVoucher,
    VoucherNotYet,
    VoucherEnded,
    VoucherUsedUp,
    VoucherUsedByPhone,
    NothingQualifies,
    TooFewGoods,
)


def is_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text))


def read_code(typed: str) -> str:
    """The code that somebody typed, in whatever case, with whatever marks and spaces; empty if nothing was typed.

    Raises :class:`UnknownVoucher` for what can be no code.

    >>> read_code(" quýt bắc-sơn "), read_code("  ")
    ('QUYTBACSON', '')
    """
    code = _BETWEEN.sub("", fold(typed)).upper()
    if code and not is_code(code):
        raise UnknownVoucher
    return code


def refuse_unless_open(standing: Standing, now: datetime) -> None:
    """Raises the :class:`VoucherRefused` that says why nobody, or not this phone, may use it now."""
    voucher = standing.voucher
    if now < voucher.valid_from:
        raise VoucherNotYet(voucher.code)
    if now >= voucher.valid_until:
        raise VoucherEnded(voucher.code)
    # Before the limit of all: it is the shopper's own doing, and stays true when another use is given back.
    if voucher.per_phone and standing.used_by_phone >= voucher.per_phone:
        raise VoucherUsedByPhone(voucher.code)
    if standing.used >= voucher.uses:
        raise VoucherUsedUp(voucher.code)


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)
