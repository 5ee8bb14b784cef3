"""What every notice of a bank transfer has in common, whoever watches the account and reports it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from market.catalogue import CarrierName
from market.codes import order_codes_in
from market.money import Dong
from market.payout_memos import payer_of, words_of

from chalicelib.ports import NoticeKind, PaymentNotice

# The way to pay that all of them report for; a payment is told apart by the bank's reference, not by who told of it.
PROVIDER = "vietqr"
MAX_REFERENCE = 100
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One row of the account's statement, as its reporter tells it. ``direction``: ``in``, ``out`` or what it said;
    ``accounts``: the account and, where there is one, the virtual account under it; ``memos``: every field that can
    carry the shopper's words."""

    source: str
    id: str
    accounts: tuple[str, ...]
    direction: str
    amount: Dong
    reference: str
    occurred_at: datetime
    memos: tuple[str, ...]
    trouble: str = ""


def notice_of(credit: Credit, our_account: str) -> PaymentNotice:
    """The notice of a credit: money out is nobody's payment, money to another account is for a person."""
    is_out = credit.direction == "out"
    account = our_account if our_account in credit.accounts else credit.accounts[0]
    # Field by field, so that the end of one and the beginning of the next never make a code together.
    codes = tuple(dict.fromkeys(code for memo in credit.memos for code in order_codes_in(memo)))
    payer = None if is_out or codes else _payer(credit.memos)
    return PaymentNotice(
        provider=PROVIDER,
        event_id=f"{credit.source}/{credit.id}",
        payment_id=_payment_id(credit, account),
        kind=NoticeKind.IRRELEVANT if is_out else NoticeKind.CAPTURED,
        order_codes=codes,
        amount=credit.amount,
        occurred_at=credit.occurred_at,
        trouble="" if is_out else _trouble(credit, our_account),
        adds_up=True,
        payout_of=payer.value if payer else "",
        payout_words=_payout_words(credit.memos) if payer else (),
    )


def _payer(memos: Iterable[str]) -> CarrierName | None:
    """The carrier that pays out cash it collected; None where the fields name several, or none."""
    named = {payer for memo in memos if (payer := payer_of(memo))}
    return named.pop() if len(named) == 1 else None


def _payout_words(memos: Iterable[str]) -> tuple[str, ...]:
    """An empty word between the fields, across which no number is read."""
    return tuple(word for memo in memos if memo for word in (*words_of(memo), ""))


def _trouble(credit: Credit, our_account: str) -> str:
    if credit.direction != "in":
        return "unknown_direction"
    return credit.trouble or ("" if our_account in credit.accounts else "wrong_account")


def _payment_id(credit: Credit, account: str) -> str:
    """The bank's reference names a transfer within an account, and every reporter repeats it: however many of them
    watch the account, the transfer counts once. Case and spaces are the reporters' own and are not compared.

    Where a bank gives none (fault E13), what was moved, when and with which words stands in for it; two reporters
    may then write it differently, and what they both report is seen as two transfers: the second is owed back, in
    sight of the desk, and not counted as the order's."""
    reference = _SPACES.sub("", credit.reference).upper()
    if reference and len(reference) <= MAX_REFERENCE:
        return f"{account}/{reference}"
    moved = [account, reference, str(credit.amount.amount), credit.occurred_at.isoformat(), *credit.memos]
    return f"{account}/{hashlib.sha256(chr(0).join(moved).encode()).hexdigest()[:32]}"
