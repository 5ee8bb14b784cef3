"""What editors write, as the CMS would publish it: every kind of page with every kind of block."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from market.catalogue import (
    Badge,
    Banner,
    Block,
    Document,
    Fact,
    Found,
    Kind,
    MenuLink,
    Picture,
    PlainBody,
    Season,
    SpecialtyBody,
    Teaser,
)

from tests.functions import catalogue

PICTURE = Picture(
    src="/anh/a-640.webp",
    width=640,
    height=480,
    alt="Vườn hồi",
    thumb_src="/anh/a-320.webp",
    thumb_width=320,
    thumb_height=240,
    avif_src="/anh/a-640.avif",
    share_src="/anh/a-1200.jpg",
    focus=(20, 90),
)
BLOCKS = (
    Block(kind="heading", text="Một cây, hai mùa"),
    Block(kind="text", html="<p>Hồi <b>thơm</b>.</p>"),
    Block(kind="image", picture=PICTURE, text="Hồi phơi"),
    Block(kind="gallery", pictures=(PICTURE, PICTURE)),
    Block(kind="quote", text="Chỉ phơi nắng.", attribution="Bà Lan"),
    Block(kind="video", href="https://youtu.be/dQw4w9WgXcQ", picture=PICTURE, text="Hái hồi"),
    Block(kind="product", product_id="sp-hoi"),
    Block(kind="shop", shop_id=catalogue.HOI_SHOP.id),
    Block(kind="facts", facts=(Fact(label="Tinh dầu", value="8 %"),)),
    Block(kind="calendar", seasons=(Season(label="Vụ chính", months=(7, 8, 9)),)),
    Block(kind="map", commune_codes=("06253", "06463")),
    Block(kind="action", text="Xem hàng", href="/gian-hang/hoi-van-quan"),
)
STARTS, ENDS = datetime(2026, 11, 30, 1, tzinfo=UTC), datetime(2026, 12, 2, 1, tzinfo=UTC)


def story_of_every_block(*, revision: int = 2) -> Document:
    return replace(catalogue.story(), revision=revision, body=replace(catalogue.story().body, blocks=BLOCKS))


def specialty(*, revision: int = 1) -> Document:
    body = SpecialtyBody(
        title="Hoa hồi Văn Quan",
        summary="Hồi tám cánh",
        picture=PICTURE,
        seasons=(Season(label="Vụ chính", months=(7, 8, 9)), Season(label="Vụ tứ quý", months=(12, 1))),
        commune_codes=("06253",),
        badges=(
            Badge(
                kind="gi",
                label="Chỉ dẫn địa lý",
                number="00011",
                issuer="Cục Sở hữu trí tuệ",
                valid_from=date(2007, 2, 15),
                valid_until=date(2026, 11, 30),
            ),
        ),
        choosing_html="<p>Cánh đều.</p>",
        keeping_html="<p>Để khô.</p>",
        blocks=(),
        product_ids=("sp-hoi", "sp-da-go"),
        found=Found(title="Mua hoa hồi Văn Quan"),
    )
    return Document(kind=Kind.SPECIALTY, id="specialty-1", revision=revision, path="/dac-san/hoa-hoi", body=body)


def plain() -> Document:
    body = PlainBody(
        title="Quyền riêng tư", summary="", blocks=BLOCKS[:2], updated_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    return Document(kind=Kind.PAGE, id="page-1", revision=1, path="/quyen-rieng-tu", body=body)


def teaser_of(promotion: Document) -> Teaser:
    return Teaser(
        kind=Kind.PROMOTION,
        title=promotion.body.title,
        summary=promotion.body.summary,
        path=promotion.path,
        valid_from=promotion.valid_from,
        valid_until=promotion.valid_until,
    )


def site_with_everything(*, revision: int = 1) -> Document:
    """The home page with a menu, a campaign to come, and a banner that has its hours."""
    body = replace(
        catalogue.site().body,
        menu=(MenuLink(label="Đặc sản", path="/#dac-san"),),
        footer=(MenuLink(label="Quyền riêng tư", path="/quyen-rieng-tu"),),
        banner=Banner(text="Chợ Tết mở cửa", path="/khuyen-mai/mang-ot", valid_from=STARTS, valid_until=ENDS),
        teasers=(
            teaser_of(catalogue.promotion()),
            Teaser(kind=Kind.SPECIALTY, title="Hoa hồi", summary="Tám cánh", path="/dac-san/hoa-hoi", months=(12, 1)),
        ),
    )
    return replace(catalogue.site(revision=revision), body=body)


def promotion_until(ends: datetime, *, revision: int) -> Document:
    return replace(catalogue.promotion(), revision=revision, valid_until=ends)
