"""Links to a draft for someone without an account."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

# Without the time of signing: a link looks the same whenever it is shown.
_SIGNER = signing.Signer(salt="cms.preview.shared")


class SharedPreview(models.Model):
    """Whoever has the link sees the newest draft of the page until ``expires_at``, or until an editor takes it back.

    The link is the row's number, signed: it cannot be guessed, and a row that is gone opens nothing."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name="trang")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="người tạo"
    )
    made_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    expires_at = models.DateTimeField("hết hạn lúc")
    as_of = models.DateTimeField("xem như lúc", null=True, blank=True)

    class Meta:
        verbose_name = "liên kết xem trước"
        verbose_name_plural = "liên kết xem trước"
        ordering = ("-made_at", "-pk")

    def get_absolute_url(self) -> str:
        return reverse("shared_preview", args=[_SIGNER.sign_object(self.pk)])

    @classmethod
    def opened_by(cls, token: str, *, now: datetime | None = None) -> SharedPreview | None:
        """The link's row, None for one that was never given out, has expired, or was taken back."""
        try:
            pk = _SIGNER.unsign_object(token)
        except signing.BadSignature:
            return None
        valid = cls.objects.filter(pk=pk, expires_at__gt=now or timezone.now()).select_related("page")
        return valid.first()
