"""The same pages for readers of English and Chinese: their own words, and what is Vietnamese among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.pages import views
from market.catalogue import Block, Kind, Language, MenuLink, Teaser, Translation

from tests.pages.samples_buying import CART, CHECKOUT, WITH_ERRORS
from tests.pages.samples_goods import CHROME, SHOPS
from tests.pages.samples_reading import HOME
from tests.pages.samples_written import RUNNING, SPECIALTY, STORY

VI, EN, ZH = Language.VIETNAMESE, Language.ENGLISH, Language.CHINESE
WORDS = {EN: "Star anise of Văn Quan", ZH: "文关八角"}


def chrome(language: Language, path: str) -> views.Chrome:
    menu = (
        MenuLink(label=WORDS[language], path=f"/{language.value}/trang/about", language=language),
        MenuLink(label="Điều khoản", path="/trang/dieu-khoan"),
    )
    here = Translation(language=language, path=f"/{language.value}{path}")
    return replace(
        CHROME,
        language=language,
        menu=menu,
        footer=menu,
        banner=None,
        home=f"/{language.value}",
        translations=(Translation(language=VI, path=path or "/"), here),
    )


def teasers(language: Language) -> tuple[views.TeaserCard, ...]:
    told = {"title": WORDS[language], "summary": WORDS[language], "language": language}
    untold = {"title": "Mùa na", "summary": "Na chín trên núi đá."}
    ends = datetime(2026, 12, 6, 16, 59, tzinfo=UTC)
    return (
        views.TeaserCard(
            phase="running", teaser=Teaser(kind=Kind.PROMOTION, path="/en/khuyen-mai/x", valid_until=ends, **told)
        ),
        views.TeaserCard(teaser=Teaser(kind=Kind.STORY, path="/en/cau-chuyen/x", **told)),
        views.TeaserCard(teaser=Teaser(kind=Kind.STORY, path="/cau-chuyen/mua-na", **untold)),
    )


def written(page: object, language: Language, **changes: object) -> object:
    """A written page with words of its own instead of the sample's."""
    words = WORDS[language]
    body = replace(
        page.document.body,  # type: ignore[attr-defined]
        title=words,
        summary=words,
        picture=None,
        blocks=(Block(kind="heading", text=words), Block(kind="map", commune_codes=("06325",))),
        **changes,
    )
    path = page.document.path  # type: ignore[attr-defined]
    document = replace(
        page.document,  # type: ignore[attr-defined]
        body=body,
        language=language,
        path=f"/{language.value}{path}",
    )
    return replace(page, chrome=chrome(language, path), document=document)  # type: ignore[type-var]


def abroad(language: Language) -> dict[str, object]:
    name, words = language.value, WORDS[language]
    specialties = (views.TeaserCard(teaser=replace(teasers(language)[1].teaser, kind=Kind.SPECIALTY, months=(8, 9))),)
    home = replace(
        HOME,
        chrome=chrome(language, ""),
        title=words,
        tagline=words,
        picture=None,
        shops=SHOPS,
        teasers=teasers(language),
        specialties=specialties,
    )
    buying = chrome(language, "/gio-hang")
    return {
        f"{name}-home": home,
        f"{name}-story": written(STORY, language, author=words),
        f"{name}-promotion": written(RUNNING, language, rules=(words,), organiser=words),
        f"{name}-specialty": written(
            SPECIALTY, language, seasons=(), choosing_html=f"<p>{words}</p>", keeping_html="", sources=()
        ),
        f"{name}-gone": views.GonePage(chrome=chrome(language, "/x"), products=()),
        f"{name}-cart": replace(CART, chrome=buying),
        f"{name}-checkout": replace(CHECKOUT, chrome=buying),
        f"{name}-checkout-errors": replace(WITH_ERRORS, chrome=buying),
    }


ABROAD = {**abroad(EN), **abroad(ZH)}
