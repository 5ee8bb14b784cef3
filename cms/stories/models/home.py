"""The home page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable, Page

from cms.registry.fields import LineField
from cms.registry.models import Photo, Product
from cms.stories.models.addresses import ShopAddress
from cms.stories.models.found import FoundColumns
from cms.stories.models.written import NO_ALT, title_panel
from cms.stories.panels import WarningsPanel


class HomePage(FoundColumns, ShopAddress, Page):
    tagline = LineField(
        "câu giới thiệu",
        max_length=160,
        default="",
        blank=True,
        help_text="Một câu dưới tên chợ, ví dụ: Nông sản thật của hộ nông dân Lạng Sơn, bưu tá lấy tận vườn.",
    )
    picture = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ảnh đầu trang",
        help_text="Ảnh ngang, ví dụ nhà sàn dưới núi đá, trước nhà bày na, quýt.",
    )
    picture_alt = LineField(
        "mô tả ảnh",
        max_length=200,
        blank=True,
        help_text="Tả ảnh cho người không nhìn thấy, ví dụ: Nhà sàn dưới núi đá, trước nhà bày na, quýt và hoa hồi.",
    )

    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("stories.StoryPage", "stories.PromotionPage", "access.CommuneSection")
    max_count = 1

    content_panels = (
        WarningsPanel(),
        title_panel("Chợ Xứ Lạng"),
        FieldPanel("tagline"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Ảnh đầu trang"),
        MultiFieldPanel(
            [
                HelpPanel("<p>Các sản phẩm này đứng đầu; phần còn lại là sản phẩm mới nhất đang bán.</p>"),
                InlinePanel("products", label="sản phẩm", max_num=24),
            ],
            heading="Sản phẩm trên trang chủ",
        ),
    )
    promote_panels = (FoundColumns.address_panel, FoundColumns.found_panel)
    api_fields = (APIField("tagline"),)

    class Meta:
        verbose_name = "trang chủ"
        verbose_name_plural = "trang chủ"

    search_fields = (*Page.search_fields, *ShopAddress.folded_search_fields)

    @property
    def own_path(self) -> str:
        return "/"

    def clean(self) -> None:
        super().clean()
        refusals = self.found_refusals()
        if self.picture_id and not self.picture_alt:
            refusals["picture_alt"] = NO_ALT
        if refusals:
            raise ValidationError(refusals)


class HomeProduct(Orderable):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="sản phẩm",
        help_text="Gõ tên không dấu cũng tìm được, ví dụ: hoa hoi kho.",
    )

    panels = (FieldPanel("product"),)

    class Meta(Orderable.Meta):
        verbose_name = "sản phẩm trên trang chủ"
        verbose_name_plural = "sản phẩm trên trang chủ"
