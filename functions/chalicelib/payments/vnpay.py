"""VNPay 2.1.0: the shopper pays on VNPay's page, VNPay's IPN (a GET with everything in its query) tells how it ended.

Amounts are in hundredths of a đồng on the wire and nowhere else. The hash is over the query with sorted keys, encoded
as a form is; what we send is ASCII letters, digits and spaces, since `*` and `~` are encoded differently everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from market.money import Dong

from chalicelib.callbacks import MAX_DONG, VIETNAM, check_size, code_at, is_signed, secrets_of, text_at, vietnam_time
from chalicelib.payments.gateways import (
    TOTAL_SECONDS,
    Attempt,
    began_at,
    known_attempt,
    name_in,
    new_name,
    order_codes_of,
    signature,
)
from chalicelib.payments.vnpay_api import NOBODYS_ADDRESS, TIME, VERSION, VNPayAPI
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

# Of a payment that was given back, all or in part, querydr tells of the refund alone.
GIVEN_BACK = ("02", "03")
MAX_QUERY_BYTES = 8 * 1024
MAX_FIELDS = 64
# In the order in which VNPay's document has them answered: hash, order, amount, state, success, anything else.
BAD_HASH = ("97", "Invalid signature")
NO_ORDER = ("01", "Order not found")
BAD_AMOUNT = ("04", "Invalid amount")
REPEATED = ("02", "Order already confirmed")
KEPT = ("00", "Confirm Success")
UNEXPECTED = ("99", "Unknown error")
_REASONS = {
    "unknown_order": NO_ORDER,
    "no_order_code": NO_ORDER,
    "wrong_amount": BAD_AMOUNT,
    "amount_not_whole": BAD_AMOUNT,
    "repeated": REPEATED,
}
_REFUSALS = {"not_authentic": BAD_HASH, "unreadable": UNEXPECTED, "failed": UNEXPECTED}
_AMOUNT = re.compile(r"[0-9]{1,16}")


class VNPay:
    """``hash_secret`` may hold two secrets, comma-separated, while one replaces the other: we sign with the first.

    Raises ValueError for settings that cannot work."""

    name = "vnpay"
    confirms_at_once = False

    def __init__(
        self, *, tmn_code: str, hash_secret: str, pay_url: str, api_base: str, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        if not tmn_code or urlsplit(pay_url).scheme not in ("http", "https"):
            raise ValueError("VNPay needs a terminal code and the address of its page")
        self._tmn_code = tmn_code
        self._secrets = secrets_of(hash_secret, "the hash secret of VNPay")
        self._pay_url = pay_url
        self.api = VNPayAPI(tmn_code=tmn_code, secrets=self._secrets, api_base=api_base, total_seconds=total_seconds)

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        """The page of this attempt, worked out without asking anybody: the same attempt is the same page."""
        known = known_attempt(known_reference, request.amount)
        attempt = known or Attempt(name=new_name(request), amount=request.amount)
        began = began_at(attempt.name)
        if began is None:
            raise ProviderError("vnpay: the known reference is not one of ours", permanent=True)
        expires = request.pay_before or began + timedelta(minutes=15)
        query = canonical(
            {
                "vnp_Version": VERSION,
                "vnp_Command": "pay",
                "vnp_TmnCode": self._tmn_code,
                "vnp_Amount": str(request.amount.amount * 100),
                "vnp_CurrCode": "VND",
                "vnp_TxnRef": attempt.name,
                "vnp_OrderInfo": f"Thanh toan don hang {request.order_code}",
                "vnp_OrderType": "other",
                "vnp_Locale": "vn",
                "vnp_ReturnUrl": request.return_url,
                "vnp_IpAddr": NOBODYS_ADDRESS,
                "vnp_CreateDate": began.strftime(TIME),
                "vnp_ExpireDate": expires.astimezone(VIETNAM).strftime(TIME),
            }
        )
        page = f"{self._pay_url}?{query}&vnp_SecureHash={signature(self._secrets[0], query, 'sha512')}"
        return PaymentStart(provider_reference=attempt.reference, redirect_url=page)

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        """``raw`` is the query string of the IPN."""
        fields = _fields(raw)
        digest = fields.get("vnp_SecureHash", "")
        if not is_signed(self._secrets, canonical(fields).encode(), [digest], algorithm="sha512"):
            raise NotAuthentic("the hash of VNPay does not match")
        return self._notice(fields, told="ipn", response_code=code_at(fields, "vnp_ResponseCode", most=2), now=now)

    def answer(self, outcome: Outcome) -> CallbackAnswer:
        code, message = _REFUSALS.get(outcome.state) or _REASONS.get(outcome.reason, KEPT)
        return CallbackAnswer(body={"RspCode": code, "Message": message})

    def look_up(self, reference: str, *, now: datetime) -> PaymentNotice | None:
        name = name_in(reference)
        said = self.api.querydr(name, now=now)
        if said is None or said.get("vnp_TransactionType") in GIVEN_BACK:
            return None
        try:
            notice = self._notice(said, told="asked", response_code="", now=now)
        except Unreadable as problem:
            raise ProviderError(f"vnpay: an answer that cannot be read ({problem})", permanent=True) from None
        return notice if notice.kind is not NoticeKind.IRRELEVANT else None

    def _notice(self, fields: Mapping[str, Any], *, told: str, response_code: str, now: datetime) -> PaymentNotice:
        """``response_code`` is empty where only the transaction's own status was told."""
        said = dict(fields)
        name, number = code_at(said, "vnp_TxnRef", most=100), code_at(said, "vnp_TransactionNo", most=20)
        status = code_at(said, "vnp_TransactionStatus", most=2)
        hundredths = code_at(said, "vnp_Amount", most=16)
        if not _AMOUNT.fullmatch(hundredths) or int(hundredths) > 100 * MAX_DONG:
            raise Unreadable("vnp_Amount is not an amount")
        kind, trouble = _end(response_code or status, status)
        paid_at = said.get("vnp_PayDate")
        return PaymentNotice(
            provider=self.name,
            event_id=f"{told}/{name}/{number}/{response_code}{status}/{hundredths}",
            payment_id=number if kind is NoticeKind.CAPTURED else name,
            kind=kind,
            order_codes=order_codes_of(name),
            amount=Dong(int(hundredths) // 100),
            occurred_at=vietnam_time(text_at(said, "vnp_PayDate"), TIME) if paid_at else now,
            trouble=trouble or self._trouble(said, hundredths),
            ended_attempt=name if kind is NoticeKind.FAILED else "",
            attempt=name if kind is NoticeKind.CAPTURED else "",
        )

    def _trouble(self, said: dict[str, Any], hundredths: str) -> str:
        if said.get("vnp_TmnCode") != self._tmn_code:
            return "wrong_account"
        if said.get("vnp_CurrCode", "VND") != "VND":
            return "other_currency"
        return "amount_not_whole" if int(hundredths) % 100 else ""


def canonical(fields: Mapping[str, str]) -> str:
    """The query that VNPay hashes: what begins with ``vnp_`` and is not empty, sorted, encoded as a form is.

    >>> canonical({"vnp_TxnRef": "LS1", "vnp_OrderInfo": "Don hang", "vnp_BankCode": "", "vnp_SecureHash": "00"})
    'vnp_OrderInfo=Don+hang&vnp_TxnRef=LS1'
    """
    unhashed = ("vnp_SecureHash", "vnp_SecureHashType")
    kept = {key: value for key, value in fields.items() if key.startswith("vnp_") and value and key not in unhashed}
    return urlencode(sorted(kept.items()))


def _fields(raw: bytes) -> dict[str, str]:
    check_size(raw, most_bytes=MAX_QUERY_BYTES)
    try:
        found = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise Unreadable("the query is not of the promised form") from None
    fields = dict(found)
    if len(fields) != len(found):
        raise Unreadable("a field is given twice")
    return fields


def _end(response_code: str, status: str) -> tuple[NoticeKind, str]:
    """What VNPay's two codes say together, and the trouble with it. Money that VNPay may have taken is never called
    failed."""
    if "07" in (response_code, status):
        return NoticeKind.CAPTURED, "suspected_fraud"
    if status == "01":
        return NoticeKind.IRRELEVANT, ""
    if status == "04":
        return NoticeKind.CAPTURED, "reversed"
    if response_code == status == "00":
        return NoticeKind.CAPTURED, ""
    if "00" in (response_code, status):
        return NoticeKind.CAPTURED, "contradictory_status"
    return NoticeKind.FAILED, ""
