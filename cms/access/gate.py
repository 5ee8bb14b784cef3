"""A second door for those who may not work everywhere, at the addresses that Wagtail opens to every editor alike.

Rows of the registry are kept by :mod:`cms.access.policies`, pages and files by Wagtail's own rights. What is left are
lists and confirmations of everybody's work, with titles of drafts and names of households in them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.access.policies import EVERYWHERE, require_own

# Who did what everywhere; every page by age and by type; every file, as data.
_CLOSED = {
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:aging_pages_results",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
    "wagtailadmin_pages:type_use",
    "wagtailadmin_pages:type_use_results",
}
# Translating is the province's work, and its addresses ask for no page of one's own.
_CLOSED_SPACES = ("wagtailadmin_api:images:", "wagtailadmin_api:documents:", "wagtail_localize:")
_OPEN = {"wagtail_localize:javascript_catalog"}
# They name a page before they ask whether it may be touched.
_OF_A_PAGE = {
    "wagtailadmin_pages:move_confirm": "page_to_move_id",
    "wagtailadmin_pages:confirm_workflow_cancellation": "page_id",
}
BULK = "wagtail_bulk_action"

Answer = Callable[[HttpRequest], HttpResponse]


class Gate:
    """Refuses as Wagtail does: back to the first screen with a sentence, 403 to a script; another's row is 404."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if match is None or not user.is_authenticated or user.has_perm(EVERYWHERE):
            return None
        name = match.view_name
        if name in _CLOSED or (name.startswith(_CLOSED_SPACES) and name not in _OPEN):
            return permission_denied(request)
        if name in _OF_A_PAGE and not _may_touch(user, kwargs[_OF_A_PAGE[name]]):
            return permission_denied(request)
        if name == BULK and kwargs["app_label"] == "registry":
            model = apps.get_model("registry", kwargs["model_name"])
            for pk in request.GET.getlist("id"):
                require_own(user, model, pk)
        return None


def _may_touch(user: Any, page_id: int) -> bool:
    allowed = page_permission_policy.instances_user_has_permission_for(user, "change")
    return bool(allowed.filter(pk=page_id).exists())


def choosable(user: Any, pages: Any) -> Any:
    """Pages to link to: those that readers have, and one's own drafts; nobody else's drafts by their titles."""
    if user.has_perm(EVERYWHERE):
        return pages
    own = page_permission_policy.instances_user_has_permission_for(user, "change")
    return pages & (Page.objects.live() | own)
