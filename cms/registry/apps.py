from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "cms.registry"
    label = "registry"
    verbose_name = "Sổ bộ"
