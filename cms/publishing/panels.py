"""The editor's first screen: my drafts, what waits for me, what comes and goes soon, what failed and what went up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from cms.publishing.schedule import LATE, overdue
from cms.publishing.standing import may_retry, public_url, rows_for
from cms.stories.models import PromotionPage

REPORT = "outbox_report"
SHOWN = 6
SOON = timedelta(days=14)


class DraftsPanel(Component):
    """Pages that I wrote on last, or made, and that readers do not have as they are now."""

    name = "my_drafts"
    order = 110
    template_name = "publishing/drafts_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        mine = Q(latest_revision__user=user) | Q(owner=user, latest_revision__isnull=True)
        editable = page_permission_policy.instances_user_has_permission_for(user, "change")
        drafts = editable.filter(mine, Q(has_unpublished_changes=True) | Q(live=False))
        return {"drafts": drafts.order_by("-latest_revision_created_at", "-pk")[:SHOWN]}


class ComingPanel(Component):
    """What goes live or comes down within two weeks, promotions included, soonest first."""

    name = "coming"
    order = 115
    template_name = "publishing/coming_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        now = timezone.now()
        editable = page_permission_policy.instances_user_has_permission_for(parent_context["request"].user, "change")
        coming = [*_going_live(now, editable), *_coming_down(now, editable), *_promotions(now, editable)]
        return {"coming": sorted(coming, key=lambda event: event["at"])[: 2 * SHOWN]}


def _event(page: Page, what: str, at: datetime) -> dict[str, Any]:
    return {"page": page, "what": what, "at": at, "url": reverse("wagtailadmin_pages:edit", args=[page.pk])}


def _numbers(pages: Any) -> Any:
    """Their keys as revisions name them; asked by the database of itself, however many pages there are."""
    return pages.order_by().annotate(number=Cast("pk", CharField())).values("number")


def _going_live(now: datetime, editable: Any) -> list[dict[str, Any]]:
    scheduled = Revision.page_revisions.filter(approved_go_live_at__gt=now, approved_go_live_at__lte=now + SOON)
    scheduled = scheduled.filter(object_id__in=_numbers(editable)).order_by("approved_go_live_at")[:SHOWN]
    return [_event(row.content_object, "lên trang", row.approved_go_live_at) for row in scheduled]


def _coming_down(now: datetime, editable: Any) -> list[dict[str, Any]]:
    pages = editable.filter(live=True, expire_at__gt=now, expire_at__lte=now + SOON).order_by("expire_at")[:SHOWN]
    return [_event(page, "hết hạn, tự gỡ xuống", page.expire_at) for page in pages]


def _promotions(now: datetime, editable: Any) -> list[dict[str, Any]]:
    """Promotions run by the functions' clock: they begin and end with the CMS switched off."""
    promotions = PromotionPage.objects.live().filter(pk__in=editable.values("pk"))
    begins = promotions.filter(starts_at__gt=now, starts_at__lte=now + SOON).order_by("starts_at")[:SHOWN]
    ends = promotions.filter(ends_at__gt=now, ends_at__lte=now + SOON).order_by("ends_at")[:SHOWN]
    return [_event(page, "bắt đầu khuyến mại", page.starts_at) for page in begins] + [
        _event(page, "kết thúc khuyến mại", page.ends_at) for page in ends
    ]


class FailedPanel(Component):
    """Publications that do not go through, each with its reason and a button; and pages that missed their hour."""

    name = "failed"
    order = 105
    template_name = "publishing/failed_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        failed = rows_for(user).filter(sent_at__isnull=True).exclude(last_error="").order_by("pk")
        rows = list(failed[:SHOWN])
        for row in rows:
            row.retry_url = reverse("outbox_retry", args=[row.pk]) if may_retry(user, row.pk) else ""
        editable = page_permission_policy.instances_user_has_permission_for(user, "change")
        late = overdue(timezone.now() - LATE).filter(object_id__in=_numbers(editable))[:SHOWN]
        return {
            "rows": rows,
            "count": failed.count(),
            "late": [_event(row.content_object, "", row.approved_go_live_at) for row in late],
            "report_url": f"{reverse(REPORT)}?trang_thai=loi",
            "csrf_token": parent_context.get("csrf_token", ""),
        }


class OutboxPanel(Component):
    """What went out last."""

    name = "outbox"
    order = 120
    template_name = "publishing/home_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows = rows_for(parent_context["request"].user)
        latest = list(rows.filter(sent_at__isnull=False).order_by("-sent_at")[:5])
        for row in latest:
            row.href = public_url(row)
        waiting = rows.filter(sent_at__isnull=True).count()
        return {"waiting_count": waiting, "latest": latest, "report_url": reverse(REPORT)}


PANELS = (FailedPanel, DraftsPanel, ComingPanel, OutboxPanel)
