"""The pages that editors write, with every kind of block."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from chalicelib.pages import views
from market.catalogue import (
    Badge,
    Block,
    Document,
    Fact,
    Found,
    Kind,
    PlainBody,
    PromotionBody,
    Season,
    SpecialtyBody,
    StoryBody,
)
from market.money import Dong

from tests.pages.samples_goods import CARDS, CHROME, ORIGIN, PAO, SHOPS, TEASERS, picture

PARTS = views.Parts(products=CARDS, shops=dict(zip((PAO.id, "gh-lanh"), SHOPS, strict=True)), month=11)
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"

# One of each kind, and one that no reader knows yet.
BLOCKS = (
    Block(kind="heading", text="Một cây hồi, hai mùa hoa"),
    Block(kind="text", html="<p>Vụ chính từ <i>tháng bảy</i> đến tháng chín.</p>"),
    Block(kind="image", text="Hồi phơi ba nắng.", picture=picture("hoi", "Hồi tám cánh trên nong", focus=(20, 80))),
    Block(
        kind="gallery",
        text="Một buổi sáng ở Văn Quan.",
        pictures=(
            picture("nui", "Sương trên những đồi hồi"),
            picture("hoi", "Những bông hồi vừa hái"),
            picture("vuon", "Gùi hồi về nhà"),
        ),
    ),
    Block(kind="quote", text="Hồi nhà tôi không sấy lò, chỉ phơi nắng.", attribution="Bà Lành, Xã Văn Quan"),
    Block(kind="video", text="Hái hồi trên núi", href=VIDEO, picture=picture("nui", "Người hái hồi trên cây")),
    Block(kind="video", text="Không rõ ở đâu", href="https://video.example/xem/1"),
    Block(kind="product", product_id="p-hoi"),
    Block(kind="product", product_id="p-da-go"),
    Block(kind="shop", shop_id=PAO.id),
    Block(kind="shop", shop_id="gh-da-dong"),
    Block(
        kind="facts",
        text="Hồi Văn Quan",
        facts=(Fact(label="Tinh dầu", value="8–12 %"), Fact(label="Diện tích", value="hơn 14.000 ha")),
    ),
    Block(
        kind="calendar",
        text="Vụ tứ quý ít quả hơn.",
        seasons=(Season(label="Vụ chính", months=(7, 8, 9)), Season(label="Vụ tứ quý", months=(11, 12, 1))),
    ),
    Block(kind="map", text="Vùng hồi.", commune_codes=("06253", "06280", "06298", "99999")),
    Block(kind="action", text="Xem hàng của nhà bà Lành", href="/gian-hang/hoi-nha-lanh"),
    Block(kind="hologram", text="Chưa ai biết"),
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
    parts=PARTS,
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
    parts=PARTS,
    phase="running",
)

EVERY_BLOCK = replace(STORY, document=replace(STORY.document, body=replace(STORY.document.body, blocks=BLOCKS)))
WITH_SHOPS = replace(
    RUNNING,
    document=replace(
        RUNNING.document,
        body=replace(
            RUNNING.document.body,
            shop_ids=(PAO.id, "gh-da-dong"),
            commune_codes=("06325", "06349", "06367"),
            found=Found(
                title="Quýt Bắc Sơn giảm giá đầu vụ",
                description="Hộp 5 kg giảm giá đến 6/12, mua thẳng từ hộ.",
                picture=picture("nui", "Thung lũng Bắc Sơn"),
            ),
        ),
    ),
)
OVER = replace(RUNNING, phase="ended", running=TEASERS[:1])

SPECIALTY = views.SpecialtyPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.SPECIALTY,
        id="specialty-3",
        revision=5,
        path="/dac-san/quyt-vang-bac-son",
        body=SpecialtyBody(
            title="Quýt vàng Bắc Sơn",
            summary="Trồng trong các lũng đá vôi, ngày nắng đêm lạnh, nên vỏ vàng óng và ruột ngọt đậm.",
            picture=picture("quyt", "Rổ quýt vàng vừa hái", focus=(50, 20)),
            seasons=(
                Season(label="Quýt sớm", months=(10, 11)),
                Season(label="Quýt chính vụ", months=(11, 12, 1)),
            ),
            commune_codes=("06325", "06349", "06367", "06376", "06337"),
            badges=(ORIGIN,),
            choosing_html="<ul><li>Vỏ căng, nặng tay, cuống còn xanh.</li><li>Quả vừa ngọt hơn quả to.</li></ul>",
            keeping_html="<p>Để nơi thoáng được 10–12 ngày; đừng rửa trước khi cất.</p>",
            blocks=(Block(kind="text", html="<p>Người Tày ở Bắc Sơn trồng quýt từ bao đời.</p>"),),
            product_ids=("p-quyt", "p-mat-ong"),
            sources=("Báo Lạng Sơn, 11/2025",),
            is_sample=True,
        ),
    ),
    parts=PARTS,
    badges=(
        ORIGIN,
        Badge(
            kind="ocop",
            label="OCOP 4 sao",
            number="2865/QĐ-UBND",
            issuer="UBND tỉnh Lạng Sơn",
            valid_from=date(2025, 12, 31),
            valid_until=date(2028, 12, 30),
            file_path="/tep/2865-qd-ubnd.pdf",
        ),
    ),
    cards=(CARDS["p-quyt"], CARDS["p-hong"]),
    in_season=True,
    price_from=Dong(38_000),
)
SPECIALTY_AWAY = replace(
    SPECIALTY,
    document=replace(
        SPECIALTY.document,
        body=replace(SPECIALTY.document.body, picture=None, choosing_html="", sources=(), blocks=(), is_sample=False),
    ),
    badges=(),
    cards=(),
    in_season=False,
    price_from=None,
)
PLAIN = views.PlainPage(
    chrome=CHROME,
    document=Document(
        kind=Kind.PAGE,
        id="page-9",
        revision=1,
        path="/cach-xep-hang",
        body=PlainBody(
            title="Chợ xếp hàng hoá thế nào",
            summary="Không ai trả tiền để đứng trước.",
            blocks=(
                Block(kind="text", html="<p>Hàng đang mùa đứng trước, rồi đến hàng mới.</p>"),
                Block(kind="facts", facts=(Fact(label="Quảng cáo", value="không có"),)),
            ),
            updated_at=datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
        ),
    ),
    parts=PARTS,
)

WRITTEN_PAGES = {
    "story": STORY,
    "story-every-block": EVERY_BLOCK,
    "promotion": RUNNING,
    "promotion-with-shops": WITH_SHOPS,
    "promotion-upcoming": replace(RUNNING, phase="upcoming"),
    "promotion-ended": replace(RUNNING, phase="ended"),
    "promotion-ended-others": OVER,
    "specialty": SPECIALTY,
    "specialty-away": SPECIALTY_AWAY,
    "plain": PLAIN,
}
