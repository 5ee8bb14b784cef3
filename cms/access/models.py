"""Teams of commune editors: which communes are theirs, and the section and collection that they write in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import models, transaction
from wagtail.models import Collection, Page

from cms.registry.fields import LineField
from cms.registry.models import Commune

TEAM_PREFIX = "Biên tập xã: "


class CommuneSection(Page):
    """A shelf in the admin's tree for the pages of one team. Shoppers never see it: its pages have addresses of their
    own, and those do not change when a page is put on another shelf."""

    parent_page_types = ("stories.HomePage",)
    subpage_types = ("stories.StoryPage", "stories.PromotionPage")
    # Made with its team, by nobody else.
    is_creatable = False
    preview_modes: list[tuple[str, str]] = []
    private_page_options: list[str] = []

    class Meta:
        verbose_name = "ngăn bài của nhóm xã"
        verbose_name_plural = "ngăn bài của nhóm xã"

    def get_url_parts(self, request: Any = None) -> None:
        """It has no address."""


class CommuneTeam(models.Model):
    """People who look after some communes. They are the members of ``group``, given in each user's own form."""

    name = LineField("tên nhóm", max_length=100, unique=True, help_text="Ví dụ: Chi Lăng, hoặc Cụm Bắc Sơn.")
    communes = models.ManyToManyField(
        Commune,
        related_name="teams",
        verbose_name="xã, phường phụ trách",
        help_text="Nhóm chỉ thấy và sửa hộ, gian hàng, sản phẩm của các xã này.",
    )
    group = models.OneToOneField(Group, on_delete=models.CASCADE, editable=False, related_name="commune_team")
    section = models.OneToOneField(CommuneSection, on_delete=models.CASCADE, editable=False, related_name="team")
    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, editable=False, related_name="team")

    class Meta:
        verbose_name = "nhóm biên tập xã"
        verbose_name_plural = "nhóm biên tập xã"
        ordering = ["name"]
        permissions = [("work_everywhere", "Làm việc với mọi xã, phường")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new team gets its group with its rights, its section and its collection; a renamed one renames them."""
        from cms.access.roles import equip, rename  # noqa: PLC0415 - roles name this model

        with transaction.atomic():
            equip(self) if self._state.adding else rename(self)
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """With its group, so that its members have no rights left from it. What they wrote stays on its shelf."""
        with transaction.atomic():
            gone = super().delete(*args, **kwargs)
            Group.objects.filter(pk=self.group_id).delete()
        return gone
