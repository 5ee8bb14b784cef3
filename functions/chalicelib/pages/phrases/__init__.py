"""The shop's own words in the languages of its readers. The Vietnamese sentence is the key, as it stands in a template.

A page is in one language. What the shop's people wrote, and nobody translated, stands in it as a name does, marked as
Vietnamese; a phrase of ours never does, because there is no template with a phrase that is not in these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from market.catalogue import Language
from markupsafe import Markup

from chalicelib.pages.phrases import buying, reading

PHRASES: dict[str, tuple[str, str]] = {**reading.PHRASES, **buying.PHRASES}
_COLUMN = {Language.ENGLISH: 0, Language.CHINESE: 1}
# The words of languages in their own language, for whoever looks for the way to theirs.
NAMES = {Language.VIETNAMESE: "Tiếng Việt", Language.ENGLISH: "English", Language.CHINESE: "中文"}


def say(language: Language, phrase: str, **values: Any) -> str:
    """``phrase`` in ``language`` with ``values`` in its braces. Raises KeyError for a phrase that has no translation: a
    mistake of ours, which a test finds before a reader does."""
    said = phrase if language is Language.VIETNAMESE else PHRASES[phrase][_COLUMN[language]]
    return said.format(**values) if values else said


def speaker(language: Language) -> Callable[..., str]:
    """``t`` of the templates."""

    def t(phrase: str, **values: Any) -> str:
        return say(language, phrase, **values)

    return t


def quoter(language: Language) -> Callable[[str], str]:
    """``said`` of the templates: a sentence that was made elsewhere, which we may or may not have in ``language``. What
    only a person could put right, as how much of a price has changed, is in Vietnamese then, and marked so."""

    def said(sentence: str) -> str:
        if language is Language.VIETNAMESE:
            return sentence
        if sentence in PHRASES:
            return say(language, sentence)
        return Markup('<span lang="vi">{}</span>').format(sentence)

    return said
