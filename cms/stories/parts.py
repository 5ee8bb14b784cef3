"""The parts with more than one field that written pages are made of, each with its sentence for whoever fills it in."""

from __future__ import annotations

from market.places import LANG_SON, communes_of
from wagtail import blocks

from cms.registry.fields import MonthsField
from cms.stories.links import check_link, check_video
from cms.stories.worded import LineBlock, ParagraphBlock, PhotoChooserBlock, TickedBlock

REQUIRED = {"required": "Không được để trống phần này."}
NO_ALT = {"required": "Ảnh trong bài cần một câu mô tả cho người không nhìn thấy."}
NO_PHOTO = {"required": "Hãy chọn ảnh. Ảnh chọn trước đây có thể đã bị xoá."}
ALT_HELP = "Tả ảnh cho người không nhìn thấy, ví dụ: Hai người phụ nữ hái hồi trên sườn đồi."


def commune_choices() -> list[tuple[str, str]]:
    return [(commune.code, commune.name) for commune in communes_of(LANG_SON)]


class PhotoBlock(blocks.StructBlock):
    photo = PhotoChooserBlock(
        label="Ảnh",
        help_text="Chọn ảnh đã tải lên hoặc tải ảnh mới, ví dụ ảnh vườn quýt. Điểm quan trọng nhất của ảnh (để khi cắt "
        "không mất) chọn ở trang sửa ảnh, mục “Vùng trọng tâm”.",
        error_messages=NO_PHOTO,
    )
    alt = LineBlock(label="Mô tả ảnh", max_length=200, help_text=ALT_HELP, error_messages=NO_ALT)

    class Meta:
        icon = "image"
        label = "Ảnh"


class PictureBlock(PhotoBlock):
    caption = LineBlock(
        label="Chú thích",
        max_length=240,
        required=False,
        help_text="Hiện dưới ảnh, ví dụ: Rừng hồi Văn Quan, tháng 8/2026.",
    )


class GalleryBlock(blocks.StructBlock):
    caption = LineBlock(
        label="Chú thích chung",
        max_length=240,
        required=False,
        help_text="Hiện dưới cả bộ ảnh, ví dụ: Một ngày hái quýt ở Bắc Sơn.",
    )
    pictures = blocks.ListBlock(
        PhotoBlock(), label="Ảnh", min_num=2, max_num=12, help_text="Từ hai đến mười hai ảnh, ví dụ bốn ảnh một mùa vụ."
    )

    class Meta:
        icon = "image"
        label = "Bộ ảnh"


class QuoteBlock(blocks.StructBlock):
    text = ParagraphBlock(
        label="Lời nói",
        max_length=600,
        help_text="Không cần dấu ngoặc kép, ví dụ: Tay bứt quả thì mắt phải nhìn nụ.",
        error_messages=REQUIRED,
    )
    attribution = LineBlock(
        label="Ai nói", max_length=120, required=False, help_text="Ví dụ: bà Hoàng Thị Mến, xã Văn Quan."
    )

    class Meta:
        icon = "openquote"
        label = "Trích lời"


class VideoBlock(blocks.StructBlock):
    """Until the reader taps the poster, nothing is asked of anybody else's host."""

    title = LineBlock(
        label="Tên video", max_length=120, help_text="Ví dụ: Một buổi sáng hái hồi.", error_messages=REQUIRED
    )
    href = LineBlock(
        label="Địa chỉ video",
        max_length=300,
        validators=[check_video],
        help_text="Dán địa chỉ từ YouTube hoặc Vimeo, ví dụ: https://www.youtube.com/watch?v=… Hoặc tệp .mp4 trên chợ.",
        error_messages=REQUIRED,
    )
    poster = PhotoChooserBlock(
        label="Ảnh bìa",
        help_text="Người đọc thấy ảnh này trước, chạm vào mới tải video; ví dụ một cảnh trong video.",
        error_messages={"required": "Video cần một ảnh bìa."},
    )
    alt = LineBlock(label="Mô tả ảnh bìa", max_length=200, help_text=ALT_HELP, error_messages=NO_ALT)

    class Meta:
        icon = "media"
        label = "Video"


class FactBlock(blocks.StructBlock):
    label = LineBlock(label="Mục", max_length=60, help_text="Ví dụ: Diện tích.", error_messages=REQUIRED)
    value = LineBlock(
        label="Nội dung", max_length=240, help_text="Ví dụ: khoảng 4.900 ha (2025).", error_messages=REQUIRED
    )

    class Meta:
        icon = "list-ul"
        label = "Dòng"


class FactsBlock(blocks.StructBlock):
    caption = LineBlock(
        label="Tên bảng", max_length=160, help_text="Ví dụ: Na Chi Lăng qua các con số.", error_messages=REQUIRED
    )
    rows = blocks.ListBlock(
        FactBlock(),
        label="Các dòng",
        min_num=1,
        max_num=20,
        help_text="Mỗi dòng một điều, ví dụ: Diện tích, Sản lượng.",
    )

    class Meta:
        icon = "table"
        label = "Bảng thông tin"


class SeasonBlock(blocks.StructBlock):
    label = LineBlock(
        label="Mùa nào", max_length=80, help_text="Ví dụ: Vụ chính, hoặc: Na dai.", error_messages=REQUIRED
    )
    months = TickedBlock(
        label="Các tháng",
        choices=[(str(month), name) for month, name in MonthsField.CHOICES],
        help_text="Chọn mọi tháng có hàng, ví dụ: tháng 11, 12 và 1 cho quýt Bắc Sơn.",
        error_messages={"required": "Hãy chọn ít nhất một tháng."},
    )

    class Meta:
        icon = "date"
        label = "Mùa"


class SeasonsBlock(blocks.StreamBlock):
    """The rows of a specialty's calendar."""

    season = SeasonBlock()


class CalendarBlock(blocks.StructBlock):
    caption = LineBlock(
        label="Tên lịch", max_length=160, help_text="Ví dụ: Mùa nào thức nấy ở Văn Quan.", error_messages=REQUIRED
    )
    seasons = blocks.ListBlock(
        SeasonBlock(), label="Các mùa", min_num=1, max_num=12, help_text="Mỗi dòng một thứ, ví dụ: Hồi vụ chính."
    )

    class Meta:
        icon = "calendar-alt"
        label = "Lịch mùa vụ"


class MapBlock(blocks.StructBlock):
    caption = LineBlock(
        label="Tên bản đồ", max_length=160, help_text="Ví dụ: Các xã trồng na.", error_messages=REQUIRED
    )
    communes = TickedBlock(
        label="Xã, phường",
        choices=commune_choices,
        help_text="Tên xã, phường từ ngày 1/7/2025, ví dụ: Xã Chi Lăng.",
        error_messages={"required": "Hãy chọn ít nhất một xã, phường."},
    )

    class Meta:
        icon = "site"
        label = "Bản đồ xã"


class ActionBlock(blocks.StructBlock):
    text = LineBlock(
        label="Chữ trên nút", max_length=60, help_text="Ví dụ: Xem quýt đang bán.", error_messages=REQUIRED
    )
    href = LineBlock(
        label="Dẫn đến",
        max_length=300,
        validators=[check_link],
        help_text="Ví dụ: /dac-san/quyt-bac-son, https://langson.gov.vn hoặc tel:19001234.",
        error_messages=REQUIRED,
    )

    class Meta:
        icon = "link"
        label = "Nút bấm"
