"""The bodies of written pages, from pages that may be live, drafts, or never saved."""

from __future__ import annotations

from django.utils import timezone
from market.catalogue import Found, PlainBody, PromotionBody, SpecialtyBody, StoryBody
from market.text import fold, nfc

from cms.publishing.blocks import published_blocks, seasons_of
from cms.publishing.pictures import published_picture
from cms.publishing.richtext import clean_html
from cms.publishing.rows import badges, chosen_products, chosen_shops, commune_codes, lines, one_line, products_on_sale
from cms.stories.models import PlainPage, PromotionPage, SpecialtyPage, StoryPage
from cms.stories.models.found import FoundColumns

# A page's worth; the search has the rest.
MAX_SPECIALTY_PRODUCTS = 24


def found_of(page: FoundColumns) -> Found:
    return Found(
        title=one_line(page.seo_title),
        description=one_line(page.search_description),
        picture=published_picture(page.share_picture, nfc(page.title)),
    )


def story_body(page: StoryPage) -> StoryBody:
    return StoryBody(
        title=nfc(page.title),
        summary=page.summary,
        author=page.author,
        published_at=page.first_published_at or timezone.now(),
        picture=published_picture(page.picture, page.picture_alt),
        blocks=published_blocks(page.body),
        is_sample=page.is_sample,
        found=found_of(page),
    )


def promotion_body(page: PromotionPage) -> PromotionBody:
    return PromotionBody(
        title=nfc(page.title),
        summary=page.summary,
        organiser=page.organiser,
        picture=published_picture(page.picture, page.picture_alt),
        rules=lines(page.rules),
        blocks=published_blocks(page.body),
        product_ids=chosen_products(page),
        is_sample=page.is_sample,
        voucher=page.voucher(),
        shop_ids=chosen_shops(page),
        commune_codes=commune_codes(page),
        found=found_of(page),
    )


def specialty_body(page: SpecialtyPage) -> SpecialtyBody:
    return SpecialtyBody(
        title=nfc(page.title),
        summary=page.summary,
        picture=published_picture(page.picture, page.picture_alt),
        seasons=seasons_of(child.value for child in page.seasons),
        commune_codes=commune_codes(page),
        badges=badges(page.badges),
        choosing_html=clean_html(page.choosing),
        keeping_html=clean_html(page.keeping),
        blocks=published_blocks(page.body),
        product_ids=_chosen_then_newest(page),
        sources=lines(page.sources),
        is_sample=page.is_sample,
        found=found_of(page),
    )


def _chosen_then_newest(page: SpecialtyPage) -> tuple[str, ...]:
    group = fold(page.goods_name or "")
    newest = products_on_sale().filter(folded_specialty=group).order_by("-pk").values_list("public_id", flat=True)
    ids = [*chosen_products(page), *(newest[:MAX_SPECIALTY_PRODUCTS] if group else [])]
    return tuple(dict.fromkeys(ids))[:MAX_SPECIALTY_PRODUCTS]


def plain_body(page: PlainPage) -> PlainBody:
    """Its date is that of the last publication, so that whoever relies on a text knows since when it has held."""
    return PlainBody(
        title=nfc(page.title),
        summary=page.summary,
        blocks=published_blocks(page.body),
        updated_at=page.last_published_at or page.first_published_at or timezone.now(),
        found=found_of(page),
    )
