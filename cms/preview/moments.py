"""The moments at which a page can be looked at before they come: a campaign's start and end, next week, next month."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

NOW = ""
NEXT_WEEK, NEXT_MONTH = "7-ngay-nua", "dau-thang-sau"
STARTED, ENDED = "da-bat-dau", "da-ket-thuc"
_ALWAYS = [(NOW, "Bây giờ"), (NEXT_WEEK, "7 ngày nữa"), (NEXT_MONTH, "Đầu tháng sau")]
_OF_CAMPAIGNS = [(STARTED, "Khi chương trình bắt đầu"), (ENDED, "Khi chương trình kết thúc")]


def modes_of(page: Any) -> list[tuple[str, str]]:
    """What the preview panel offers to choose from."""
    return [*_ALWAYS, *(_OF_CAMPAIGNS if hasattr(page, "starts_at") else [])]


def moment_of(page: Any, mode: str) -> datetime | None:
    """The moment that a mode stands for; None for now, which is also what a campaign without that time gets."""
    now = timezone.localtime()
    if mode == NEXT_WEEK:
        return now + timedelta(days=7)
    if mode == NEXT_MONTH:
        return (now.replace(day=1, hour=8, minute=0, second=0, microsecond=0) + timedelta(days=32)).replace(day=1)
    moment = {STARTED: getattr(page, "starts_at", None), ENDED: getattr(page, "ends_at", None)}.get(mode)
    # What has come already is shown as of now: it is the page that readers have.
    return moment if moment and moment > now else None
