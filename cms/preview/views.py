"""The addresses of previews: sharing one, opening what was shared, and the shop's files that a previewed page needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.models import Page

from cms.preview.answers import preview_answer
from cms.preview.models import SharedPreview
from cms.preview.previewable import ShopPreview
from cms.publishing.documents import page_document
from cms.publishing.pictures import pictures_storage

DAYS = ((1, "1 ngày"), (7, "7 ngày"), (30, "30 ngày"))
_TYPES = {"webp": "image/webp", "avif": "image/avif", "jpg": "image/jpeg"}


class ShareForm(forms.Form):
    as_of = forms.DateTimeField(
        label="Xem như lúc",
        required=False,
        help_text="Để trống nếu xem như lúc mở liên kết. Ví dụ: 20/01/2027 08:00 để xem trang Tết hôm khai trương.",
        widget=AdminDateTimeInput(format="%d/%m/%Y %H:%M"),
        input_formats=["%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Hãy ghi ngày và giờ, ví dụ 20/01/2027 08:00."},
    )
    days = forms.TypedChoiceField(label="Liên kết dùng được trong", choices=DAYS, coerce=int, initial=7)

    def clean_as_of(self) -> datetime | None:
        as_of = self.cleaned_data["as_of"]
        if as_of and as_of < timezone.now():
            raise forms.ValidationError("Chỉ xem trước được một lúc sắp tới; lúc này thì để trống.")
        return as_of


def _editable(request: HttpRequest, page_id: int) -> Any:
    """The page of a kind that readers see. Raises Http404, or PermissionDenied for who may not change it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, ShopPreview):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, page_id: int) -> HttpResponse:
    """Look at a page as of any moment, and give the link to someone without an account."""
    page = _editable(request, page_id)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        as_of, days = form.cleaned_data["as_of"], form.cleaned_data["days"]
        if "look" in request.POST:
            return preview_answer(request, page_document(_draft(page), as_if_live=True), as_of)
        SharedPreview.objects.create(
            page=page, made_by=request.user, expires_at=timezone.now() + timedelta(days=days), as_of=as_of
        )
        messages.success(request, f"Đã tạo liên kết, dùng được trong {days} ngày.")
        return redirect("share_preview", page.pk)
    valid = SharedPreview.objects.filter(page=page, expires_at__gt=timezone.now()).select_related("made_by")
    links = [(link, settings.CMS_URL.rstrip("/") + link.get_absolute_url()) for link in valid]
    return render(request, "preview/share.html", {"page": page, "form": form, "links": links})


@never_cache
@require_POST
def take_back(request: HttpRequest, page_id: int, link_id: int) -> HttpResponse:
    """The link opens nothing any more; taking it back twice is the same as once."""
    page = _editable(request, page_id)
    SharedPreview.objects.filter(page=page, pk=link_id).delete()
    messages.success(request, "Đã thu hồi liên kết.")
    return redirect("share_preview", page.pk)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows: the newest draft. 404 alike for a wrong, an expired and a withdrawn one."""
    link = SharedPreview.opened_by(token)
    if link is None:
        sentence = "Liên kết xem trước này đã hết hạn hoặc đã được thu hồi. Hãy xin người gửi một liên kết mới."
        answer = render(request, "preview/not_shown.html", {"sentence": sentence}, status=404)
        answer["Cache-Control"] = "no-store"
        return answer
    as_of = link.as_of if link.as_of and link.as_of > timezone.now() else None
    return preview_answer(request, page_document(_draft(link.page.specific), as_if_live=True), as_of)


def _draft(page: Page) -> Page:
    return page.get_latest_revision_as_object()


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture under the very name that it has in the shop. Those of drafts are only here; the shop has the others."""
    storage, kept = pictures_storage(), f"anh/{name}"
    if not storage.exists(kept):
        return HttpResponseRedirect(f"{settings.XULANG_PUBLIC_URL}/{kept}")
    answer = FileResponse(storage.open(kept), content_type=_TYPES[name.rpartition(".")[2]])
    # Named by their content, so they never change.
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def leaving(request: HttpRequest, address: str) -> HttpResponse:
    """In place of a page of the shop that cannot be shown inside a preview: the way to it."""
    answer = render(request, "preview/leaving.html", {"address": address})
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """Style and scripts of the shop are the shop's."""
    return HttpResponseRedirect(f"{settings.XULANG_PUBLIC_URL}/assets/{name}")
