"""A voucher on a quote: what it takes off, shared over the lines so that every part of the order knows its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from market.cart import Quote, QuotedLine, QuotedParcel
from market.money import Dong
from market.vouchers import Discount, NothingQualifies, Standing, TooFewGoods, Voucher, refuse_unless_open


def discounted(quote: Quote, standing: Standing, now: datetime) -> Quote:
    """The quote with the voucher's reduction, shared over the lines that qualify by what they cost (largest
    remainder), so that the shares add up and none is more than its line.

    Raises the :class:`~market.vouchers.VoucherRefused` that says why it takes nothing off."""
    refuse_unless_open(standing, now)
    voucher = standing.voucher
    weights = [_weight(voucher, line) for parcel in quote.parcels for line in parcel.lines]
    qualifying = Dong(sum(weights))
    amount = voucher.reduction(qualifying)
    if not amount:
        raise NothingQualifies(voucher.code)
    if qualifying < voucher.min_goods:
        raise TooFewGoods(voucher.code, least=str(voucher.min_goods), goods=str(qualifying))
    shares = iter(amount.split(weights))
    parcels = tuple(_with_shares(parcel, [next(shares) for _ in parcel.lines]) for parcel in quote.parcels)
    row = Discount(code=voucher.code, title=voucher.title, terms=voucher.terms, amount=amount, rule=standing.rule)
    return replace(quote, parcels=parcels, discounts=(row,))


def share_of_units(line_discount: Dong, quantity: int, *, before: int, units: int) -> Dong:
    """What of a line's discount belongs to ``units`` of its ``quantity``, when ``before`` of them were counted already:
    rounded down on the way, so that all of them together are the whole.

    >>> [share_of_units(Dong(100), 3, before=before, units=1) for before in range(3)]
    [Dong(33), Dong(33), Dong(34)]
    """
    return Dong(line_discount.amount * (before + units) // quantity - line_discount.amount * before // quantity)


def _weight(voucher: Voucher, line: QuotedLine) -> int:
    return int(line.amount) if voucher.applies(line.product_id) else 0


def _with_shares(parcel: QuotedParcel, shares: list[Dong]) -> QuotedParcel:
    lines = tuple(replace(line, discount=share) for line, share in zip(parcel.lines, shares, strict=True))
    return replace(parcel, lines=lines)
