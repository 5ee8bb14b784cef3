"""Callbacks of payment providers and carriers: verify the raw bytes, keep, answer; what cannot be applied is parked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from chalice.app import Response
from market.catalogue import CarrierName
from market.refusals import Cause, Refused

from chalicelib.ports import NotAuthentic, Unreadable
from chalicelib.usecases.settlement import receive_payment
from chalicelib.usecases.tracking import follow_hint, receive_status
from chalicelib.web.answers import plain
from chalicelib.web.requests import headers_of, raw_of
from chalicelib.web.routes import Routes
from chalicelib.wiring import services

routes = Routes(__name__)

# SePay wants to read {"success": true}; the others are content with any 2xx.
_THANKS = {"success": True}
_CARRIERS = {name.value: name for name in CarrierName}
_log = logging.getLogger("xulang.webhooks")


class NotSigned(Refused):
    code = "callback.not_authentic"
    cause = Cause.UNAUTHENTICATED
    sentence = "Không xác thực được bên gửi."


class NotReadable(Refused):
    code = "callback.unreadable"
    cause = Cause.MALFORMED
    sentence = "Nội dung không đúng dạng đã thỏa thuận."


class NoSuchSource(Refused):
    code = "callback.unknown_source"
    cause = Cause.NOT_FOUND
    sentence = "Không có bên nào gửi thông báo đến địa chỉ này."


@routes.api("POST", "/webhooks/{source}")
def receive(source: str) -> Response:
    """2xx once everything in the callback is kept; its sender repeats it until then, and a repeat has no effect."""
    request, now = routes.current_request, services().now()
    try:
        outcomes = _receive(source, headers_of(request), raw_of(request), now)
    except NotAuthentic:
        _log.warning("callback not authentic", extra={"provider": source})
        raise NotSigned from None
    except Unreadable:
        _log.warning("callback unreadable", extra={"provider": source})
        raise NotReadable from None
    for outcome in outcomes:
        _log.info("callback received", extra={"provider": source, "outcome": outcome})
    return plain(_THANKS)


def _receive(source: str, headers: Mapping[str, str], raw: bytes, now: datetime) -> list[str]:
    table = services().table
    if name := _CARRIERS.get(source):
        carrier = services().carriers[name]
        return [
            follow_hint(table, hint=notice, carrier=carrier, now=now)
            if notice.is_hint
            else receive_status(table, notice=notice, now=now)
            for notice in carrier.read(headers, raw, now=services().real_now())
        ]
    provider = services().providers.get(source)
    if provider is None:
        raise NoSuchSource
    notice = provider.read(headers, raw, now=services().real_now())
    return [receive_payment(table, notice=notice, now=now).state]
