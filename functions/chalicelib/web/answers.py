"""Answers: pages with their headers, redirects, JSON, and problem documents (RFC 9457) for what was refused."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from chalice.app import Response
from market.catalogue import Language
from market.refusals import Cause, Refused

from chalicelib.pages import render, security_headers
from chalicelib.pages.building import chrome_of
from chalicelib.pages.phrases import say
from chalicelib.pages.render import Shown
from chalicelib.pages.views import Chrome, ErrorPage
from chalicelib.wiring import services

STATUSES = {
    Cause.MALFORMED: 400,
    Cause.UNAUTHENTICATED: 401,
    Cause.FORBIDDEN: 403,
    Cause.INVALID: 422,
    Cause.NOT_FOUND: 404,
    Cause.CONFLICT: 409,
    Cause.TOO_MANY: 429,
    Cause.UNAVAILABLE: 503,
}
RETRY_SECONDS = {Cause.TOO_MANY: "900", Cause.UNAVAILABLE: "2"}
UNEXPECTED = "Có lỗi ở phía chợ, đơn và giỏ của bạn không bị ảnh hưởng. Xin thử lại sau ít phút."


def chrome(language: Language = Language.VIETNAMESE) -> Chrome:
    """For a page that there is in each language."""
    site = services().site(language)
    return chrome_of(
        site.body if site else None,
        now=services().now(),
        origin=services().settings["XULANG_PUBLIC_URL"],
        language=language,
        home=site.path if site else "/",
    )


def vietnamese_chrome(reader: Language) -> Chrome:
    """For a page that there is in Vietnamese only; whoever reads another language is told so in that one."""
    if reader is Language.VIETNAMESE:
        return chrome()
    said = say(reader, "Trang này chỉ có bằng tiếng Việt.")
    return replace(chrome(), reader=reader, only_in_vietnamese=said)


def page(view: Shown, *, status: int = 200, cookies: Sequence[str] = (), card_script: str = "") -> Response:
    """An HTML page that is nobody else's to keep. ``card_script`` is the address of the card provider's script on the
    page that needs it."""
    headers: dict[str, Any] = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        **security_headers(card_origin=_origin(card_script), is_local=services().settings.is_local),
    }
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return Response(body=render(view), status_code=status, headers=headers)


def see_other(path: str, *, cookies: Sequence[str] = ()) -> Response:
    headers: dict[str, Any] = {"Location": path, "Cache-Control": "no-store"}
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return Response(body="", status_code=303, headers=headers)


def plain(value: Mapping[str, Any], *, status: int = 200, cache: str = "no-store") -> Response:
    headers: dict[str, Any] = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": cache, **_NOSNIFF}
    return Response(body=json.dumps(value, ensure_ascii=False), status_code=status, headers=headers)


def nothing(*, status: int) -> Response:
    return Response(body="", status_code=status, headers={"Cache-Control": "no-store"})


def problem(refused: Refused) -> Response:
    """The refusal as application/problem+json with its stable code."""
    status = STATUSES[refused.cause]
    document = {
        "type": f"urn:xulang:{refused.code}",
        "title": refused.sentence,
        "status": status,
        "code": refused.code,
        **refused.details,
    }
    return _problem(document, status, refused.cause)


def unexpected_problem(correlation_id: str) -> Response:
    document = {
        "type": "urn:xulang:unexpected",
        "title": UNEXPECTED,
        "status": 500,
        "code": "unexpected",
        "correlation_id": correlation_id,
    }
    return _problem(document, 500, None)


def refusal_page(refused: Refused) -> Response:
    status = STATUSES[refused.cause]
    titles = {404: "Không tìm thấy", 429: "Xin chờ một lát", 503: "Chợ đang đông"}
    view = ErrorPage(
        chrome=chrome(), status=status, title=titles.get(status, "Chưa thực hiện được"), sentence=refused.sentence
    )
    return refused_as(view, refused)


def refused_as(view: Shown, refused: Refused) -> Response:
    """The page that says why, with the refusal's own status, and when to come back where waiting helps."""
    answer = page(view, status=STATUSES[refused.cause])
    if refused.cause in RETRY_SECONDS:
        answer.headers["Retry-After"] = RETRY_SECONDS[refused.cause]
    return answer


def unexpected_page(correlation_id: str) -> Response:
    try:
        shown = chrome()
    except Exception:  # The store may be what is broken, and the shopper gets a page all the same.
        shown = Chrome(hotline="", zalo="", legal_lines=())
    view = ErrorPage(
        chrome=shown, status=500, title="Có lỗi xảy ra", sentence=UNEXPECTED, correlation_id=correlation_id
    )
    return page(view, status=500)


def cookie(name: str, value: str, *, path: str = "/", seconds: int) -> str:
    """A cookie for our pages only: no script reads it, no other site sends it along."""
    secure = "" if services().settings.is_local else "; Secure"
    return f"{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def _problem(document: Mapping[str, Any], status: int, cause: Cause | None) -> Response:
    kind = "application/problem+json; charset=utf-8"
    headers: dict[str, Any] = {"Content-Type": kind, "Cache-Control": "no-store", **_NOSNIFF}
    if cause in RETRY_SECONDS:
        headers["Retry-After"] = RETRY_SECONDS[cause]
    return Response(body=json.dumps(document, ensure_ascii=False), status_code=status, headers=headers)


def _origin(address: str) -> str | None:
    if not address:
        return None
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


_NOSNIFF = {"X-Content-Type-Options": "nosniff"}
