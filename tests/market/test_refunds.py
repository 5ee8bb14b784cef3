"""Giving money back, as arithmetic: entries that add up, never more than came, each đồng borne by whom it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from market.ledger import Entry, balances, capture, delivery, sale, shopper
from market.money import Dong, total
from market.orders import Order, OrderParcel, outstanding
from market.parcels import ParcelState
from market.refund_plans import plan
from market.refunds import (
    Books,
    NothingToRefund,
    NotYet,
    Payment,
    RefundKind,
    RefundLine,
    Share,
    TooMuch,
    Wanted,
    WrongLine,
    allot,
    order_code_of_refund,
    payout,
    refund_id,
)
from market.refusals import Refused

from tests.market.goods import CODE, NOW, orders

LATER = NOW + timedelta(days=3)
ID = refund_id(CODE, "ticket-1")
DELIVERED = ParcelState.DELIVERED


def _one_line_each(order: Order) -> Order:
    """As a cart makes it: no product twice; three parcels show as much as ten."""
    parcels = []
    for parcel in order.parcels[:3]:
        lines = tuple({line.product_id: line for line in parcel.lines}.values())
        parcels.append(replace(parcel, lines=lines, goods=total(line.amount for line in lines)))
    return replace(order, parcels=tuple(parcels), pay_before=NOW)


PAID_FIRST = orders().map(_one_line_each)


def card(amount: int, refunded: int = 0, id: str = "pi_1") -> Payment:
    return Payment(provider="stripe", payment_id=id, amount=Dong(amount), by_program=True, refunded=Dong(refunded))


def by_hand(amount: int, refunded: int = 0) -> Payment:
    return Payment(provider="vietqr", payment_id="", amount=Dong(amount), by_program=False, refunded=Dong(refunded))


class Life:
    """An order that was paid by card and delivered, and what was given back of it since."""

    def __init__(self, order: Order, extra: int = 0) -> None:
        self.order, self.paid = order, order.total + Dong(extra)
        self.entries: list[Entry] = [
            sale(order),
            capture(order, provider="stripe", payment_id="pi_1", amount=self.paid, now=NOW),
            *[
                delivery(order, parcel, outstanding=outstanding(order, parcel), now=LATER)
                for parcel in order.parcels
                if order.pay_before
            ],
        ]
        self.refunded = Dong(0)
        self.credited: dict[tuple[str, str], int] = {}
        self.count = 0

    def books(self, state: ParcelState = DELIVERED) -> Books:
        return Books(
            order=self.order,
            parcels={parcel.id: state for parcel in self.order.parcels},
            payments=(card(self.paid.amount, self.refunded.amount),),
            balance=balances(self.entries)[shopper(self.order.code)],
            open=Dong(0),
            credited=self.credited,
        )

    def give(self, wanted: Wanted) -> Dong:
        self.count += 1
        id = refund_id(self.order.code, f"ticket-{self.count}")
        planned = plan(self.books(), wanted, id=id, now=LATER)
        self.entries += planned.credits
        self.entries += [payout(self.order.code, share, id=f"{id}/1", now=LATER) for share in planned.shares]
        self.refunded += planned.amount
        for line in wanted.lines:
            key = line.parcel_id, line.product_id
            self.credited[key] = self.credited.get(key, 0) + line.units
        return planned.amount


def of(kind: RefundKind, amount: int = 0, lines: tuple[RefundLine, ...] = ()) -> Wanted:
    return Wanted(kind=kind, reason="hỏng", amount=Dong(amount), lines=lines)


def one(parcel: OrderParcel, product_id: str, units: int = 1) -> RefundLine:
    return RefundLine(parcel_id=parcel.id, product_id=product_id, units=units)


@st.composite
def wishes(draw: st.DrawFn, order: Order) -> Wanted:
    kind = draw(st.sampled_from(RefundKind))
    if kind is not RefundKind.LINES:
        return of(kind, draw(st.integers(-5, 2 * order.total.amount)))
    parcel = draw(st.sampled_from(order.parcels))
    line = draw(st.sampled_from(parcel.lines))
    units = draw(st.integers(-1, line.quantity + 1))
    return of(kind, lines=(RefundLine(parcel_id=parcel.id, product_id=line.product_id, units=units),))


@settings(max_examples=60)
@given(data=st.data(), extra=st.integers(0, 100_000))
def test_whatever_is_asked_for_the_books_hold(data: st.DataObject, extra: int) -> None:
    """Any wishes in any order: every entry adds up, no đồng too much goes back, and what is refused changes nothing."""
    order = data.draw(PAID_FIRST)
    life = Life(order, extra)
    for _ in range(data.draw(st.integers(1, 6))):
        before = life.refunded
        try:
            given_back = life.give(data.draw(wishes(order)))
        except Refused:
            assert life.refunded == before
            continue
        assert given_back.amount > 0
        assert life.refunded == before + given_back
        assert Dong(0) < life.refunded <= life.paid
        assert total(balances(life.entries).values()) == Dong(0)
        assert life.books().owed == max(-balances(life.entries)[shopper(order.code)], Dong(0))
        # The shopper never owes us anything because we gave money back.
        assert balances(life.entries)[shopper(order.code)].amount <= 0


@settings(max_examples=40)
@given(data=st.data())
def test_after_everything_went_back_nobody_holds_anything(data: st.DataObject) -> None:
    order = data.draw(PAID_FIRST)
    life = Life(order)
    for _ in range(data.draw(st.integers(0, 3))):
        try:
            life.give(data.draw(wishes(order)))
        except Refused:
            continue
    if life.refunded < life.paid:
        assert life.give(of(RefundKind.FULL)) <= life.paid
    assert life.refunded == life.paid
    held = balances(life.entries)
    assert held[shopper(order.code)] == Dong(0)
    assert held["clearing:stripe"] == Dong(0)
    with pytest.raises(NothingToRefund):
        life.give(of(RefundKind.FULL))


@settings(max_examples=30)
@given(data=st.data())
def test_line_by_line_is_as_much_as_all_goods_at_once(data: st.DataObject) -> None:
    """In however many refunds: in the end exactly the goods of the parcel, and not a unit more."""
    order = data.draw(PAID_FIRST)
    life, parcel, goods = Life(order), order.parcels[0], Dong(0)
    for product_id, units in parcel.units().items():
        first = data.draw(st.integers(0, units))
        for part in (first, units - first):
            if part:
                goods += life.give(of(RefundKind.LINES, lines=(one(parcel, product_id, part),)))
    assert goods == parcel.goods - parcel.discount
    for product_id in parcel.units():
        with pytest.raises(WrongLine):
            life.give(of(RefundKind.LINES, lines=(one(parcel, product_id),)))


@settings(max_examples=10)
@given(order=PAID_FIRST)
def test_what_the_carrier_lost_the_carrier_bears(order: Order) -> None:
    life = Life(order)
    parcel = order.parcels[0]
    line = one(parcel, parcel.lines[0].product_id)
    planned = plan(life.books(ParcelState.LOST), of(RefundKind.LINES, lines=(line,)), id=ID, now=LATER)
    accounts = {leg.account for entry in planned.credits for leg in entry.legs if leg.amount.amount > 0}
    assert accounts == {f"claim:{parcel.shop.carrier.value}"}


@pytest.mark.parametrize(
    ("payments", "amount", "shares"),
    [
        ((card(100),), 100, [("pi_1", 100)]),
        ((card(100), card(50, id="pi_2")), 120, [("pi_1", 100), ("pi_2", 20)]),
        ((card(100, 90), by_hand(50)), 30, [("pi_1", 10), ("", 20)]),
        ((card(100, 100), by_hand(50)), 50, [("", 50)]),
        # A person gave 60 of the card's 100 back by transfer: 40 are left, whichever way.
        ((card(100), by_hand(0, 60)), 40, [("pi_1", 40)]),
    ],
)
def test_money_goes_back_the_way_it_came(
    payments: tuple[Payment, ...], amount: int, shares: list[tuple[str, int]]
) -> None:
    assert [(share.payment_id, share.amount.amount) for share in allot(Dong(amount), payments)] == shares


@pytest.mark.parametrize("payments", [(card(100),), (card(100, 1), by_hand(0)), (card(50), by_hand(50, 50))])
def test_no_payment_gives_back_more_than_it_brought(payments: tuple[Payment, ...]) -> None:
    with pytest.raises(TooMuch):
        allot(Dong(101), payments)


@settings(max_examples=10)
@given(order=PAID_FIRST)
def test_what_is_under_way_is_not_refunded_whole(order: Order) -> None:
    for kind in (RefundKind.FULL, RefundKind.LINES):
        parcel = order.parcels[0]
        line = one(parcel, parcel.lines[0].product_id)
        wanted = of(kind, lines=(line,) if kind is RefundKind.LINES else ())
        with pytest.raises(NotYet):
            plan(Life(order).books(ParcelState.IN_TRANSIT), wanted, id=ID, now=LATER)


def test_a_payout_moves_the_money_out_of_its_provider() -> None:
    share = Share(provider="stripe", payment_id="pi_1", amount=Dong(5), by_program=True)
    held = balances([payout(CODE, share, id=f"{ID}/1", now=LATER)])
    assert held == {shopper(CODE): Dong(5), "clearing:stripe": Dong(-5)}
    assert order_code_of_refund(f"{ID}/1") == CODE
