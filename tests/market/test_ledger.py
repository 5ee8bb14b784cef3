"""The books: every movement adds up to zero, and after any life of an order each account holds what it should."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market import ledger
from market.catalogue import CarrierName
from market.ledger import (
    COMMISSIONS,
    CommissionRule,
    Entry,
    Leg,
    balances,
    cancellation_of,
    capture,
    commission_for,
    delivery,
    return_of,
    reversal,
    sale,
)
from market.money import Dong
from market.orders import Order, OrderParcel, outstanding

from tests.market.goods import CODE, NOW, orders, placed

LATER = NOW + timedelta(days=2)
SHOPPER = f"shopper:{CODE}"
ENDS = ("delivered", "returned", "cancelled", "given back", "under way")


def amounts(entries: list[Entry]) -> dict[str, int]:
    """What is in each account that is not even."""
    return {account: int(held) for account, held in balances(entries).items() if held}


def life_of(order: Order, ends: list[str]) -> list[Entry]:
    """The entries of an order whose parcels ended so; one that is paid first is paid in full."""
    entries = [sale(order)]
    if order.pay_before:
        entries.append(capture(order, provider="stripe", payment_id="pi_1", amount=order.total, now=NOW))
    for parcel, end in zip(order.parcels, ends, strict=True):
        entries += _end(order, parcel, end)
    return entries


def _end(order: Order, parcel: OrderParcel, end: str) -> list[Entry]:
    owed = outstanding(order, parcel)
    arrived = delivery(order, parcel, outstanding=owed, now=LATER)
    came_back = return_of(order, parcel, outstanding=owed, now=LATER)
    return {
        "under way": [],
        "delivered": [arrived],
        "returned": [came_back],
        "cancelled": [cancellation_of(order, parcel, now=LATER)],
        "given back": [arrived, reversal(arrived, now=LATER), came_back],
    }[end]


def expected(order: Order, ends: list[str]) -> dict[str, int]:
    """The same from the other side: what each account is for, parcel by parcel."""
    paid = bool(order.pay_before)
    books: Counter[str] = Counter({"clearing:stripe": int(order.total) if paid else 0})
    for parcel, end in zip(order.parcels, ends, strict=True):
        goods, fee, shop = int(parcel.goods), int(parcel.fee), parcel.shop
        if end == "delivered":
            books[f"shop:{shop.id}:payable"] -= goods
            books["operator:shipping"] -= fee
            books[f"cod:{shop.carrier.value}"] += 0 if paid else goods + fee
        elif end == "cancelled":
            books[SHOPPER] -= goods + fee if paid else 0
        elif end == "under way":
            books[f"shop:{shop.id}:pending"] -= goods
            books["operator:shipping"] -= fee
            books[SHOPPER] += 0 if paid else goods + fee
        else:
            # It travelled for nothing: who paid for the way has had it, who did not owes nothing.
            books["operator:shipping"] -= fee if paid else 0
            books[SHOPPER] -= goods if paid else 0
    return {account: held for account, held in books.items() if held}


@given(st.data(), orders())
def test_whatever_becomes_of_an_order_each_account_holds_what_it_should(data: st.DataObject, order: Order) -> None:
    count = len(order.parcels)
    ends = data.draw(st.lists(st.sampled_from(ENDS), min_size=count, max_size=count))
    entries = life_of(order, ends)
    assert all(sum(int(leg.amount) for leg in entry.legs) == 0 for entry in entries)
    assert amounts(entries) == expected(order, ends)
    assert len({entry.id for entry in entries}) == len(entries), "no two movements are taken for one"


@given(st.data(), orders())
def test_a_reversal_undoes_everything(data: st.DataObject, order: Order) -> None:
    count = len(order.parcels)
    entries = life_of(order, data.draw(st.lists(st.sampled_from(ENDS), min_size=count, max_size=count)))
    undone = [reversal(entry, now=LATER) for entry in entries]
    assert amounts(entries + undone) == {}
    assert {entry.id for entry in undone} == {f"{entry.id}/reversal" for entry in entries}
    assert [entry.rules for entry in undone] == [entry.rules for entry in entries]
    assert {entry.occurred_at for entry in undone} == {LATER}


def test_the_books_of_a_cash_order() -> None:
    order = placed()
    assert amounts(life_of(order, ["under way", "under way"])) == {
        SHOPPER: 344_500,
        "shop:gh-na:pending": -165_000,
        "shop:gh-hoi:pending": -140_000,
        "operator:shipping": -39_500,
    }
    assert amounts(life_of(order, ["delivered", "returned"])) == {
        "shop:gh-na:payable": -165_000,
        "operator:shipping": -23_000,
        "cod:viettelpost": 188_000,
    }
    assert amounts(life_of(order, ["cancelled", "given back"])) == {}


def test_the_books_of_an_order_that_was_paid_first() -> None:
    order = placed(pays_first=True)
    assert amounts(life_of(order, ["delivered", "returned"])) == {
        "clearing:stripe": 344_500,
        "shop:gh-na:payable": -165_000,
        "operator:shipping": -39_500,
        SHOPPER: -140_000,
    }
    assert amounts(life_of(order, ["cancelled", "delivered"])) == {
        "clearing:stripe": 344_500,
        "shop:gh-hoi:payable": -140_000,
        "operator:shipping": -16_500,
        SHOPPER: -188_000,
    }


def test_an_order_that_expired_and_was_paid_after_all_is_sold_once() -> None:
    order = placed(pays_first=True)
    sold, again = sale(order), sale(order, again=True)
    assert (sold.id, again.id) == (f"{CODE}/sale", f"{CODE}/sale/again")
    assert amounts([sold, reversal(sold, now=LATER)]) == {}
    assert amounts([sold, reversal(sold, now=LATER), again]) == amounts([sold])


def test_entries_have_names_that_make_them_happen_once() -> None:
    order = placed()
    parcel = order.parcels[1]
    arrived = delivery(order, parcel, outstanding=Dong(0), now=LATER)
    assert arrived.id == f"{CODE}-2/delivery"
    assert reversal(arrived, now=LATER).id == f"{CODE}-2/delivery/reversal"
    assert return_of(order, parcel, outstanding=Dong(0), now=LATER).id == f"{CODE}-2/return"
    assert cancellation_of(order, parcel, now=LATER).id == f"{CODE}-2/cancellation"
    taken = capture(order, provider="vietqr", payment_id="a/1", amount=Dong(1), now=NOW)
    assert taken.id == f"{CODE}/capture/vietqr/a/1"
    assert (sale(order).occurred_at, taken.occurred_at, arrived.occurred_at) == (NOW, NOW, LATER)


def test_a_sale_keeps_the_tariffs_that_it_was_priced_with() -> None:
    assert sale(placed()).rules == ("viettelpost-province-20260701", "vnpost-province-20260701")
    order = placed()
    assert delivery(order, order.parcels[0], outstanding=Dong(0), now=LATER).rules == ("commission-20260701",)


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_an_entry_adds_up_to_zero_or_is_none(amounts: list[int]) -> None:
    legs = tuple(Leg(account="a", amount=Dong(amount)) for amount in amounts)
    even = Leg(account="b", amount=Dong(-sum(amounts)))
    assert Entry(id="x", occurred_at=NOW, legs=(*legs, even)).legs[-1] is even
    with pytest.raises(ValueError, match="entry x does not add up to zero"):
        Entry(id="x", occurred_at=NOW, legs=(*legs, Leg(account="b", amount=even.amount + Dong(1))))


def test_accounts_that_came_out_even_are_left_in() -> None:
    order = placed()
    entry = sale(order)
    assert set(balances([entry, reversal(entry, now=LATER)])) == {leg.account for leg in entry.legs}
    assert balances([]) == {}


def test_a_commission_comes_out_of_the_shops_share(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = CommissionRule(id="three-and-a-half", valid_from=date(2026, 1, 1), basis_points=350)
    monkeypatch.setattr(ledger, "commission_for", lambda day: rule)
    order = placed()
    parcel = order.parcels[0]
    entries = [sale(order), delivery(order, parcel, outstanding=parcel.total, now=LATER)]
    # 3,5 % of 165.000.
    assert amounts(entries) == {
        SHOPPER: 156_500,
        "shop:gh-hoi:pending": -140_000,
        "shop:gh-na:payable": -159_225,
        "operator:commission": -5_775,
        "operator:shipping": -39_500,
        "cod:viettelpost": 188_000,
    }
    assert entries[1].rules == ("three-and-a-half",)
    assert amounts([*entries, reversal(entries[1], now=LATER)]) == amounts(entries[:1])


RULES = (*COMMISSIONS, CommissionRule(id="new", valid_from=date(2027, 1, 1), basis_points=100))


@pytest.mark.parametrize(
    ("day", "id"),
    [
        (date(2026, 7, 1), "commission-20260701"),
        (date(2026, 12, 31), "commission-20260701"),
        (date(2027, 1, 1), "new"),
    ],
)
def test_a_commission_holds_from_its_first_day(day: date, id: str) -> None:
    assert commission_for(day, RULES).id == commission_for(day, RULES[::-1]).id == id


def test_there_is_no_commission_rule_before_the_first() -> None:
    with pytest.raises(LookupError, match="no commission rule on 2026-06-30"):
        commission_for(date(2026, 6, 30))


def test_the_day_of_a_commission_is_a_day_in_vietnam(monkeypatch: pytest.MonkeyPatch) -> None:
    """Placed at seven in the evening of the last of December in Greenwich, which is the new year here."""
    monkeypatch.setattr(ledger, "commission_for", lambda day: commission_for(day, RULES))
    for hour, id in ((16, "commission-20260701"), (17, "new")):
        order = placed(now=datetime(2026, 12, 31, hour, 30, tzinfo=UTC))
        assert delivery(order, order.parcels[0], outstanding=Dong(0), now=LATER).rules == (id,)


def test_the_cash_is_with_the_carrier_that_took_it() -> None:
    assert ledger.cod_in_transit(CarrierName.VNPOST) == "cod:vnpost"
