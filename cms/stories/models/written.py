"""Stories and promotions."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.registry.fields import LineField
from cms.registry.models import Photo, Product
from cms.stories.blocks import StoryBlocks
from cms.stories.models.addresses import ShopAddress
from cms.stories.models.vouchers import VoucherColumns

# What fits on one phone screen; longer rules are terms, and belong in the text.
MAX_RULES = 5


class WrittenPage(ShopAddress, Page):
    """What stories and promotions share."""

    summary = LineField("tóm tắt", max_length=240, help_text="Một hai câu, hiện trên trang chủ và khi chia sẻ.")
    picture = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ảnh đầu bài"
    )
    picture_alt = LineField("mô tả ảnh", max_length=200, blank=True, help_text="Tả ảnh cho người không nhìn thấy.")
    body = StreamField(StoryBlocks(required=False), verbose_name="nội dung", blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False, help_text="Bài chỉ để trình bày.")

    parent_page_types = ("stories.HomePage", "access.CommuneSection")
    subpage_types = ()
    search_fields = (*Page.search_fields, *ShopAddress.folded_search_fields, index.SearchField("summary"))
    picture_panel = MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Ảnh đầu bài")

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.picture_id and not self.picture_alt:
            raise ValidationError({"picture_alt": "Ảnh cần một câu mô tả cho người không nhìn thấy."})


class StoryPage(WrittenPage):
    author = LineField("người viết", max_length=120, help_text="Tên hiện dưới tiêu đề.")

    content_panels = (
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("author"),
        WrittenPage.picture_panel,
        FieldPanel("body"),
        FieldPanel("is_sample"),
    )
    api_fields = (
        APIField("summary"),
        APIField("author"),
        APIField("picture"),
        APIField("picture_alt"),
        APIField("body"),
    )

    class Meta:
        verbose_name = "câu chuyện"
        verbose_name_plural = "câu chuyện"

    @property
    def public_path(self) -> str:
        return f"/cau-chuyen/{self.slug}"


class PromotionPage(VoucherColumns, WrittenPage):
    """A promotion of the province: it runs from ``starts_at`` until ``ends_at``, to the minute."""

    starts_at = models.DateTimeField("bắt đầu", help_text="Ngày và giờ bắt đầu, giờ Việt Nam.")
    ends_at = models.DateTimeField("kết thúc", help_text="Sau giờ này trang vẫn còn, ghi “Đã kết thúc”.")
    organiser = LineField("đơn vị tổ chức", max_length=160, help_text="Ví dụ: Sở Công Thương tỉnh Lạng Sơn.")
    rules = models.TextField(
        "thể lệ", blank=True, help_text="Mỗi dòng một điều, tối đa năm dòng, viết như nói với người mua."
    )

    content_panels = (
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading="Thời gian"),
        FieldPanel("organiser"),
        FieldPanel("rules"),
        InlinePanel("products", heading="Sản phẩm trong chương trình", label="sản phẩm", max_num=40),
        VoucherColumns.voucher_panel,
        WrittenPage.picture_panel,
        FieldPanel("body"),
        FieldPanel("is_sample"),
    )
    api_fields = (
        APIField("summary"),
        APIField("starts_at"),
        APIField("ends_at"),
        APIField("organiser"),
        APIField("rules"),
        APIField("picture"),
        APIField("picture_alt"),
        APIField("body"),
    )

    class Meta:
        verbose_name = "chương trình khuyến mại"
        verbose_name_plural = "chương trình khuyến mại"

    @property
    def public_path(self) -> str:
        return f"/khuyen-mai/{self.slug}"

    def clean(self) -> None:
        super().clean()
        refusals = self.voucher_refusals()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            refusals["ends_at"] = "Thời điểm kết thúc phải sau thời điểm bắt đầu."
        if len([line for line in self.rules.splitlines() if line.strip()]) > MAX_RULES:
            refusals["rules"] = f"Thể lệ tối đa {MAX_RULES} dòng; chi tiết hơn thì viết vào nội dung."
        if refusals:
            raise ValidationError(refusals)


class PromotionProduct(Orderable):
    page = ParentalKey(PromotionPage, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name="sản phẩm")

    panels = (FieldPanel("product"),)
