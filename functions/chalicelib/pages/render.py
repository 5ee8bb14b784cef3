"""From a view to its HTML: which template draws which view, and the one environment that they share."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from market.catalogue import Language
from market.money import Dong
from markupsafe import Markup

from chalicelib.pages import (
    commune_map,
    desk_views,
    formats,
    formats_abroad,
    links,
    phrases,
    richtext,
    structured,
    timeline,
    videos,
    views,
)
from chalicelib.pages.static import asset_paths

Shown = views.View | desk_views.DeskView

_TEMPLATES: dict[type[Shown], str] = {
    views.HomePage: "home.html",
    views.ProductPage: "product.html",
    views.ShopPage: "shop.html",
    views.StoryPage: "story.html",
    views.PromotionPage: "promotion.html",
    views.SpecialtyPage: "specialty.html",
    views.PlainPage: "plain.html",
    views.GonePage: "gone.html",
    views.CartPage: "cart.html",
    views.CheckoutPage: "checkout.html",
    views.OrderPage: "order.html",
    views.LookupPage: "lookup.html",
    views.ErrorPage: "error.html",
    desk_views.LoginPage: "desk/login.html",
    desk_views.HomePage: "desk/home.html",
    desk_views.WorkPage: "desk/work.html",
    desk_views.FoundPage: "desk/found.html",
    desk_views.FilePage: "desk/file.html",
    desk_views.RefundPreviewPage: "desk/refund_preview.html",
    desk_views.ParkedPage: "desk/parked.html",
    desk_views.CallbackPage: "desk/callback.html",
    desk_views.StatementsPage: "desk/statements.html",
    desk_views.DifferencePage: "desk/difference.html",
    desk_views.ProposalsPage: "desk/proposals.html",
    desk_views.LogPage: "desk/log.html",
    desk_views.LabelPage: "desk/label.html",
    desk_views.RefusalPage: "desk/refusal.html",
}


def render(view: Shown, *, preview_line: str = "") -> str:
    """The whole HTML page of ``view``. A shopper's page that is looked at before it is published has ``preview_line``
    above it, and differs by that alone.

    Every string of the view is text and is escaped; rich text is cut down to the allowed tags. Raises KeyError for a
    type that is no view, and jinja2.UndefinedError where a template asks for what its view does not have (a mistake of
    ours, never of the data).
    """
    language = view.chrome.language if isinstance(view, views.View) else Language.VIETNAMESE
    return _template(_TEMPLATES[type(view)], language).render(view=view, preview_line=preview_line)


@cache
def _template(name: str, language: Language) -> Template:
    return _environment(language).get_template(name)


@cache
def _environment(language: Language) -> Environment:
    """Compiled once per process and language, and only when a page is drawn: a webhook never pays for the templates."""
    environment = Environment(
        # Read as package data, not by file name, so that the templates are found inside a zip too.
        loader=DictLoader(_sources()),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    for module in (commune_map, formats, links, richtext, structured, timeline, videos):
        environment.filters.update(module.FILTERS)
    environment.globals["asset"] = asset_paths()
    environment.globals.update(commune_map.GLOBALS)
    _speak(environment, language)
    return environment


def _speak(environment: Environment, language: Language) -> None:
    """Phrases and figures of a language, and the marks of what stands in its pages and is Vietnamese all the same."""
    is_abroad = language is not Language.VIETNAMESE
    environment.filters.update(formats_abroad.FILTERS[language])
    environment.filters["tongue"] = phrases.NAMES.__getitem__
    environment.filters["money"] = formats_abroad.money if is_abroad else str
    environment.globals.update(
        t=phrases.speaker(language),
        said=phrases.quoter(language),
        page_language=language.value,
        tongue=f"?ngon_ngu={language.value}" if is_abroad else "",
        vietnamese=Markup(' lang="vi"') if is_abroad else "",
        to_vietnamese=Markup(' lang="vi" hreflang="vi"') if is_abroad else "",
    )
    if is_abroad:
        environment.finalize = _prices_abroad


def _prices_abroad(value: object) -> object:
    return formats_abroad.money(value) if isinstance(value, Dong) else value


def _sources() -> dict[str, str]:
    folder = files(__package__).joinpath("templates")
    found = {entry.name: entry for entry in folder.iterdir()}
    found |= {f"desk/{entry.name}": entry for entry in folder.joinpath("desk").iterdir()}
    return {name: entry.read_text(encoding="utf-8") for name, entry in found.items() if name.endswith(".html")}
