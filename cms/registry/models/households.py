"""Communes as they are since 1 July 2025, and the farm households in them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from market.text import phone_number
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.changes import Announced
from cms.registry.fields import LineField
from cms.registry.search import FoundByName, by_name


class Commune(models.Model):
    """A commune or ward of Lạng Sơn; the rows come from :mod:`market.places` and are not edited."""

    code = models.CharField("mã", max_length=5, primary_key=True)
    name = models.CharField("tên", max_length=100)
    # Phường first, then in the order of the Vietnamese alphabet, which databases do not know.
    place = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "xã, phường"
        verbose_name_plural = "xã, phường"
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.name


class Household(FoundByName, Announced):
    """A farm household. Its name and commune are public with its shop; the telephone number never leaves the CMS."""

    name = LineField(
        "tên hộ",
        max_length=120,
        help_text="Tên hiện trên trang bán hàng, ví dụ: Hộ bà Hoàng Thị Mến.",
    )
    phone = models.CharField(
        "số điện thoại",
        max_length=20,
        help_text="Số di động 10 chữ số, ví dụ 0912 345 678. Chỉ bưu cục và ban quản trị thấy, không hiện ra ngoài.",
    )
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        verbose_name="xã, phường",
        help_text="Tên xã, phường từ ngày 1/7/2025, ví dụ: Xã Chi Lăng.",
    )
    hamlet = LineField("thôn, bản", max_length=100, blank=True, help_text="Ví dụ: thôn Lũng Cút.")
    is_sample = models.BooleanField(
        "dữ liệu mẫu", default=False, help_text="Chọn nếu hộ không có thật, chỉ để trình bày."
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("phone")], heading="Hộ"),
        MultiFieldPanel([FieldPanel("commune"), FieldPanel("hamlet")], heading="Nơi ở"),
        FieldPanel("is_sample"),
    ]

    class Meta:
        verbose_name = "hộ nông dân"
        verbose_name_plural = "hộ nông dân"
        ordering = ["sort_name", "pk"]
        indexes = [by_name("household")]

    def __str__(self) -> str:
        return self.name

    def name_to_find(self) -> str:
        return self.name

    def name_to_sort(self) -> str:
        """People are listed by given name: “Hộ bà Hoàng Thị Mến” stands under M."""
        words = self.name.split()
        return " ".join(reversed(words[2:])) if words[:2] in (["Hộ", "bà"], ["Hộ", "ông"]) else self.name

    def clean(self) -> None:
        super().clean()
        try:
            self.phone = phone_number(self.phone)
        except ValueError as refusal:
            raise ValidationError({"phone": str(refusal)}) from None
