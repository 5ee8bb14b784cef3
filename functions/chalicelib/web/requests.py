"""Reading what came in: bounded, strict, and with a refusal that says the fix."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from market.refusals import Cause, Refused

# The longest form is an address and a remark; the longest JSON body a cart of 30 lines.
MAX_BODY_BYTES = 64 * 1024
MAX_FIELDS = 200


class UnreadableBody(Refused):
    code = "body.unreadable"
    cause = Cause.MALFORMED
    sentence = "Nội dung gửi lên không đọc được."


class ForeignForm(Refused):
    code = "form.foreign"
    cause = Cause.INVALID
    sentence = "Biểu mẫu này được gửi từ một trang khác. Hãy mở lại trang của chợ rồi thử lại."


def headers_of(request: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in (request.headers or {}).items()}


def raw_of(request: Any) -> bytes:
    """The very bytes that were sent: signatures are over these and nothing else."""
    raw: bytes | str = request.raw_body
    return raw if isinstance(raw, bytes) else raw.encode()


def raw_query_of(request: Any) -> bytes:
    """The query string, written anew: the gateway hands it over taken apart. Names keep all of their values."""
    query = request.query_params
    pairs = [(name, value) for name in query for value in query.getlist(name)] if query else []
    return urlencode(pairs, errors="replace").encode()


def form_of(request: Any, *, public_url: str) -> dict[str, str]:
    """The fields of a form that our own page sent. Raises :class:`ForeignForm` or :class:`UnreadableBody`."""
    _refuse_foreign(headers_of(request), public_url)
    try:
        text = _bounded(raw_of(request)).decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"))
    except ValueError:
        raise UnreadableBody from None


def json_of(request: Any) -> dict[str, Any]:
    """The JSON object in the body. Raises :class:`UnreadableBody`."""
    try:
        value = json.loads(_bounded(raw_of(request)), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise UnreadableBody("Nội dung gửi lên phải là một đối tượng JSON.") from None
    if not isinstance(value, dict):
        raise UnreadableBody("Nội dung gửi lên phải là một đối tượng JSON.")
    return value


def query_of(request: Any) -> Mapping[str, str]:
    return request.query_params or {}


def cookie_of(request: Any, name: str) -> str:
    """The cookie's value; empty for none, and for a header that is not made of cookies."""
    try:
        found = SimpleCookie(headers_of(request).get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _bounded(body: bytes) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        raise UnreadableBody(f"Nội dung gửi lên không được quá {MAX_BODY_BYTES // 1024} kB.")
    return body


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _refuse_foreign(headers: Mapping[str, str], public_url: str) -> None:
    """Cookies are SameSite=Lax already; this also stops a form of another site under a name that shares ours.

    Browsers say where a form comes from in Sec-Fetch-Site, old ones in Origin; programs say neither and have no
    cookies of a shopper."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise ForeignForm
    elif origin is not None and _host(origin) != urlsplit(public_url).netloc:
        raise ForeignForm


def _host(origin: str) -> str:
    """Empty for what is no address at all, such as ``http://[``."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
