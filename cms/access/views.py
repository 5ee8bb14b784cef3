"""Screens of the second factor: giving a code, setting it up, the recovery codes, and an administrator's reset."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as prove
from wagtail.admin.auth import require_admin_access
from wagtail.log_actions import log

from cms.access.second_factor import (
    CodeRefused,
    app_address,
    forget_devices,
    has_authenticator,
    new_key,
    readable_key,
    set_up,
    use_code,
)

_KEY, _CODES = "second_factor_key", "second_factor_codes"
RESET_PERMISSION = "auth.change_user"


def _write_down(request: HttpRequest, action: str) -> None:
    """In the log of who did what, which wants the row itself and not the stand-in that a request carries."""
    log(get_user_model()._default_manager.get(pk=request.user.pk), action)


def _next(request: HttpRequest) -> str:
    """Where the user was going; never another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("wagtailadmin_home")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@require_admin_access
def give_code(request: HttpRequest) -> HttpResponse:
    """Between the password and the work: the code of the authenticator, or a recovery code."""
    if request.user.is_verified():
        return redirect(_next(request))
    refusal = ""
    if request.method == "POST":
        try:
            device = use_code(request.user, request.POST.get("code", "")[:40])
        except CodeRefused as why:
            refusal = str(why)
        else:
            # A new session id: one that somebody else may have planted before is worth nothing now.
            request.session.cycle_key()
            prove(request, device)
            _write_down(request, "access.signed_in")
            return HttpResponseRedirect(_next(request))
    return render(request, "access/give_code.html", {"refusal": refusal, "next": _next(request)})


@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
@require_admin_access
def set_up_authenticator(request: HttpRequest) -> HttpResponse:
    """At the first login, and whenever somebody has a new telephone (then with the password once more)."""
    replaces, refusal = has_authenticator(request.user), ""
    key = request.session.get(_KEY) or new_key()
    # In the session only: nothing is kept until a code has shown that the app really has the key.
    request.session[_KEY] = key
    if request.method == "POST":
        try:
            if replaces and not request.user.check_password(request.POST.get("password", "")):
                raise CodeRefused("Mật khẩu hiện tại không đúng.")
            device, codes = set_up(request.user, key, request.POST.get("code", "")[:40])
        except CodeRefused as why:
            refusal = str(why)
        else:
            del request.session[_KEY]
            request.session.cycle_key()
            prove(request, device)
            _write_down(request, "access.second_factor_set_up")
            request.session[_CODES] = codes
            return redirect("second_factor_recovery_codes")
    context = {
        "refusal": refusal,
        "replaces": replaces,
        "readable_key": readable_key(key),
        "qr": segno.make(app_address(request.user, key), error="m").svg_inline(scale=5, border=3, omitsize=False),
    }
    return render(request, "access/set_up.html", context)


@never_cache
@require_http_methods(["GET"])
@require_admin_access
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The fresh recovery codes, shown once: they are forgotten as they are shown."""
    codes = request.session.pop(_CODES, None)
    return render(request, "access/recovery_codes.html", {"codes": codes}) if codes else redirect("wagtailadmin_home")


def may_reset(user: Any, of: Any) -> bool:
    """Whoever may change users, but not their own (that is what the recovery codes are for), and an administrator's
    only if they are one."""
    return bool(user.has_perm(RESET_PERMISSION)) and user.pk != of.pk and (user.is_superuser or not of.is_superuser)


@never_cache
@require_http_methods(["GET", "POST"])
@require_admin_access
def reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """For somebody who lost the telephone and the paper: their second factor is taken away, and they set up another."""
    if not request.user.has_perm(RESET_PERMISSION):
        raise PermissionDenied
    of = get_object_or_404(get_user_model(), pk=user_id)
    if not may_reset(request.user, of):
        raise PermissionDenied
    if request.method == "POST":
        if forget_devices(of):
            log(of, "access.second_factor_reset")
        messages.success(request, f"Đã đặt lại xác thực hai lớp của {of.get_username()}.")
        return redirect("wagtailusers_users:edit", of.pk)
    return render(request, "access/reset.html", {"of": of, "has_one": has_authenticator(of)})
