"""Viettel Post, partner API v2: orders by address text, labels, and the webhook.

Answers come in an envelope ``{status, error, message, data}``, with HTTP 200 even for a refusal. The API has no way to
ask for an order or its history: what happened is known from the webhook alone, which has a shared token and no
signature, arrives twice and out of order, and repeats our reference.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState, Party, Shipment, StatusNotice, Waybill
from market.text import fold

from chalicelib.callbacks import (
    code_at,
    is_secret,
    optional_text_at,
    read_object,
    secrets_of,
    text_at,
    vietnam_time,
)
from chalicelib.carriers.labels import checked_label
from chalicelib.carriers.wording import contents, fee_at, full_address, local_phone, note
from chalicelib.ports import CarrierOrder, Label, NotAuthentic, ProviderError, Unreadable
from chalicelib.transport import Answer, Transport

NAME = CarrierName.VIETTELPOST

# Codes of the partner document; None is for those that say nothing of where the parcel is.
STATES: dict[str, ParcelState | None] = {
    "100": ParcelState.SUBMITTED,  # đã tạo
    "101": ParcelState.CANCELLED,  # Viettel Post từ chối nhận
    "102": ParcelState.SUBMITTED,  # chờ xử lý
    "103": ParcelState.PICKUP_ASSIGNED,  # giao bưu cục
    "104": ParcelState.PICKUP_ASSIGNED,  # giao bưu tá đi nhận
    "105": ParcelState.PICKED_UP,  # đã nhận hàng
    "106": ParcelState.PICKUP_ASSIGNED,  # đối tác yêu cầu lấy lại
    "107": ParcelState.CANCELLED,  # đối tác hủy qua API
    "200": ParcelState.PICKED_UP,  # bưu cục gốc nhận từ bưu tá
    "201": ParcelState.CANCELLED,  # hủy nhập phiếu gửi
    "202": None,  # sửa phiếu gửi
    **{str(code): ParcelState.IN_TRANSIT for code in (300, 301, 302, 303, 400, 401, 402, 403)},  # khai thác đi, đến
    "500": ParcelState.OUT_FOR_DELIVERY,  # giao bưu tá đi phát
    "501": ParcelState.DELIVERED,  # phát thành công
    "502": ParcelState.RETURNING,  # chuyển hoàn bưu cục gốc
    "503": ParcelState.CANCELLED,  # hủy theo yêu cầu khách hàng
    "504": ParcelState.RETURNED,  # hoàn thành công, trả người gửi
    "505": ParcelState.RETURN_PENDING,  # phát thất bại, thông báo chuyển hoàn
    "506": ParcelState.DELIVERY_FAILED,  # phát thất bại
    "507": ParcelState.OUT_FOR_DELIVERY,  # khách đến bưu cục nhận
    "508": ParcelState.OUT_FOR_DELIVERY,  # phát tiếp
    "509": ParcelState.IN_TRANSIT,  # chuyển tiếp bưu cục khác
    "510": ParcelState.IN_TRANSIT,  # hủy phân công phát
    "515": ParcelState.RETURN_PENDING,  # bưu cục phát duyệt hoàn
    "550": ParcelState.OUT_FOR_DELIVERY,  # khách yêu cầu phát tiếp
}

_LABEL_HOSTS = {
    "partner.viettelpost.vn": "https://digitalize.viettelpost.vn",
    "partnerdev.viettelpost.vn": "https://digitalize.viettelpost.vn",
}
_A6 = "2"
_LABEL_CODE_SECONDS = 600
# The long-term token is valid for a year or more; asking twice a day costs nothing and survives a revocation.
_TOKEN_SECONDS = 12 * 3600
_COLLECT_NOTHING, _COLLECT_GOODS = 1, 3
_GOODS = "HH"
_CANCEL, _CANCEL_NOTE = 4, "Người mua hủy đơn"
_DUPLICATE_WORDS = ("da ton tai", "trung ma", "trung don", "bi trung", "already exist", "duplicate")


class ViettelPost:
    """``webhook_token`` may hold two tokens, comma-separated, while one replaces the other.

    ``refuses_repeats``: ``create`` may be called again after a lost answer, because every order carries CHECK_UNIQUE.
    """

    name = NAME
    refuses_repeats = True

    def __init__(
        self,
        *,
        api_base: str,
        username: str,
        password: str,
        webhook_token: str,
        service: str = "VCN",
        total_seconds: float = 20.0,
    ) -> None:
        if not username or not password:
            raise ValueError("the login of Viettel Post must not be empty")
        self._api = Transport(NAME.value, api_base, total_seconds=total_seconds)
        label_base = _LABEL_HOSTS.get(self._api.host, api_base)
        self._label_api = Transport(NAME.value, label_base, total_seconds=total_seconds)
        self._login = {"USERNAME": username, "PASSWORD": password}
        self._webhook_tokens = secrets_of(webhook_token, "the webhook token of Viettel Post")
        self._service = service
        self._token = ""
        self._token_until = 0.0

    def create(self, shipment: Shipment) -> Waybill:
        """Ask for the collection. A second order under the same reference is refused by Viettel Post itself; that
        refusal is raised as an error both ``permanent`` and ``outcome_unknown``: the parcel exists, its waybill number
        is not told again, and the first webhook, which repeats our reference, brings it."""
        data = self._ask("/v2/order/createOrderNlp", _order(shipment, self._service), changes=True)
        try:
            number = code_at(data, "ORDER_NUMBER")
        except Unreadable as problem:
            raise self._api.lost(str(problem), changes=True) from None
        return Waybill(carrier=NAME, number=number, reference=shipment.reference, fee=Dong(fee_at(data, "MONEY_TOTAL")))

    def find(self, reference: str) -> Waybill | None:
        """Always raises: the API has no look-up by reference."""
        raise ProviderError("viettelpost: cannot be asked for an order by reference", outcome_unknown=True)

    def history(self, waybill: str) -> tuple[StatusNotice, ...]:
        """Always raises, permanently: the API publishes no history; a silent parcel is for a person to look at."""
        raise ProviderError("viettelpost: cannot be asked for a history", permanent=True)

    def cancel(self, waybill: str) -> None:
        """By ``UpdateOrder``, which Viettel Post takes before collection only; a repeat is refused as if it were too
        late, and the webhook of the first one tells which it is."""
        fields = {"TYPE": _CANCEL, "ORDER_NUMBER": waybill, "NOTE": _CANCEL_NOTE}
        self._envelope("/v2/order/UpdateOrder", fields, changes=True)

    def orders_since(self, since: datetime) -> Iterable[CarrierOrder]:
        """Always raises, permanently: the API publishes no list; the statement is what is compared."""
        raise ProviderError("viettelpost: has no list of orders", permanent=True)

    def label(self, waybill: str) -> Label:
        expires_at = int((time.time() + _LABEL_CODE_SECONDS) * 1000)
        envelope = self._envelope(
            "/v2/order/printing-code", {"EXPIRY_TIME": expires_at, "ORDER_ARRAY": [waybill]}, changes=False
        )
        code = optional_text_at(envelope, "message", most=2_000)
        query = {"type": _A6, "bill": code, "showPostage": "0"}
        answer = self._label_api.get("/DigitalizePrint/report.do", query=query, headers={})
        if not answer.is_ok:
            raise ProviderError(f"viettelpost: the label was answered with {answer.status}")
        return checked_label(NAME.value, waybill, answer.body)

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> tuple[StatusNotice, ...]:
        """One notice. The token proves that the sender knows it, nothing more: before money follows from a state, the
        carrier's statement must confirm it."""
        body = read_object(raw)
        in_body, in_header = body.get("TOKEN"), headers.get("authorization", "").removeprefix("Bearer ")
        given = [token for token in (in_body, in_header) if isinstance(token, str) and token]
        if not any([is_secret(self._webhook_tokens, token) for token in given]):
            raise NotAuthentic("the token of Viettel Post does not match")
        data = body.get("DATA")
        if not isinstance(data, dict):
            raise Unreadable("DATA is not an object")
        return (_notice(data),)

    def _ask(self, path: str, payload: Any, *, changes: bool) -> dict[str, Any]:
        data = self._envelope(path, payload, changes=changes).get("data")
        if not isinstance(data, dict):
            raise self._api.lost("an envelope without data", changes=changes)
        return data

    def _envelope(self, path: str, payload: Any, *, changes: bool) -> dict[str, Any]:
        """The envelope of a success. A token that is refused is replaced once, and the call made once more."""
        answer = self._api.post(path, payload, headers={"Token": self._current_token()}, changes=changes)
        if _wants_login(answer):
            self._token = ""
            answer = self._api.post(path, payload, headers={"Token": self._current_token()}, changes=changes)
        return self._opened(answer, changes=changes)

    def _opened(self, answer: Answer, *, changes: bool) -> dict[str, Any]:
        envelope = self._api.meaning(answer, changes=changes)
        if not isinstance(envelope, dict):
            raise self._api.lost("not an envelope", changes=changes)
        status, refused = envelope.get("status"), envelope.get("error")
        if status == 200 and not refused:
            return envelope
        if status == 429 or (type(status) is int and 500 <= status < 600):
            raise ProviderError(f"viettelpost: answered {status}")
        if refused is None and status is None:
            raise self._api.lost("not an envelope", changes=changes)
        if changes and _is_duplicate(envelope):
            raise ProviderError("viettelpost: already made under this reference", permanent=True, outcome_unknown=True)
        # The message can quote a name or an address, so only the status is repeated.
        raise ProviderError(f"viettelpost: refused ({status})", permanent=True)

    def _current_token(self) -> str:
        """The long-term token of this instance: a login gives a short one, which is exchanged for it."""
        if not self._token or time.monotonic() >= self._token_until:
            short = self._token_in(self._api.post("/v2/user/Login", self._login, headers={}, changes=False))
            answer = self._api.post("/v2/user/ownerconnect", self._login, headers={"Token": short}, changes=False)
            self._token, self._token_until = self._token_in(answer), time.monotonic() + _TOKEN_SECONDS
        return self._token

    def _token_in(self, answer: Answer) -> str:
        data = self._opened(answer, changes=False).get("data")
        try:
            return code_at(data if isinstance(data, dict) else {}, "token", most=4_000)
        except Unreadable:
            raise ProviderError("viettelpost: the login gave no token") from None


