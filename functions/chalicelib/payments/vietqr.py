"""Bank transfer by VietQR: the code to scan is worked out here, the money is reported by SePay.

The code follows EMVCo merchant-presented QR as NAPAS 247 uses it. A notice is SePay's webhook with its HMAC. A transfer
has no failure, no expiry and no undo: a late, short or nameless one is still real money, so it is reported with
whatever it names, and it is for the use case to match or to park it.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.codes import order_codes_in
from market.money import Dong

from chalicelib.callbacks import (
    check_drift,
    check_size,
    code_at,
    is_signed,
    optional_text_at,
    read_object,
    secrets_of,
    text_at,
    vietnam_time,
    whole_at,
)
from chalicelib.ports import (
    BankTransfer,
    NotAuthentic,
    NoticeKind,
    PaymentNotice,
    PaymentRequest,
    PaymentStart,
    ProviderError,
)

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
TO_CARD = "QRIBFTTC"
# What the banks' own apps still show whole in the memo of a transfer.
MAX_MEMO = 25
# The amount field of EMVCo has 13 characters.
MAX_AMOUNT = 10**13 - 1

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{4,19}")
_MEMO = re.compile(r"[0-9A-Za-z ]*")


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def qr_payload(bank_bin: str, account: str, *, amount: Dong | None = None, memo: str = "", to: str = TO_ACCOUNT) -> str:
    """The text of a VietQR code; static without an amount. ``to`` says whether ``account`` is an account or a card.

    Raises ValueError for a bank number, an account, an amount or a memo that the format cannot carry.

    >>> qr_payload("970423", "0099999999")[-8:]
    '6304CBB4'
    """
    if not _BIN.fullmatch(bank_bin) or not _ACCOUNT.fullmatch(account):
        raise ValueError("a bank number has 6 digits, an account 4 to 19 letters or digits")
    if len(memo) > MAX_MEMO or not _MEMO.fullmatch(memo):
        raise ValueError(f"a memo has at most {MAX_MEMO} letters, digits and spaces")
    if amount is not None and not 0 < amount.amount <= MAX_AMOUNT:
        raise ValueError("a dynamic code needs an amount above zero")
    beneficiary = _field("00", bank_bin) + _field("01", account)
    body = _field("00", "01")
    body += _field("01", "11" if amount is None else "12")
    body += _field("38", _field("00", NAPAS) + _field("01", beneficiary) + _field("02", to))
    body += _field("53", "704")
    body += _field("54", str(amount.amount)) if amount is not None else ""
    body += _field("58", "VN")
    body += _field("62", _field("08", memo)) if memo else ""
    body += "6304"
    # binascii's CRC is CCITT with polynomial 0x1021, unreflected; from 0xFFFF it is the variant that EMVCo asks for.
    return f"{body}{binascii.crc_hqx(body.encode('ascii'), 0xFFFF):04X}"


class VietQR:
    """``webhook_secret`` is SePay's, two of them comma-separated while one replaces the other.

    Raises ValueError when built with settings that cannot work, so that they are found at the start.
    """

    name = "vietqr"
    confirms_at_once = False

    def __init__(
        self, *, bank_bin: str, bank_name: str, account_number: str, account_name: str, webhook_secret: str
    ) -> None:
        qr_payload(bank_bin, account_number)
        self._bank_bin = bank_bin
        self._bank_name = bank_name
        self._account_number = account_number
        self._account_name = account_name
        self._secrets = secrets_of(webhook_secret, "the webhook secret of SePay")

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        """The same order and amount give the same code, however often; nothing is asked of anybody."""
        memo = request.order_code
        try:
            payload = qr_payload(self._bank_bin, self._account_number, amount=request.amount, memo=memo)
        except ValueError as problem:
            raise ProviderError(f"vietqr: {problem}", permanent=True) from None
        transfer = BankTransfer(
            bank_name=self._bank_name,
            account_number=self._account_number,
            account_name=self._account_name,
            amount=request.amount,
            memo=memo,
            qr_payload=payload,
        )
        return PaymentStart(transfer=transfer)

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        check_size(raw)
        self._verify(headers, raw, now)
        body = read_object(raw)
        account = code_at(body, "accountNumber")
        direction = text_at(body, "transferType", most=16)
        occurred_at = vietnam_time(text_at(body, "transactionDate"), "%Y-%m-%d %H:%M:%S")
        memos = [optional_text_at(body, key) for key in ("content", "code", "description")]
        return PaymentNotice(
            provider=self.name,
            event_id=code_at(body, "id"),
            payment_id=_payment_id(body, account, memos),
            kind=NoticeKind.IRRELEVANT if direction == "out" else NoticeKind.CAPTURED,
            # Field by field, so that the end of one and the beginning of the next never make a code together.
            order_codes=tuple(dict.fromkeys(code for memo in memos for code in order_codes_in(memo))),
            amount=Dong(whole_at(body, "transferAmount")),
            occurred_at=occurred_at,
            trouble=self._trouble(body, account, direction),
            adds_up=True,
        )

    def _verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> None:
        timestamp = headers.get("x-sepay-timestamp", "")
        check_drift(timestamp, now)
        scheme, _, digest = headers.get("x-sepay-signature", "").partition("=")
        message = timestamp.encode("ascii") + b"." + raw
        if scheme != "sha256" or not is_signed(self._secrets, message, [digest]):
            raise NotAuthentic("the signature of SePay does not match")

    def _trouble(self, body: dict[str, Any], account: str, direction: str) -> str:
        if direction == "out":
            return ""
        if direction != "in":
            return "unknown_direction"
        # A virtual account of ours arrives as subAccount, under the account that it belongs to.
        if self._account_number not in (account, optional_text_at(body, "subAccount", most=64)):
            return "wrong_account"
        return ""


def _payment_id(body: dict[str, Any], account: str, memos: list[str]) -> str:
    """The bank's reference names a transfer within an account. Where a bank gives none (fault E13), what was moved,
    when and with which words stands in for it."""
    reference = optional_text_at(body, "referenceCode").strip()
    if reference and len(reference) <= 100:
        return f"{account}/{reference}"
    moved = [account, reference, str(body.get("transferAmount")), text_at(body, "transactionDate"), *memos]
    return f"{account}/{hashlib.sha256(chr(0).join(moved).encode()).hexdigest()[:32]}"
