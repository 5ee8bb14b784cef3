from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "cms.access"
    label = "access"
    verbose_name = "Quyền truy cập"

    def ready(self) -> None:
        # Wagtail wants its policies before anything asks for one.
        from cms.access import policies  # noqa: PLC0415 - models load only once apps are ready

        policies.register()
