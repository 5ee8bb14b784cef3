"""Documents of :mod:`market.catalogue` from the rows of the CMS, as committed so far; drafts are never read.

Each function returns the document that a reader should have now, its revision still 0; a tombstone for what is not
shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from market.catalogue import (
    Badge,
    CarrierName,
    Document,
    Kind,
    ProductBody,
    PromotionBody,
    ShipPolicy,
    ShopBody,
    ShopRef,
    SiteBody,
    StoryBody,
    Teaser,
)
from market.money import Dong
from market.text import nfc
from wagtail.models import Page, Site

from cms.publishing.blocks import published_blocks
from cms.publishing.pictures import published_picture
from cms.publishing.richtext import clean_html
from cms.registry.models import Product, Shop
from cms.stories.models import HomePage, PromotionPage, SiteSettings, StoryPage

HOME_ID = "home"
# One phone's worth of scrolling each; the search and the shops' own pages have the rest.
MAX_HOME_PRODUCTS = 24
MAX_HOME_SHOPS = 12
MAX_TEASERS = 8


def lines(text: str) -> tuple[str, ...]:
    return tuple(nfc(line.strip()) for line in text.splitlines() if line.strip())


def in_order(rows: QuerySet) -> QuerySet:
    """As the editor arranged them. Rows made by a program may have no place; they keep the order of their making."""
    return rows.order_by("sort_order", "pk")


def products_on_sale() -> QuerySet[Product]:
    return Product.objects.filter(on_sale=True, shop__is_open=True)


def page_id(page: Page) -> str:
    """The id of a page's document: stays when the page is renamed or moved, and is never given twice. A page that was
    never saved (a preview of one) has none of its own and is called ``story-nhap``; that is never published."""
    return f"{PAGE_KINDS[type(page)].value}-{page.pk or 'nhap'}"


PAGE_KINDS = {StoryPage: Kind.STORY, PromotionPage: Kind.PROMOTION}


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
        badges=_badges(product),
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


def _badges(product: Product) -> tuple[Badge, ...]:
    return tuple(
        Badge(
            kind=row.kind,
            label=row.label,
            number=row.number,
            issuer=row.issuer,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in in_order(product.badges.all())
        if row.is_checked
    )


def page_document(page: Page, *, as_if_live: bool = False) -> Document:
    """The document of a page of any kind, the home page included.

    With ``as_if_live``, what readers would get if this very instance were published now: it may be a draft, never
    saved, or lack what publishing will ask for. Nothing is written but pictures, which are named by their content."""
    if isinstance(page, HomePage):
        return site_document(page, site_settings())
    kind = PAGE_KINDS[type(page)]
    if not (page.live or as_if_live):
        return Document(kind=kind, id=page_id(page), revision=0, path=page.public_path)
    return _story(page) if isinstance(page, StoryPage) else _promotion(page)


def site_settings() -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


def _story(page: StoryPage) -> Document:
    body = StoryBody(
        title=nfc(page.title),
        summary=page.summary,
        author=page.author,
        published_at=page.first_published_at or timezone.now(),
        picture=published_picture(page.picture, page.picture_alt),
        blocks=published_blocks(page.body),
        is_sample=page.is_sample,
    )
    return Document(kind=Kind.STORY, id=page_id(page), revision=0, path=page.public_path, body=body)


def _promotion(page: PromotionPage) -> Document:
    body = PromotionBody(
        title=nfc(page.title),
        summary=page.summary,
        organiser=page.organiser,
        picture=published_picture(page.picture, page.picture_alt),
        rules=lines(page.rules),
        blocks=published_blocks(page.body),
        product_ids=_ids(
            row.product for row in in_order(page.products.select_related("product__shop")) if row.product_id
        ),
        is_sample=page.is_sample,
        voucher=page.voucher(),
    )
    return Document(
        kind=Kind.PROMOTION,
        id=page_id(page),
        revision=0,
        path=page.public_path,
        valid_from=page.starts_at,
        valid_until=page.ends_at,
        body=body,
    )


def _ids(products: Iterable[Product]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.public_id for p in products if p.on_sale and p.shop.is_open))


def site_document(home: HomePage, settings: SiteSettings) -> Document:
    chosen = _ids(row.product for row in in_order(home.products.select_related("product__shop")))
    newest = products_on_sale().order_by("-pk").values_list("public_id", flat=True)[:MAX_HOME_PRODUCTS]
    shops = Shop.objects.filter(is_open=True).order_by("-pk").values_list("public_id", flat=True)[:MAX_HOME_SHOPS]
    body = SiteBody(
        title=nfc(home.title),
        tagline=home.tagline,
        picture=published_picture(home.picture, home.picture_alt),
        hotline=settings.hotline,
        zalo=settings.zalo,
        legal_lines=lines(settings.legal_lines),
        product_ids=tuple(dict.fromkeys([*chosen, *newest]))[:MAX_HOME_PRODUCTS],
        shop_ids=tuple(shops),
        teasers=_teasers(),
    )
    return Document(kind=Kind.SITE, id=HOME_ID, revision=0, path="/", body=body)


def _teasers() -> tuple[Teaser, ...]:
    """Promotions before stories, the newest first. Whether a promotion runs is for the reader's clock to say."""
    promotions = PromotionPage.objects.live().order_by("-ends_at", "-pk")[: MAX_TEASERS // 2]
    stories = StoryPage.objects.live().order_by("-first_published_at", "-pk")[:MAX_TEASERS]
    return tuple(
        Teaser(
            kind=PAGE_KINDS[type(page)],
            title=nfc(page.title),
            summary=page.summary,
            path=page.public_path,
            picture=published_picture(page.picture, page.picture_alt),
            valid_until=page.ends_at if isinstance(page, PromotionPage) else None,
        )
        for page in [*promotions, *stories][:MAX_TEASERS]
    )
