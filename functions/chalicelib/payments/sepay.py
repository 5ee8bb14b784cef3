"""SePay watches the bank account and reports every movement, signed with an HMAC over the raw body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from market.money import Dong

from chalicelib.callbacks import (
    MAX_DONG,
    VIETNAM,
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
from chalicelib.payments.transfers import PROVIDER, Credit, notice_of
from chalicelib.ports import NotAuthentic, PaymentNotice, ProviderError, Unreadable
from chalicelib.transport import Transport

# As many as SePay gives at once; there are no pages beyond, so what is older is asked for by its date.
LIST_LIMIT = 5_000
_LIST_ROUNDS = 20
_TIME = "%Y-%m-%d %H:%M:%S"
_AMOUNT = re.compile(r"([0-9]{1,14})(?:\.00?)?")


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
            occurred_at=vietnam_time(text_at(body, "transactionDate"), _TIME),
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


class SePayTransactions:
    """The bank account's own list, as SePay keeps it (``GET /userapi/transactions/list``), with a token of its owner.
    The first version of that API and not the second: only the first gives the ids that callbacks have."""

    name = "sepay"
    provider = PROVIDER

    def __init__(self, *, account_number: str, api_base: str, token: str, limit: int = LIST_LIMIT) -> None:
        if not token:
            raise ValueError("the token of SePay must not be empty")
        self._account_number = account_number
        self._api = Transport(self.name, api_base)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._limit = limit

    def payments_since(self, since: datetime) -> Iterator[PaymentNotice]:
        """Newest first, as SePay lists them. Raises :class:`ProviderError`."""
        seen: set[str] = set()
        until = ""
        for _ in range(_LIST_ROUNDS):
            rows = self._rows(since, until)
            fresh = [row for row in rows if str(row.get("id")) not in seen]
            seen |= {str(row.get("id")) for row in fresh}
            try:
                yield from [notice_of(_listed(row), self._account_number) for row in fresh]
                if len(rows) < self._limit or not fresh:
                    return
                until = min(text_at(row, "transaction_date") for row in rows)
            except Unreadable as problem:
                raise ProviderError(f"sepay: a transaction cannot be read ({problem})", permanent=True) from None
        raise ProviderError("sepay: too many transactions to look through", permanent=True)

    def _rows(self, since: datetime, until: str) -> list[dict[str, Any]]:
        query = {
            "account_number": self._account_number,
            "transaction_date_min": f"{since.astimezone(VIETNAM):{_TIME}}",
            "limit": str(self._limit),
        }
        query |= {"transaction_date_max": until} if until else {}
        answer = self._api.get("/userapi/transactions/list", query=query, headers=self._headers)
        body = self._api.meaning(answer, changes=False)
        rows = body.get("transactions") if isinstance(body, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ProviderError("sepay: what came is no list of transactions")
        return rows


def _listed(row: dict[str, Any]) -> Credit:
    """A row of the list, which names everything otherwise than the callback and says the same."""
    came, went = _amount(row, "amount_in"), _amount(row, "amount_out")
    return Credit(
        source="sepay",
        id=code_at(row, "id"),
        accounts=(code_at(row, "account_number"), optional_text_at(row, "sub_account", most=64)),
        direction="in" if came else "out",
        amount=Dong(came or went),
        reference=optional_text_at(row, "reference_number"),
        occurred_at=vietnam_time(text_at(row, "transaction_date"), _TIME),
        memos=tuple(optional_text_at(row, key) for key in ("transaction_content", "code")),
    )


def _amount(row: dict[str, Any], key: str) -> int:
    """``"18067000.00"``: whole đồng, written with two digits too many."""
    match = _AMOUNT.fullmatch(optional_text_at(row, key))
    if match is None or int(match[1]) > MAX_DONG:
        raise Unreadable(f"{key} is no amount")
    return int(match[1])
