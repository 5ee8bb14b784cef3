"""The translated samples, made as a translator makes them: sentence by sentence, beside the Vietnamese."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from market.catalogue import Language
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.translating import versions

_ABROAD = (Language.ENGLISH, Language.CHINESE)
_SAMPLES = json.loads(Path(__file__).with_name("translated.json").read_text(encoding="utf-8"))


def load_translations() -> None:
    """Those that are not there yet. A page that editors have changed meanwhile is left to them."""
    vietnamese = versions.locale_of(Language.VIETNAMESE)
    for sample in _SAMPLES["pages"]:
        model = apps.get_model("stories", sample["model"])
        page = model.objects.live().filter(slug=sample["slug"], locale=vietnamese).first()
        for language in _ABROAD if page else ():
            translated = page.get_translation_or_none(versions.locale_of(language))
            if translated is None or versions.original_of(translated) is not None:
                _translate(page, language, sample[language.value])


def _translate(page: Any, language: Language, slug: str) -> None:
    source, _ = TranslationSource.get_or_create_from_instance(page)
    words = {row["vi"]: row[language.value] for row in _SAMPLES["words"]}
    segments = source.stringsegment_set.select_related("string", "context")
    said = {one: slug if one.context.path == "slug" else words.get(one.string.data, "") for one in segments}
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
