"""What search engines and link previews are told, where it is not the page's own title, summary and picture."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets.slug import SlugInput

from cms.registry.models import Photo

# What the large search engines show of a title and a description before they cut them.
LONGEST_TITLE = 60
SHORTEST_DESCRIPTION = 50
LONGEST_DESCRIPTION = 160


class FoundColumns(models.Model):
    """Wagtail's own columns for title and description, and a picture of ours."""

    share_picture = models.ForeignKey(
        Photo,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ảnh khi chia sẻ",
        help_text="Hiện khi gửi đường dẫn qua Zalo, Facebook; ảnh ngang, ví dụ 1.200 × 630. Để trống thì dùng ảnh đầu "
        "trang.",
    )

    address_panel = MultiFieldPanel(
        [
            FieldPanel(
                "slug",
                widget=SlugInput,
                heading="Đường dẫn",
                help_text="Phần cuối của địa chỉ trang, ví dụ na-chi-lang. Để trống thì lấy từ tiêu đề. Đổi đường dẫn "
                "thì địa chỉ cũ tự dẫn sang địa chỉ mới.",
            )
        ],
        heading="Địa chỉ trang",
    )
    found_panel = MultiFieldPanel(
        [
            FieldPanel(
                "seo_title",
                heading="Tiêu đề khi tìm thấy",
                help_text=f"Tối đa {LONGEST_TITLE} chữ, ví dụ: Na Chi Lăng: mùa nào ngon, mua ở đâu. Để trống thì dùng "
                "tiêu đề trang.",
            ),
            FieldPanel(
                "search_description",
                heading="Mô tả khi tìm thấy",
                help_text=f"Từ {SHORTEST_DESCRIPTION} đến {LONGEST_DESCRIPTION} chữ, ví dụ: Na dai trên núi đá Chi "
                "Lăng, hái tháng 8 đến tháng 10, gửi tận nhà ở miền Bắc. Để trống thì dùng tóm tắt.",
            ),
            FieldPanel("share_picture"),
        ],
        heading="Máy tìm kiếm và chia sẻ",
    )

    class Meta:
        abstract = True

    def found_refusals(self) -> dict[str, str]:
        """What is wrong with the lengths, by column; empty ones are fine."""
        refusals = {}
        title, description = len(self.seo_title or ""), len(self.search_description or "")
        if title > LONGEST_TITLE:
            refusals["seo_title"] = f"Dài {title} chữ; máy tìm kiếm chỉ hiện {LONGEST_TITLE}. Hãy viết ngắn lại."
        if description > LONGEST_DESCRIPTION:
            refusals["search_description"] = (
                f"Dài {description} chữ; máy tìm kiếm chỉ hiện {LONGEST_DESCRIPTION}. Hãy viết ngắn lại."
            )
        elif 0 < description < SHORTEST_DESCRIPTION:
            refusals["search_description"] = (
                f"Mới có {description} chữ; nên từ {SHORTEST_DESCRIPTION}, hoặc để trống để dùng tóm tắt."
            )
        return refusals
