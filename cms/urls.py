"""Addresses of the CMS. Shoppers' pages are not among them: those are static, and only forwarded to."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api.answers import nowhere
from cms.api.endpoints import api
from cms.preview.views import leaving


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the CMS and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def shop_page(request: HttpRequest, address: str = "") -> HttpResponse:
    """“View live” in the admin leads here; the shop itself has the page."""
    if not settings.XULANG_PUBLIC_URL:
        return HttpResponseRedirect("/admin/")
    # A link was followed inside a preview, and the shop lets nobody frame it.
    if request.headers.get("Sec-Fetch-Dest") == "iframe":
        return leaving(request, f"{settings.XULANG_PUBLIC_URL}/{address}")
    return HttpResponseRedirect(f"{settings.XULANG_PUBLIC_URL}/{address}")


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", api.urls),
    re_path(r"^api/", nowhere),
    path("healthz", healthz),
    path("", include("cms.preview.urls")),
    # Only pictures: documents have their own view, which asks for permission first.
    re_path(
        r"^media/(?P<path>(?:images|original_images)/.+)$",
        serve,
        {"document_root": settings.MEDIA_ROOT},
    ),
    re_path(r"^(?P<address>(?:san-pham|gian-hang|dac-san|cau-chuyen|khuyen-mai|trang)/[^/]+)/?$", shop_page),
    path("", shop_page),
]
