"""Putting the samples in the CMS. What is there already is left as it is, so that an editor's changes survive."""

from __future__ import annotations

from django.utils import timezone
from market.catalogue import Language
from wagtail.models import Site

from cms.demo.campaigns import BANNER, FOOTER, MENU
from cms.demo.goods import PRODUCTS
from cms.demo.households import SHOPS
from cms.demo.pages import load_pages
from cms.demo.photos import photo
from cms.demo.samples import SAMPLE_SENTENCE, SampleProduct, SampleShop, evidence
from cms.demo.stories import HOME_TAGLINE, HOTLINE, LEGAL_LINES
from cms.demo.translations import load_translations
from cms.registry.models import Badge, Household, Product, ProductPicture, Shop
from cms.stories.models import HomePage, HomeProduct, PlainPage, SiteSettings
from cms.translating import versions

HOME_PICTURE = ("trang-chu", "Nhà sàn dưới núi đá, trước nhà bày na, quýt, hồng và hoa hồi")


def load_shop(sample: SampleShop) -> None:
    if Shop.objects.filter(public_id=sample.public_id).exists():
        return
    household = Household(
        name=sample.household, phone=sample.phone, commune_id=sample.commune_code, hamlet=sample.hamlet, is_sample=True
    )
    household.full_clean()
    household.save()
    shop = Shop(
        public_id=sample.public_id,
        name=sample.name,
        household=household,
        carrier=sample.carrier,
        onboarded_by=sample.onboarded_by,
        verified_at=sample.verified_at,
        intro=f"<p>{sample.intro}</p><p><i>{SAMPLE_SENTENCE}</i></p>",
        picture=photo(sample.picture, sample.alt),
        picture_alt=sample.alt,
        is_sample=True,
    )
    shop.full_clean()
    shop.save()


def load_product(sample: SampleProduct) -> None:
    if Product.objects.filter(public_id=sample.public_id).exists():
        return
    product = Product(
        public_id=sample.public_id,
        shop=Shop.objects.get(public_id=sample.shop),
        name=sample.name,
        summary=sample.summary,
        specialty=sample.specialty,
        unit=sample.unit,
        price=sample.price,
        price_note=sample.price_note,
        weight_grams=sample.weight_grams,
        net_grams=sample.net_grams,
        harvest_months=list(sample.months),
        ship_policy="north_only" if sample.north_only else "anywhere",
        description=sample.description,
        sources="\n".join(sample.sources),
        own_raw_produce=sample.raw,
        is_sample=True,
    )
    product.pictures = [ProductPicture(photo=photo(sample.picture, sample.alt), alt=sample.alt)]
    product.badges = [Badge(**evidence(badge)) for badge in sample.badges]
    product.full_clean()
    product.save()


def load_home() -> HomePage:
    """The home page's picture and products, and the site's lines; only while they are still empty."""
    home = HomePage.objects.get(locale=versions.locale_of(Language.VIETNAMESE))
    if not home.tagline:
        home.tagline = HOME_TAGLINE
        home.picture, home.picture_alt = photo(*HOME_PICTURE), HOME_PICTURE[1]
        in_season = ("sp-quyt-bac-son", "sp-hoa-hoi-kho", "sp-cam-duong-canh", "sp-lap-xuong")
        chosen = Product.objects.in_bulk(in_season, field_name="public_id")
        home.products = [
            HomeProduct(product=chosen[public_id], sort_order=place)
            for place, public_id in enumerate(in_season)
            if public_id in chosen
        ]
        home.first_published_at = home.first_published_at or timezone.now()
        home.save_revision().publish()
    return home


def load_site() -> None:
    """Hotline, legal lines, menus and banner; only while there are no legal lines yet."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if settings.legal_lines:
        return
    settings.hotline = HOTLINE
    settings.legal_lines = "\n".join(LEGAL_LINES)
    settings.menu = [("address", {"label": label, "href": href}) for label, href in MENU]
    by_slug = {page.slug: page for page in PlainPage.objects.live()}
    settings.footer = [("page", {"label": "", "page": by_slug[slug]}) for slug in FOOTER if slug in by_slug]
    settings.banner_text, settings.banner_link, settings.banner_starts_at, settings.banner_ends_at = BANNER
    settings.full_clean()
    settings.save()


def load_everything() -> None:
    for shop in SHOPS:
        load_shop(shop)
    for product in PRODUCTS:
        load_product(product)
    load_home()
    load_pages()
    load_site()
    load_translations()
