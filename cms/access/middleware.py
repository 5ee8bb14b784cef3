"""Two rules for everybody who is logged in: the second factor comes first, and a desk left alone is logged out."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from cms.access.second_factor import has_authenticator

IDLE_SECONDS = 2 * 60 * 60
LONGEST_SECONDS = 12 * 60 * 60
_SEEN, _BEGAN = "seen_at", "began_at"
# Writing the session on every request would make every reader a writer.
_WRITE_EVERY_SECONDS = 60

CODE_PAGE, SET_UP_PAGE = "second_factor_code", "second_factor_set_up"
# What the pages for giving and setting up the second factor need themselves.
_BEFORE_PROOF = {CODE_PAGE, "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog"}
_BEFORE_PROOF |= {"wagtailadmin_sprite", "healthz"}
# Sent by an open editor of its own accord: they do not say that somebody is there.
_SENT_BY_ITSELF = {"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"}

Answer = Callable[[HttpRequest], HttpResponse]


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name or ""
    except Resolver404:
        return ""


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def second_factor_first(get_response: Answer) -> Answer:
    """Nobody who has only given a password gets any further than to the second factor, at whatever address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or user.is_verified():
            return get_response(request)
        name = _view_name(request)
        if name in _BEFORE_PROOF:
            return get_response(request)
        has_one = has_authenticator(user)
        if name == SET_UP_PAGE and not has_one:
            return get_response(request)
        if _is_script(request):
            raise PermissionDenied("second factor")
        return redirect_to_login(request.get_full_path(), reverse(CODE_PAGE if has_one else SET_UP_PAGE))

    return middleware


def idle_sessions_end(get_response: Answer) -> Answer:
    """Log out after two hours in which nobody did anything, and after twelve hours in any case."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        now, session = int(time.time()), request.session
        began, seen = session.setdefault(_BEGAN, now), session.setdefault(_SEEN, now)
        if now - seen > IDLE_SECONDS or now - began > LONGEST_SECONDS:
            logout(request)
            if _is_script(request):
                raise PermissionDenied("the session has ended")
            messages.warning(request, "Phiên làm việc đã hết vì lâu không dùng. Hãy đăng nhập lại.")
            return redirect(reverse("wagtailadmin_login"))
        if now - seen > _WRITE_EVERY_SECONDS and _view_name(request) not in _SENT_BY_ITSELF:
            session[_SEEN] = now
        return get_response(request)

    return middleware
