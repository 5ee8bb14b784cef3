"""Shows a drawn page inside the CMS: harmless to who is logged in, and a sentence where there is no page."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from market.catalogue import Document

from cms.preview.asking import NotShown, drawn

# The known hosts of videos, as in the shop's own policy.
_VIDEO_HOSTS = "https://www.youtube-nocookie.com https://player.vimeo.com"


def preview_answer(request: HttpRequest, document: Document, as_of: datetime | None) -> HttpResponse:
    """The page, or 503 with a sentence. For nobody's cache and no search engine, and framed by the CMS alone."""
    try:
        answer = HttpResponse(drawn(document, as_of))
    except NotShown as problem:
        answer = render(request, "preview/not_shown.html", {"sentence": problem.sentence}, status=503)
    answer["Content-Security-Policy"] = _policy()
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    # A shared link is a secret: it must not travel on with a click.
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _policy() -> str:
    """The page stands at an address of the CMS, so nothing of it may act there: no script but the shop's own, no form,
    no request of its own. Pictures come from the CMS, which has those of drafts too."""
    shop, cms = settings.XULANG_PUBLIC_URL, settings.CMS_URL.rstrip("/")
    assets = f"{cms}/assets/ {shop}/assets/"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {assets}",
            f"style-src {assets}",
            f"img-src 'self' {shop}",
            f"frame-src {_VIDEO_HOSTS}",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
    )
