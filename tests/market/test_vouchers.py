"""Vouchers: what they take off and from which line, every reason why not, and books that balance all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.cart import Quote
from market.discounts import discounted, share_of_units
from market.ledger import balances, cancellation_of, capture, delivery, return_of, reversal, sale
from market.money import Dong
from market.orders import Order, order_from_quote, outstanding
from market.parcels import ParcelState
from market.refund_plans import plan
from market.refunds import Books, Payment, RefundKind, RefundLine, Wanted
from market.vouchers import (
    NothingQualifies,
    Standing,
    TooFewGoods,
    UnknownVoucher,
    Voucher,
    VoucherEnded,
    VoucherKind,
    VoucherNotYet,
    VoucherRefused,
    VoucherUsedByPhone,
    VoucherUsedUp,
    read_code,
)

from tests.market.goods import BUYER, CODE, NOW, quoted, wanted

TENTH = Voucher(
    code="QUYTBACSON",
    title="Quýt vào vụ",
    kind=VoucherKind.PERCENT,
    value=1_000,
    max_discount=Dong(30_000),
    min_goods=Dong(100_000),
    valid_from=NOW - timedelta(days=1),
    valid_until=NOW + timedelta(days=1),
    uses=200,
)
BASKET = (wanted("na", 2), wanted("mang"), wanted("hoi"))


def standing(used: int = 0, by_phone: int = 0, **changes: Any) -> Standing:
    return Standing(voucher=replace(TENTH, **changes), rule="promotion-1@3", used=used, used_by_phone=by_phone)


def order_of(quote: Quote, *, pays_first: bool = False) -> Order:
    return order_from_quote(
        quote,
        code=CODE,
        receiver=BUYER,
        note="",
        payment="stripe" if pays_first else "cod",
        now=NOW,
        pays_first=pays_first,
    )


def test_a_voucher_is_a_named_row_of_the_total_and_shared_over_the_lines() -> None:
    plain = quoted(*BASKET)
    found = discounted(plain, standing(), NOW)
    [row] = found.discounts
    assert (row.code, row.title, row.amount, row.rule) == ("QUYTBACSON", "Quýt vào vụ", Dong(30_000), "promotion-1@3")
    assert (found.goods, found.shipping) == (plain.goods, plain.shipping)
    assert found.total == plain.total - Dong(30_000)
    # 120.000, 45.000 and 140.000 of 305.000: 11.803,3 and 4.426,2 and 13.770,5.
    assert [line.discount for line in found.lines] == [Dong(11_803), Dong(4_426), Dong(13_771)]
    order = order_of(found)
    assert (order.total, order.discount) == (found.total, Dong(30_000))
    assert [parcel.discount for parcel in order.parcels] == [Dong(16_229), Dong(13_771)]
    assert sum(int(parcel.total) for parcel in order.parcels) == int(order.total)


def test_its_rules_are_said_in_a_sentence() -> None:
    said = {
        "Giảm 10%, nhiều nhất 30.000 ₫, khi mua từ 100.000 ₫ tiền hàng.": TENTH,
        "Giảm 7,5%, cho hàng trong chương trình.": replace(
            TENTH, value=750, max_discount=Dong(0), min_goods=Dong(0), applies_to=("na",)
        ),
        "Giảm 20.000 ₫.": replace(TENTH, kind=VoucherKind.AMOUNT, value=20_000, min_goods=Dong(0)),
    }
    assert [voucher.terms.replace("\xa0", " ") for voucher in said.values()] == list(said)


def test_only_the_goods_that_qualify_bear_and_count() -> None:
    found = discounted(quoted(*BASKET), standing(applies_to=("hoi",)), NOW)
    assert [line.discount for line in found.lines] == [Dong(0), Dong(0), Dong(14_000)]


@pytest.mark.parametrize(
    ("standing", "refusal"),
    [
        (standing(valid_from=NOW + timedelta(seconds=1)), VoucherNotYet),
        (standing(valid_until=NOW), VoucherEnded),
        (standing(used=200), VoucherUsedUp),
        (standing(by_phone=1), VoucherUsedByPhone),
        (standing(applies_to=("quyt",)), NothingQualifies),
        (standing(min_goods=Dong(305_001)), TooFewGoods),
    ],
)
def test_every_obstacle_says_which_code_and_what_to_do(standing: Standing, refusal: type[VoucherRefused]) -> None:
    with pytest.raises(refusal) as refused:
        discounted(quoted(*BASKET), standing, NOW)
    assert type(refused.value) is refusal
    assert refused.value.details == {"voucher": "QUYTBACSON"}
    assert "QUYTBACSON" in refused.value.sentence
    assert "để trống" in refused.value.sentence


@pytest.mark.parametrize(
    "edge",
    [
        standing(valid_from=NOW),
        standing(valid_until=NOW + timedelta(seconds=1)),
        standing(used=199),
        standing(min_goods=Dong(305_000)),
        standing(by_phone=7, per_phone=0),
    ],
)
def test_at_its_edges_it_still_holds(edge: Standing) -> None:
    assert discounted(quoted(*BASKET), edge, NOW).discounts[0].amount == Dong(30_000)


@pytest.mark.parametrize("typed", ["QUYTBACSON", " quýt bắc sơn ", "Quyt-Bac-Son", "ＱＵＹＴＢＡＣＳＯＮ"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "QUYTBACSON"


@pytest.mark.parametrize("typed", ["AB", "X" * 25, "QUYT#1", "' OR 1=1", "🍊🍊🍊"])
def test_what_can_be_no_code_is_refused(typed: str) -> None:
    with pytest.raises(UnknownVoucher):
        read_code(typed)


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "quyt"},
        {"code": "AB"},
        {"value": 0},
        {"value": 10_001},
        {"uses": 0},
        {"per_phone": -1},
        {"max_discount": Dong(-1)},
        {"min_goods": Dong(-1)},
        {"valid_until": TENTH.valid_from},
    ],
)
def test_a_promise_that_cannot_be_kept_has_a_flaw(changes: dict[str, Any]) -> None:
    assert TENTH.flaw == ""
    assert replace(TENTH, **changes).flaw != ""


VOUCHERS = st.builds(
    Voucher,
    code=st.just("QUYTBACSON"),
    title=st.just("Quýt"),
    kind=st.sampled_from(VoucherKind),
    value=st.integers(1, 10_000) | st.integers(1, 2_000_000),
    max_discount=st.sampled_from([0, 1, 999, 30_000]).map(Dong),
    applies_to=st.lists(st.sampled_from(["na", "mang", "hoi"]), unique=True, max_size=2).map(tuple),
    valid_from=st.just(TENTH.valid_from),
    valid_until=st.just(TENTH.valid_until),
    uses=st.just(1),
)
BASKETS = st.lists(st.tuples(st.sampled_from(["na", "mang", "hoi"]), st.integers(1, 6)), min_size=1, max_size=6)
LATER = NOW + timedelta(days=2)


@given(BASKETS, VOUCHERS)
def test_shares_add_up_and_none_is_more_than_its_line(basket: list[tuple[str, int]], voucher: Voucher) -> None:
    plain = quoted(*[wanted(id, count) for id, count in basket])
    try:
        found = discounted(plain, Standing(voucher=voucher, rule="r", used=0), NOW)
    except NothingQualifies:
        assert not any(voucher.applies(line.product_id) and line.amount for line in plain.lines)
        return
    amount = found.discounts[0].amount
    assert Dong(0) < amount <= found.goods
    assert sum(int(line.discount) for line in found.lines) == int(amount)
    for line in found.lines:
        assert Dong(0) <= line.discount <= line.amount
        assert voucher.applies(line.product_id) or not line.discount
    assert found.total >= found.shipping


@given(BASKETS, VOUCHERS, st.booleans(), st.lists(st.sampled_from("DRCBU"), min_size=2, max_size=2))
def test_the_books_balance_however_the_parcels_end(
    basket: list[tuple[str, int]], voucher: Voucher, pays_first: bool, ends: list[str]
) -> None:
    quote = quoted(*[wanted(id, count) for id, count in basket])
    if not quote.can_be_ordered:
        return
    try:
        quote = discounted(quote, Standing(voucher=voucher, rule="r", used=0), NOW)
    except NothingQualifies:
        return
    order = order_of(quote, pays_first=pays_first)
    entries = [sale(order)]
    if pays_first:
        entries.append(capture(order, provider="stripe", payment_id="pi", amount=order.total, now=NOW))
    kept = [parcel for parcel, end in zip(order.parcels, ends, strict=False) if end in "DU"]
    for parcel, end in zip(order.parcels, ends, strict=False):
        owed = outstanding(order, parcel)
        arrived = delivery(order, parcel, outstanding=owed, now=LATER)
        returned = return_of(order, parcel, outstanding=owed, now=LATER)
        entries += {
            "D": [arrived],
            "R": [returned],
            "B": [arrived, reversal(arrived, now=LATER), returned],
            "C": [cancellation_of(order, parcel, now=LATER)],
            "U": [],
        }[end]
    held = balances(entries)
    # The operator bears the discount of what was sold, and of nothing else.
    assert held["operator:promotions"] == Dong(sum(int(parcel.discount) for parcel in kept))
    if not pays_first:
        waiting = [parcel for parcel, end in zip(order.parcels, ends, strict=False) if end == "U"]
        assert held[f"shopper:{CODE}"] == Dong(sum(int(parcel.total) for parcel in waiting))
    for parcel in order.parcels:
        earned = parcel.goods if parcel in kept else Dong(0)
        shop = parcel.shop.id
        assert -(held[f"shop:{shop}:pending"] + held.get(f"shop:{shop}:payable", Dong(0))) == earned


@given(st.integers(0, 1_000_000).map(Dong), st.integers(1, 99))
def test_the_units_of_a_line_share_its_discount_whole(discount: Dong, quantity: int) -> None:
    shares = [share_of_units(discount, quantity, before=before, units=1) for before in range(quantity)]
    assert sum(int(share) for share in shares) == int(discount)
    assert max(shares) - min(shares) <= Dong(1)


def _books(order: Order, credited: dict[tuple[str, str], int], refunded: Dong, state: ParcelState) -> Books:
    paid = Payment(provider="stripe", payment_id="pi", amount=order.total, by_program=True, refunded=refunded)
    states = {parcel.id: state for parcel in order.parcels}
    return Books(order=order, parcels=states, payments=(paid,), balance=Dong(0), open=Dong(0), credited=credited)


@pytest.mark.parametrize("state", [ParcelState.DELIVERED, ParcelState.LOST])
def test_a_refund_gives_back_what_was_paid_and_never_the_discount(state: ParcelState) -> None:
    order = order_of(discounted(quoted(wanted("na", 3)), standing(), NOW), pays_first=True)
    [parcel] = order.parcels
    assert (parcel.goods, parcel.discount) == (Dong(180_000), Dong(18_000))
    asked = Wanted(
        kind=RefundKind.LINES, reason="dập", lines=(RefundLine(parcel_id=parcel.id, product_id="na", units=1),)
    )
    first = plan(_books(order, {}, Dong(0), state), asked, id="a", now=LATER)
    assert first.amount == Dong(54_000)
    credited = {(parcel.id, "na"): 1}
    everything = Wanted(kind=RefundKind.FULL, reason="dập hết")
    rest = plan(_books(order, credited, first.amount, state), everything, id="b", now=LATER)
    assert first.amount + rest.amount == order.total
    held = balances([*first.credits, *rest.credits])
    assert held["operator:promotions"] == -order.discount
    assert held["operator:shipping"] == parcel.fee
    assert held[f"shopper:{CODE}"] == -order.total
    bearer = "claim:viettelpost" if state is ParcelState.LOST else f"shop:{parcel.shop.id}:payable"
    assert held[bearer] == parcel.goods
