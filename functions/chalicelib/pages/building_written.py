"""The views of the pages that editors write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from market.catalogue import Document, SiteBody, SpecialtyBody
from market.stock import StockLevel

from chalicelib.pages.building import kilogram_price, phase_of, teaser_cards
from chalicelib.pages.formats import in_vietnam
from chalicelib.pages.views import (
    Chrome,
    Parts,
    PlainPage,
    ProductCard,
    PromotionPage,
    ShopCard,
    SpecialtyPage,
    StoryPage,
    TeaserCard,
)


def parts_of(products: Mapping[str, ProductCard], shops: Mapping[str, ShopCard], now: datetime) -> Parts:
    return Parts(products=products, shops=shops, month=in_vietnam(now).month)


def story_page(chrome: Chrome, document: Document, parts: Parts) -> StoryPage:
    return StoryPage(chrome=chrome, document=document, parts=parts)


def plain_page(chrome: Chrome, document: Document, parts: Parts) -> PlainPage:
    return PlainPage(chrome=chrome, document=document, parts=parts)


def promotion_page(
    chrome: Chrome, site: SiteBody | None, document: Document, parts: Parts, now: datetime
) -> PromotionPage:
    phase = phase_of(document, now)
    others = _other_promotions(site, document, now) if phase == "ended" else ()
    return PromotionPage(chrome=chrome, document=document, parts=parts, phase=phase, running=others)


def _other_promotions(site: SiteBody | None, document: Document, now: datetime) -> tuple[TeaserCard, ...]:
    cards = teaser_cards(site.teasers, now) if site else ()
    return tuple(card for card in cards if card.phase == "running" and card.teaser.path != document.path)


def specialty_page(
    chrome: Chrome, document: Document, parts: Parts, products: Mapping[str, Document], now: datetime
) -> SpecialtyPage:
    """``products`` are the documents behind the cards. Raises TypeError for a document that is no specialty."""
    body = document.body
    if not isinstance(body, SpecialtyBody):
        raise TypeError(f"{document.id} is not a specialty")
    today = in_vietnam(now).date()
    cards = [parts.products[id] for id in body.product_ids if id in parts.products]
    in_stock = [products[card.id].body for card in cards if card.stock is not StockLevel.NONE]
    return SpecialtyPage(
        chrome=chrome,
        document=document,
        parts=parts,
        badges=tuple(badge for badge in body.badges if badge.is_valid(today)),
        # As the editors arranged them, except that nobody scrolls past what cannot be bought.
        cards=tuple(sorted(cards, key=lambda card: card.stock is StockLevel.NONE)),
        in_season=any(today.month in season.months for season in body.seasons),
        price_from=min((price for price in map(kilogram_price, in_stock) if price), default=None),
    )
