"""The document of the home page, with what every page of the shop carries."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from market.catalogue import Banner, Kind, Language, MenuLink, SiteBody, Teaser
from market.text import nfc
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page, Site

from cms.publishing.blocks import seasons_of
from cms.publishing.pictures import published_picture
from cms.publishing.rows import chosen_products, lines, one_line, products_on_sale
from cms.publishing.written import found_of
from cms.registry.models import Shop
from cms.stories.links import shop_href
from cms.stories.models import HomePage, PromotionPage, SiteSettings, SpecialtyPage, StoryPage
from cms.translating import versions

# One phone's worth of scrolling each; the search and the shops' own pages have the rest.
MAX_HOME_PRODUCTS = 24
MAX_HOME_SHOPS = 12
MAX_PROMOTIONS = 4
MAX_SPECIALTIES = 12
MAX_STORIES = 8


def site_settings() -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


def site_body(home: HomePage, settings: SiteSettings) -> SiteBody:
    newest = products_on_sale().order_by("-pk").values_list("public_id", flat=True)[:MAX_HOME_PRODUCTS]
    shops = Shop.objects.filter(is_open=True).order_by("-pk").values_list("public_id", flat=True)[:MAX_HOME_SHOPS]
    language = versions.language(home)
    return SiteBody(
        title=nfc(home.title),
        tagline=home.tagline,
        picture=published_picture(home.picture, home.picture_alt),
        hotline=settings.hotline,
        zalo=settings.zalo,
        legal_lines=lines(settings.legal_lines),
        product_ids=tuple(dict.fromkeys([*chosen_products(home), *newest]))[:MAX_HOME_PRODUCTS],
        shop_ids=tuple(shops),
        teasers=_teasers(language),
        menu=_menu(settings.menu, language),
        footer=_menu(settings.footer, language),
        banner=_banner(settings),
        found=found_of(home),
    )


def _teasers(language: Language) -> tuple[Teaser, ...]:
    """Promotions, then specialties, then stories, the newest first. What runs, and what is in season, is for the
    reader's clock to say. Those without a page in ``language`` are there with their Vietnamese one."""
    promotions = _written(PromotionPage).order_by("-ends_at", "-pk")[:MAX_PROMOTIONS]
    specialties = _written(SpecialtyPage).order_by("path")[:MAX_SPECIALTIES]
    stories = _written(StoryPage).order_by("-first_published_at", "-pk")[:MAX_STORIES]
    told = [(Kind.PROMOTION, page) for page in promotions]
    told += [(Kind.SPECIALTY, page) for page in specialties] + [(Kind.STORY, page) for page in stories]
    return tuple(_teaser(kind, versions.in_language(page, language)) for kind, page in told)


def _written(model: type[Page]) -> QuerySet:
    return model.objects.live().filter(locale=versions.locale_of(Language.VIETNAMESE))


def _teaser(kind: Kind, page: Any) -> Teaser:
    more: dict[str, Any] = {}
    if isinstance(page, PromotionPage):
        more = {"valid_from": page.starts_at, "valid_until": page.ends_at}
    elif isinstance(page, SpecialtyPage):
        more = {"months": _months(page)}
    return Teaser(
        language=versions.language(page),
        kind=kind,
        title=nfc(page.title),
        summary=page.summary,
        path=page.public_path,
        picture=published_picture(page.picture, page.picture_alt),
        **more,
    )


def _months(page: SpecialtyPage) -> tuple[int, ...]:
    seasons = seasons_of(child.value for child in page.seasons)
    return tuple(sorted({month for season in seasons for month in season.months}))


def _menu(menu: StreamValue, language: Language) -> tuple[MenuLink, ...]:
    links = (
        _page_link(child.value, language) if child.block_type == "page" else _address(child.value) for child in menu
    )
    return tuple(link for link in links if link)


def _page_link(value: Any, language: Language) -> MenuLink | None:
    """The page's address of today; nothing while it is not live. A translation is called by its own title: the label
    that an editor chose is Vietnamese."""
    page: Page | None = value["page"]
    if page is None or not page.live:
        return None
    shown = versions.in_language(page.specific, language)
    path, spoken = getattr(shown, "public_path", ""), versions.language(shown)
    label = (one_line(value["label"]) if spoken is Language.VIETNAMESE else "") or nfc(shown.title)
    return MenuLink(label=label, path=path, language=spoken) if path else None


def _address(value: Any) -> MenuLink | None:
    label, path = one_line(value["label"]), shop_href(value["href"] or "")
    return MenuLink(label=label, path=path) if label and path else None


def _banner(settings: SiteSettings) -> Banner | None:
    if not settings.banner_text:
        return None
    return Banner(
        text=settings.banner_text,
        path=shop_href(settings.banner_link),
        valid_from=settings.banner_starts_at,
        valid_until=settings.banner_ends_at,
    )
