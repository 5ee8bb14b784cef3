"""payOS reports the transfers for payment links. Its signature is over the values of ``data`` and has no time in it: an
old notice that comes again is known by its reference and changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.money import Dong

from chalicelib.callbacks import (
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
from chalicelib.ports import NotAuthentic, PaymentNotice, Unreadable

# What its SDKs write as nothing.
_NOTHING = (None, "null", "NULL", "undefined")


class PayOS:
    """``checksum_key`` may hold two keys, comma-separated, while one replaces the other. Raises ValueError for
    settings that cannot work."""

    def __init__(self, *, account_number: str, checksum_key: str) -> None:
        self._account_number = account_number
        self._secrets = secrets_of(checksum_key, "the checksum key of payOS")

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        body = read_object(raw)
        data, signature = body.get("data"), body.get("signature")
        if not isinstance(data, dict):
            raise Unreadable("the notice has no data")
        if not isinstance(signature, str) or not is_signed(self._secrets, joined(data).encode(), [signature]):
            raise NotAuthentic("the signature of payOS does not match")
        accounts = (code_at(data, "accountNumber"), optional_text_at(data, "virtualAccountNumber", most=64))
        credit = Credit(
            source="payos",
            id=f"{code_at(data, 'paymentLinkId')}/{_named(data)}",
            accounts=accounts,
            direction="in",
            amount=Dong(whole_at(data, "amount")),
            reference=optional_text_at(data, "reference"),
            occurred_at=vietnam_time(text_at(data, "transactionDateTime"), "%Y-%m-%d %H:%M:%S"),
            memos=(optional_text_at(data, "description"),),
            trouble=_trouble(data),
        )
        return notice_of(credit, self._account_number)


def joined(data: Mapping[str, Any]) -> str:
    """The form that payOS signs: ``key=value`` in the order of the keys, ``&`` between.

    >>> joined({"orderCode": 123, "amount": 3000, "counterAccountName": None})
    'amount=3000&counterAccountName=&orderCode=123'
    """
    return "&".join(f"{key}={_written(data[key])}" for key in sorted(data))


def _written(value: Any) -> str:
    if isinstance(value, str | None):
        return "" if value in _NOTHING else str(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _named(data: dict[str, Any]) -> str:
    """One link can be paid in several transfers, and payOS gives a notice no id: the transfer's reference is hashed,
    with its time and amount for banks that have none, since it may hold any character."""
    parts = (optional_text_at(data, "reference"), text_at(data, "transactionDateTime"), str(data.get("amount")))
    return hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]


def _trouble(data: dict[str, Any]) -> str:
    if code_at(data, "code", most=8) != "00":
        return "not_successful"
    return "" if optional_text_at(data, "currency", most=8) == "VND" else "other_currency"
