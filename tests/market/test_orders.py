"""Orders: the moves that are permitted, and a promise that nothing changes after it was made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from market.cart import CartLine
from market.events import (
    Event,
    OrderCompleted,
    OrderConfirmed,
    OrderExpired,
    OrderPlaced,
    ParcelMoved,
    ParcelParked,
    ParcelSubmitted,
    PaymentCaptured,
)
from market.money import Dong
from market.orders import (
    NotPermitted,
    Order,
    OrderState,
    after,
    order_code_of,
    order_from_quote,
    outstanding,
    shipment_of,
)
from market.parcels import ParcelItem

from tests.market.goods import BUYER, CODE, FOREST, NOW, OFFERS, ORCHARD, offer, orders, placed, product, quoted, wanted

STATES = (None, OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED, OrderState.COMPLETED, OrderState.EXPIRED)
MOVES = (
    OrderPlaced,
    OrderConfirmed,
    OrderExpired,
    OrderCompleted,
    PaymentCaptured,
    ParcelSubmitted,
    ParcelMoved,
    ParcelParked,
)
PERMITTED = {
    (None, OrderPlaced): OrderState.AWAITING_PAYMENT,
    (OrderState.AWAITING_PAYMENT, OrderConfirmed): OrderState.CONFIRMED,
    (OrderState.AWAITING_PAYMENT, OrderExpired): OrderState.EXPIRED,
    (OrderState.EXPIRED, OrderConfirmed): OrderState.CONFIRMED,
    (OrderState.CONFIRMED, OrderCompleted): OrderState.COMPLETED,
}


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("event", MOVES)
def test_only_permitted_moves_are_made(state: OrderState | None, event: type[Event]) -> None:
    if (state, event) in PERMITTED:
        assert after(state, event) is PERMITTED[state, event]
        return
    with pytest.raises(NotPermitted) as refused:
        after(state, event)
    assert str(refused.value) == f"{event.__name__} in state {state.value if state else 'none'}"


def test_a_confirmed_order_never_expires_and_a_completed_one_is_at_its_end() -> None:
    with pytest.raises(NotPermitted):
        after(OrderState.CONFIRMED, OrderExpired)
    for event in MOVES:
        with pytest.raises(NotPermitted):
            after(OrderState.COMPLETED, event)


def test_an_order_is_its_quote_frozen() -> None:
    order = placed()
    assert (order.code, order.placed_at, order.payment, order.receiver, order.note) == (
        CODE,
        NOW,
        "cod",
        BUYER,
        "Gọi trước khi giao",
    )
    assert (order.goods, order.shipping, order.total) == (Dong(305_000), Dong(39_500), Dong(344_500))
    orchard, forest = order.parcels
    assert (orchard.id, orchard.shop, orchard.goods, orchard.fee, orchard.total, orchard.weight_grams) == (
        f"{CODE}-1",
        ORCHARD,
        Dong(165_000),
        Dong(23_000),
        Dong(188_000),
        2_900,
    )
    assert (forest.id, forest.shop, forest.goods, forest.fee, forest.fee_rule) == (
        f"{CODE}-2",
        FOREST,
        Dong(140_000),
        Dong(16_500),
        "vnpost-province-20260701",
    )
    [na, mang] = orchard.lines
    assert (
        na.product_id,
        na.name,
        na.path,
        na.unit,
        na.quantity,
        na.price,
        na.amount,
        na.weight_grams,
        na.revision,
    ) == (
        "na",
        "Na",
        "/san-pham/Na",
        "lọ",
        2,
        Dong(60_000),
        Dong(120_000),
        2_200,
        3,
    )
    assert mang.product_id == "mang"


WANTED = st.lists(st.builds(wanted, st.sampled_from(["na", "mang", "hoi"]), st.integers(1, 9)), min_size=1, max_size=6)


@given(WANTED)
def test_an_order_costs_weighs_and_promises_what_its_quote_did(lines: list[CartLine]) -> None:
    quote = quoted(*lines)
    assume(quote.can_be_ordered)
    order = order_from_quote(quote, code=CODE, receiver=BUYER, note="", payment="cod", now=NOW, pays_first=False)
    assert (order.goods, order.shipping, order.total) == (quote.goods, quote.shipping, quote.total)
    for parcel, promised in zip(order.parcels, quote.parcels, strict=True):
        for name in ("shop", "weight_grams", "goods", "fee", "fee_rule", "delivery"):
            assert getattr(parcel, name) == getattr(promised, name)
    assert sum(order.quantities().values()) == sum(line.quantity for line in lines)


def test_an_order_does_not_follow_the_catalogue() -> None:
    offers = dict(OFFERS)
    order = order_from_quote(
        quoted(wanted("mang"), offers=offers),
        code=CODE,
        receiver=BUYER,
        note="",
        payment="cod",
        now=NOW,
        pays_first=False,
    )
    offers["mang"] = offer(product("Măng chua", price=1))
    assert (order.parcels[0].lines[0].name, order.total) == ("Măng ớt", Dong(63_000))
    with pytest.raises(FrozenInstanceError):
        order.note = "khác"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        order.parcels[0].lines[0].price = Dong(1)  # type: ignore[misc]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (wanted("mang", 21),),
        (wanted("mang"), CartLine(product_id="gone", quantity=1, seen_price=Dong(1))),
        (wanted("hoi", 20), wanted("na", 20), wanted("mang", 12)),
    ],
    ids=["empty", "sold out", "gone", "too heavy"],
)
def test_a_quote_with_problems_is_not_an_order(lines: tuple[CartLine, ...]) -> None:
    quote = quoted(*lines)
    with pytest.raises(ValueError, match="a quote with problems is not an order"):
        order_from_quote(quote, code=CODE, receiver=BUYER, note="", payment="cod", now=NOW, pays_first=False)


def test_only_who_pays_first_has_half_an_hour_for_it() -> None:
    assert placed(pays_first=True).pay_before == NOW + timedelta(minutes=30)
    assert placed(pays_first=False).pay_before is None


def test_two_lines_of_one_product_are_one_movement_of_its_stock() -> None:
    assert placed(wanted("mang", 3), wanted("hoi"), wanted("mang", 2)).quantities() == {"mang": 5, "hoi": 1}


def test_a_parcel_is_found_by_its_id_and_only_in_its_own_order() -> None:
    order = placed()
    assert order.parcel(f"{CODE}-2") is order.parcels[1]
    for other in (f"{CODE}-3", "LSABCDEFR-1", CODE, ""):
        with pytest.raises(LookupError, match=f"{CODE} has no parcel {other}"):
            order.parcel(other)


@given(orders())
def test_parcels_are_named_by_their_order(order: Order) -> None:
    assert {order_code_of(parcel.id) for parcel in order.parcels} == {CODE}
    assert sum(int(parcel.total) for parcel in order.parcels) == int(order.total)


@given(orders())
def test_cash_is_for_orders_that_are_not_paid_first(order: Order) -> None:
    for parcel in order.parcels:
        assert outstanding(order, parcel) == (Dong(0) if order.pay_before else parcel.total)


def test_a_carrier_is_asked_for_what_was_ordered() -> None:
    order = placed()
    collector = replace(BUYER, name="Hộ bà Vi Thị Lan", phone="+84987654321", commune_code="06463")
    shipment = shipment_of(order, order.parcels[0], collector=collector, outstanding=Dong(188_000))
    assert (shipment.reference, shipment.sender, shipment.receiver) == (f"{CODE}-1", collector, BUYER)
    assert shipment.items == (
        ParcelItem(name="Na", quantity=2, price=Dong(60_000), weight_grams=1_100),
        ParcelItem(name="Măng ớt", quantity=1, price=Dong(45_000), weight_grams=700),
    )
    assert (shipment.weight_grams, shipment.goods_value, shipment.cod) == (2_900, Dong(165_000), Dong(188_000))
    assert shipment.note == "Gọi trước khi giao"


@given(orders())
def test_a_shipments_items_weigh_and_cost_what_the_parcel_does(order: Order) -> None:
    for parcel in order.parcels:
        items = shipment_of(order, parcel, collector=BUYER, outstanding=Dong(0)).items
        assert sum(item.weight_grams * item.quantity for item in items) == parcel.weight_grams
        assert sum(int(item.price) * item.quantity for item in items) == int(parcel.goods)
