"""The pages that people read, in each of their states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chalicelib.pages import views
from market.catalogue import Document, Found, Kind, ShopBody
from market.money import Dong

from tests.pages.samples_goods import (
    CARDS,
    CHROME,
    GRASS,
    MANDARIN,
    PAO,
    PATHS,
    PERSIMMON,
    SHOPS,
    SPECIALTIES,
    TEASERS,
    TODAY,
    picture,
)

HOME = views.HomePage(
    chrome=CHROME,
    title="Hàng vườn Xứ Lạng, mua thẳng từ hộ",
    tagline="Quýt, hồi, na, hồng, mật ong: hộ nông dân hái và gói, bưu tá giao tận cửa, bạn kiểm hàng rồi trả tiền.",
    picture=picture("nui", "Thung lũng Bắc Sơn giữa những dãy núi đá vôi"),
    month=11,
    in_season=(CARDS["p-quyt"], CARDS["p-hoi"]),
    other=(CARDS["p-mat-ong"], CARDS["p-thach"], CARDS["p-hong"]),
    shops=SHOPS,
    specialties=SPECIALTIES,
    teasers=TEASERS,
    found=Found(),
)

PRODUCT = views.ProductPage(
    chrome=CHROME,
    document=Document(kind=Kind.PRODUCT, id="p-quyt", revision=7, path=PATHS["p-quyt"], body=MANDARIN),
    card=CARDS["p-quyt"],
    fees=(
        views.FeeExample(place="Trong tỉnh Lạng Sơn", fee=Dong(38_000), earliest_days=2, latest_days=3, is_served=True),
        views.FeeExample(place="Hà Nội, miền Bắc", fee=Dong(56_000), earliest_days=3, latest_days=4, is_served=True),
        views.FeeExample(
            place="Miền Trung, miền Nam", fee=Dong(84_000), earliest_days=4, latest_days=6, is_served=True
        ),
    ),
    more=(CARDS["p-mat-ong"],),
    today=TODAY,
)
SOLD_OUT = replace(
    PRODUCT,
    document=replace(PRODUCT.document, id="p-hong", path=PATHS["p-hong"], body=PERSIMMON),
    card=CARDS["p-hong"],
    fees=(*PRODUCT.fees[:2], replace(PRODUCT.fees[2], is_served=False)),
    more=(),
)
BARE = replace(
    PRODUCT,
    document=replace(
        PRODUCT.document,
        id="p-thach",
        path=PATHS["p-thach"],
        body=replace(GRASS, description_html="", sources=(), harvest_months=(), is_sample=False),
    ),
    card=CARDS["p-thach"],
    fees=(),
    more=(),
)

SHOP = views.ShopPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.SHOP,
        id=PAO.id,
        revision=3,
        path=PAO.path,
        body=ShopBody(
            name=PAO.name,
            household_name=PAO.household_name,
            hamlet="Thôn Nà Riềng",
            commune_code=PAO.commune_code,
            commune_name=PAO.commune_name,
            carrier=PAO.carrier,
            onboarded_by="Viettel Post Lạng Sơn",
            verified_at=date(2026, 3, 12),
            intro_html="<p>Nhà tôi trồng quýt từ năm 1998, nay có hơn 300 gốc trong lũng đá. "
            "Quýt hái tay, không phun thuốc trước khi hái 30 ngày.</p>",
            picture=picture("vuon", "Ông Páo trong vườn quýt"),
            is_sample=True,
        ),
    ),
    products=(CARDS["p-quyt"], CARDS["p-mat-ong"]),
)
EMPTY_SHOP = replace(
    SHOP,
    document=replace(
        SHOP.document,
        body=replace(SHOP.document.body, picture=None, hamlet="", verified_at=None, intro_html="", is_sample=False),
    ),
    products=(),
)
