"""Goods, quotes and orders for the tests of the core: plain ones with round figures, and Hypothesis makes any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st
from market.cart import CartLine, Offer, Quote, quote
from market.catalogue import CarrierName, ProductBody, ShipPolicy, ShopRef
from market.money import Dong
from market.orders import Order, OrderLine, OrderParcel, order_from_quote
from market.parcels import DeliveryWindow, Party
from market.shipping import Zone
from market.stock import Stock

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CODE = "LS7K3M2QS"

ORCHARD = ShopRef(
    id="gh-na",
    name="Na Dốc Đá",
    path="/gian-hang/na-doc-da",
    household_name="Hộ bà Vi Thị Lan",
    commune_code="06463",
    commune_name="Xã Chi Lăng",
    carrier=CarrierName.VIETTELPOST,
)
FOREST = replace(ORCHARD, id="gh-hoi", name="Hồi Văn Quan", path="/gian-hang/hoi", carrier=CarrierName.VNPOST)

BUYER = Party(
    name="Nguyễn Thị Hoa",
    phone="+84912345678",
    line="12 Trần Đăng Ninh",
    commune_code="05977",
    commune_name="Phường Kỳ Lừa",
    province_code="20",
    province_name="Tỉnh Lạng Sơn",
)


def product(
    name: str = "Măng ớt",
    *,
    price: int = 45_000,
    grams: int = 700,
    shop: ShopRef = ORCHARD,
    policy: ShipPolicy = ShipPolicy.ANYWHERE,
) -> ProductBody:
    return ProductBody(
        name=name,
        summary="",
        specialty=name,
        unit="lọ",
        price=Dong(price),
        weight_grams=grams,
        net_grams=0,
        harvest_months=(),
        ship_policy=policy,
        shop=shop,
        pictures=(),
    )


def offer(body: ProductBody, *, available: int = 20, on_sale: bool = True, revision: int = 3) -> Offer:
    stock = Stock(product_id="", revision=revision, on_sale=on_sale, available=available, reserved=0, sold=0)
    return Offer(product=body, stock=stock, path="/san-pham/" + body.name)


OFFERS = {
    "mang": offer(product("Măng ớt")),
    "na": offer(product("Na", price=60_000, grams=1_100, policy=ShipPolicy.NORTH_ONLY)),
    "hoi": offer(product("Hồi", price=140_000, grams=1_050, shop=FOREST)),
}


def wanted(product_id: str, quantity: int = 1, seen: int | None = None) -> CartLine:
    price = OFFERS[product_id].product.price if seen is None else Dong(seen)
    return CartLine(product_id=product_id, quantity=quantity, seen_price=price)


def quoted(
    *lines: CartLine, offers: dict[str, Offer] = OFFERS, zone: Zone = Zone.PROVINCE, today: date = TODAY
) -> Quote:
    return quote(lines, offers, province_code="20", zone=zone, today=today)


def placed(*lines: CartLine, pays_first: bool = False, now: datetime = NOW) -> Order:
    return order_from_quote(
        quoted(*lines or (wanted("na", 2), wanted("mang"), wanted("hoi"))),
        code=CODE,
        receiver=BUYER,
        note="Gọi trước khi giao",
        payment="vietqr" if pays_first else "cod",
        now=now,
        pays_first=pays_first,
    )


# What a wire can carry: any text but half a surrogate pair, and moments whose zone is given in whole minutes.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001
AMOUNTS = st.integers(0, 50_000_000).map(Dong)


def _parcel(place: int, shop: ShopRef, lines: Sequence[OrderLine], fee: Dong) -> OrderParcel:
    return OrderParcel(
        id=f"{CODE}-{place}",
        shop=shop,
        lines=tuple(lines),
        weight_grams=sum(line.weight_grams for line in lines),
        goods=sum((line.amount for line in lines), Dong(0)),
        fee=fee,
        fee_rule=f"rule-{place}",
        delivery=DeliveryWindow(earliest=TODAY, latest=TODAY),
    )


@st.composite
def _lines(draw: st.DrawFn) -> OrderLine:
    quantity, price = draw(st.integers(1, 99)), draw(st.integers(1, 5_000_000))
    return OrderLine(
        product_id=draw(st.sampled_from(["a", "b", "c", "d"])),
        revision=1,
        name="Hàng",
        path="/san-pham/hang",
        unit="kg",
        quantity=quantity,
        price=Dong(price),
        amount=Dong(price * quantity),
        weight_grams=draw(st.integers(1, 3_000)) * quantity,
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Any order that could have been placed: up to ten shops, each with its own lines, fee and carrier."""
    carriers = draw(st.lists(st.sampled_from(CarrierName), min_size=1, max_size=10))
    parcels = [
        _parcel(
            place,
            replace(ORCHARD, id=f"gh-{place}", carrier=carrier),
            draw(st.lists(_lines(), min_size=1, max_size=4)),
            Dong(draw(st.integers(0, 200_000))),
        )
        for place, carrier in enumerate(carriers, start=1)
    ]
    pays_first = draw(st.booleans())
    return Order(
        code=CODE,
        placed_at=NOW,
        pay_before=NOW + timedelta(minutes=30) if pays_first else None,
        payment="stripe" if pays_first else "cod",
        receiver=BUYER,
        note="",
        parcels=tuple(parcels),
    )
