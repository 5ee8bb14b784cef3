"""What every page of the shop carries: whom to call, who answers for it, the menus and the banner."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from cms.changes import Announced
from cms.registry.fields import LineField
from cms.stories.blocks import MenuBlocks
from cms.stories.links import check_link

MAX_MENU = 6
MAX_FOOTER = 12


@register_setting(icon="cog")
class SiteSettings(Announced, BaseSiteSetting):
    """What the law and the shopper want to find on every page."""

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
        help_text="Số Zalo của chợ, hoặc địa chỉ, ví dụ: https://zalo.me/0912345678.",
    )
    legal_lines = models.TextField(
        "thông tin đơn vị vận hành",
        blank=True,
        help_text="Mỗi dòng một ý: tên đơn vị, địa chỉ, mã số thuế (ngày cấp, nơi cấp), người đại diện, thư điện tử, "
        "ví dụ: Mã số thuế 4900xxxxxx, Sở Tài chính tỉnh Lạng Sơn cấp ngày 1/8/2026.",
    )
    menu = StreamField(
        MenuBlocks(required=False, max_num=MAX_MENU),
        verbose_name="thực đơn đầu trang",
        blank=True,
        help_text=f"Tối đa {MAX_MENU} mục, ví dụ: Đặc sản, Khuyến mại, Tra cứu đơn; kéo để đổi chỗ.",
    )
    footer = StreamField(
        MenuBlocks(required=False, max_num=MAX_FOOTER),
        verbose_name="thực đơn chân trang",
        blank=True,
        help_text=f"Tối đa {MAX_FOOTER} mục, ví dụ: Giới thiệu, Điều khoản, Quyền riêng tư, Khiếu nại.",
    )
    banner_text = LineField(
        "dòng thông báo",
        max_length=140,
        blank=True,
        help_text="Một câu trên đầu mọi trang, ví dụ: Chợ Tết Xứ Lạng mở từ 8 giờ ngày 15/1. Để trống thì không hiện.",
    )
    banner_link = models.CharField(
        "dẫn đến",
        max_length=300,
        blank=True,
        validators=[check_link],
        help_text="Chạm vào dòng thông báo thì đến đâu, ví dụ: /khuyen-mai/cho-tet-xu-lang. Không bắt buộc.",
    )
    banner_starts_at = models.DateTimeField(
        "hiện từ", null=True, blank=True, help_text="Ví dụ: 15/01/2027 08:00. Để trống thì hiện ngay."
    )
    banner_ends_at = models.DateTimeField(
        "đến", null=True, blank=True, help_text="Ví dụ: 05/02/2027 22:00. Để trống thì hiện đến khi xoá câu trên."
    )

    panels = (
        MultiFieldPanel(
            [
                FieldPanel("banner_text"),
                FieldPanel("banner_link"),
                FieldRowPanel([FieldPanel("banner_starts_at"), FieldPanel("banner_ends_at")]),
            ],
            heading="Thông báo đầu trang",
        ),
        FieldPanel("menu"),
        FieldPanel("footer"),
        MultiFieldPanel([FieldPanel("hotline"), FieldPanel("zalo"), FieldPanel("legal_lines")], heading="Liên hệ"),
    )

    class Meta:
        verbose_name = "thông tin chung của chợ"

    def clean(self) -> None:
        super().clean()
        refusals = {}
        if self.banner_starts_at and self.banner_ends_at and self.banner_ends_at <= self.banner_starts_at:
            refusals["banner_ends_at"] = "Thời điểm kết thúc phải sau thời điểm bắt đầu."
        if not self.banner_text and (self.banner_link or self.banner_starts_at or self.banner_ends_at):
            refusals["banner_text"] = "Hãy viết câu thông báo, hoặc để trống cả các ô bên dưới."
        if refusals:
            raise ValidationError(refusals)
