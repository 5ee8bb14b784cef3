"""The home page and the lines that every page of the shop carries."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Page

from cms.changes import Announced
from cms.registry.fields import LineField
from cms.registry.models import Photo, Product
from cms.stories.models.addresses import ShopAddress


class HomePage(ShopAddress, Page):
    tagline = LineField("câu giới thiệu", max_length=160, help_text="Một câu dưới tên chợ.", default="", blank=True)
    picture = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ảnh đầu trang"
    )
    picture_alt = LineField("mô tả ảnh", max_length=200, blank=True, help_text="Tả ảnh cho người không nhìn thấy.")

    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("stories.StoryPage", "stories.PromotionPage", "access.CommuneSection")
    max_count = 1

    content_panels = (
        *Page.content_panels,
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
    api_fields = (APIField("tagline"),)

    class Meta:
        verbose_name = "trang chủ"
        verbose_name_plural = "trang chủ"

    search_fields = (*Page.search_fields, *ShopAddress.folded_search_fields)

    @property
    def public_path(self) -> str:
        return "/"

    def clean(self) -> None:
        super().clean()
        if self.picture_id and not self.picture_alt:
            raise ValidationError({"picture_alt": "Ảnh cần một câu mô tả cho người không nhìn thấy."})


class HomeProduct(Orderable):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name="sản phẩm")

    panels = (FieldPanel("product"),)


@register_setting(icon="cog")
class SiteSettings(Announced, BaseSiteSetting):
    """What the law and the shopper want to find on every page: whom to call and who answers for it."""

    hotline = models.CharField(
        "đường dây nóng",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9+][0-9 .]{3,18}$", "Số điện thoại chỉ gồm chữ số, ví dụ 1900 565 657.")],
        help_text="Hiện trên mọi trang, ví dụ 1900 565 657.",
    )
    zalo = models.CharField(
        "Zalo",
        max_length=100,
        blank=True,
        validators=[RegexValidator(r"^(https://zalo\.me/)?[0-9]{6,20}$", "Ghi số Zalo hoặc địa chỉ https://zalo.me/…")],
        help_text="Số Zalo của chợ, hoặc địa chỉ https://zalo.me/…",
    )
    legal_lines = models.TextField(
        "thông tin đơn vị vận hành",
        blank=True,
        help_text="Mỗi dòng một ý: tên đơn vị, địa chỉ, mã số thuế, người đại diện, thư điện tử.",
    )

    panels = (FieldPanel("hotline"), FieldPanel("zalo"), FieldPanel("legal_lines"))

    class Meta:
        verbose_name = "thông tin chung của chợ"
