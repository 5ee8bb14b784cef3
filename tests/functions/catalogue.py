"""A small catalogue as the CMS would publish it: two shops, one for each carrier, three products, a promotion."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from market.catalogue import (
    Badge,
    Block,
    CarrierName,
    Document,
    Kind,
    ProductBody,
    PromotionBody,
    ShipPolicy,
    ShopBody,
    ShopRef,
    SiteBody,
    StoryBody,
)
from market.money import Dong

NA_SHOP = ShopRef(
    id="gh-ba-lan",
    name="Na Dốc Đá",
    path="/gian-hang/na-doc-da",
    household_name="Hộ bà Vi Thị Lan",
    commune_code="06463",
    commune_name="Xã Chi Lăng",
    carrier=CarrierName.VIETTELPOST,
)
HOI_SHOP = ShopRef(
    id="gh-ong-nhat",
    name="Hồi Văn Quan",
    path="/gian-hang/hoi-van-quan",
    household_name="Hộ ông Hoàng Văn Nhất",
    commune_code="06253",
    commune_name="Xã Văn Quan",
    carrier=CarrierName.VNPOST,
)


def _product(
    name: str, shop: ShopRef, price: int, grams: int, months: tuple[int, ...], policy: ShipPolicy
) -> ProductBody:
    return ProductBody(
        name=name,
        summary=f"{name}, hái tại vườn",
        specialty=name,
        unit="kg",
        price=Dong(price),
        weight_grams=grams,
        net_grams=1_000,
        harvest_months=months,
        ship_policy=policy,
        shop=shop,
        pictures=(),
        badges=(
            Badge(kind="ocop", label="OCOP 4 sao", number="12/QĐ", issuer="UBND tỉnh", valid_from=date(2025, 1, 1)),
        ),
    )


PRODUCTS = {
    "sp-na": _product("Na Chi Lăng", NA_SHOP, 60_000, 1_100, (8, 9, 10), ShipPolicy.NORTH_ONLY),
    "sp-mang": _product("Măng ớt Xứ Lạng", NA_SHOP, 45_000, 700, (), ShipPolicy.ANYWHERE),
    "sp-hoi": _product("Hoa hồi khô", HOI_SHOP, 140_000, 1_050, (7, 8, 9), ShipPolicy.ANYWHERE),
}
PATHS = {"sp-na": "/san-pham/na-chi-lang", "sp-mang": "/san-pham/mang-ot", "sp-hoi": "/san-pham/hoa-hoi"}


def product(id: str, *, revision: int = 1, price: int | None = None) -> Document:
    body = PRODUCTS[id] if price is None else replace(PRODUCTS[id], price=Dong(price))
    return Document(kind=Kind.PRODUCT, id=id, revision=revision, path=PATHS[id], body=body)


def removed_product(id: str, *, revision: int) -> Document:
    return Document(kind=Kind.PRODUCT, id=id, revision=revision, path=PATHS[id])


def shop(ref: ShopRef) -> Document:
    body = ShopBody(
        name=ref.name,
        household_name=ref.household_name,
        hamlet="Thôn Lạng Giai",
        commune_code=ref.commune_code,
        commune_name=ref.commune_name,
        carrier=ref.carrier,
        onboarded_by="Bưu điện huyện",
        verified_at=date(2026, 3, 1),
        intro_html="<p>Vườn nhà trên núi đá.</p>",
    )
    return Document(kind=Kind.SHOP, id=ref.id, revision=1, path=ref.path, body=body)


def story() -> Document:
    body = StoryBody(
        title="Mùa hồi Văn Quan",
        summary="Những người phụ nữ hái hồi",
        author="Ban biên tập",
        published_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
        picture=None,
        blocks=(Block(kind="text", html="<p>Rừng hồi thơm.</p>"), Block(kind="product", product_id="sp-hoi")),
    )
    return Document(kind=Kind.STORY, id="story-1", revision=1, path="/cau-chuyen/mua-hoi", body=body)


def promotion() -> Document:
    body = PromotionBody(
        title="Măng ớt vào đông",
        summary="Mười ngày của măng ớt",
        organiser="Sở Công Thương Lạng Sơn",
        picture=None,
        rules=("Áp dụng cho măng ớt.",),
        blocks=(),
        product_ids=("sp-mang",),
    )
    return Document(
        kind=Kind.PROMOTION,
        id="promotion-1",
        revision=1,
        path="/khuyen-mai/mang-ot",
        valid_from=datetime(2026, 11, 25, 0, tzinfo=UTC),
        valid_until=datetime(2026, 12, 5, 0, tzinfo=UTC),
        body=body,
    )


def site(*, revision: int = 1, hotline: str = "0205 3812 345") -> Document:
    body = SiteBody(
        title="Chợ Xứ Lạng",
        tagline="Nông sản của bà con Lạng Sơn",
        picture=None,
        hotline=hotline,
        zalo="0912345678",
        legal_lines=("Đơn vị vận hành: Chợ Xứ Lạng",),
        product_ids=tuple(PRODUCTS),
        shop_ids=(NA_SHOP.id, HOI_SHOP.id),
        teasers=(),
    )
    return Document(kind=Kind.SITE, id="home", revision=revision, path="/", body=body)


def everything() -> list[Document]:
    shops = [shop(NA_SHOP), shop(HOI_SHOP)]
    return [site(), *shops, *(product(id) for id in PRODUCTS), story(), promotion()]
