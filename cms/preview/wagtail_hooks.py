from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.preview import views
from cms.preview.previewable import ShopPreview


@hooks.register("register_admin_urls")
def preview_addresses() -> list[URLPattern]:
    return [
        path("xem-truoc/<int:page_id>/", views.share, name="share_preview"),
        path("xem-truoc/<int:page_id>/<int:link_id>/thu-hoi/", views.take_back, name="take_back_preview"),
    ]


@hooks.register("register_page_header_buttons")
def share_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """In the menu beside the page's title, for whoever may change the page."""
    is_ours = issubclass(page.specific_class or Page, ShopPreview)
    if is_ours and page.permissions_for_user(user).can_edit():
        yield Button(
            "Xem lúc khác, chia sẻ bản nháp",
            reverse("share_preview", args=[page.pk]),
            icon_name="view",
            priority=25,
        )
