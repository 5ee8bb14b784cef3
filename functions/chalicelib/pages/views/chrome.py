"""What every page carries, and the page of a thing that went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from market.catalogue import Banner, Language, MenuLink, Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What every page carries. ``is_demo`` shows that shops and goods are sample data. ``origin`` is the shop's public
    address without a closing slash, for what must be absolute (link previews, schema.org); empty: relative.

    ``banner`` is there from the moment it is published until its end, and ``banner_shows`` between its own two moments:
    a page that was drawn before its start carries it hidden, and a script uncovers it on time.

    ``language`` is that of the page's own words, ``translations`` where the same page is in each language, ``home`` the
    front page nearest to its reader: there may be none in the page's language. ``only_in_vietnamese``: what a page that
    its ``reader`` cannot have in another language says of that."""

    hotline: str
    zalo: str
    legal_lines: tuple[str, ...]
    is_demo: bool = False
    origin: str = ""
    menu: tuple[MenuLink, ...] = ()
    footer: tuple[MenuLink, ...] = ()
    banner: Banner | None = None
    banner_shows: bool = False
    language: Language = Language.VIETNAMESE
    translations: tuple[Translation, ...] = ()
    home: str = "/"
    reader: Language = Language.VIETNAMESE
    only_in_vietnamese: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """``status`` as sent; ``correlation_id`` is empty where nothing is wrong with us."""

    chrome: Chrome
    status: int
    title: str
    sentence: str
    correlation_id: str = ""
