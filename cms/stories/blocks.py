"""What a written page is made of; each kind has its counterpart in :class:`market.catalogue.Block`."""

from __future__ import annotations

from wagtail import blocks

from cms.registry.models.shops import TEXT_FEATURES
from cms.stories import parts
from cms.stories.links import check_link
from cms.stories.worded import LineBlock, PageLinkChooserBlock, ProseBlock, RegistryChooserBlock


class StoryBlocks(blocks.StreamBlock):
    heading = LineBlock(
        label="Đề mục",
        icon="title",
        max_length=120,
        help_text="Một dòng ngắn mở đầu một đoạn, ví dụ: Đất trong hốc đá.",
        error_messages=parts.REQUIRED,
    )
    text = ProseBlock(
        label="Đoạn văn",
        icon="pilcrow",
        features=TEXT_FEATURES,
        help_text="Dán từ Word cũng được, kiểu chữ lạ sẽ tự bỏ. Ví dụ: Năm giờ sáng, sương còn đọng trên lá…",
        error_messages=parts.REQUIRED,
    )
    image = parts.PictureBlock()
    gallery = parts.GalleryBlock()
    quote = parts.QuoteBlock()
    video = parts.VideoBlock()
    product = RegistryChooserBlock(
        "registry.Product",
        label="Sản phẩm",
        icon="tag",
        help_text="Thẻ sản phẩm với giá và tình trạng đang bán; giá đổi thì thẻ đổi theo. Ví dụ: gõ “na chi lang”.",
        error_messages={"required": "Hãy chọn một sản phẩm. Sản phẩm chọn trước đây có thể đã bị xoá."},
    )
    shop = RegistryChooserBlock(
        "registry.Shop",
        label="Gian hàng",
        icon="group",
        help_text="Thẻ gian hàng với tên hộ và xã. Ví dụ: gõ “vuon na”.",
        error_messages={"required": "Hãy chọn một gian hàng. Gian hàng chọn trước đây có thể đã bị xoá."},
    )
    facts = parts.FactsBlock()
    calendar = parts.CalendarBlock()
    map = parts.MapBlock()
    action = parts.ActionBlock()

    class Meta:
        label = "Nội dung"


class PageLinkBlock(blocks.StructBlock):
    label = LineBlock(
        label="Chữ hiện ra",
        max_length=40,
        required=False,
        help_text="Ví dụ: Giới thiệu. Để trống thì lấy tên trang.",
    )
    page = PageLinkChooserBlock(
        label="Trang",
        help_text="Trang đổi địa chỉ thì mục này đổi theo; trang gỡ xuống thì mục này ẩn. Ví dụ: Điều khoản sử dụng.",
        error_messages={"required": "Hãy chọn một trang. Trang chọn trước đây có thể đã bị xoá."},
    )

    class Meta:
        icon = "doc-empty"
        label = "Trang của chợ"


class AddressLinkBlock(blocks.StructBlock):
    label = LineBlock(
        label="Chữ hiện ra", max_length=40, help_text="Ví dụ: Tra cứu đơn.", error_messages=parts.REQUIRED
    )
    href = LineBlock(
        label="Dẫn đến",
        max_length=300,
        validators=[check_link],
        help_text="Ví dụ: /tra-cuu, https://langson.gov.vn hoặc tel:19001234.",
        error_messages=parts.REQUIRED,
    )

    class Meta:
        icon = "link"
        label = "Địa chỉ khác"


class MenuBlocks(blocks.StreamBlock):
    page = PageLinkBlock()
    address = AddressLinkBlock()

    class Meta:
        label = "Mục"
