"""MoMo AIO v2: we ask MoMo for a page, the shopper pays there, MoMo's IPN tells how it ended.

Every signature is an HMAC-SHA256 over named fields in the order of their names, written as they are, not encoded; our
own access key is among them and is not sent along.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from market.money import Dong

from chalicelib.callbacks import code_at, is_signed, read_object, secrets_of, unix_time, whole_at
from chalicelib.payments.gateways import (
    REFUND_SECONDS,
    TOTAL_SECONDS,
    Attempt,
    known_attempt,
    minutes_left,
    name_in,
    new_name,
    order_codes_of,
    page_at,
    pairs,
    signature,
)
from chalicelib.ports import (
    CallbackAnswer,
    NotAuthentic,
    NoticeKind,
    Outcome,
    PaymentNotice,
    PaymentRequest,
    PaymentStart,
    ProviderError,
    Unreadable,
)
from chalicelib.transport import Transport

REQUEST_TYPE = "captureWallet"
PAID = "0"
# Held and not taken: we never ask for that.
AUTHORISED = "9000"
UNDER_WAY = ("1000", "7000", "7002")
# Said of a question and not of a payment: overload, and what MoMo does not know of (42).
BUSY = ("10", "43", "98")
UNKNOWN = "42"
# From 1001 on they say how a payment ended; below, what was wrong with the question.
_FIRST_END = 1001
_IPN_FIELDS = (
    "amount",
    "extraData",
    "message",
    "orderId",
    "orderInfo",
    "orderType",
    "partnerCode",
    "payType",
    "requestId",
    "responseTime",
    "resultCode",
    "transId",
)
_STATUSES = {"not_authentic": 401, "unreadable": 400, "failed": 503}


class MoMo:
    """``secret_key`` may hold two keys, comma-separated, while one replaces the other: we sign with the first.
    ``callback_url`` is where MoMo sends its IPN. Raises ValueError for settings that cannot work."""

    name = "momo"
    confirms_at_once = False

    def __init__(
        self,
        *,
        partner_code: str,
        access_key: str,
        secret_key: str,
        api_base: str,
        callback_url: str,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        if not partner_code or not access_key:
            raise ValueError("MoMo needs a partner code and an access key")
        self._partner_code = partner_code
        self._access_key = access_key
        self._secrets = secrets_of(secret_key, "the secret key of MoMo")
        self._callback_url = callback_url
        self._api_base = api_base
        self._total_seconds = total_seconds

    @cached_property
    def _transport(self) -> Transport:
        return Transport(self.name, self._api_base, total_seconds=self._total_seconds)

    @cached_property
    def _patient_transport(self) -> Transport:
        return Transport(self.name, self._api_base, total_seconds=max(self._total_seconds, REFUND_SECONDS))

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        """The known attempt's page, or that of a new attempt. One whose answer was lost was never shown to anybody, so
        nobody can pay it, and the next call begins another."""
        attempt = known_attempt(known_reference, request.amount) or self._begun(request)
        return PaymentStart(provider_reference=attempt.reference, redirect_url=page_at(attempt.page, self.name))

    def _begun(self, request: PaymentRequest) -> Attempt:
        name = new_name(request)
        signed: dict[str, str | int] = {
            "amount": request.amount.amount,
            "extraData": "",
            "ipnUrl": self._callback_url,
            "orderId": name,
            "orderInfo": f"Thanh toan don hang {request.order_code}",
            "redirectUrl": request.return_url,
            "requestId": name,
            "requestType": REQUEST_TYPE,
        }
        said = self.ask("/v2/gateway/api/create", signed, orderExpireTime=minutes_left(request))
        code = code_of(said)
        if code != PAID:
            raise ProviderError(f"momo: no page to pay on (code {code})", permanent=code not in BUSY)
        return Attempt(name=name, amount=request.amount, page=page_at(said.get("payUrl"), self.name))

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        body = read_object(raw)
        signed = {name: _shown(body, name) for name in _IPN_FIELDS}
        digest = body.get("signature")
        if not isinstance(digest, str) or not is_signed(self._secrets, self._message(signed).encode(), [digest]):
            raise NotAuthentic("the signature of MoMo does not match")
        return self._notice(body, told="ipn")

    def answer(self, outcome: Outcome) -> CallbackAnswer:
        """204 within 15 seconds; what is answered otherwise is sent again."""
        return CallbackAnswer(status=_STATUSES.get(outcome.state, 204))

    def look_up(self, reference: str, *, now: datetime) -> PaymentNotice | None:
        name = name_in(reference)
        said = self.ask("/v2/gateway/api/query", {"orderId": name, "requestId": name})
        code = code_of(said)
        if code == UNKNOWN or code in (AUTHORISED, *UNDER_WAY):
            return None
        if code != PAID and int(code) < _FIRST_END:
            raise ProviderError(f"momo: the question was not answered (code {code})", permanent=code not in BUSY)
        if said.get("orderId") != name:
            raise ProviderError("momo: the answer is about another payment", permanent=True)
        try:
            return self._notice(said, told="asked")
        except Unreadable as problem:
            raise ProviderError(f"momo: an answer that cannot be read ({problem})", permanent=True) from None

    def ask(
        self, path: str, fields: Mapping[str, str | int], *, changes: bool = False, **unsigned: str | int
    ) -> dict[str, Any]:
        """MoMo's answer to the signed ``fields``. It answers a refusal with a status of its own and with the same JSON,
        so the JSON is what counts. With ``changes``, an answer that says nothing is an unknown outcome.

        Raises :class:`~chalicelib.ports.ProviderError`."""
        signed = {**fields, "partnerCode": self._partner_code}
        body = {
            **signed,
            **unsigned,
            "lang": "vi",
            "signature": signature(self._secrets[0], self._message(signed), "sha256"),
        }
        transport = self._patient_transport if changes else self._transport
        answer = transport.post(path, body, headers={}, changes=changes)
        said: Any = None
        if answer.status < 500:
            try:
                said = answer.json()
            except Unreadable:
                said = None
        if not isinstance(said, dict):
            raise ProviderError(f"momo: answered {answer.status}", outcome_unknown=changes)
        return said

    def _message(self, fields: Mapping[str, str | int]) -> str:
        return message({**fields, "accessKey": self._access_key})

    def _notice(self, said: dict[str, Any], *, told: str) -> PaymentNotice:
        name, code, number = code_at(said, "orderId"), code_at(said, "resultCode", most=8), code_at(said, "transId")
        amount = whole_at(said, "amount")
        kind, trouble = _end(code)
        if kind is NoticeKind.CAPTURED and said.get("partnerCode") != self._partner_code:
            trouble = "wrong_account"
        return PaymentNotice(
            provider=self.name,
            event_id=f"{told}/{name}/{number}/{code}/{amount}",
            payment_id=number if kind is NoticeKind.CAPTURED else name,
            kind=kind,
            order_codes=order_codes_of(name),
            amount=Dong(amount),
            occurred_at=unix_time(whole_at(said, "responseTime") // 1000),
            trouble=trouble,
            ended_attempt=name if kind is NoticeKind.FAILED else "",
            attempt=name if kind is NoticeKind.CAPTURED else "",
        )


def message(fields: Mapping[str, str | int]) -> str:
    """What MoMo signs.

    >>> message({"orderId": "LS1", "amount": 5, "accessKey": "K", "orderInfo": "Don hang"})
    'accessKey=K&amount=5&orderId=LS1&orderInfo=Don hang'
    """
    return pairs(sorted(fields.items()))


def _end(code: str) -> tuple[NoticeKind, str]:
    if code == PAID:
        return NoticeKind.CAPTURED, ""
    if code == AUTHORISED:
        return NoticeKind.CAPTURED, "authorised_only"
    return (NoticeKind.IRRELEVANT if code in UNDER_WAY else NoticeKind.FAILED), ""


def code_of(said: Mapping[str, Any], *, changes: bool = False) -> str:
    """The result in an answer. Raises :class:`~chalicelib.ports.ProviderError` for one without."""
    code = said.get("resultCode")
    if type(code) is not int:
        raise ProviderError("momo: an answer without a result", outcome_unknown=changes)
    return str(code)


def _shown(body: dict[str, Any], name: str) -> str:
    """A field as the signature has it. A sum with a fraction or a list would be written differently everywhere."""
    value = body.get(name)
    if value is None:
        return ""
    if isinstance(value, str) or type(value) is int:
        return str(value)
    raise Unreadable(f"{name} is neither a text nor a whole number")
