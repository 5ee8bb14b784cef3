"""From what is known to what is shown: pure functions that make the views of pages that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from market.catalogue import Document, ProductBody, ShopBody, SiteBody
from market.money import Dong
from market.shipping import Zone, arrives_fresh, delivery_window, fee, rule_for
from market.stock import Stock, StockLevel

from chalicelib.pages.views import (
    Chrome,
    FeeExample,
    GonePage,
    HomePage,
    ProductCard,
    ProductPage,
    PromotionPage,
    ShopCard,
    ShopPage,
    StoryPage,
)

GRAMS_PER_KG = 1_000
# A destination that people know, for each tariff zone.
EXAMPLES = {Zone.PROVINCE: "Trong tỉnh Lạng Sơn", Zone.NORTH: "Hà Nội và miền Bắc", Zone.FAR: "Miền Trung và miền Nam"}
# What pages say before the CMS has published the site's own words.
_UNNAMED = Chrome(hotline="", zalo="", legal_lines=())


def chrome_of(site: SiteBody | None) -> Chrome:
    if site is None:
        return _UNNAMED
    return Chrome(hotline=site.hotline, zalo=site.zalo, legal_lines=site.legal_lines)


def product_card(document: Document, stock: Stock | None, today: date) -> ProductCard:
    """A product as lists show it. Raises TypeError for a document that is no product."""
    body = _product(document)
    return ProductCard(
        id=document.id,
        name=body.name,
        path=document.path,
        price=body.price,
        unit=body.unit,
        price_per_kg=price_per_kg(body),
        picture=body.pictures[0] if body.pictures else None,
        shop_name=body.shop.name,
        commune_name=body.shop.commune_name,
        stock=stock.level if stock else StockLevel.NONE,
        in_season=not body.harvest_months or today.month in body.harvest_months,
        badges=tuple(badge for badge in body.badges if badge.is_valid(today)),
    )


def price_per_kg(body: ProductBody) -> Dong | None:
    """The price of a kilogram, None where it repeats the price or means nothing."""
    if not body.net_grams or body.net_grams == GRAMS_PER_KG:
        return None
    return Dong((body.price.amount * GRAMS_PER_KG + body.net_grams // 2) // body.net_grams)


def shop_card(document: Document) -> ShopCard:
    body = document.body
    if not isinstance(body, ShopBody):
        raise TypeError(f"{document.id} is not a shop")
    return ShopCard(
        name=body.name,
        path=document.path,
        household_name=body.household_name,
        commune_name=body.commune_name,
        picture=body.picture,
    )


def home_page(
    site: SiteBody, products: Mapping[str, ProductCard], shops: Mapping[str, Document], today: date
) -> HomePage:
    chosen = [products[id] for id in site.product_ids if id in products]
    seasonal = {id for id in products if products[id].in_season}
    return HomePage(
        chrome=chrome_of(site),
        title=site.title,
        tagline=site.tagline,
        picture=site.picture,
        month=today.month,
        in_season=tuple(card for card in chosen if card.id in seasonal),
        other=tuple(card for card in chosen if card.id not in seasonal),
        shops=tuple(shop_card(shops[id]) for id in site.shop_ids if id in shops),
        teasers=site.teasers,
    )


def product_page(
    site: SiteBody | None, document: Document, cards: Mapping[str, ProductCard], today: date
) -> ProductPage:
    body = _product(document)
    of_the_shop = [card for id, card in cards.items() if id != document.id and card.shop_name == body.shop.name]
    return ProductPage(
        chrome=chrome_of(site),
        document=document,
        card=cards[document.id],
        fees=tuple(fee_example(body, zone, today) for zone in Zone),
        more=tuple(of_the_shop),
        today=today,
    )


def fee_example(body: ProductBody, zone: Zone, today: date) -> FeeExample:
    rule = rule_for(body.shop.carrier, zone, today)
    window = delivery_window(rule, today)
    return FeeExample(
        place=EXAMPLES[zone],
        fee=fee(rule, body.weight_grams),
        earliest_days=(window.earliest - today).days,
        latest_days=(window.latest - today).days,
        is_served=arrives_fresh(body.ship_policy, zone),
    )


def shop_page(site: SiteBody | None, document: Document, cards: Iterable[ProductCard]) -> ShopPage:
    return ShopPage(chrome=chrome_of(site), document=document, products=tuple(cards))


def story_page(site: SiteBody | None, document: Document, cards: Mapping[str, ProductCard]) -> StoryPage:
    return StoryPage(chrome=chrome_of(site), document=document, products=cards)


def promotion_page(
    site: SiteBody | None, document: Document, cards: Mapping[str, ProductCard], now: datetime
) -> PromotionPage:
    return PromotionPage(chrome=chrome_of(site), document=document, products=cards, phase=phase_of(document, now))


def phase_of(document: Document, now: datetime) -> str:
    """upcoming, running or ended; a promotion without a start is running, one without an end never ends."""
    if document.valid_from and now < document.valid_from:
        return "upcoming"
    return "ended" if document.valid_until and now >= document.valid_until else "running"


def gone_page(site: SiteBody | None, cards: Iterable[ProductCard]) -> GonePage:
    return GonePage(chrome=chrome_of(site), products=tuple(cards))


def _product(document: Document) -> ProductBody:
    if not isinstance(document.body, ProductBody):
        raise TypeError(f"{document.id} is not a product")
    return document.body
