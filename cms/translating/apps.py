from __future__ import annotations

from django.apps import AppConfig


class TranslatingConfig(AppConfig):
    """Before Wagtail among the apps: its templates here say in Vietnamese what Wagtail's have in English for good."""

    name = "cms.translating"
    label = "translating"
    verbose_name = "Ngôn ngữ"

    def ready(self) -> None:
        from wagtail.users.views.bulk_actions.assign_role import RoleForm  # noqa: PLC0415 - after the apps are ready

        # The one label of a form that Wagtail does not mark for translation.
        RoleForm.base_fields["role"].label = "Vai trò"
