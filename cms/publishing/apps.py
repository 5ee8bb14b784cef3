from __future__ import annotations

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "cms.publishing"
    label = "publishing"
    verbose_name = "Đăng lên trang"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate  # noqa: PLC0415 - models load only once apps are ready

        from cms import ground  # noqa: PLC0415
        from cms.publishing import followers, moves  # noqa: PLC0415

        followers.connect()
        moves.connect()
        post_migrate.connect(ground.lay_ground, sender=self, dispatch_uid="cms.ground")
