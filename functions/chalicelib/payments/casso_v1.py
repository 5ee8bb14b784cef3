"""Casso's first webhook, for accounts that are not moved to v2: several movements of the bank account in one notice.

Its sender proves itself by a shared word in the header ``secure-token`` and signs nothing, so it has an address and a
secret of its own: who has v2 is not told anything by it. Shape: casso.vn (tich-hop-webhook-tuy-chinh-vao-casso) and
notices that public projects recorded, some of which give a day and no time.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.money import Dong

from chalicelib.callbacks import code_at, optional_text_at, read_object, secrets_of, text_at, vietnam_time
from chalicelib.payments.casso import signed_amount
from chalicelib.payments.transfers import Credit, notice_of
from chalicelib.ports import NotAuthentic, PaymentNotice, Unreadable

# Casso sends what it found since it last looked, minutes ago.
MOST_ROWS = 100
_ACCOUNTS = ("subAccId", "bank_sub_acc_id", "virtualAccount")
_DAY = len("2026-11-24")


class CassoV1:
    """``secure_token`` may hold two words, comma-separated, while one replaces the other. Raises ValueError for
    settings that cannot work."""

    def __init__(self, *, account_number: str, secure_token: str) -> None:
        self._account_number = account_number
        self._tokens = secrets_of(secure_token, "the secure token of Casso")

    def read_all(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> tuple[PaymentNotice, ...]:
        told = headers.get("secure-token", "").encode()
        # Each is compared whole, so that the time tells nothing of any of them.
        if not any([hmac.compare_digest(told, token.encode()) for token in self._tokens]):
            raise NotAuthentic("the secure token of Casso does not match")
        rows = read_object(raw).get("data")
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
            raise Unreadable(f"data is not a list of 1 to {MOST_ROWS} movements")
        return tuple(notice_of(_credit(row), self._account_number) for row in rows)


def _credit(row: Any) -> Credit:
    if not isinstance(row, dict):
        raise Unreadable("a movement is not an object")
    accounts = tuple(account for name in _ACCOUNTS if (account := optional_text_at(row, name, most=64)))
    if not accounts:
        raise Unreadable("a movement names no account")
    amount, when = signed_amount(row), text_at(row, "when")
    return Credit(
        source="casso",
        id=code_at(row, "id"),
        accounts=accounts,
        direction="out" if amount < 0 else "in",
        amount=Dong(abs(amount)),
        reference=optional_text_at(row, "tid"),
        occurred_at=vietnam_time(when, "%Y-%m-%d" if len(when) == _DAY else "%Y-%m-%d %H:%M:%S"),
        memos=(optional_text_at(row, "description"),),
    )
