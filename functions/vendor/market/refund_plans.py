"""What a refund gives back and who bears it: the credits of a plan, before any money moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from market.calendar import local_day
from market.discounts import share_of_units
from market.ledger import (
    COMMISSION,
    GOODWILL,
    PROMOTIONS,
    SHIPPING,
    Entry,
    Leg,
    carrier_claim,
    commission_for,
    shop_payable,
    shopper,
)
from market.money import ZERO, Dong, total
from market.orders import OrderParcel
from market.parcels import ParcelState
from market.refunds import (
    Books,
    NoReason,
    NothingToRefund,
    NotYet,
    Plan,
    RefundKind,
    RefundLine,
    TooMuch,
    Wanted,
    WrongLine,
    allot,
)

# The last part of the id of a credit that no parcel's household bears.
OPERATOR = "operator"
# A parcel that has ended this way was sold: what is wrong with it is given back line by line.
_REFUNDABLE = (ParcelState.DELIVERED, ParcelState.LOST)
# In these the parcel's part of the sale was reversed, so nothing of it is left to give back.
_REVERSED = (ParcelState.RETURNED, ParcelState.CANCELLED)


def plan(books: Books, wanted: Wanted, *, id: str, now: datetime) -> Plan:
    """What a refund gives back and who bears it. ``id`` names its entries.

    Raises :class:`NothingToRefund`, :class:`TooMuch`, :class:`NotYet`, :class:`WrongLine` or :class:`NoReason`."""
    if not wanted.reason.strip():
        raise NoReason
    credits = _CREDITS[wanted.kind](books, wanted, id, now)
    amount = _amount(books, wanted, credits)
    if amount.amount <= 0:
        raise NothingToRefund
    if amount > books.left:
        raise TooMuch(left=int(max(books.left, ZERO)))
    return Plan(amount=amount, credits=credits, shares=allot(amount, books.payments))


def _amount(books: Books, wanted: Wanted, credits: tuple[Entry, ...]) -> Dong:
    if wanted.kind is RefundKind.OWED:
        return min(books.owed, books.left)
    given = _given(books, credits)
    return given + books.owed if wanted.kind is RefundKind.FULL else given


def _given(books: Books, credits: Iterable[Entry]) -> Dong:
    account = shopper(books.order.code)
    return -total(leg.amount for entry in credits for leg in entry.legs if leg.account == account)


def _nothing(books: Books, wanted: Wanted, id: str, now: datetime) -> tuple[Entry, ...]:
    return ()


def _for_amount(books: Books, wanted: Wanted, id: str, now: datetime) -> tuple[Entry, ...]:
    """A gift of the operator's: no household pays for it."""
    if ParcelState.WAITING_FOR_PAYMENT in books.parcels.values():
        raise NotYet
    if wanted.amount.amount <= 0:
        raise NothingToRefund
    legs = (Leg(account=GOODWILL, amount=wanted.amount), Leg(account=shopper(books.order.code), amount=-wanted.amount))
    return (Entry(id=f"{id}/credit/{OPERATOR}", occurred_at=now, legs=legs),)


def _for_lines(books: Books, wanted: Wanted, id: str, now: datetime) -> tuple[Entry, ...]:
    amounts: dict[str, tuple[Dong, Dong]] = {}
    for (parcel_id, product_id), units in _summed(wanted.lines).items():
        parcel = _parcel(books, parcel_id)
        before = books.credited.get((parcel_id, product_id), 0)
        if not 0 < units <= _bought(parcel, product_id) - before:
            raise WrongLine
        price, goods = _worth(parcel, product_id, before=before, units=units), amounts.get(parcel_id, (ZERO, ZERO))
        amounts[parcel_id] = goods[0] + price[0], goods[1] + price[1]
    return tuple(
        _goods_credit(books, _parcel(books, parcel_id), amount, off, id, now)
        for parcel_id, (amount, off) in amounts.items()
    )


def _for_everything(books: Books, wanted: Wanted, id: str, now: datetime) -> tuple[Entry, ...]:
    """Each household its goods that were not given back before, the operator all the rest: shipping, less what it gave
    as goodwill already."""
    if not all(state.is_final for state in books.parcels.values()):
        raise NotYet
    credits = []
    for parcel in books.order.parcels:
        left, off = _uncredited(books, parcel)
        if books.parcels[parcel.id] not in _REVERSED and left:
            credits.append(_goods_credit(books, parcel, left, off, id, now))
    rest = books.left - books.owed - _given(books, credits)
    return (*credits, *_operators_rest(books, rest, id, now))


