"""The page of a document that is not published: for the CMS alone, drawn as the publisher draws, and kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import datetime, timedelta
from typing import Any

from chalice.app import Response
from market.catalogue import Document, UnknownVersion, load_document
from market.refusals import Cause, Refused
from market.wire import Malformed

from chalicelib.pages import render, security_headers
from chalicelib.pages.formats import moment
from chalicelib.showing import view_of
from chalicelib.usecases.redeeming import flaw_of
from chalicelib.usecases.showcase import read_site, shelf_of_draft
from chalicelib.web.requests import UnreadableBody, headers_of, raw_of
from chalicelib.web.routes import Routes
from chalicelib.wiring import services

routes = Routes(__name__)

MAX_BYTES = 256 * 1024
MAX_SKEW_SECONDS = 300
MAX_AHEAD = timedelta(days=3 * 366)
MAX_BEHIND = timedelta(days=1)
_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


class NotSigned(Refused):
    code = "preview.not_signed"
    cause = Cause.FORBIDDEN
    sentence = "Chỉ trang quản trị của chợ xem trước được."


class Undrawable(Refused):
    code = "preview.undrawable"
    cause = Cause.INVALID
    sentence = "Trang này chưa đủ nội dung để xem trước."


@routes.api("POST", "/noi-bo/xem-truoc")
def preview() -> Response:
    """The very page that publishing ``document`` would make at ``as_of`` (null: now), with one line above it.

    The request is signed by the CMS (see :func:`_check`). Products, shops and stock are those of this moment; nothing
    is stored. Refuses with 403 what is not signed, 400 what cannot be read, 422 what could not be published."""
    request = routes.current_request
    raw = raw_of(request)
    _check(headers_of(request).get("x-xulang-signature", ""), raw)
    document, as_of = _read(raw)
    if document.is_removed:
        raise Undrawable
    if flaw_of(document):
        raise Undrawable("Mã giảm giá của chương trình chưa hợp lệ, nên trang này chưa đăng được.")
    shown_at = as_of or services().now()
    shelf = shelf_of_draft(services().table, document)
    origin = services().settings["XULANG_PUBLIC_URL"]
    view = view_of(shelf, read_site(services().table, shelf.document.language), now=shown_at, origin=origin)
    return Response(body=render(view, preview_line=_line(shown_at)), status_code=200, headers=_headers())


def _line(shown_at: datetime) -> str:
    return f"Bản xem trước, chưa đăng. Trang như lúc {moment(shown_at)}."


def _headers() -> dict[str, Any]:
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        **security_headers(with_videos=True, is_local=services().settings.is_local),
    }


def _check(header: str, raw: bytes) -> None:
    """``t=<seconds since 1970>,v1=<HMAC-SHA256 over t, a full stop and the body, in hex>``, at most five minutes old.

    Without a secret of our own nobody is let in."""
    secret = services().settings.get("XULANG_PREVIEW_SECRET")
    found = _SIGNATURE.fullmatch(header)
    if not secret or found is None or len(raw) > MAX_BYTES:
        raise NotSigned
    signed_at, signature = found.groups()
    if abs(services().real_now().timestamp() - int(signed_at)) > MAX_SKEW_SECONDS:
        raise NotSigned
    expected = hmac.new(secret.encode(), f"{signed_at}.".encode() + raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise NotSigned


def _read(raw: bytes) -> tuple[Document, datetime | None]:
    try:
        fields = json.loads(raw)
        document = load_document(json.dumps(fields["document"]))
        as_of = datetime.fromisoformat(fields["as_of"]) if fields.get("as_of") else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Malformed, UnknownVersion):
        raise UnreadableBody("Bản xem trước gửi lên không đọc được.") from None
    if as_of is not None and not _is_near(as_of):
        raise UnreadableBody("Chỉ xem trước được trong ba năm tới.")
    return document, as_of


def _is_near(as_of: datetime) -> bool:
    """Tariffs and seasons are known for a while; a moment without its zone would move a campaign's start."""
    if as_of.tzinfo is None:
        return False
    earliest = min(services().now(), services().real_now()) - MAX_BEHIND
    return earliest <= as_of <= services().now() + MAX_AHEAD
