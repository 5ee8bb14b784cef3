"""Documents of :mod:`market.catalogue` from the rows of the CMS, as committed so far; drafts are never read.

Each function returns the document that a reader should have now, its revision still 0; a tombstone for what is not
shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from market.catalogue import CarrierName, Document, Kind, ProductBody, ShipPolicy, ShopBody, ShopRef, site_id
from market.money import Dong
from wagtail.models import Page, Site

from cms.publishing.pictures import published_picture
from cms.publishing.richtext import clean_html
from cms.publishing.rows import badges, in_order, lines, products_on_sale
from cms.publishing.site import site_body, site_settings
from cms.publishing.written import plain_body, promotion_body, specialty_body, story_body
from cms.registry.models import Product, Shop
from cms.stories.models import HomePage, PlainPage, PromotionPage, SiteSettings, SpecialtyPage, StoryPage
from cms.translating import versions

__all__ = [
    "PAGE_KINDS",
    "page_document",
    "page_id",
    "product_document",
    "products_on_sale",
    "shop_document",
    "site_document",
    "site_documents",
    "site_settings",
]

PAGE_KINDS = {
    StoryPage: Kind.STORY,
    PromotionPage: Kind.PROMOTION,
    SpecialtyPage: Kind.SPECIALTY,
    PlainPage: Kind.PAGE,
}
_BODIES = {
    StoryPage: story_body,
    PromotionPage: promotion_body,
    SpecialtyPage: specialty_body,
    PlainPage: plain_body,
}


def page_id(page: Page) -> str:
    """The id of a page's document: stays when the page is renamed or moved, and is never given twice. A page that was
    never saved (a preview of one) has none of its own and is called ``story-nhap``; that is never published."""
    return f"{PAGE_KINDS[type(page)].value}-{page.pk or 'nhap'}"


def shop_document(shop: Shop) -> Document:
    if not shop.is_open:
        return Document(kind=Kind.SHOP, id=shop.public_id, revision=0, path=shop.public_path)
    household = shop.household
    body = ShopBody(
        name=shop.name,
        household_name=household.name,
        hamlet=household.hamlet,
        commune_code=household.commune.code,
        commune_name=household.commune.name,
        carrier=CarrierName(shop.carrier),
        onboarded_by=shop.onboarded_by,
        verified_at=shop.verified_at,
        intro_html=clean_html(shop.intro),
        picture=published_picture(shop.picture, shop.picture_alt),
        is_sample=shop.is_sample,
    )
    return Document(kind=Kind.SHOP, id=shop.public_id, revision=0, path=shop.public_path, body=body)


def product_document(product: Product) -> Document:
    shop = product.shop
    if not (product.on_sale and shop.is_open):
        return Document(kind=Kind.PRODUCT, id=product.public_id, revision=0, path=product.public_path)
    pictures = (published_picture(row.photo, row.alt) for row in in_order(product.pictures.select_related("photo")))
    body = ProductBody(
        name=product.name,
        summary=product.summary,
        specialty=product.specialty,
        unit=product.unit,
        price=Dong(product.price),
        weight_grams=product.weight_grams,
        net_grams=product.net_grams,
        harvest_months=tuple(product.harvest_months),
        ship_policy=ShipPolicy(product.ship_policy),
        shop=_shop_ref(shop),
        pictures=tuple(picture for picture in pictures if picture),
        badges=badges(product.badges),
        description_html=clean_html(product.description),
        price_note=product.price_note,
        sources=lines(product.sources),
        own_raw_produce=product.own_raw_produce,
        is_sample=product.is_sample,
    )
    return Document(kind=Kind.PRODUCT, id=product.public_id, revision=0, path=product.public_path, body=body)


def _shop_ref(shop: Shop) -> ShopRef:
    commune = shop.household.commune
    return ShopRef(
        id=shop.public_id,
        name=shop.name,
        path=shop.public_path,
        household_name=shop.household.name,
        commune_code=commune.code,
        commune_name=commune.name,
        carrier=CarrierName(shop.carrier),
    )


def page_document(page: Page, *, as_if_live: bool = False) -> Document:
    """The document of a page of any kind, the home page included.

    With ``as_if_live``, what readers would get if this very instance were published now: it may be a draft, never
    saved, or lack what publishing will ask for. Nothing is written but pictures, which are named by their content."""
    if isinstance(page, HomePage):
        return site_document(page, site_settings())
    kind = PAGE_KINDS[type(page)]
    is_shown = (page.live or as_if_live) and versions.original_of(page) is None
    runs = isinstance(page, PromotionPage) and is_shown
    return Document(
        kind=kind,
        id=page_id(page),
        revision=0,
        path=page.public_path,
        valid_from=page.starts_at if runs else None,
        valid_until=page.ends_at if runs else None,
        body=_BODIES[type(page)](page) if is_shown else None,
        language=versions.language(page),
        translations=versions.translations(page) if is_shown else (),
    )


def site_document(home: HomePage, settings: SiteSettings) -> Document:
    language = versions.language(home)
    return Document(
        kind=Kind.SITE,
        id=site_id(language),
        revision=0,
        path=home.public_path,
        body=site_body(home, settings),
        language=language,
        translations=versions.translations(home),
    )


def site_documents() -> Iterator[Document]:
    """The home page in each language in which there is one of its own; none before there is a site."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return
    for home in HomePage.objects.live().order_by("pk"):
        if versions.original_of(home) is None:
            yield site_document(home, SiteSettings.for_site(site))
