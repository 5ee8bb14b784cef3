"""The parts a story or promotion is made of; each has its counterpart in :class:`market.catalogue.Block`."""

from __future__ import annotations

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.registry.models.shops import TEXT_FEATURES

REQUIRED = {"required": "Không được để trống phần này."}


class PictureBlock(blocks.StructBlock):
    photo = ImageChooserBlock(label="Ảnh", error_messages=REQUIRED)
    alt = blocks.CharBlock(
        label="Mô tả ảnh",
        max_length=200,
        help_text="Tả ảnh cho người không nhìn thấy, ví dụ: Hai người phụ nữ hái hồi trên sườn đồi.",
        error_messages={"required": "Ảnh trong bài cần một câu mô tả cho người không nhìn thấy."},
    )
    caption = blocks.CharBlock(label="Chú thích", max_length=240, required=False, help_text="Hiện dưới ảnh.")

    class Meta:
        icon = "image"
        label = "Ảnh"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Lời nói", max_length=600, error_messages=REQUIRED)
    attribution = blocks.CharBlock(
        label="Ai nói", max_length=120, required=False, help_text="Ví dụ: bà Hoàng Thị Mến, xã Văn Quan."
    )

    class Meta:
        icon = "openquote"
        label = "Trích lời"


class StoryBlocks(blocks.StreamBlock):
    heading = blocks.CharBlock(label="Đề mục", icon="title", max_length=120, error_messages=REQUIRED)
    text = blocks.RichTextBlock(label="Đoạn văn", icon="pilcrow", features=TEXT_FEATURES, error_messages=REQUIRED)
    image = PictureBlock()
    quote = QuoteBlock()
    product = SnippetChooserBlock(
        "registry.Product",
        label="Sản phẩm",
        icon="tag",
        help_text="Thẻ sản phẩm với giá đang bán; giá đổi thì thẻ đổi theo.",
        error_messages=REQUIRED,
    )

    class Meta:
        label = "Nội dung"
