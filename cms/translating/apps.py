from __future__ import annotations

from django.apps import AppConfig


class TranslatingConfig(AppConfig):
    """Before Wagtail among the apps: its templates here say in Vietnamese what Wagtail's have in English for good."""

    name = "cms.translating"
    label = "translating"
    verbose_name = "Ngôn ngữ"

    def ready(self) -> None:
        from cms.translating import labels  # noqa: PLC0415 - forms of models load only once the apps are ready

        labels.lay()