def credit_of_made(books: Books, amount: Dong, *, id: str, now: datetime) -> tuple[Entry, ...]:
    """The credit of a refund that was made without us: what the shopper was owed needs none, the rest is the
    operator's gift, since no household was asked."""
    gift = amount - min(books.owed, amount)
    if not gift:
        return ()
    legs = (Leg(account=GOODWILL, amount=gift), Leg(account=shopper(books.order.code), amount=-gift))
    return (Entry(id=f"{id}/credit/{OPERATOR}", occurred_at=now, legs=legs),)


def _operators_rest(books: Books, rest: Dong, id: str, now: datetime) -> tuple[Entry, ...]:
    shipping = total(
        parcel.fee for parcel in books.order.parcels if books.parcels[parcel.id] is not ParcelState.CANCELLED
    )
    shipping = min(shipping, max(rest, ZERO))
    legs = [
        Leg(account=account, amount=amount)
        for account, amount in (
            (SHIPPING, shipping),
            (GOODWILL, rest - shipping),
            (shopper(books.order.code), -rest),
        )
        if amount
    ]
    return (Entry(id=f"{id}/credit/{OPERATOR}", occurred_at=now, legs=tuple(legs)),) if legs else ()


_CREDITS = {
    RefundKind.OWED: _nothing,
    RefundKind.FULL: _for_everything,
    RefundKind.LINES: _for_lines,
    RefundKind.AMOUNT: _for_amount,
}


def _summed(lines: Iterable[RefundLine]) -> dict[tuple[str, str], int]:
    units: dict[tuple[str, str], int] = {}
    for line in lines:
        key = line.parcel_id, line.product_id
        units[key] = units.get(key, 0) + line.units
        if line.units <= 0:
            raise WrongLine
    return units


def _parcel(books: Books, parcel_id: str) -> OrderParcel:
    try:
        parcel = books.order.parcel(parcel_id)
    except LookupError:
        raise WrongLine from None
    if books.parcels[parcel_id] not in _REFUNDABLE:
        raise NotYet if not books.parcels[parcel_id].is_final else WrongLine
    return parcel


def _bought(parcel: OrderParcel, product_id: str) -> int:
    return sum(line.quantity for line in parcel.lines if line.product_id == product_id)


def _worth(parcel: OrderParcel, product_id: str, *, before: int, units: int) -> tuple[Dong, Dong]:
    """What units of a product cost, and what of that a voucher had taken off; ``before`` were given back already."""
    lines = [line for line in parcel.lines if line.product_id == product_id]
    off = total(line.discount for line in lines)
    share = share_of_units(off, _bought(parcel, product_id), before=before, units=units)
    return lines[0].price * units, share


def _uncredited(books: Books, parcel: OrderParcel) -> tuple[Dong, Dong]:
    """The goods that were not given back yet, and what of them a voucher had taken off."""
    products = {line.product_id for line in parcel.lines}
    gone = [
        _worth(parcel, id, before=0, units=units)
        for id in sorted(products)
        if (units := books.credited.get((parcel.id, id), 0))
    ]
    return parcel.goods - total(price for price, _ in gone), parcel.discount - total(off for _, off in gone)


def _goods_credit(books: Books, parcel: OrderParcel, amount: Dong, off: Dong, id: str, now: datetime) -> Entry:
    """The household gives up what it earned, less the commission, which goes back as well; what a carrier lost, the
    carrier owes us. The shopper gets what was paid, the operator what a voucher had taken off (``off``)."""
    rule = commission_for(local_day(books.order.placed_at))
    if books.parcels[parcel.id] is ParcelState.LOST:
        bearers = [Leg(account=carrier_claim(parcel.shop.carrier), amount=amount)]
    else:
        share = amount.per_ten_thousand(rule.basis_points)
        bearers = [Leg(account=shop_payable(parcel.shop.id), amount=amount - share)]
        bearers += [Leg(account=COMMISSION, amount=share)] if share else []
    bearers += [Leg(account=PROMOTIONS, amount=-off)] if off else []
    legs = (*bearers, Leg(account=shopper(books.order.code), amount=off - amount))
    return Entry(id=f"{id}/credit/{parcel.id}", occurred_at=now, legs=legs, rules=(rule.id,))
