"""What the payment gateways have in common: the shopper goes to the gateway's own page, once for each attempt.

A gateway takes the name of an attempt once, and an attempt that failed is used up. So a name is made of the order's
code and the millisecond in which the attempt began; what the order keeps is the name, the amount and the page.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from market.codes import is_order_code
from market.money import Dong

from chalicelib.callbacks import VIETNAM
from chalicelib.ports import PaymentRequest, ProviderError

# Twice within the 29 seconds that API Gateway waits.
TOTAL_SECONDS = 10.0
# MoMo's document wants half a minute for a refund. Its worker has that long for the question before as well, and what
# is cut here is asked about by the next try.
REFUND_SECONDS = 18.0
STAMP = "%y%m%d%H%M%S"
_NAME = re.compile(r"(LS[0-9A-Z]{7})([0-9]{12})[0-9]{3}")
_PAGE = re.compile(r"https?://[!-~]{1,2000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """``page`` is empty where it can be worked out again."""

    name: str
    amount: Dong
    page: str = ""

    @property
    def reference(self) -> str:
        return f"{self.name} {self.amount.amount} {self.page}".rstrip()


def new_name(request: PaymentRequest) -> str:
    """
    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 24, 3, 0, 5, tzinfo=UTC)
    >>> new_name(PaymentRequest(order_code="LS7K3M2QS", amount=Dong(1), asked_at=at))
    'LS7K3M2QS261124100005000'
    """
    began = request.asked_at.astimezone(VIETNAM)
    return f"{request.order_code}{began.strftime(STAMP)}{began.microsecond // 1000:03d}"


def known_attempt(reference: str, amount: Dong) -> Attempt | None:
    """The attempt behind a reference, None for none or for one of another amount: that one must not be paid now."""
    parts = reference.split(" ", 2)
    if len(parts) < 2 or parts[1] != str(amount.amount):
        return None
    return Attempt(name=parts[0], amount=amount, page=parts[2] if len(parts) == 3 else "")


def name_in(reference: str) -> str:
    return reference.partition(" ")[0]


def order_codes_of(name: str) -> tuple[str, ...]:
    """The order that an attempt is for: only a name of ours names one, this is no memo to guess at."""
    match = _NAME.fullmatch(name)
    return (match[1],) if match and is_order_code(match[1]) else ()


def began_at(name: str) -> datetime | None:
    """The second in which an attempt began, in Vietnam; None for what is no name of an attempt."""
    match = _NAME.fullmatch(name)
    try:
        return datetime.strptime(match[2], STAMP).replace(tzinfo=VIETNAM) if match else None
    except ValueError:
        return None


def page_at(address: object, whom: str) -> str:
    """The gateway's page, to which a shopper may be sent. Raises :class:`ProviderError` for anything but an address."""
    if not isinstance(address, str) or not _PAGE.fullmatch(address):
        raise ProviderError(f"{whom}: the answer has no page to pay on")
    return address


def minutes_left(request: PaymentRequest) -> int:
    """Whole minutes until the order expires, at least one."""
    if request.pay_before is None:
        return 1
    return max(1, int((request.pay_before - request.asked_at).total_seconds() // 60))


def signature(secret: str, message: str, algorithm: str) -> str:
    return hmac.digest(secret.encode(), message.encode(), algorithm).hex()


def refund_name(key: str, length: int) -> str:
    """A gateway's name for a refund of ours: the same for the same key, and letters and digits only.

    >>> refund_name("LS7K3M2QS/refund/ticket-1/1", 8)
    '0ffabcfb'
    """
    return hashlib.sha256(key.encode()).hexdigest()[:length]


def pairs(fields: Iterable[tuple[str, object]]) -> str:
    return "&".join(f"{name}={value}" for name, value in fields)
