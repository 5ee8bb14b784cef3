"""The translated samples, made as a translator makes them: sentence by sentence, beside the Vietnamese."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from market.catalogue import Language
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.demo.translated import PAGES, WORDS
from cms.translating import versions

_ABROAD = (Language.ENGLISH, Language.CHINESE)


def load_translations() -> None:
    """Those that are not there yet. A page that editors have changed meanwhile is left to them."""
    for (model, slug), slugs in PAGES.items():
        vietnamese = versions.locale_of(Language.VIETNAMESE)
        page = apps.get_model("stories", model).objects.live().filter(slug=slug, locale=vietnamese).first()
        if page is None:
            continue
        for place, language in enumerate(_ABROAD):
            translated = page.get_translation_or_none(versions.locale_of(language))
            if translated is None or versions.original_of(translated) is not None:
                _translate(page, language, slugs[place], place)


def _translate(page: Any, language: Language, slug: str, place: int) -> None:
    source, _ = TranslationSource.get_or_create_from_instance(page)
    words = {"slug": slug}
    segments = source.stringsegment_set.select_related("string", "context")
    said = {
        segment: words.get(segment.context.path) or WORDS.get(segment.string.data, ("", ""))[place]
        for segment in segments
    }
    if not all(said.values()):
        return
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=versions.locale_of(language))
    for segment, text in said.items():
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={
                "data": text,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "has_error": False,
                "field_error": "",
            },
        )
    translation.save_target(publish=True)