def _wants_login(answer: Answer) -> bool:
    """By HTTP 401, by a 401 or 403 in the envelope, or by a message about the token, as different versions do it."""
    if answer.status == 401:
        return True
    try:
        envelope = answer.json()
    except Unreadable:
        return False
    if not isinstance(envelope, dict) or not envelope.get("error"):
        return False
    message = envelope.get("message")
    return envelope.get("status") in (401, 403) or (isinstance(message, str) and "token" in fold(message))


def _is_duplicate(envelope: dict[str, Any]) -> bool:
    message = envelope.get("message")
    return isinstance(message, str) and any(words in fold(message) for words in _DUPLICATE_WORDS)


def _order(shipment: Shipment, service: str) -> dict[str, Any]:
    return {
        "ORDER_NUMBER": shipment.reference,
        "CHECK_UNIQUE": True,
        **_party("SENDER", shipment.sender),
        **_party("RECEIVER", shipment.receiver),
        "PRODUCT_NAME": contents(shipment),
        "PRODUCT_DESCRIPTION": contents(shipment),
        "PRODUCT_QUANTITY": sum(item.quantity for item in shipment.items) or 1,
        "PRODUCT_PRICE": shipment.goods_value.amount,
        "PRODUCT_WEIGHT": shipment.weight_grams,
        "PRODUCT_LENGTH": 0,
        "PRODUCT_WIDTH": 0,
        "PRODUCT_HEIGHT": 0,
        "PRODUCT_TYPE": _GOODS,
        "PRODUCT_DETAIL": [
            {
                "PRODUCT_NAME": item.name,
                "PRODUCT_QUANTITY": item.quantity,
                "PRODUCT_PRICE": item.price.amount,
                "PRODUCT_WEIGHT": item.weight_grams,
            }
            for item in shipment.items
        ],
        # Never goods and fee: what we ask to collect already holds the shipping that the buyer agreed to.
        "ORDER_PAYMENT": _COLLECT_GOODS if shipment.cod else _COLLECT_NOTHING,
        "MONEY_COLLECTION": shipment.cod.amount,
        "EXTRA_MONEY": 0,
        "ORDER_SERVICE": service,
        "ORDER_SERVICE_ADD": "",
        "ORDER_NOTE": note(shipment),
    }


