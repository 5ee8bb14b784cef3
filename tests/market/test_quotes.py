"""The quote: what a cart costs, delivered; every price in it comes from the catalogue, and every obstacle is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.cart import MAX_QUANTITY, CartLine
from market.catalogue import ShipPolicy
from market.money import Dong
from market.parcels import DeliveryWindow
from market.shipping import Zone

from tests.market.goods import FOREST, OFFERS, ORCHARD, offer, product, quoted, wanted


def test_a_quote_is_goods_by_shop_and_a_fee_for_each_parcel() -> None:
    found = quoted(wanted("na", 2), wanted("hoi"), wanted("mang"))
    assert found.can_be_ordered
    assert (found.problems, found.changes, found.gone) == ((), (), ())
    orchard, forest = found.parcels
    # 2 × 60.000 + 45.000, 2 × 1,1 + 0,7 kg: 18.000 for the first 2 kg and 2.500 for each begun half.
    assert (orchard.shop, orchard.goods, orchard.weight_grams, orchard.fee) == (
        ORCHARD,
        Dong(165_000),
        2_900,
        Dong(23_000),
    )
    assert (forest.shop, forest.goods, forest.weight_grams, forest.fee) == (FOREST, Dong(140_000), 1_050, Dong(16_500))
    assert (found.goods, found.shipping, found.total) == (Dong(305_000), Dong(39_500), Dong(344_500))
    assert orchard.fee_rule == "viettelpost-province-20260701"
    assert orchard.delivery == DeliveryWindow(earliest=date(2026, 11, 26), latest=date(2026, 11, 27))
    assert [line.product_id for line in found.lines] == ["na", "mang", "hoi"]
    assert [(line.quantity, line.price, line.amount, line.revision) for line in orchard.lines] == [
        (2, Dong(60_000), Dong(120_000), 3),
        (1, Dong(45_000), Dong(45_000), 3),
    ]


def test_shops_come_in_the_order_in_which_they_were_put_in() -> None:
    assert [parcel.shop for parcel in quoted(wanted("hoi"), wanted("na")).parcels] == [FOREST, ORCHARD]


def test_a_quote_of_nothing_cannot_be_ordered() -> None:
    found = quoted()
    assert (found.total, found.parcels, found.problems, found.can_be_ordered) == (Dong(0), (), (), False)


@given(st.lists(st.builds(wanted, st.sampled_from(["na", "mang", "hoi"]), st.integers(-5, 120), st.integers())))
def test_no_price_comes_from_what_was_seen(lines: list[CartLine]) -> None:
    honest = quoted(*[replace(line, seen_price=OFFERS[line.product_id].product.price) for line in lines])
    found = quoted(*lines)
    assert (found.goods, found.shipping, found.problems) == (honest.goods, honest.shipping, honest.problems)
    for line in found.lines:
        assert line.price == OFFERS[line.product_id].product.price
        assert line.amount == (Dong(0) if line.problem else line.price * line.quantity)


@given(st.lists(st.builds(wanted, st.sampled_from(["na", "mang", "hoi"]), st.integers(-2, 12)), max_size=5))
def test_a_quote_adds_up_and_never_takes_anything_off(lines: list[CartLine]) -> None:
    found = quoted(*lines)
    assert sorted((line.product_id, line.quantity) for line in found.lines) == sorted(
        (line.product_id, line.quantity) for line in lines
    )
    assert found.total == found.goods + found.shipping
    assert int(found.goods) == sum(int(line.amount) for line in found.lines)
    assert min([int(line.amount) for line in found.lines], default=0) >= 0
    for parcel in found.parcels:
        assert int(parcel.goods) == sum(int(line.amount) for line in parcel.lines)
        assert parcel.weight_grams == sum(line.weight_grams for line in parcel.lines)
    if found.can_be_ordered:
        units = {id: sum(line.quantity for line in lines if line.product_id == id) for id in OFFERS}
        assert all(0 <= units[id] <= OFFERS[id].stock.available for id in OFFERS)


def test_a_price_that_moved_is_said_and_the_new_one_holds() -> None:
    found = quoted(wanted("mang", 2, seen=40_000), wanted("na"))
    assert found.changes == ("Măng ớt: giá đổi từ 40.000\N{NO-BREAK SPACE}₫ thành 45.000\N{NO-BREAK SPACE}₫.",)
    assert found.goods == Dong(150_000)
    assert found.can_be_ordered, "it is for the caller to ask the shopper again"


def test_a_line_that_cannot_be_had_says_so_once_and_not_that_its_price_moved() -> None:
    found = quoted(wanted("mang", 21, seen=1))
    assert found.changes == ()
    assert found.problems == ("Măng ớt chỉ còn 20 lọ. Hãy giảm số lượng.",)


@pytest.mark.parametrize(
    ("available", "on_sale", "quantity", "problem"),
    [
        (3, True, 3, ""),
        (3, True, 4, "Măng ớt chỉ còn 3 lọ. Hãy giảm số lượng."),
        (0, True, 1, "Măng ớt đã hết hàng. Hãy bỏ khỏi giỏ hoặc chọn sản phẩm khác."),
        (-1, True, 1, "Măng ớt đã hết hàng. Hãy bỏ khỏi giỏ hoặc chọn sản phẩm khác."),
        (9, False, 1, "Măng ớt đã hết hàng. Hãy bỏ khỏi giỏ hoặc chọn sản phẩm khác."),
        (500, True, MAX_QUANTITY, ""),
        (500, True, MAX_QUANTITY + 1, "Số lượng Măng ớt phải từ 1 đến 99. Hãy sửa số lượng."),
        (500, True, 0, "Số lượng Măng ớt phải từ 1 đến 99. Hãy sửa số lượng."),
        (500, True, -3, "Số lượng Măng ớt phải từ 1 đến 99. Hãy sửa số lượng."),
    ],
)
def test_what_is_not_there_cannot_be_ordered(available: int, on_sale: bool, quantity: int, problem: str) -> None:
    offers = {"mang": offer(product(grams=100), available=available, on_sale=on_sale)}
    found = quoted(wanted("mang", quantity), offers=offers)
    assert found.problems == ((problem,) if problem else ())
    assert found.can_be_ordered is not bool(problem)
    assert found.goods == (Dong(0) if problem else Dong(45_000) * quantity)
    assert bool(found.shipping) is not bool(problem)


def test_a_line_with_a_problem_is_left_out_of_the_sums_and_the_weight() -> None:
    found = quoted(wanted("mang", 21), wanted("na"))
    [parcel] = found.parcels
    assert (parcel.goods, parcel.weight_grams, parcel.fee) == (Dong(60_000), 1_100, Dong(18_000))
    assert not found.can_be_ordered


def test_a_product_that_is_gone_is_named_without_a_parcel_or_a_price() -> None:
    found = quoted(CartLine(product_id="sp-cu", quantity=2, seen_price=Dong(9_000)), wanted("mang"))
    [gone] = found.gone
    assert (gone.product_id, gone.quantity, gone.amount, gone.product) == ("sp-cu", 2, Dong(0), None)
    assert found.problems == ("Một sản phẩm trong giỏ không còn bán. Hãy bỏ sản phẩm này khỏi giỏ.",)
    assert (found.goods, found.can_be_ordered, found.changes) == (Dong(45_000), False, ())
    assert found.lines[-1] is gone


@pytest.mark.parametrize(
    ("policy", "zone", "problem"),
    [
        (ShipPolicy.NORTH_ONLY, Zone.PROVINCE, False),
        (ShipPolicy.NORTH_ONLY, Zone.NORTH, False),
        (ShipPolicy.NORTH_ONLY, Zone.FAR, True),
        (ShipPolicy.ANYWHERE, Zone.FAR, False),
    ],
)
def test_fresh_goods_stay_where_they_arrive_fresh(policy: ShipPolicy, zone: Zone, problem: bool) -> None:
    found = quoted(wanted("mang"), offers={"mang": offer(product(policy=policy))}, zone=zone)
    sentence = "Măng ớt là hàng tươi, chỉ giao trong miền Bắc. Hãy bỏ khỏi giỏ hoặc chọn nơi nhận khác."
    assert found.problems == ((sentence,) if problem else ())


@pytest.mark.parametrize(("grams", "heavy"), [(30_000, False), (30_001, True)])
def test_a_parcel_has_a_greatest_weight(grams: int, heavy: bool) -> None:
    offers = {"mang": offer(product(grams=grams - 700)), "na": offer(product("Na", grams=700))}
    found = quoted(wanted("mang"), wanted("na"), offers=offers)
    sentence = "Kiện hàng của Na Dốc Đá nặng quá 30 kg. Hãy giảm số lượng hoặc chia thành hai đơn."
    assert found.parcels[0].weight_grams == grams
    assert found.problems == ((sentence,) if heavy else ())


def test_the_weight_is_of_each_parcel_and_not_of_the_order() -> None:
    offers = {"mang": offer(product(grams=20_000)), "hoi": offer(product(grams=20_000, shop=FOREST))}
    assert quoted(wanted("mang"), wanted("hoi"), offers=offers).can_be_ordered


@pytest.mark.parametrize(("first", "second", "enough"), [(12, 8, True), (12, 9, False), (20, 1, False), (1, 20, False)])
def test_two_lines_of_one_product_share_its_stock(first: int, second: int, enough: bool) -> None:
    found = quoted(wanted("mang", first), wanted("na"), wanted("mang", second))
    sentence = "Măng ớt chỉ còn 20 lọ. Hãy giảm số lượng."
    assert [line.problem for line in found.lines] == ["", "", "" if enough else sentence]


def test_two_lines_of_one_product_share_its_limit() -> None:
    offers = {"mang": offer(product(grams=1), available=500)}
    assert quoted(wanted("mang", 90), wanted("mang", 9), offers=offers).can_be_ordered
    found = quoted(wanted("mang", 90), wanted("mang", 10), offers=offers)
    assert found.problems == ("Số lượng Măng ớt phải từ 1 đến 99. Hãy sửa số lượng.",)


def test_fewer_than_none_of_one_line_takes_nothing_off_another() -> None:
    found = quoted(wanted("mang", -2), wanted("mang", 1), wanted("na"))
    assert found.goods == Dong(105_000)
    assert not found.can_be_ordered


def test_the_tariff_and_the_promise_are_of_the_zone_and_the_day() -> None:
    near, far = (quoted(wanted("hoi"), zone=zone).parcels[0] for zone in (Zone.NORTH, Zone.FAR))
    assert (near.fee, near.fee_rule) == (Dong(26_000), "vnpost-north-20260701")
    assert (far.fee, far.fee_rule) == (Dong(34_000), "vnpost-far-20260701")
    later = quoted(wanted("hoi"), zone=Zone.FAR, today=date(2026, 12, 30)).parcels[0]
    assert later.delivery == DeliveryWindow(earliest=date(2027, 1, 4), latest=date(2027, 1, 6))
