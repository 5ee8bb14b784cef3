"""What is claimed of goods and what proves it: of one product, or of a whole specialty."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents.models import Document
from wagtail.models import Orderable

from cms.registry.fields import LineField


class Evidence(Orderable):
    """A claim and the evidence for it. It is published only once somebody has checked the evidence."""

    KINDS = [
        ("ocop", "OCOP (sao)"),
        ("gi", "Chỉ dẫn địa lý"),
        ("vietgap", "VietGAP"),
        ("mark", "Nhãn hiệu tập thể, nhãn hiệu chứng nhận"),
    ]

    kind = models.CharField(
        "loại", max_length=10, choices=KINDS, help_text="Ví dụ: Chỉ dẫn địa lý cho hoa hồi, OCOP cho sản phẩm có sao."
    )
    label = LineField("chữ hiện ra", max_length=80, help_text="Ví dụ: OCOP 4 sao.")
    number = LineField(
        "số văn bản", max_length=80, help_text="Số quyết định hoặc số giấy chứng nhận, ví dụ: 2865/QĐ-UBND."
    )
    issuer = LineField("nơi cấp", max_length=120, help_text="Ví dụ: Cục Sở hữu trí tuệ, UBND tỉnh Lạng Sơn.")
    valid_from = models.DateField("có hiệu lực từ", help_text="Ngày ghi trên giấy, ví dụ: 31/12/2025.")
    valid_until = models.DateField(
        "đến hết ngày",
        null=True,
        blank=True,
        help_text="Sau ngày này chứng nhận tự ẩn, ví dụ OCOP có hạn 36 tháng. Để trống nếu không có hạn.",
    )
    file = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bản chụp giấy",
        help_text="Tệp PDF hoặc ảnh chụp, ví dụ: giấy chứng nhận OCOP bản quét; người mua xem được.",
    )
    checked_by = LineField(
        "người kiểm tra",
        max_length=120,
        blank=True,
        help_text="Ai đã xem giấy gốc, ví dụ: Nông Thị Hà, Trung tâm Xúc tiến. Để trống thì chưa hiện ra ngoài.",
    )
    checked_at = models.DateField(
        "ngày kiểm tra", null=True, blank=True, help_text="Ngày xem giấy gốc, ví dụ: 2/11/2026."
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("label")]),
        FieldRowPanel([FieldPanel("number"), FieldPanel("issuer")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        FieldPanel("file"),
        FieldRowPanel([FieldPanel("checked_by"), FieldPanel("checked_at")]),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.label} ({self.number})"

    @property
    def is_checked(self) -> bool:
        return bool(self.checked_by and self.checked_at)

    def clean(self) -> None:
        super().clean()
        if self.valid_until and self.valid_from and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": "Ngày hết hạn phải sau ngày có hiệu lực."})
        if bool(self.checked_by) != bool(self.checked_at):
            raise ValidationError({"checked_at": "Ghi cả người kiểm tra và ngày kiểm tra, hoặc để trống cả hai."})
