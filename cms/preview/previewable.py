"""What a page needs to be looked at before it is published: modes, sizes, and the shop's own renderer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.preview.moments import modes_of, moment_of


class ShopPreview:
    """For every kind of page (:class:`PreviewableMixin`): draws through the shop, and draws nothing itself."""

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return modes_of(self)

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """The phone first: nine readers in ten hold one."""
        return [
            {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": "Xem cỡ điện thoại"},
            {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": "Xem cỡ máy tính bảng"},
            {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": "Xem cỡ máy tính"},
        ]

    @property
    def default_preview_size(self) -> str:
        return "phone"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        # Documents are made from models, and these are the models' own: only now is everything there.
        from cms.preview.answers import preview_answer  # noqa: PLC0415
        from cms.publishing.documents import page_document  # noqa: PLC0415

        return preview_answer(request, page_document(self, as_if_live=True), moment_of(self, mode_name))
