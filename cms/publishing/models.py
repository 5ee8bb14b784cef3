"""The outbox: every revision of every document, written in the transaction of the change that made it."""

from __future__ import annotations

from django.db import models
from market.catalogue import Kind

KINDS = [
    (Kind.SITE.value, "Trang chủ"),
    (Kind.STORY.value, "Câu chuyện"),
    (Kind.PROMOTION.value, "Khuyến mại"),
    (Kind.SPECIALTY.value, "Đặc sản"),
    (Kind.PAGE.value, "Trang"),
    (Kind.SHOP.value, "Gian hàng"),
    (Kind.PRODUCT.value, "Sản phẩm"),
]


class PublishedDocument(models.Model):
    """One row for each document that ever was, kept for good: its revision only rises, even after a removal.

    The row is locked while a revision is written, which puts the revisions of one document in one order.
    """

    kind = models.CharField("loại", max_length=12, choices=KINDS)
    document_id = models.CharField("mã", max_length=80)
    revision = models.PositiveIntegerField("lần", default=0)
    path = models.CharField("đường dẫn", max_length=300)
    is_removed = models.BooleanField("đã gỡ", default=False)
    # Of everything but the revision: saving what changes nothing for a reader publishes nothing.
    fingerprint = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "document_id"], name="one_row_of_a_document")]
        # The API is asked for a page by its address.
        indexes = [models.Index(fields=["path"], name="document_path")]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"


class OutboxRow(models.Model):
    """One revision on its way out. ``held_until`` and ``held_by`` are the lease of the worker that has it in hand."""

    kind = models.CharField("loại", max_length=12, choices=KINDS)
    document_id = models.CharField("mã", max_length=80)
    revision = models.PositiveIntegerField("lần")
    title = models.CharField("tên", max_length=260)
    path = models.CharField("đường dẫn", max_length=300)
    document = models.TextField("tài liệu")
    created_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    sent_at = models.DateTimeField("lên trang lúc", null=True)
    attempts = models.PositiveIntegerField("số lần thử", default=0)
    next_attempt_at = models.DateTimeField("thử lại lúc", null=True)
    last_error = models.CharField("lý do", max_length=300, default="", blank=True)
    held_by = models.CharField(max_length=40, default="", blank=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lần đăng"
        verbose_name_plural = "đăng lên trang"
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("retry_outboxrow", "Thử đăng lại")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "document_id", "revision"], name="one_row_of_a_revision")
        ]
        indexes = [
            models.Index(fields=["id"], name="outbox_unsent", condition=models.Q(sent_at__isnull=True)),
            models.Index(fields=["sent_at"], name="outbox_sent_at"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_kind_display()}, lần {self.revision})"
