"""Specialties of the province: na Chi Lăng, quýt Bắc Sơn, hoa hồi and what is known of them."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from cms.registry.fields import FoldedField, LineField
from cms.registry.models import Commune, Evidence, Product
from cms.registry.models.shops import TEXT_FEATURES
from cms.registry.widgets import CommuneCheckboxes
from cms.stories.models.written import IllustratedPage, title_panel
from cms.stories.panels import WarningsPanel
from cms.stories.parts import SeasonsBlock

MAX_CHOSEN = 12
MAX_SEASONS = 8


class SpecialtyPage(IllustratedPage):
    """Its goods are those chosen here, then the newest whose “đặc sản” is ``goods_name``, marks and capitals apart."""

    goods_name = LineField(
        "nhóm đặc sản",
        max_length=80,
        help_text="Đúng như ghi ở ô “đặc sản” của sản phẩm, ví dụ: Na Chi Lăng. Sản phẩm mới của nhóm tự hiện trên "
        "trang này.",
    )
    folded_goods_name = FoldedField(max_length=80, of="goods_name", db_index=True)
    seasons = StreamField(
        SeasonsBlock(required=False, max_num=MAX_SEASONS),
        verbose_name="lịch mùa vụ",
        blank=True,
        help_text="Mỗi dòng một thứ, ví dụ: Na dai, tháng 8 đến tháng 10.",
    )
    communes = ParentalManyToManyField(
        Commune,
        blank=True,
        related_name="+",
        verbose_name="trồng ở đâu",
        help_text="Các xã, phường có vùng trồng, ví dụ: Xã Chi Lăng; hiện thành bản đồ.",
    )
    choosing = RichTextField(
        "cách chọn",
        blank=True,
        features=TEXT_FEATURES,
        help_text="Viết như nói với người đi chợ, ví dụ: Quả mở gai đều, kẽ gai trắng hồng là vừa ăn.",
    )
    keeping = RichTextField(
        "cách giữ",
        blank=True,
        features=TEXT_FEATURES,
        help_text="Giữ ở đâu, được bao lâu, ví dụ: Quả ương để ngoài hai ba hôm; không cất tủ lạnh khi chưa chín.",
    )
    sources = models.TextField(
        "nguồn",
        blank=True,
        help_text="Mỗi dòng một nguồn của con số đã viết, ví dụ: Diện tích năm 2025, theo Báo Lạng Sơn, 30/9/2025.",
    )

    parent_page_types = ("stories.HomePage",)
    # Goods are Vietnamese: their group is found by its Vietnamese name on every page.
    override_translatable_fields = (SynchronizedField("goods_name", overridable=False),)
    content_panels = (
        WarningsPanel(),
        title_panel("Na Chi Lăng"),
        FieldPanel("summary"),
        IllustratedPage.picture_panel,
        FieldPanel("seasons"),
        FieldPanel("communes", widget=CommuneCheckboxes),
        MultiFieldPanel(
            [
                HelpPanel("<p>Chứng nhận chỉ hiện ra ngoài khi đã ghi người và ngày kiểm tra, và còn hạn.</p>"),
                InlinePanel("badges", label="chứng nhận", max_num=6),
            ],
            heading="Bảo hộ và chứng nhận",
        ),
        FieldPanel("choosing"),
        FieldPanel("keeping"),
        MultiFieldPanel(
            [
                FieldPanel("goods_name"),
                HelpPanel("<p>Sản phẩm chọn ở đây đứng đầu, sau đó là sản phẩm mới nhất của nhóm.</p>"),
                InlinePanel("products", label="sản phẩm", max_num=MAX_CHOSEN),
            ],
            heading="Sản phẩm trên trang",
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        FieldPanel("is_sample"),
    )
    api_fields = (
        *IllustratedPage.api_fields,
        APIField("goods_name"),
        APIField("seasons"),
        APIField("choosing"),
        APIField("keeping"),
        APIField("sources"),
    )

    class Meta:
        verbose_name = "đặc sản"
        verbose_name_plural = "đặc sản"

    @property
    def own_path(self) -> str:
        return f"/dac-san/{self.slug}"


class SpecialtyProduct(Orderable):
    page = ParentalKey(SpecialtyPage, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="sản phẩm",
        help_text="Gõ tên không dấu cũng tìm được, ví dụ: na chi lang.",
    )

    panels = (FieldPanel("product"),)

    class Meta(Orderable.Meta):
        verbose_name = "sản phẩm của đặc sản"
        verbose_name_plural = "sản phẩm của đặc sản"


class SpecialtyBadge(Evidence):
    page = ParentalKey(SpecialtyPage, on_delete=models.CASCADE, related_name="badges")

    class Meta(Orderable.Meta):
        verbose_name = "chứng nhận của đặc sản"
        verbose_name_plural = "chứng nhận của đặc sản"
