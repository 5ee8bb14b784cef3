"""From what is known to what is shown: pure functions that make the views of pages that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from market.catalogue import Document, Kind, Language, ProductBody, ShopBody, SiteBody, Teaser, Translation
from market.money import Dong
from market.shipping import Zone, arrives_fresh, delivery_window, fee, rule_for
from market.stock import Stock, StockLevel

from chalicelib.pages.formats import in_vietnam
from chalicelib.pages.views import (
    Chrome,
    FeeExample,
    GonePage,
    HomePage,
    ProductCard,
    ProductPage,
    ShopCard,
    ShopPage,
    TeaserCard,
)

GRAMS_PER_KG = 1_000
# A destination that people know, for each tariff zone.
EXAMPLES = {Zone.PROVINCE: "Trong tỉnh Lạng Sơn", Zone.NORTH: "Hà Nội và miền Bắc", Zone.FAR: "Miền Trung và miền Nam"}


def chrome_of(
    site: SiteBody | None,
    *,
    now: datetime,
    origin: str = "",
    language: Language = Language.VIETNAMESE,
    translations: tuple[Translation, ...] = (),
    home: str = "/",
) -> Chrome:
    """What every page carries at a moment; bare before the CMS has published the site's own words."""
    if site is None:
        return Chrome(
            hotline="",
            zalo="",
            legal_lines=(),
            origin=origin,
            language=language,
            translations=translations,
            home=home,
        )
    banner = site.banner
    if banner and banner.valid_until and banner.valid_until <= now:
        banner = None
    return Chrome(
        hotline=site.hotline,
        zalo=site.zalo,
        legal_lines=site.legal_lines,
        origin=origin,
        menu=site.menu,
        footer=site.footer,
        banner=banner,
        banner_shows=banner is not None and (banner.valid_from is None or banner.valid_from <= now),
        language=language,
        translations=translations,
        home=home,
    )


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
    return None if body.net_grams == GRAMS_PER_KG else kilogram_price(body)


def kilogram_price(body: ProductBody) -> Dong | None:
    """The price of a kilogram, rounded half up; None where a kilogram means nothing."""
    if not body.net_grams:
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


def teaser_cards(teasers: Iterable[Teaser], now: datetime) -> tuple[TeaserCard, ...]:
    """Those that are worth a click now: a promotion that has ended is not."""
    cards = (_teaser_card(teaser, now) for teaser in teasers)
    return tuple(card for card in cards if card.phase != "ended")


def _teaser_card(teaser: Teaser, now: datetime) -> TeaserCard:
    return TeaserCard(
        teaser=teaser,
        phase=phase_of(teaser, now) if teaser.kind is Kind.PROMOTION else "",
        in_season=in_vietnam(now).month in teaser.months,
    )


def phase_of(what: Document | Teaser, now: datetime) -> str:
    """upcoming, running or ended; a promotion without a start is running, one without an end never ends."""
    if what.valid_from and now < what.valid_from:
        return "upcoming"
    return "ended" if what.valid_until and now >= what.valid_until else "running"


def home_page(
    chrome: Chrome,
    site: SiteBody,
    products: Mapping[str, ProductCard],
    shops: Mapping[str, ShopCard],
    now: datetime,
) -> HomePage:
    chosen = [products[id] for id in site.product_ids if id in products]
    teasers = teaser_cards(site.teasers, now)
    specialties = [card for card in teasers if card.teaser.kind is Kind.SPECIALTY]
    return HomePage(
        chrome=chrome,
        title=site.title,
        tagline=site.tagline,
        picture=site.picture,
        month=in_vietnam(now).month,
        in_season=tuple(card for card in chosen if card.in_season),
        other=tuple(card for card in chosen if not card.in_season),
        shops=tuple(shops[id] for id in site.shop_ids if id in shops),
        specialties=tuple(sorted(specialties, key=lambda card: not card.in_season)),
        teasers=tuple(card for card in teasers if card.teaser.kind is not Kind.SPECIALTY),
        found=site.found,
    )


def product_page(chrome: Chrome, document: Document, cards: Mapping[str, ProductCard], today: date) -> ProductPage:
    body = _product(document)
    of_the_shop = [card for id, card in cards.items() if id != document.id and card.shop_name == body.shop.name]
    return ProductPage(
        chrome=chrome,
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


def shop_page(chrome: Chrome, document: Document, cards: Iterable[ProductCard]) -> ShopPage:
    return ShopPage(chrome=chrome, document=document, products=tuple(cards))


def gone_page(chrome: Chrome, cards: Iterable[ProductCard]) -> GonePage:
    return GonePage(chrome=chrome, products=tuple(cards))


def _product(document: Document) -> ProductBody:
    if not isinstance(document.body, ProductBody):
        raise TypeError(f"{document.id} is not a product")
    return document.body
