"""Shops (gian hàng): one household's counter, with the carrier that collects from it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from market.catalogue import CarrierName
from market.text import slug
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from cms.changes import Announced
from cms.registry.fields import LineField, new_public_id
from cms.registry.models.households import Household
from cms.registry.models.photos import Photo
from cms.registry.search import FoundByName, by_name

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]
CARRIERS = [(CarrierName.VIETTELPOST.value, "Viettel Post"), (CarrierName.VNPOST.value, "Bưu điện Việt Nam (VNPost)")]


def keep_public_id(model: type[models.Model], row: Any) -> None:
    """Refuse a changed public id: orders, stock and printed codes name the thing by it."""
    if row.pk is not None:
        known = model._default_manager.filter(pk=row.pk).values_list("public_id", flat=True).first()
        if known is not None and known != row.public_id:
            raise ValidationError(f"Mã công khai {known} không được đổi.")


class Shop(FoundByName, Announced, ClusterableModel):
    """``public_id`` is what everybody else knows the shop by and never changes; ``slug`` is its address and may."""

    public_id = models.CharField(
        "mã công khai", max_length=40, unique=True, editable=False, default=partial(new_public_id, "gh")
    )
    name = LineField("tên gian hàng", max_length=120, help_text="Ví dụ: Vườn na bà Mến.")
    slug = models.SlugField(
        "đường dẫn",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Phần cuối của địa chỉ trang, ví dụ vuon-na-ba-men. Để trống thì lấy từ tên.",
        error_messages={"unique": "Đường dẫn này đã có gian hàng khác dùng. Hãy chọn đường dẫn khác."},
    )
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        related_name="shops",
        verbose_name="hộ",
        help_text="Hộ đứng bán, ví dụ: Hộ bà Hoàng Thị Mến.",
    )
    carrier = models.CharField(
        "đơn vị vận chuyển",
        max_length=20,
        choices=CARRIERS,
        help_text="Bưu cục đến lấy hàng tại hộ, ví dụ: Viettel Post; mỗi gian hàng một đơn vị.",
    )
    onboarded_by = LineField(
        "đơn vị mở gian hàng", max_length=120, blank=True, help_text="Ví dụ: Tổ công nghệ số cộng đồng xã Chi Lăng."
    )
    verified_at = models.DateField(
        "ngày xác minh",
        null=True,
        blank=True,
        help_text="Ngày bưu cục đến xác minh hộ, ví dụ: 12/6/2026; để trống nếu chưa.",
    )
    intro = RichTextField(
        "giới thiệu",
        blank=True,
        features=TEXT_FEATURES,
        help_text="Ai trồng, ở đâu, làm thế nào, ví dụ: Nhà tôi có hơn bốn trăm gốc na trên lèn đá. Ba đến năm câu "
        "là vừa.",
    )
    picture = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ảnh",
        help_text="Ảnh vườn hoặc người trong hộ, đã được hộ đồng ý, ví dụ: vườn na dưới chân núi.",
    )
    picture_alt = LineField(
        "mô tả ảnh",
        max_length=200,
        blank=True,
        help_text="Tả ảnh cho người không nhìn thấy, ví dụ: Vườn na dưới chân núi đá vôi.",
    )
    is_open = models.BooleanField(
        "đang mở",
        default=True,
        help_text="Bỏ chọn thì trang gian hàng và mọi sản phẩm của gian hàng được gỡ xuống.",
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False, help_text="Chọn nếu gian hàng chỉ để trình bày.")

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("is_open")], heading="Gian hàng"),
        MultiFieldPanel([FieldPanel("household"), FieldPanel("carrier")], heading="Hộ và vận chuyển"),
        MultiFieldPanel([FieldPanel("onboarded_by"), FieldPanel("verified_at")], heading="Xác minh"),
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Ảnh"),
        FieldPanel("is_sample"),
    ]

    class Meta:
        verbose_name = "gian hàng"
        verbose_name_plural = "gian hàng"
        ordering = ["sort_name", "pk"]
        indexes = [by_name("shop")]

    def __str__(self) -> str:
        return self.name

    def name_to_find(self) -> str:
        return self.name

    @property
    def public_path(self) -> str:
        return f"/gian-hang/{self.slug}"

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or slug(self.name)
        refusals = {}
        if not self.slug:
            refusals["name"] = "Tên gian hàng cần có chữ cái hoặc chữ số."
        if Shop.objects.filter(slug=self.slug).exclude(pk=self.pk).exists():
            refusals["slug"] = "Đường dẫn này đã có gian hàng khác dùng. Hãy chọn đường dẫn khác."
        if self.picture_id and not self.picture_alt:
            refusals["picture_alt"] = "Ảnh cần một câu mô tả cho người không nhìn thấy."
        if refusals:
            raise ValidationError(refusals)

    def save(self, *args: Any, **kwargs: Any) -> None:
        keep_public_id(Shop, self)
        self.slug = self.slug or slug(self.name)
        super().save(*args, **kwargs)
