"""“Đăng lên trang” in the admin: what went out when, what failed and why, and a button to try again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from cms.access.policies import EVERYWHERE
from cms.publishing.models import OutboxRow
from cms.publishing.standing import may_retry, public_url, rows_for, told
from cms.publishing.worker import retry_now

PERMISSION = "publishing.view_outboxrow"
REPORT = "outbox_report"


def state_of(row: OutboxRow) -> str:
    if row.sent_at:
        return f"Đã lên trang lúc {timezone.localtime(row.sent_at):%H:%M:%S %d/%m/%Y} ✓"
    if row.last_error:
        return f"Chưa lên được (đã thử {row.attempts} lần): {row.last_error}"
    return "Đang chờ lên trang"


class RetryColumn(BaseColumn):
    cell_template_name = "publishing/retry_cell.html"

    def get_cell_context_data(self, instance: OutboxRow, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        context["can_retry"] = instance.sent_at is None and bool(instance.last_error) and may_retry(user, instance.pk)
        context["retry_url"] = reverse("outbox_retry", args=[instance.pk])
        context["csrf_token"] = parent_context.get("csrf_token", "")
        return context


class OutboxFilterSet(WagtailFilterSet):
    trang_thai = django_filters.ChoiceFilter(
        label="Trạng thái",
        method="by_state",
        choices=[("loi", "Đăng lỗi"), ("cho", "Đang chờ"), ("xong", "Đã lên trang")],
    )

    class Meta:
        model = OutboxRow
        fields = ["kind"]

    def by_state(self, rows: QuerySet[OutboxRow], name: str, value: str) -> QuerySet[OutboxRow]:
        if value == "xong":
            return rows.filter(sent_at__isnull=False)
        waiting = rows.filter(sent_at__isnull=True)
        return waiting.exclude(last_error="") if value == "loi" else waiting.filter(last_error="")


class OutboxReport(ReportView):
    """Everything that went out, or did not: the user's own part of it."""

    model = OutboxRow
    page_title = "Đăng lên trang"
    header_icon = "upload"
    index_url_name = REPORT
    index_results_url_name = "outbox_report_results"
    filterset_class = OutboxFilterSet
    permission_required = "view"
    default_ordering = "-pk"
    is_searchable = False
    columns = [
        TitleColumn("title", label="Tên", get_url=public_url),
        Column("kind", label="Loại", accessor="get_kind_display"),
        Column("revision", label="Lần"),
        Column("state", label="Trạng thái", accessor=state_of),
        RetryColumn("retry", label=""),
    ]

    def get_base_queryset(self) -> QuerySet[OutboxRow]:
        return rows_for(self.request.user)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(rows_for(request.user), pk=pk)
    if not may_retry(request.user, pk):
        raise PermissionDenied
    retry_now(row)
    messages.success(request, f"Đang thử đăng lại: {row.title}.")
    return HttpResponseRedirect(reverse(REPORT))


@require_safe
@never_cache
def publication_standing(request: HttpRequest, kind: str, document_id: str) -> HttpResponse:
    """For the line above an editor. 404 for what the user has no part in."""
    rows = rows_for(request.user).filter(kind=kind, document_id=document_id)
    if not request.user.has_perm(EVERYWHERE) and not rows.exists():
        raise Http404
    return JsonResponse(told(request.user, kind, document_id))