def _party(role: str, party: Party) -> dict[str, str]:
    return {
        f"{role}_FULLNAME": party.name,
        f"{role}_PHONE": local_phone(party.phone),
        f"{role}_ADDRESS": full_address(party),
    }


def _notice(data: dict[str, Any]) -> StatusNotice:
    waybill, code = code_at(data, "ORDER_NUMBER"), code_at(data, "ORDER_STATUS", most=16)
    occurred_at = vietnam_time(text_at(data, "ORDER_STATUSDATE"), "%d/%m/%Y %H:%M:%S")
    reference = data.get("ORDER_REFERENCE")
    return StatusNotice(
        carrier=NAME,
        waybill=waybill,
        reference=code_at(data, "ORDER_REFERENCE") if reference not in (None, "") else "",
        # The key that the partner document gives for telling a repetition.
        event_id=f"{waybill}/{code}/{occurred_at:%Y%m%dT%H%M%SZ}",
        code=code,
        state=STATES.get(code),
        occurred_at=occurred_at,
        place=_place(optional_text_at(data, "LOCALION_CURRENTLY")),
        # Not NOTE: couriers write names and telephone numbers there.
        note=optional_text_at(data, "STATUS_NAME", most=200),
    )


def _place(location: str) -> str:
    """``HCM, TTKT3, Trung tâm khai thác 3, 02862938169, 729003`` without the office's telephone and postcode."""
    parts = (part.strip() for part in location.split(","))
    return ", ".join(part for part in parts if part and not part.replace(" ", "").isdigit())[:200]
