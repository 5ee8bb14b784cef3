"""Promotions of the province: what takes part, from when until when, and by which rules."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from cms.registry.fields import LineField
from cms.registry.models import Commune, Product, Shop
from cms.registry.widgets import CommuneCheckboxes
from cms.stories.models.vouchers import VoucherColumns
from cms.stories.models.written import IllustratedPage, title_panel
from cms.stories.panels import WarningsPanel

# What fits on one phone screen; longer rules are terms, and belong in the text.
MAX_RULES = 5
MAX_PRODUCTS = 40
MAX_SHOPS = 20


class PromotionPage(VoucherColumns, IllustratedPage):
    """A promotion of the province: it runs from ``starts_at`` until ``ends_at``, to the minute."""

    starts_at = models.DateTimeField(
        "bắt đầu", help_text="Ngày và giờ bắt đầu, giờ Việt Nam, ví dụ: 15/01/2027 08:00. Trang tự đổi đúng giờ."
    )
    ends_at = models.DateTimeField(
        "kết thúc",
        help_text="Ví dụ: 05/02/2027 22:00. Sau giờ này trang vẫn còn, ghi “Đã kết thúc”.",
    )
    organiser = LineField("đơn vị tổ chức", max_length=160, help_text="Ví dụ: Sở Công Thương tỉnh Lạng Sơn.")
    rules = models.TextField(
        "thể lệ",
        blank=True,
        help_text="Mỗi dòng một điều, tối đa năm dòng, viết như nói với người mua, ví dụ: Được mở kiện kiểm hàng trước "
        "khi trả tiền.",
    )
    communes = ParentalManyToManyField(
        Commune,
        blank=True,
        related_name="+",
        verbose_name="xã, phường trọng tâm",
        help_text="Ví dụ: Xã Bắc Sơn, Xã Vũ Lăng. Không chọn xã nào nghĩa là cả tỉnh.",
    )

    # One voucher, whichever page tells of it.
    override_translatable_fields = (SynchronizedField("voucher_code", overridable=False),)
    content_panels = (
        WarningsPanel(),
        title_panel("Quýt vàng Bắc Sơn vào vụ"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading="Thời gian"),
        FieldPanel("organiser"),
        FieldPanel("rules"),
        InlinePanel("products", heading="Sản phẩm trong chương trình", label="sản phẩm", max_num=MAX_PRODUCTS),
        InlinePanel("shops", heading="Gian hàng trong chương trình", label="gian hàng", max_num=MAX_SHOPS),
        FieldPanel("communes", widget=CommuneCheckboxes),
        VoucherColumns.voucher_panel,
        IllustratedPage.picture_panel,
        FieldPanel("body"),
        FieldPanel("is_sample"),
    )
    api_fields = (
        *IllustratedPage.api_fields,
        APIField("starts_at"),
        APIField("ends_at"),
        APIField("organiser"),
        APIField("rules"),
    )

    class Meta:
        verbose_name = "chương trình khuyến mại"
        verbose_name_plural = "chương trình khuyến mại"

    @property
    def own_path(self) -> str:
        return f"/khuyen-mai/{self.slug}"

    def refusals(self) -> dict[str, str]:
        refusals = {**super().refusals(), **self.voucher_refusals()}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            refusals["ends_at"] = "Thời điểm kết thúc phải sau thời điểm bắt đầu."
        if len([line for line in self.rules.splitlines() if line.strip()]) > MAX_RULES:
            refusals["rules"] = f"Thể lệ tối đa {MAX_RULES} dòng; chi tiết hơn thì viết vào nội dung."
        return refusals


class PromotionProduct(Orderable):
    page = ParentalKey(PromotionPage, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="sản phẩm",
        help_text="Gõ tên không dấu cũng tìm được, ví dụ: quyt bac son.",
    )

    panels = (FieldPanel("product"),)

    class Meta(Orderable.Meta):
        verbose_name = "sản phẩm khuyến mại"
        verbose_name_plural = "sản phẩm khuyến mại"


class PromotionShop(Orderable):
    page = ParentalKey(PromotionPage, on_delete=models.CASCADE, related_name="shops")
    shop = models.ForeignKey(
        Shop,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="gian hàng",
        help_text="Gõ tên không dấu cũng tìm được, ví dụ: vuon quyt.",
    )

    panels = (FieldPanel("shop"),)

    class Meta(Orderable.Meta):
        verbose_name = "gian hàng khuyến mại"
        verbose_name_plural = "gian hàng khuyến mại"
