"""SePay watches the bank account and reports every movement, signed with an HMAC over the raw body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

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
from chalicelib.payments.transfers import Credit, notice_of
from chalicelib.ports import NotAuthentic, PaymentNotice


class SePay:
    """``webhook_secret`` may hold two secrets, comma-separated, while one replaces the other. Raises ValueError for
    settings that cannot work."""

    def __init__(self, *, account_number: str, webhook_secret: str) -> None:
        self._account_number = account_number
        self._secrets = secrets_of(webhook_secret, "the webhook secret of SePay")

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        check_size(raw)
        self._verify(headers, raw, now)
        body = read_object(raw)
        # A virtual account of ours arrives as subAccount, under the account that it belongs to.
        accounts = (code_at(body, "accountNumber"), optional_text_at(body, "subAccount", most=64))
        credit = Credit(
            source="sepay",
            id=code_at(body, "id"),
            accounts=accounts,
            direction=text_at(body, "transferType", most=16),
            amount=Dong(whole_at(body, "transferAmount")),
            reference=optional_text_at(body, "referenceCode"),
            occurred_at=vietnam_time(text_at(body, "transactionDate"), "%Y-%m-%d %H:%M:%S"),
            memos=tuple(optional_text_at(body, key) for key in ("content", "code", "description")),
        )
        return notice_of(credit, self._account_number)

    def _verify(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> None:
        timestamp = headers.get("x-sepay-timestamp", "")
        check_drift(timestamp, now)
        scheme, _, digest = headers.get("x-sepay-signature", "").partition("=")
        message = timestamp.encode("ascii") + b"." + raw
        if scheme != "sha256" or not is_signed(self._secrets, message, [digest]):
            raise NotAuthentic("the signature of SePay does not match")
