from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.query import PageQuerySet

from cms.access import views
from cms.access.gate import choosable
from cms.access.models import CommuneTeam


class TeamViewSet(ModelViewSet):
    """For administrators: a team and its communes. Its members are chosen in the users' own forms."""

    model = CommuneTeam
    name = "nhom_xa"
    url_prefix = "nhom-xa"
    icon = "group"
    menu_label = "Nhóm biên tập xã"
    add_to_settings_menu = True
    list_display = ["name", "section"]
    panels = [FieldPanel("name"), FieldPanel("communes", widget=forms.CheckboxSelectMultiple)]


@hooks.register("register_admin_viewset")
def teams() -> TeamViewSet:
    return TeamViewSet()


@hooks.register("register_admin_urls")
def second_factor_urls() -> list[URLPattern]:
    return [
        path("hai-lop/", views.give_code, name="second_factor_code"),
        path("hai-lop/cai-dat/", views.set_up_authenticator, name="second_factor_set_up"),
        path("hai-lop/ma-du-phong/", views.recovery_codes, name="second_factor_recovery_codes"),
        path("hai-lop/dat-lai/<int:user_id>/", views.reset, name="second_factor_reset"),
    ]


@hooks.register("construct_page_chooser_queryset")
def own_drafts_only(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return choosable(request.user, pages)


@hooks.register("register_account_menu_item")
def new_telephone(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("second_factor_set_up"),
        "label": "Xác thực hai lớp",
        "help_text": "Chuyển sang điện thoại khác, hoặc lấy mã dự phòng mới.",
    }


@hooks.register("register_user_listing_buttons")
def reset_button(user: Any, request_user: Any) -> Iterator[Button]:
    if views.may_reset(request_user, user):
        yield Button(
            "Đặt lại xác thực hai lớp",
            reverse("second_factor_reset", args=[user.pk]),
            icon_name="key",
            priority=50,
        )


@hooks.register("register_log_actions")
def logged(actions: LogActionRegistry) -> None:
    for action, words in (
        ("access.signed_in", "Đăng nhập"),
        ("access.second_factor_set_up", "Cài xác thực hai lớp"),
        ("access.second_factor_reset", "Đặt lại xác thực hai lớp"),
    ):
        actions.register_action(action, words, words)
