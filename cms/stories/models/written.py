"""What all written pages share, and the two simple ones: stories and plain pages."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.registry.fields import LineField
from cms.registry.models import Photo
from cms.stories.blocks import StoryBlocks
from cms.stories.models.addresses import ShopAddress
from cms.stories.models.found import FoundColumns
from cms.stories.panels import WarningsPanel

NO_ALT = "Ảnh cần một câu mô tả cho người không nhìn thấy."


def title_panel(example: str) -> TitleFieldPanel:
    return TitleFieldPanel("title", placeholder=False, help_text=f"Ngắn và rõ, ví dụ: {example}.")


class WrittenPage(FoundColumns, ShopAddress, Page):
    """A page of words for the shop, whatever it is about."""

    summary = LineField(
        "tóm tắt",
        max_length=240,
        help_text="Một hai câu, hiện trên trang chủ và khi chia sẻ, ví dụ: Tháng Tám, khi rừng hồi thơm nhất, các bà "
        "các chị ở Văn Quan lên đồi từ lúc sương chưa tan.",
    )
    body = StreamField(
        StoryBlocks(required=False),
        verbose_name="nội dung",
        blank=True,
        help_text="Thêm từng phần bằng dấu +, ví dụ: đoạn văn, ảnh, lời nói, thẻ sản phẩm; kéo để đổi chỗ.",
    )

    parent_page_types = ("stories.HomePage", "access.CommuneSection")
    subpage_types = ()
    search_fields = (*Page.search_fields, *ShopAddress.folded_search_fields, index.SearchField("summary"))
    promote_panels = (FoundColumns.address_panel, FoundColumns.found_panel)
    api_fields = (APIField("summary"), APIField("body"))

    class Meta:
        abstract = True

    def refusals(self) -> dict[str, str]:
        """What keeps the page from being saved, a sentence for each field."""
        # Wagtail asks this of pages on one shelf; at the shop's address all shelves meet.
        same = type(self).objects.filter(slug=self.slug, locale_id=self.locale_id).exclude(pk=self.pk)
        taken = {"slug": "Đường dẫn này đã có trang khác dùng. Hãy chọn đường dẫn khác."} if same.exists() else {}
        return {**taken, **self.found_refusals()}

    def clean(self) -> None:
        super().clean()
        if refusals := self.refusals():
            raise ValidationError(refusals)


class IllustratedPage(WrittenPage):
    """A written page with a picture at its head."""

    picture = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ảnh đầu bài",
        help_text="Ảnh ngang là đẹp nhất, ví dụ ảnh người đang hái quả.",
    )
    picture_alt = LineField(
        "mô tả ảnh",
        max_length=200,
        blank=True,
        help_text="Tả ảnh cho người không nhìn thấy, ví dụ: Vườn na xen đá dưới chân núi Chi Lăng.",
    )
    is_sample = models.BooleanField(
        "dữ liệu mẫu", default=False, help_text="Chọn nếu bài chỉ để trình bày; trang sẽ ghi rõ như vậy."
    )

    picture_panel = MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Ảnh đầu bài")
    api_fields = (*WrittenPage.api_fields, APIField("picture"), APIField("picture_alt"))

    class Meta:
        abstract = True

    def refusals(self) -> dict[str, str]:
        without_alt = {"picture_alt": NO_ALT} if self.picture_id and not self.picture_alt else {}
        return {**super().refusals(), **without_alt}


class StoryPage(IllustratedPage):
    author = LineField(
        "người viết", max_length=120, help_text="Tên hiện dưới tiêu đề, ví dụ: Ban biên tập Chợ Xứ Lạng."
    )

    content_panels = (
        WarningsPanel(),
        title_panel("Những người đàn bà hái hồi ở Văn Quan"),
        FieldPanel("summary"),
        FieldPanel("author"),
        IllustratedPage.picture_panel,
        FieldPanel("body"),
        FieldPanel("is_sample"),
    )
    api_fields = (*IllustratedPage.api_fields, APIField("author"))

    class Meta:
        verbose_name = "câu chuyện"
        verbose_name_plural = "câu chuyện"

    @property
    def own_path(self) -> str:
        return f"/cau-chuyen/{self.slug}"


class PlainPage(WrittenPage):
    """About, terms, privacy, how ranking works, complaints: what anybody must be able to read."""

    parent_page_types = ("stories.HomePage",)

    content_panels = (
        WarningsPanel(),
        title_panel("Điều khoản sử dụng"),
        FieldPanel("summary"),
        FieldPanel("body"),
    )

    class Meta:
        verbose_name = "trang thông tin"
        verbose_name_plural = "trang thông tin"

    @property
    def own_path(self) -> str:
        return f"/trang/{self.slug}"
