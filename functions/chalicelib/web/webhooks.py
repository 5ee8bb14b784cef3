"""Callbacks of payment providers and carriers: verify, keep, answer; what cannot be applied is parked."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from chalice.app import Response
from market.catalogue import CarrierName
from market.refusals import Cause, Refused

from chalicelib.ports import (
    CallbackAnswer,
    NotAuthentic,
    Outcome,
    OwnAnswers,
    PaymentBatches,
    PaymentCallbacks,
    Unreadable,
)
from chalicelib.usecases.settlement import receive_payment
from chalicelib.usecases.tracking import follow_hint, receive_status
from chalicelib.web.answers import nothing, plain
from chalicelib.web.requests import headers_of, raw_of, raw_query_of
from chalicelib.web.routes import Routes
from chalicelib.wiring import services

routes = Routes(__name__)

# SePay wants to read {"success": true}; the others are content with any 2xx.
_THANKS = CallbackAnswer(body={"success": True})
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
    request = routes.current_request
    headers, raw = headers_of(request), raw_of(request)
    if source in _CARRIERS:
        return _from_carrier(_CARRIERS[source], headers, raw)
    return _about_payment(source, headers, raw)


@routes.api("GET", "/webhooks/vnpay")
def receive_query() -> Response:
    """VNPay's IPN, the one callback that is a GET; asked twice, it has its effect once."""
    request = routes.current_request
    return _about_payment("vnpay", headers_of(request), raw_query_of(request))


def _from_carrier(name: CarrierName, headers: Mapping[str, str], raw: bytes) -> Response:
    table, carrier, now = services().table, services().carriers[name], services().now()
    try:
        notices = carrier.read(headers, raw, now=services().real_now())
    except (NotAuthentic, Unreadable) as problem:
        raise _refusal(name.value, problem) from None
    for notice in notices:
        if notice.is_hint:
            state = follow_hint(table, hint=notice, carrier=carrier, now=now)
        else:
            state = receive_status(table, notice=notice, now=now)
        _log.info("callback received", extra={"provider": name.value, "outcome": state})
    return _answered(_THANKS)


def _about_payment(source: str, headers: Mapping[str, str], raw: bytes) -> Response:
    reader = services().payment_callbacks.get(source)
    if reader is None:
        raise NoSuchSource
    if not isinstance(reader, PaymentBatches) and isinstance(reader, OwnAnswers):
        return _answered(reader.answer(_whatever_happens(source, reader, headers, raw)))
    try:
        if isinstance(reader, PaymentBatches):
            _all_settled(source, reader, headers, raw)
        else:
            _settled(source, reader, headers, raw)
    except (NotAuthentic, Unreadable) as problem:
        raise _refusal(source, problem) from None
    return _answered(_THANKS)


def _settled(source: str, reader: PaymentCallbacks, headers: Mapping[str, str], raw: bytes) -> Outcome:
    notice = reader.read(headers, raw, now=services().real_now())
    outcome = receive_payment(services().table, notice=notice, now=services().now())
    _log.info("callback received", extra={"provider": source, "outcome": outcome.state})
    return outcome


def _all_settled(source: str, reader: PaymentBatches, headers: Mapping[str, str], raw: bytes) -> None:
    """Each for itself: a fault at one leaves those before it settled, and the sender's repetition settles the rest."""
    for notice in reader.read_all(headers, raw, now=services().real_now()):
        outcome = receive_payment(services().table, notice=notice, now=services().now())
        _log.info("callback received", extra={"provider": source, "outcome": outcome.state})


def _whatever_happens(source: str, reader: PaymentCallbacks, headers: Mapping[str, str], raw: bytes) -> Outcome:
    """The outcome for a sender that reads our words and not our status: refusals and faults are outcomes as well."""
    try:
        return _settled(source, reader, headers, raw)
    except NotAuthentic as problem:
        _refusal(source, problem)
        return Outcome(state="not_authentic")
    except Unreadable as problem:
        _refusal(source, problem)
        return Outcome(state="unreadable")
    except Exception:
        _log.exception("callback failed", extra={"provider": source})
        return Outcome(state="failed")


def _refusal(source: str, problem: NotAuthentic | Unreadable) -> Refused:
    is_forged = isinstance(problem, NotAuthentic)
    _log.warning("callback not authentic" if is_forged else "callback unreadable", extra={"provider": source})
    return NotSigned() if is_forged else NotReadable()


def _answered(answer: CallbackAnswer) -> Response:
    return nothing(status=answer.status) if answer.body is None else plain(answer.body, status=answer.status)
