"""Three products of two households for the measuring, published and on the shelf without a CMS."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from typing import Any

from market.catalogue import (
    Announcement,
    CarrierName,
    Document,
    Kind,
    ProductBody,
    ShipPolicy,
    ShopRef,
    content_key,
    dump_document,
)
from market.money import Dong
from market.stock import Adjustment

# More than any run sells, so that no order is refused for want of goods.
UNITS = 10_000_000
BASKET = {"sp-do-na": 2, "sp-do-mang": 1, "sp-do-hoi": 1}
# The whole text of a real product page, for a document that is as heavy to read as a real one.
_DESCRIPTION = "<p>Hái tại vườn trên núi đá vôi, đóng hộp ngay trong ngày, kèm tem truy xuất của hộ.</p>" * 12


def stock_up(services: Any) -> None:
    """Publish the basket's products through the use cases that publishing and stocking go through in the functions."""
    # The functions' code is on the path only after the application was loaded.
    publish_document = importlib.import_module("chalicelib.usecases.publication").publish_document
    adjust_stock = importlib.import_module("chalicelib.usecases.stocking").adjust_stock
    for document in _documents():
        key = content_key(document.kind, document.id, document.revision)
        services.content_bucket.put(key, dump_document(document).encode(), content_type="application/json")
        announced = Announcement(kind=document.kind, id=document.id, revision=document.revision)
        publish_document(services.table, announcement=announced, content=services.content_bucket)
        moved = Adjustment(id="bench", change=UNITS, reason="đo hiệu năng", actor="bench", at=datetime.now(UTC))
        adjust_stock(services.table, product_id=document.id, adjustment=moved)


def _documents() -> list[Document]:
    na_shop = ShopRef(
        id="gh-do-na",
        name="Na Dốc Đá",
        path="/gian-hang/na-doc-da",
        household_name="Hộ bà Vi Thị Lan",
        commune_code="06463",
        commune_name="Xã Chi Lăng",
        carrier=CarrierName.VIETTELPOST,
    )
    hoi_shop = ShopRef(
        id="gh-do-hoi",
        name="Hồi Văn Quan",
        path="/gian-hang/hoi-van-quan",
        household_name="Hộ ông Hoàng Văn Nhất",
        commune_code="06253",
        commune_name="Xã Văn Quan",
        carrier=CarrierName.VNPOST,
    )
    sold = {
        "sp-do-na": ("Na Chi Lăng", na_shop, 60_000),
        "sp-do-mang": ("Măng ớt Xứ Lạng", na_shop, 45_000),
        "sp-do-hoi": ("Hoa hồi khô", hoi_shop, 140_000),
    }
    return [
        Document(
            kind=Kind.PRODUCT,
            id=id,
            revision=1,
            path=f"/san-pham/{id.removeprefix('sp-')}",
            body=ProductBody(
                name=name,
                summary=f"{name}, hái tại vườn",
                specialty=name,
                unit="kg",
                price=Dong(price),
                weight_grams=1_100,
                net_grams=1_000,
                harvest_months=(8, 9, 10),
                ship_policy=ShipPolicy.ANYWHERE,
                shop=shop,
                pictures=(),
                description_html=_DESCRIPTION,
            ),
        )
        for id, (name, shop, price) in sold.items()
    ]
