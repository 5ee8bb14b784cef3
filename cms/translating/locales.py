"""The languages that are written here; Vietnamese is the one that everything has."""

from __future__ import annotations

from market.catalogue import Language
from wagtail.models import Locale

# Django and the admin tell the two ways of writing Chinese apart; the shop has one of them.
CODES = {Language.VIETNAMESE: "vi", Language.ENGLISH: "en", Language.CHINESE: "zh-hans"}
_LANGUAGES = {code: language for language, code in CODES.items()}


def ensure(using: str) -> None:
    """A locale of Wagtail's for each language of the shop. Idempotent."""
    for code in CODES.values():
        Locale.objects.using(using).get_or_create(language_code=code)


def language_of(locale: Locale) -> Language:
    """Raises ``KeyError`` for a locale that the shop does not have; none can be made in the admin."""
    return _LANGUAGES[locale.language_code]
