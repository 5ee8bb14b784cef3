"""The pages that people read, in each of their states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from chalicelib.pages import views
from market.catalogue import Block, Document, Kind, PromotionBody, ShopBody, StoryBody
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
    teasers=TEASERS,
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

STORY = views.StoryPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.STORY,
        id="mua-hoi",
        revision=2,
        path="/cau-chuyen/mua-hoi-thu-hai",
        body=StoryBody(
            title="Mùa hồi thứ hai ở Văn Quan",
            summary="Tháng mười hai, cả bản lại thơm mùi hồi phơi.",
            author="Nông Thị Hạnh",
            published_at=datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
            picture=picture("nui", "Sương trên những đồi hồi"),
            blocks=(
                Block(
                    kind="text",
                    html="<p>Từ đầu dốc đã nghe mùi hồi. Bà Lành cào nong hồi cho đều nắng, vừa làm vừa kể.</p>",
                ),
                Block(kind="heading", text="Một cây hồi, hai mùa hoa"),
                Block(
                    kind="text",
                    html="<p>Vụ chính từ <i>tháng bảy</i> đến tháng chín; vụ tứ quý nhỏ hơn, nhưng cánh dày, thơm.</p>",
                ),
                Block(
                    kind="image",
                    text="Hồi phơi ba nắng thì đổi sang màu nâu đỏ.",
                    picture=picture("hoi", "Những bông hồi tám cánh trên nong"),
                ),
                Block(
                    kind="quote",
                    text="Hồi nhà tôi không sấy lò, chỉ phơi nắng. Lâu hơn, nhưng mùi ở lại.",
                    attribution="Bà Lương Thị Lành, Xã Văn Quan",
                ),
                Block(kind="product", product_id="p-hoi"),
                Block(kind="product", product_id="p-da-go"),
            ),
            is_sample=True,
        ),
    ),
    products=CARDS,
)

RUNNING = views.PromotionPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.PROMOTION,
        id="tuan-quyt",
        revision=4,
        path="/khuyen-mai/tuan-quyt",
        valid_from=datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
        valid_until=datetime(2026, 12, 6, 16, 59, tzinfo=UTC),
        body=PromotionBody(
            title="Tuần quýt Bắc Sơn",
            summary="Đầu vụ, các hộ giảm giá hộp 5 kg và gửi thêm lá chanh rừng.",
            organiser="Sở Công Thương Lạng Sơn",
            picture=picture("quyt", "Rổ quýt vàng vừa hái"),
            rules=(
                "Giá đã giảm ghi sẵn trên từng sản phẩm.",
                "Mỗi đơn mua tối đa 10 hộp.",
                "Áp dụng cho đơn đặt trong thời gian trên, giao toàn quốc.",
            ),
            blocks=(Block(kind="text", html="<p>Quýt đầu vụ vỏ còn phớt xanh nhưng đã ngọt.</p>"),),
            product_ids=("p-quyt", "p-mat-ong", "p-da-go"),
            is_sample=True,
        ),
    ),
    products=CARDS,
    phase="running",
)
