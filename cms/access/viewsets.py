"""The registry's screens, each row of them for those alone whose commune it lies in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView

from cms.access.policies import VERBS, keep_within, own_rows_only


class _OwnChoices:
    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        return keep_within(super().get_form(*args, **kwargs), self.request.user)  # type: ignore[misc]


class OwnCreateView(_OwnChoices, CreateView):
    pass


class OwnCopyView(_OwnChoices, CopyView):
    pass


class OwnEditView(_OwnChoices, EditView):
    pass


class OwnRows:
    """For a viewset of the registry: whatever view it makes, of whatever kind, asks whose row it is."""

    add_view_class = OwnCreateView
    copy_view_class = OwnCopyView
    edit_view_class = OwnEditView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)  # type: ignore[attr-defined]
        return policy.instances_user_has_any_permission_for(request.user, VERBS)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponse]:
        return own_rows_only(super().construct_view(view_class, **kwargs), self.model)  # type: ignore[misc]


class OwnChoicesOnly:
    """For a chooser of the registry: it answers for one's own rows only (what it offers, its list says)."""

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponse]:
        return own_rows_only(super().construct_view(view_class, **kwargs), self.model)  # type: ignore[misc]
