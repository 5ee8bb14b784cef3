"""A page in its languages. Each has a document of its own; where one was not translated, readers get the Vietnamese.

Wagtail puts a copy that only mirrors its original (an “alias”) wherever a translated page needs a parent. Such a copy
is nobody's translation: it has no document, and its address is that of the original.
"""

from __future__ import annotations

from typing import Any

from market.catalogue import Language, Translation
from wagtail.models import Locale, Page

from cms.translating.locales import CODES, language_of

PREFIXES = {language: "" if language is Language.VIETNAMESE else f"/{language.value}" for language in Language}


def language(page: Page) -> Language:
    """A page that was never saved may not have been given its locale yet; it is Vietnamese."""
    return language_of(page.locale) if page.locale_id else Language.VIETNAMESE


def original_of(page: Page) -> Page | None:
    """The page in another language that ``page`` only mirrors; None for a page with words of its own."""
    original = page.alias_of
    return original.specific if original is not None and original.locale_id != page.locale_id else None


def address(page: Any, own_path: str) -> str:
    """Where readers find ``page``, whose part of the address is ``own_path``: ``/en/cau-chuyen/star-anise``."""
    original = original_of(page)
    if original is not None:
        return str(original.public_path)
    return f"{PREFIXES[language(page)]}{own_path}".rstrip("/") or "/"


def others(page: Page) -> list[Any]:
    """The live pages that say the same in other languages."""
    found = page.get_translations().live().select_related("locale", "alias_of").specific()
    return [other for other in found if original_of(other) is None]


def translations(page: Any) -> tuple[Translation, ...]:
    """As documents have them: this page and its others, in the order of the languages; empty where there is but one."""
    paths = {language(version): version.public_path for version in [*others(page), page]}
    if len(paths) == 1:
        return ()
    return tuple(Translation(language=one, path=paths[one]) for one in Language if one in paths)


def in_language(page: Any, wanted: Language) -> Any:
    """``page`` in the language ``wanted`` if there is such a live page, else ``page`` itself."""
    if language(page) is wanted:
        return page
    return next((other for other in others(page) if language(other) is wanted), page)


def locale_of(wanted: Language) -> Locale:
    return Locale.objects.get(language_code=CODES[wanted])
