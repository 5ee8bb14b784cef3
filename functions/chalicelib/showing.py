"""What the page of a document shows at a moment: the one way from what is stored to a view.

The publisher draws by it and so does the preview, which is why a preview is the truth.
"""

from __future__ import annotations

from datetime import datetime

from market.calendar import local_day
from market.catalogue import Document, Kind, SiteBody

from chalicelib.pages import building as build
from chalicelib.pages import building_written as written
from chalicelib.pages.views import Chrome, Parts, ProductCard, View
from chalicelib.usecases.showcase import Shelf

GONE_SHOWS = 6


def view_of(shelf: Shelf, site: Document | None, *, now: datetime, origin: str) -> View:
    """``site`` is what the whole shop says of itself, in the page's language or the nearest; ``origin`` its public
    address."""
    document = shelf.document
    cards = _cards(shelf, now)
    # What the home page says of the shop is newer than what is stored, when it is the home page that is looked at.
    said = document if isinstance(document.body, SiteBody) else site
    body = said.body if said and isinstance(said.body, SiteBody) else None
    chrome = build.chrome_of(
        body,
        now=now,
        origin=origin,
        language=document.language,
        translations=document.translations,
        home=said.path if said else "/",
    )
    if isinstance(document.body, SiteBody):
        shops = {id: build.shop_card(shop) for id, shop in shelf.shops.items()}
        return build.home_page(chrome, document.body, cards, shops, now)
    if document.is_removed:
        return build.gone_page(chrome, list(cards.values())[:GONE_SHOWS])
    if document.kind is Kind.PRODUCT:
        return build.product_page(chrome, document, cards, local_day(now))
    if document.kind is Kind.SHOP:
        return build.shop_page(chrome, document, cards.values())
    return _written_page(shelf, body, chrome, cards, now)


def _written_page(
    shelf: Shelf, site: SiteBody | None, chrome: Chrome, cards: dict[str, ProductCard], now: datetime
) -> View:
    document = shelf.document
    shops = {id: build.shop_card(shop) for id, shop in shelf.shops.items()}
    parts: Parts = written.parts_of(cards, shops, now)
    if document.kind is Kind.STORY:
        return written.story_page(chrome, document, parts)
    if document.kind is Kind.PAGE:
        return written.plain_page(chrome, document, parts)
    if document.kind is Kind.SPECIALTY:
        return written.specialty_page(chrome, document, parts, shelf.products, now)
    return written.promotion_page(chrome, site, document, parts, now)


def _cards(shelf: Shelf, now: datetime) -> dict[str, ProductCard]:
    today = local_day(now)
    shown = {id: product for id, product in shelf.products.items() if _belongs(shelf.document, product)}
    return {id: build.product_card(product, shelf.stocks.get(id), today) for id, product in shown.items()}


def _belongs(document: Document, product: Document) -> bool:
    """A shop's page shows those products only that name it as their shop now."""
    return document.kind is not Kind.SHOP or product.body.shop.id == document.id
