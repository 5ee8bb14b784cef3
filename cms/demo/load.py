"""Putting the samples in the CMS. What is there already is left as it is, so that an editor's changes survive."""

from __future__ import annotations

from pathlib import Path

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.models import Site

from cms.demo.goods import PRODUCTS
from cms.demo.households import SHOPS
from cms.demo.samples import CHECKED_AT, CHECKED_BY, SAMPLE_SENTENCE, SampleProduct, SampleShop
from cms.demo.stories import (
    HOME_TAGLINE,
    HOTLINE,
    LEGAL_LINES,
    QUYT,
    STORIES,
    STORY_SENTENCE,
    Part,
    SamplePromotion,
    SampleStory,
)
from cms.registry.models import Badge, Household, Photo, Product, ProductPicture, Shop
from cms.stories.models import HomePage, HomeProduct, PromotionPage, PromotionProduct, SiteSettings, StoryPage

PICTURES = Path(__file__).resolve().parent / "pictures"
HOME_PICTURE = ("trang-chu", "Nhà sàn dưới núi đá, trước nhà bày na, quýt, hồng và hoa hồi")


def photo(name: str, alt: str) -> Photo:
    """The drawn picture ``name``, uploaded once."""
    title = f"Ảnh mẫu: {name}"
    if known := Photo.objects.filter(title=title).first():
        return known
    with (PICTURES / f"{name}.jpg").open("rb") as file:
        return Photo.objects.create(title=title, description=alt, file=ImageFile(file, name=f"{name}.jpg"))


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
    product.badges = [
        Badge(
            kind=badge.kind,
            label=badge.label,
            number=badge.number,
            issuer=badge.issuer,
            valid_from=badge.valid_from,
            valid_until=badge.valid_until,
            checked_by=CHECKED_BY,
            checked_at=CHECKED_AT,
        )
        for badge in sample.badges
    ]
    product.full_clean()
    product.save()


def _stream(parts: tuple[Part, ...]) -> list[tuple[str, object]]:
    def value(kind: str, plain: object) -> object:
        if kind == "quote":
            return {"text": plain[0], "attribution": plain[1]}
        if kind == "image":
            return {"photo": photo(plain[0], plain[1]), "alt": plain[1], "caption": plain[2]}
        if kind == "product":
            return Product.objects.get(public_id=plain)
        return plain

    return [(kind, value(kind, plain)) for kind, plain in parts]


def load_story(home: HomePage, sample: SampleStory) -> None:
    if StoryPage.objects.filter(slug=sample.slug).exists():
        return
    page = StoryPage(
        slug=sample.slug,
        title=sample.title,
        summary=sample.summary,
        author=sample.author,
        picture=photo(sample.picture, sample.alt),
        picture_alt=sample.alt,
        is_sample=True,
        live=False,
    )
    page.body = _stream((*sample.parts, ("text", STORY_SENTENCE)))
    home.add_child(instance=page)
    page.save_revision().publish()


def load_promotion(home: HomePage, sample: SamplePromotion) -> None:
    if PromotionPage.objects.filter(slug=sample.slug).exists():
        return
    page = PromotionPage(
        slug=sample.slug,
        title=sample.title,
        summary=sample.summary,
        organiser=sample.organiser,
        starts_at=sample.starts_at,
        ends_at=sample.ends_at,
        rules="\n".join(sample.rules),
        voucher_code=sample.voucher.code,
        voucher_value=sample.voucher.percent,
        voucher_max_discount=sample.voucher.most,
        voucher_min_goods=sample.voucher.least,
        voucher_uses=sample.voucher.uses,
        picture=photo(sample.picture, sample.alt),
        picture_alt=sample.alt,
        is_sample=True,
        live=False,
    )
    page.body = _stream(sample.parts)
    page.products = [
        PromotionProduct(product=Product.objects.get(public_id=public_id), sort_order=place)
        for place, public_id in enumerate(sample.products)
    ]
    home.add_child(instance=page)
    page.save_revision().publish()


def load_home() -> HomePage:
    """The home page's picture and products, and the site's lines; only while they are still empty."""
    home = HomePage.objects.get()
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
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if not settings.legal_lines:
        settings.hotline = HOTLINE
        settings.legal_lines = "\n".join(LEGAL_LINES)
        settings.save()
    return HomePage.objects.get()


def load_everything() -> None:
    for shop in SHOPS:
        load_shop(shop)
    for product in PRODUCTS:
        load_product(product)
    home = load_home()
    for story in STORIES:
        load_story(home, story)
        home.refresh_from_db()
    load_promotion(home, QUYT)
