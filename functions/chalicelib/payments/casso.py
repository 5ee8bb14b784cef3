"""Casso watches the bank account and reports every movement: webhook v2.

Its signature is not over the bytes but over the values: the body's JSON with sorted keys, compact, nothing escaped. So
the body is read strictly first (one value for each key, no NaN), then written in that one form and verified.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.money import Dong

from chalicelib.callbacks import (
    MAX_DONG,
    check_drift,
    code_at,
    is_signed,
    optional_text_at,
    read_object,
    secrets_of,
    text_at,
    vietnam_time,
)
from chalicelib.payments.transfers import Credit, notice_of
from chalicelib.ports import NotAuthentic, PaymentNotice, Unreadable

_MOST_PARTS = 8


class Casso:
    """``webhook_key`` may hold two keys, comma-separated, while one replaces the other. Raises ValueError for
    settings that cannot work."""

    def __init__(self, *, account_number: str, webhook_key: str) -> None:
        self._account_number = account_number
        self._secrets = secrets_of(webhook_key, "the webhook key of Casso")

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        body = read_object(raw)
        self._verify(headers.get("x-casso-signature", ""), body, now)
        data = body.get("data")
        if not isinstance(data, dict):
            raise Unreadable("the notice has no data")
        accounts = (code_at(data, "accountNumber"), optional_text_at(data, "virtualAccountNumber", most=64))
        amount = signed_amount(data)
        credit = Credit(
            source="casso",
            id=code_at(data, "id"),
            accounts=accounts,
            direction="out" if amount < 0 else "in",
            amount=Dong(abs(amount)),
            reference=optional_text_at(data, "reference"),
            occurred_at=vietnam_time(text_at(data, "transactionDateTime"), "%Y-%m-%d %H:%M:%S"),
            memos=(optional_text_at(data, "description"),),
        )
        return notice_of(credit, self._account_number)

    def _verify(self, header: str, body: dict[str, Any], now: datetime) -> None:
        pairs = [part.strip().partition("=") for part in header.split(",", _MOST_PARTS)]
        timestamp = next((value for name, _, value in pairs if name == "t"), "")
        # In milliseconds; what is left after cutting three digits must still be a number.
        check_drift(timestamp[:-3], now)
        digests = [value for name, _, value in pairs if name == "v1"][:_MOST_PARTS]
        message = f"{timestamp}.{canonical(body)}".encode()
        if not is_signed(self._secrets, message, digests, algorithm="sha512"):
            raise NotAuthentic("the signature of Casso does not match")


def canonical(body: dict[str, Any]) -> str:
    """The form that Casso signs.

    >>> canonical({"error": 0, "data": {"description": "Quýt", "amount": 5}})
    '{"data":{"amount":5,"description":"Quýt"},"error":0}'
    """
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def signed_amount(data: dict[str, Any]) -> int:
    """Money that leaves is below zero. Raises :class:`~chalicelib.ports.Unreadable`."""
    amount = data.get("amount")
    if type(amount) is not int or abs(amount) > MAX_DONG:
        raise Unreadable("amount is not a whole number")
    return amount
