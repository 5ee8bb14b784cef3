from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.publishing.panels import PANELS
from cms.publishing.report import PERMISSION, REPORT, OutboxReport, publication_standing, retry


class OutboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_admin_urls")
def outbox_urls() -> list[URLPattern]:
    return [
        path("reports/dang-len-trang/", OutboxReport.as_view(), name=REPORT),
        path("reports/dang-len-trang/results/", OutboxReport.as_view(results_only=True), name="outbox_report_results"),
        path("reports/dang-len-trang/<int:pk>/thu-lai/", retry, name="outbox_retry"),
        path("dang-len-trang/<slug:kind>/<slug:document_id>/", publication_standing, name="publication_standing"),
    ]


@hooks.register("register_reports_menu_item")
def outbox_menu_item() -> MenuItem:
    return OutboxMenuItem("Đăng lên trang", reverse(REPORT), icon_name="upload", order=10)


@hooks.register("construct_homepage_panels")
def outbox_panel(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm(PERMISSION):
        panels.extend(panel() for panel in PANELS)


@hooks.register("insert_editor_js")
def standing_script() -> str:
    return format_html('<script src="{}" defer></script>', static("publishing/standing.js"))
