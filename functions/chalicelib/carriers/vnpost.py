"""Vietnam Post, the MyVNPost partner API: orders by commune code, look-up, history, labels, and the signed webhook.

Answers have no common form: an order comes bare, in ``data`` or in ``[{"results": […]}]``, an error as
``{status, error, message}``. Communes are sent by their code of 2025 with the constant district ``VNPOST``.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from market.catalogue import CarrierName
from market.parcels import Shipment, StatusNotice, Waybill
from market.text import fold

from chalicelib.callbacks import VIETNAM, code_at, read_object, text_at
from chalicelib.carriers.labels import checked_label
from chalicelib.carriers.vnpost_forms import (
    entries_of,
    history_notice,
    listed_order,
    order_form,
    orders_in,
    send_time,
    waybill_of,
    webhook_notice,
    with_reference,
)
from chalicelib.ports import CarrierOrder, Label, NotAuthentic, ProviderError, Unreadable
from chalicelib.transport import Answer, Transport

NAME = CarrierName.VNPOST
_BY_WAYBILL, _BY_OUR_CODE = "1", "2"
_CANCEL_CASE, _CANCELLED = 1, "00"
# Tokens were seen to live for an hour.
_TOKEN_SECONDS = 50 * 60
_LIST_PAGE, _LIST_PAGES, _LIST_DAYS = 200, 5, 3
# For comparing: 20,000 orders touched in the period, at 200 a call.
_ALL_PAGES = 100


class VietnamPost:
    """``webhook_public_key`` is Vietnam Post's, as PEM.

    ``refuses_repeats`` is false: after a lost answer, look up before creating again.
    """

    name = NAME
    refuses_repeats = False

    def __init__(
        self,
        *,
        api_base: str,
        username: str,
        password: str,
        customer_code: str,
        contract_code: str,
        webhook_public_key: str,
        service: str = "CTN009",
        total_seconds: float = 20.0,
    ) -> None:
        if not username or not password or not customer_code:
            raise ValueError("the login and the customer code of Vietnam Post must not be empty")
        key = serialization.load_pem_public_key(webhook_public_key.encode())
        if not isinstance(key, rsa.RSAPublicKey):
            raise ValueError("the webhook key of Vietnam Post must be an RSA public key")
        self._key = key
        self._api = Transport(NAME.value, api_base, total_seconds=total_seconds)
        self._login = {"username": username, "password": password, "customerCode": customer_code}
        self._customer_code = customer_code
        self._contract_code = contract_code
        self._service = service
        self._token = ""
        self._token_until = 0.0

    def create(self, shipment: Shipment) -> Waybill:
        """Ask for the collection. Vietnam Post makes a second order of a second request, so not only a lost answer but
        also a failure on its side is an unknown outcome here: asking first costs one call, guessing costs a parcel."""
        payload = {
            "orderCreationStatus": 1,
            "type": "GUI",
            "customerCode": self._customer_code,
            "contractCode": self._contract_code or None,
            "informationOrder": order_form(shipment, self._service),
        }
        answer = self._authorised(
            lambda token: self._api.post("/CreateOrder", payload, headers={"token": token}, changes=True)
        )
        if answer.status >= 500:
            raise self._api.lost(f"answered {answer.status}", changes=True)
        body = self._api.meaning(answer, changes=True)
        if isinstance(body, dict) and (body.get("success") is False or body.get("error")):
            # The message can quote a name or an address, so it is not repeated.
            raise ProviderError("vnpost: refused", permanent=True)
        orders = orders_in(body)
        waybill = waybill_of(orders[0], shipment.reference) if orders else None
        if waybill is None:
            raise self._api.lost("an order without its code", changes=True)
        return waybill

    def find(self, reference: str) -> Waybill | None:
        """Asked for by our own code, then looked for in the list of the last days: which of the two kinds of code
        ``getOrder`` takes for which ``type`` is not published, and "there is none" must be certain."""
        answer = self._get("/getOrder", {"type": _BY_OUR_CODE, "code": reference})
        found = with_reference(self._orders_of(answer), reference)
        return found or self._find_in_list(reference)

    def _find_in_list(self, reference: str) -> Waybill | None:
        since = datetime.now(VIETNAM) - timedelta(days=_LIST_DAYS)
        for orders in self._listed(since, pages=_LIST_PAGES):
            if found := with_reference(orders, reference):
                return found
        return None

    def _listed(self, since: datetime, *, pages: int) -> Iterator[list[dict[str, Any]]]:
        """The list, page by page, of whole days; more pages than asked for are an unknown outcome."""
        query = {
            "lastUpdateFrom": f"{since.astimezone(VIETNAM):%d-%m-%Y}",
            "lastUpdateTo": f"{datetime.now(VIETNAM) + timedelta(days=1):%d-%m-%Y}",
            "type": "GUI",
            "size": str(_LIST_PAGE),
            "isInternational": "false",
        }
        for page in range(pages):
            orders = self._orders_of(self._get("/GetListOrder", {**query, "page": str(page)}))
            yield orders
            if len(orders) < _LIST_PAGE:
                return
        raise ProviderError("vnpost: too many orders to look through", outcome_unknown=True)

    def orders_since(self, since: datetime) -> Iterable[CarrierOrder]:
        for orders in self._listed(since, pages=_ALL_PAGES):
            yield from (listed for order in orders if (listed := listed_order(order)))

    def history(self, waybill: str) -> tuple[StatusNotice, ...]:
        answer = self._get("/GetStatusHistoryOrder", {"type": _BY_WAYBILL, "code": waybill})
        body = self._api.meaning(answer, changes=False)
        entries = [entry for order in orders_in(body) for entry in entries_of(order, "statusHistory")]
        try:
            return tuple(history_notice(waybill, entry) for entry in entries)
        except Unreadable as problem:
            raise ProviderError(f"vnpost: the history cannot be read ({problem})") from None

    def cancel(self, waybill: str) -> None:
        """By ``orderCancel``, which wants Vietnam Post's own id of the order: it is asked for first."""
        orders = self._orders_of(self._get("/getOrder", {"type": _BY_WAYBILL, "code": waybill}))
        original = next((order.get("originalID") for order in orders if order.get("itemCode") == waybill), None)
        if not isinstance(original, str) or not original:
            raise ProviderError("vnpost: does not know the order to cancel", permanent=True)
        payload = {"OriginalId": original, "CaseId": _CANCEL_CASE, "Note": None}
        answer = self._authorised(
            lambda token: self._api.post("/orderCancel", payload, headers={"token": token}, changes=True)
        )
        body = self._api.meaning(answer, changes=True)
        first = body[0] if isinstance(body, list) and body else body
        if not isinstance(first, dict) or first.get("Type") != _CANCELLED:
            raise ProviderError("vnpost: refused to cancel", permanent=True)

    def label(self, waybill: str) -> Label:
        answer = self._authorised(
            lambda token: self._api.post("/exportListReport", [waybill], headers={"token": token}, changes=False)
        )
        if answer.body.startswith((b"%PDF-", b"<")) and answer.is_ok:
            return checked_label(NAME.value, waybill, answer.body)
        body = self._api.meaning(answer, changes=False)
        first = body[0] if isinstance(body, list) and body else body
        return checked_label(NAME.value, waybill, _decoded(first))

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> tuple[StatusNotice, ...]:
        """What is signed as news, what is not as hints.

        The signature covers ``sendDate`` and the code and status of the *first* item. Every further item, whoever
        wrote it, comes as a hint, with state None: the reader should ask
        :meth:`history` and believe that. Our reference is never signed, so it is left empty. An old message can be
        sent again, but only say the same; and since all waybill numbers have one length, moving a digit between number
        and status, which nothing separates in what is signed, names no other parcel of ours.
        """
        body = read_object(raw)
        items = body.get("data")
        if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
            raise Unreadable("data is not a list of items")
        send_date = text_at(body, "sendDate", most=40)
        waybill, code = code_at(items[0], "itemCode"), code_at(items[0], "status", most=16)
        self._verify(f"MYVNP{send_date}{waybill}{code}", body.get("signature"))
        sent_at = send_time(send_date)
        first = webhook_notice(items[0], sent_at, is_signed=True)
        return (first, *(webhook_notice(item, sent_at, is_signed=False) for item in items[1:]))

    def _verify(self, signed: str, signature: Any) -> None:
        if not isinstance(signature, str) or not signature.isascii():
            raise NotAuthentic("the signature of Vietnam Post is missing")
        try:
            self._key.verify(
                base64.b64decode("".join(signature.split()), validate=True),
                signed.encode(),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except (InvalidSignature, binascii.Error, ValueError):
            raise NotAuthentic("the signature of Vietnam Post does not match") from None

    def _get(self, path: str, query: dict[str, str]) -> Answer:
        return self._authorised(lambda token: self._api.get(path, query=query, headers={"token": token}))

    def _orders_of(self, answer: Answer) -> list[dict[str, Any]]:
        return [] if _says_missing(answer) else orders_in(self._api.meaning(answer, changes=False))

    def _authorised(self, send: Callable[[str], Answer]) -> Answer:
        """The answer to ``send``. A token that is refused is replaced once, and the call made once more."""
        answer = send(self._current_token())
        if answer.status in (401, 403):
            self._token = ""
            answer = send(self._current_token())
        return answer

    def _current_token(self) -> str:
        if not self._token or time.monotonic() >= self._token_until:
            answer = self._api.post("/GetAccessToken", self._login, headers={}, changes=False)
            body = self._api.meaning(answer, changes=False)
            if not isinstance(body, dict) or body.get("success") is False:
                raise ProviderError("vnpost: the login was refused", permanent=True)
            try:
                self._token, self._token_until = code_at(body, "token", most=4_000), time.monotonic() + _TOKEN_SECONDS
            except Unreadable:
                raise ProviderError("vnpost: the login gave no token") from None
        return self._token


def _says_missing(answer: Answer) -> bool:
    """Whether the answer says that there is no such order: by 404, or by words in a refusal."""
    if answer.status == 404:
        return True
    if answer.status != 400:
        return False
    try:
        body = answer.json()
    except Unreadable:
        return False
    message = body.get("message") if isinstance(body, dict) else None
    words = fold(message) if isinstance(message, str) else ""
    return "khong tim thay" in words or "khong ton tai" in words


def _decoded(value: Any) -> bytes:
    """A label in base64, bare or in an object with one."""
    text = next((item for item in value.values() if isinstance(item, str)), "") if isinstance(value, dict) else value
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return b""
