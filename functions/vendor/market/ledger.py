"""Double entry: every đồng goes from an account to an account, rows are only ever added, a mistake is reversed.

An entry's legs add up to zero. A positive leg is what an account received (money we hold, or what a shopper owes), a
negative one what it gave; a shop's ``payable`` below zero is what we owe that household.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from market.calendar import local_day
from market.catalogue import CarrierName
from market.money import Dong, total
from market.orders import Order, OrderParcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    account: str
    amount: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One movement. ``id`` makes it happen once: the same id is never written twice. ``rules`` are the tariffs used."""

    id: str
    occurred_at: datetime
    legs: tuple[Leg, ...]
    rules: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if total(leg.amount for leg in self.legs):
            raise ValueError(f"entry {self.id} does not add up to zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionRule:
    """The platform's share of the goods, in 1/10,000. Free since the programme of 2021 (domain research §7)."""

    id: str
    valid_from: date
    basis_points: int


COMMISSIONS = (CommissionRule(id="commission-20260701", valid_from=date(2026, 7, 1), basis_points=0),)


def commission_for(day: date, rules: tuple[CommissionRule, ...] = COMMISSIONS) -> CommissionRule:
    """The rule in force on ``day``. Raises LookupError before the first."""
    in_force = [rule for rule in rules if rule.valid_from <= day]
    if not in_force:
        raise LookupError(f"no commission rule on {day}")
    return max(in_force, key=lambda rule: rule.valid_from)


def shopper(order_code: str) -> str:
    return f"shopper:{order_code}"


def shop_pending(shop_id: str) -> str:
    """Sold, not delivered yet."""
    return f"shop:{shop_id}:pending"


def shop_payable(shop_id: str) -> str:
    """Delivered: to be paid out to the household."""
    return f"shop:{shop_id}:payable"


def clearing(provider: str) -> str:
    """Money that a payment provider or the bank holds for us."""
    return f"clearing:{provider}"


def suspense(provider: str) -> str:
    """Money that is ours to give to somebody, as soon as we know to whom."""
    return f"suspense:{provider}"


def carrier_claim(carrier: CarrierName) -> str:
    """What a carrier owes us for parcels that it lost."""
    return f"claim:{carrier.value}"


def cod_in_transit(carrier: CarrierName) -> str:
    """Cash that the carrier took at the door and owes us."""
    return f"cod:{carrier.value}"


# What a person sends from the bank account by hand: refunds, payouts to households.
BANK = clearing("bank")


def promised_by(carrier: CarrierName) -> str:
    """What a carrier's statements say is on its way to our account, net of its fees, until it is there."""
    return f"promised:{carrier.value}"


SHIPPING = "operator:shipping"
# What the operator gives away: refunds with a reason that no household is to pay for.
GOODWILL = "operator:goodwill"
# What vouchers took off: the shopper does not pay it, the household gets it all the same.
PROMOTIONS = "operator:promotions"
CARRIER_FEES = "operator:carrier-fees"
# Differences in what carriers collected or paid out, which two operators have looked at and accepted.
DISCREPANCIES = "operator:discrepancies"
COMMISSION = "operator:commission"


def sale(order: Order, *, again: bool = False) -> Entry:
    """The order is placed: the shopper owes it, each shop earns its goods, the operator earns the shipping fees
    and bears what a voucher takes off.

    ``again``: it had expired, its sale was reversed, and then the money came after all."""
    legs = [Leg(account=shopper(order.code), amount=order.total)]
    for parcel in order.parcels:
        legs.append(Leg(account=shop_pending(parcel.shop.id), amount=-parcel.goods))
        legs.append(Leg(account=SHIPPING, amount=-parcel.fee))
    if order.discount:
        legs.append(Leg(account=PROMOTIONS, amount=order.discount))
    rules = (*(parcel.fee_rule for parcel in order.parcels), *(row.rule for row in order.discounts))
    id = f"{order.code}/sale/again" if again else f"{order.code}/sale"
    return Entry(id=id, occurred_at=order.placed_at, legs=tuple(legs), rules=rules)


def capture(order: Order, *, provider: str, payment_id: str, amount: Dong, now: datetime) -> Entry:
    """Money arrived for the order."""
    legs = _moved(amount, source=shopper(order.code), destination=clearing(provider))
    return Entry(id=f"{order.code}/capture/{provider}/{payment_id}", occurred_at=now, legs=legs)


def to_suspense(*, provider: str, payment_id: str, amount: Dong, now: datetime) -> Entry:
    """Money arrived, and nobody knows yet whose it is."""
    legs = _moved(amount, source=suspense(provider), destination=clearing(provider))
    return Entry(id=f"suspense/{provider}/{payment_id}", occurred_at=now, legs=legs)


def from_suspense(order: Order, *, provider: str, payment_id: str, amount: Dong, now: datetime) -> Entry:
    """Money that was held turns out to be for this order."""
    legs = _moved(amount, source=shopper(order.code), destination=suspense(provider))
    return Entry(id=f"{order.code}/capture/{provider}/{payment_id}", occurred_at=now, legs=legs)


def delivery(order: Order, parcel: OrderParcel, *, outstanding: Dong, now: datetime) -> Entry:
    """The parcel is at its door: the shop's earning falls due, less the commission of the day the order was placed;
    cash that the buyer owed is with the carrier."""
    rule = commission_for(local_day(order.placed_at))
    share = parcel.goods.per_ten_thousand(rule.basis_points)
    legs = [
        Leg(account=shop_pending(parcel.shop.id), amount=parcel.goods),
        Leg(account=shop_payable(parcel.shop.id), amount=share - parcel.goods),
    ]
    if share:
        legs.append(Leg(account=COMMISSION, amount=-share))
    if outstanding:
        legs += _moved(outstanding, source=shopper(order.code), destination=cod_in_transit(parcel.shop.carrier))
    return Entry(id=f"{parcel.id}/delivery", occurred_at=now, legs=tuple(legs), rules=(rule.id,))


def return_of(order: Order, parcel: OrderParcel, *, outstanding: Dong, now: datetime) -> Entry:
    """The parcel came back undelivered: the goods are not sold after all. The journey was made all the same: its fee is
    kept out of what the buyer had paid for this parcel before it left (all but ``outstanding``, what the carrier was to
    collect), and is the operator's loss as far as that does not cover it; all that was paid beyond the fee is owed."""
    kept = min(parcel.fee, parcel.total - outstanding)
    legs = [
        Leg(account=shop_pending(parcel.shop.id), amount=parcel.goods),
        Leg(account=shopper(order.code), amount=kept - parcel.total),
    ]
    if lost := parcel.fee - kept:
        legs.append(Leg(account=SHIPPING, amount=lost))
    legs += _promised_for(parcel)
    return Entry(id=f"{parcel.id}/return", occurred_at=now, legs=tuple(legs))


def cancellation_of(order: Order, parcel: OrderParcel, *, now: datetime) -> Entry:
    """The carrier never took the parcel, or gave it up: its part of the sale did not happen."""
    legs = (
        Leg(account=shop_pending(parcel.shop.id), amount=parcel.goods),
        Leg(account=SHIPPING, amount=parcel.fee),
        Leg(account=shopper(order.code), amount=-parcel.total),
        *_promised_for(parcel),
    )
    return Entry(id=f"{parcel.id}/cancellation", occurred_at=now, legs=legs)


def remittance(parcel: OrderParcel, *, collected: Dong, fee: Dong, rule: str, now: datetime) -> Entry:
    """The carrier's statement ``rule`` accounts for the parcel: it promises the cash, less what it takes for itself."""
    legs = (
        Leg(account=promised_by(parcel.shop.carrier), amount=collected - fee),
        Leg(account=CARRIER_FEES, amount=fee),
        Leg(account=cod_in_transit(parcel.shop.carrier), amount=-collected),
    )
    return Entry(id=remittance_id(parcel.id), occurred_at=now, legs=legs, rules=(rule,))


def remittance_id(parcel_id: str) -> str:
    """One for each parcel: it is remitted once, whatever a second statement says."""
    return f"{parcel_id}/remittance"


def reversal(entry: Entry, *, now: datetime) -> Entry:
    """The same movement backwards."""
    legs = tuple(Leg(account=leg.account, amount=-leg.amount) for leg in entry.legs)
    return Entry(id=f"{entry.id}/reversal", occurred_at=now, legs=legs, rules=entry.rules)


def balances(entries: Iterable[Entry]) -> dict[str, Dong]:
    """What each account holds; accounts that came out even are left in, with zero."""
    sums: dict[str, Dong] = {}
    for entry in entries:
        for leg in entry.legs:
            sums[leg.account] = sums.get(leg.account, Dong(0)) + leg.amount
    return sums


def _moved(amount: Dong, *, source: str, destination: str) -> tuple[Leg, ...]:
    return (Leg(account=destination, amount=amount), Leg(account=source, amount=-amount))


def _promised_for(parcel: OrderParcel) -> list[Leg]:
    """What a voucher took off a parcel that is not sold after all: nobody bears it any more."""
    return [Leg(account=PROMOTIONS, amount=-parcel.discount)] if parcel.discount else []
