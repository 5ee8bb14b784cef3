"""The written pages of the samples, each made once and published as an editor would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from market.catalogue import Language
from wagtail.models import Page

from cms.demo.campaigns import TET
from cms.demo.photos import photo
from cms.demo.plain import PLAIN_PAGES, SamplePlain
from cms.demo.samples import evidence
from cms.demo.specialties import SPECIALTIES, SampleSpecialty
from cms.demo.stories import QUYT, STORIES, STORY_SENTENCE, Part, SamplePromotion, SampleStory
from cms.registry.models import Commune, Product, Shop
from cms.stories.models import (
    HomePage,
    PlainPage,
    PromotionPage,
    PromotionProduct,
    PromotionShop,
    SpecialtyBadge,
    SpecialtyPage,
    SpecialtyProduct,
    StoryPage,
)
from cms.translating import versions

_VALUES: dict[str, Callable[[Any], Any]] = {
    "quote": lambda plain: {"text": plain[0], "attribution": plain[1]},
    "image": lambda plain: {"photo": photo(plain[0], plain[1]), "alt": plain[1], "caption": plain[2]},
    "product": lambda plain: Product.objects.get(public_id=plain),
    "shop": lambda plain: Shop.objects.get(public_id=plain),
    "facts": lambda plain: {"caption": plain[0], "rows": [{"label": row[0], "value": row[1]} for row in plain[1]]},
    "calendar": lambda plain: {"caption": plain[0], "seasons": [_season(*row) for row in plain[1]]},
    "map": lambda plain: {"caption": plain[0], "communes": list(plain[1])},
    "action": lambda plain: {"text": plain[0], "href": plain[1]},
}


def _season(label: str, months: tuple[int, ...]) -> dict[str, Any]:
    return {"label": label, "months": [str(month) for month in months]}


def _stream(parts: tuple[Part, ...]) -> list[tuple[str, Any]]:
    return [(kind, _VALUES[kind](plain) if kind in _VALUES else plain) for kind, plain in parts]


def _publish(page: Page, sample: Any) -> None:
    page.slug, page.title, page.summary, page.live = sample.slug, sample.title, sample.summary, False
    home = HomePage.objects.get(locale=versions.locale_of(Language.VIETNAMESE))
    home.add_child(instance=page)
    page.save_revision().publish()


def _illustrated(sample: Any) -> dict[str, Any]:
    return {"picture": photo(sample.picture, sample.alt), "picture_alt": sample.alt, "is_sample": True}


def load_story(sample: SampleStory) -> None:
    page = StoryPage(author=sample.author, **_illustrated(sample))
    page.body = _stream((*sample.parts, ("text", STORY_SENTENCE)))
    _publish(page, sample)


def load_promotion(sample: SamplePromotion) -> None:
    voucher = sample.voucher
    page = PromotionPage(
        organiser=sample.organiser,
        starts_at=sample.starts_at,
        ends_at=sample.ends_at,
        rules="\n".join(sample.rules),
        voucher_code=voucher.code,
        voucher_kind="amount" if voucher.amount else "percent",
        voucher_value=voucher.amount or voucher.percent,
        voucher_max_discount=voucher.most,
        voucher_min_goods=voucher.least,
        voucher_uses=voucher.uses,
        **_illustrated(sample),
    )
    page.body = _stream(sample.parts)
    products = Product.objects.in_bulk(sample.products, field_name="public_id")
    shops = Shop.objects.in_bulk(sample.shops, field_name="public_id")
    page.products = [PromotionProduct(product=products[id], sort_order=n) for n, id in enumerate(sample.products)]
    page.shops = [PromotionShop(shop=shops[id], sort_order=n) for n, id in enumerate(sample.shops)]
    page.communes = Commune.objects.filter(code__in=sample.communes)
    _publish(page, sample)


def load_specialty(sample: SampleSpecialty) -> None:
    page = SpecialtyPage(
        goods_name=sample.goods,
        choosing=sample.choosing,
        keeping=sample.keeping,
        sources="\n".join(sample.sources),
        seo_title=sample.found[0],
        search_description=sample.found[1],
        **_illustrated(sample),
    )
    page.seasons = [("season", _season(*season)) for season in sample.seasons]
    page.body = _stream(sample.parts)
    products = Product.objects.in_bulk(sample.chosen, field_name="public_id")
    page.products = [SpecialtyProduct(product=products[id], sort_order=n) for n, id in enumerate(sample.chosen)]
    page.badges = [SpecialtyBadge(**evidence(badge)) for badge in sample.badges]
    page.communes = Commune.objects.filter(code__in=sample.communes)
    _publish(page, sample)


def load_plain(sample: SamplePlain) -> None:
    page = PlainPage()
    page.body = _stream(sample.parts)
    _publish(page, sample)


def load_pages() -> None:
    """Those that are not there yet, whoever has changed the others meanwhile."""
    for model, load, samples in (
        (SpecialtyPage, load_specialty, SPECIALTIES),
        (StoryPage, load_story, STORIES),
        (PromotionPage, load_promotion, (QUYT, TET)),
        (PlainPage, load_plain, PLAIN_PAGES),
    ):
        known = set(model.objects.values_list("slug", flat=True))
        for sample in samples:
            if sample.slug not in known:
                load(sample)
