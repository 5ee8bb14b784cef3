"""Who may come to the desk: a session in a cookie that no script reads and no other site sends, and a token in each
form that only the session's own pages have."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any

from chalice.app import Response
from market.refusals import Refused

from chalicelib.pages.desk_views import Desk, LoginPage, RefusalPage
from chalicelib.usecases.operators import (
    LONGEST,
    Attempt,
    NoSession,
    TooManyLogins,
    WrongLogin,
    log_in,
    log_out,
    operator_of,
)
from chalicelib.web.answers import RETRY_SECONDS, STATUSES, page, see_other
from chalicelib.web.requests import ForeignForm, cookie_of, form_of, headers_of
from chalicelib.web.routes import Routes, View
from chalicelib.wiring import services

HOME, LOGIN = "/van-hanh", "/van-hanh/dang-nhap"
COOKIE = "van_hanh"


class DeskRoutes(Routes):
    """``look`` shows, ``act`` changes; the views of both get the desk of whoever is logged in. Everybody else is sent
    to the log-in, and nothing is done."""

    def look(self, path: str) -> Callable[[View], View]:
        return lambda view: self.page(path)(self._entered(view))

    def act(self, path: str) -> Callable[[View], View]:
        """The view gets the form's fields as well."""

        def register(view: View) -> View:
            def with_fields(desk: Desk, **parameters: str) -> Response:
                return view(desk, desk_form_of(self.current_request, desk), **parameters)

            return self.form(path)(self._entered(wraps(view)(with_fields)))

        return register

    def _entered(self, view: View) -> View:
        @wraps(view)
        def entered(**parameters: str) -> Response:
            try:
                desk = desk_of(self.current_request)
            except NoSession:
                return see_other(LOGIN)
            try:
                return view(desk, **parameters)
            except Refused as refused:
                return refusal(desk, refused)

        return entered


routes = DeskRoutes(__name__)


@routes.page(LOGIN)
def show_login() -> Response:
    return page(LoginPage())


@routes.form(LOGIN)
def enter() -> Response:
    request = routes.current_request
    form = form_of(request, public_url=services().settings["XULANG_PUBLIC_URL"])
    attempt = Attempt(
        name=form.get("ten", ""),
        password=form.get("mat_khau", ""),
        one_time_code=form.get("ma_mot_lan", ""),
        source=source_of(request),
        former=cookie_of(request, COOKIE),
    )
    try:
        id = log_in(services().table, attempt=attempt, secret_of=services().operator_secret, now=services().real_now())
    except (WrongLogin, TooManyLogins) as refused:
        return page(LoginPage(name=attempt.name, problem=refused.sentence), status=STATUSES[refused.cause])
    return see_other(HOME, cookies=[_cookie(id, int(LONGEST.total_seconds()))])


@routes.act("/van-hanh/dang-xuat")
def leave(desk: Desk, form: dict[str, str]) -> Response:
    log_out(services().table, session_id=cookie_of(routes.current_request, COOKIE))
    return see_other(LOGIN, cookies=[_cookie("", 0)])


def desk_of(request: Any) -> Desk:
    """Raises :class:`NoSession`."""
    id = cookie_of(request, COOKIE)
    operator = operator_of(services().table, session_id=id, now=services().real_now())
    return Desk(operator=operator, csrf=_token_of(id))


def desk_form_of(request: Any, desk: Desk) -> dict[str, str]:
    """The fields of a form of this very session. Raises :class:`ForeignForm` or ``UnreadableBody``."""
    form = form_of(request, public_url=services().settings["XULANG_PUBLIC_URL"])
    if not hmac.compare_digest(form.pop("csrf", "").encode(), desk.csrf.encode()):
        raise ForeignForm
    return form


def refusal(desk: Desk, refused: Refused, *, back: str = HOME) -> Response:
    """The refusal in words, on a page of the desk."""
    status = STATUSES[refused.cause]
    titles = {403: "Cần người thứ hai", 404: "Không tìm thấy", 503: "Hệ thống đang bận"}
    view = RefusalPage(
        desk=desk, status=status, title=titles.get(status, "Chưa thực hiện được"), sentence=refused.sentence, back=back
    )
    answer = page(view, status=status)
    if refused.cause in RETRY_SECONDS:
        answer.headers["Retry-After"] = RETRY_SECONDS[refused.cause]
    return answer


def source_of(request: Any) -> str:
    """Where a request came from, as the CDN saw it. A client that goes round the CDN can write what it likes there,
    so this bounds what one place tries, and the account's own count is what guards the account."""
    headers = headers_of(request)
    if viewer := headers.get("cloudfront-viewer-address", ""):
        return viewer.rpartition(":")[0]
    # The gateway adds the CDN's address at the end; the one before it was added by the CDN.
    seen = [part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]
    return seen[-2] if len(seen) > 1 else str((request.context or {}).get("identity", {}).get("sourceIp", ""))


def _token_of(session_id: str) -> str:
    return hashlib.sha256(b"desk-form:" + session_id.encode()).hexdigest()[:40]


def _cookie(value: str, seconds: int) -> str:
    secure = "" if services().settings.is_local else "; Secure"
    return f"{COOKIE}={value}; Path={HOME}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
