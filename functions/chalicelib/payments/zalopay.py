"""ZaloPay v2: we ask ZaloPay for a page, the shopper pays there, a callback tells that it is paid; that one failed is
only told to those who ask.

Our questions are signed with key 1, ZaloPay's callbacks with key 2, over the text of ``data`` as it was received.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from market.money import Dong

from chalicelib.callbacks import VIETNAM, code_at, is_signed, read_object, secrets_of, unix_time, whole_at
from chalicelib.payments.gateways import (
    REFUND_SECONDS,
    TOTAL_SECONDS,
    Attempt,
    began_at,
    known_attempt,
    minutes_left,
    name_in,
    new_name,
    order_codes_of,
    page_at,
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

# ZaloPay wants a name for the payer; who that is stays with us.
APP_USER = "cho-xu-lang"
# How long it keeps an order open: five minutes at least, thirty days at most (docs.zalopay.vn, order-create).
MIN_SECONDS, MAX_SECONDS = 300, 2_592_000
OF_AN_ORDER = 1
PAID, FAILED, UNDER_WAY = 1, 2, 3
_ANSWERS = {
    "not_authentic": (-1, "mac not equal"),
    "unreadable": (-1, "invalid data"),
    "failed": (0, "try again"),
}


class ZaloPay:
    """The keys may be two each, comma-separated, while one replaces the other: we sign with the first.
    ``callback_url`` is where ZaloPay sends its callbacks. Raises ValueError for settings that cannot work."""

    name = "zalopay"
    confirms_at_once = False

    def __init__(
        self,
        *,
        app_id: str,
        key1: str,
        key2: str,
        api_base: str,
        callback_url: str,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self.app_id = int(app_id)
        self._asking = secrets_of(key1, "key 1 of ZaloPay")
        self._told = secrets_of(key2, "key 2 of ZaloPay")
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
        """The known attempt's page, or that of a new attempt; as with MoMo, a lost one was never shown to anybody."""
        attempt = known_attempt(known_reference, request.amount) or self._begun(request)
        return PaymentStart(provider_reference=attempt.reference, redirect_url=page_at(attempt.page, self.name))

    def _begun(self, request: PaymentRequest) -> Attempt:
        name = new_name(request)
        fields: dict[str, str | int] = {
            "app_id": self.app_id,
            "app_trans_id": trans_id(name),
            "app_user": APP_USER,
            "amount": request.amount.amount,
            "app_time": int(request.asked_at.timestamp() * 1000),
            "embed_data": json.dumps({"redirecturl": request.return_url}),
            "item": "[]",
        }
        body = fields | {
            "bank_code": "",
            "description": f"Thanh toan don hang {request.order_code}",
            "callback_url": self._callback_url,
            "expire_duration_seconds": min(MAX_SECONDS, max(MIN_SECONDS, 60 * minutes_left(request))),
            "mac": self.mac_of(*fields.values()),
        }
        said = self.ask("/v2/create", body)
        if said.get("return_code") != PAID:
            # Of 2 (refused) and 3 (later) only the first is for good.
            raise ProviderError("zalopay: no page to pay on", permanent=said.get("return_code") == FAILED)
        return Attempt(name=name, amount=request.amount, page=page_at(said.get("order_url"), self.name))

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        body = read_object(raw)
        data, digest = body.get("data"), body.get("mac")
        if not isinstance(data, str) or not isinstance(digest, str):
            raise NotAuthentic("the callback of ZaloPay is not signed")
        if not is_signed(self._told, data.encode(), [digest]):
            raise NotAuthentic("the mac of ZaloPay does not match")
        said = read_object(data.encode())
        name = _name(code_at(said, "app_trans_id"))
        is_ours = body.get("type") == OF_AN_ORDER
        return self._notice(
            said,
            name=name,
            told="callback",
            kind=NoticeKind.CAPTURED if is_ours else NoticeKind.IRRELEVANT,
            trouble="" if said.get("app_id") == self.app_id else "wrong_account",
        )

    def answer(self, outcome: Outcome) -> CallbackAnswer:
        """1 kept, 2 known, -1 refused; on 0 ZaloPay sends it again, three times at most."""
        kept = (2, "repeated") if outcome.reason == "repeated" else (1, "success")
        code, sentence = _ANSWERS.get(outcome.state, kept)
        return CallbackAnswer(body={"return_code": code, "return_message": sentence})

    def look_up(self, reference: str, *, now: datetime) -> PaymentNotice | None:
        name = name_in(reference)
        if began_at(name) is None:
            raise ProviderError("zalopay: the reference is not one of ours", permanent=True)
        asked: dict[str, str | int] = {"app_id": self.app_id, "app_trans_id": trans_id(name)}
        said = self.ask("/v2/query", asked | {"mac": self.mac_of(*asked.values(), self._asking[0])})
        end = said.get("return_code")
        if end == UNDER_WAY or said.get("is_processing") is True:
            return None
        if end not in (PAID, FAILED):
            raise ProviderError("zalopay: the question was not answered", permanent=True)
        kind = NoticeKind.CAPTURED if end == PAID else NoticeKind.FAILED
        try:
            return self._notice(said, name=name, told="asked", kind=kind, trouble="", now=now)
        except Unreadable as problem:
            raise ProviderError(f"zalopay: an answer that cannot be read ({problem})", permanent=True) from None

    def mac_of(self, *values: str | int) -> str:
        """The mac of a question of ours."""
        return mac(self._asking[0], *values)

    def ask(self, path: str, body: Mapping[str, str | int], *, changes: bool = False) -> dict[str, Any]:
        """ZaloPay's answer. With ``changes``, an answer that says nothing is an unknown outcome.

        Raises :class:`~chalicelib.ports.ProviderError`."""
        transport = self._patient_transport if changes else self._transport
        answer = transport.post(path, body, headers={}, changes=changes)
        if changes and answer.status >= 500:
            raise transport.lost(f"answered {answer.status}", changes=True)
        said = transport.meaning(answer, changes=changes)
        if not isinstance(said, dict):
            raise ProviderError("zalopay: an answer that is no object", outcome_unknown=changes)
        return said

    def _notice(
        self,
        said: dict[str, Any],
        *,
        name: str,
        told: str,
        kind: NoticeKind,
        trouble: str,
        now: datetime | None = None,
    ) -> PaymentNotice:
        number = code_at(said, "zp_trans_id") if kind is NoticeKind.CAPTURED else "0"
        amount = whole_at(said, "amount")
        moment = now if now and not said.get("server_time") else unix_time(whole_at(said, "server_time") // 1000)
        return PaymentNotice(
            provider=self.name,
            event_id=f"{told}/{name}/{number}/{kind.value}/{amount}",
            payment_id=number if kind is NoticeKind.CAPTURED else name,
            kind=kind,
            order_codes=order_codes_of(name),
            amount=Dong(amount),
            occurred_at=moment,
            trouble=trouble,
            ended_attempt=name if kind is NoticeKind.FAILED else "",
            attempt=name if kind is NoticeKind.CAPTURED else "",
        )


def mac(key: str, *values: str | int) -> str:
    """The values alone, ``|`` between, in the order of ZaloPay's document."""
    return signature(key, "|".join(str(value) for value in values), "sha256")


def trans_id(name: str) -> str:
    """ZaloPay wants the day in Vietnam in front.

    >>> trans_id("LS7K3M2QS261124100005000")
    '261124_LS7K3M2QS261124100005000'
    """
    began = began_at(name)
    if began is None:
        raise ProviderError("zalopay: not the name of an attempt", permanent=True)
    return f"{began.astimezone(VIETNAM):%y%m%d}_{name}"


def _name(app_trans_id: str) -> str:
    return app_trans_id.partition("_")[2] or app_trans_id
