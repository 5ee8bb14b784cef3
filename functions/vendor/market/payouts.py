"""Paying households: what falls due when, for which week, and the entries that say so.

What a household is owed is what its *payable* account holds. An earning may be paid out when the days are over in
which the buyer can still bring the goods back; what is taken off it counts at once. A payout moves the money from
*payable* to *paying* when it is made, and from there to the bank when two persons have said that the bank did it. One
that the bank refuses goes back to *payable*, and with the next week's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from market.calendar import VIETNAM, local_day
from market.codes import ALPHABET
from market.ledger import BANK, Entry, Leg, reversal, shop_payable
from market.money import Dong, total

_PREFIX = "payout/"
_PAYABLE = re.compile(r"shop:(.+):payable")
_PERIOD = re.compile(r"(2\d{3})-W(\d{2})")
_MEMO_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """A number of days that is in force from a day on."""

    id: str
    valid_from: date
    days: int


# How long after its delivery a parcel may still come back to its household's cost. Fresh goods must be claimed within a
# day (domain research §6d), dry ones within the week that the shop's own terms give.
RETURN_DAYS = (DayRule(id="return-20260701", valid_from=date(2026, 7, 1), days=7),)
# How long nothing is paid to a new account (fault J4): time enough for the household to hear of the change and object.
HOLD_DAYS = (DayRule(id="account-hold-20260701", valid_from=date(2026, 7, 1), days=3),)


def days_on(rules: Iterable[DayRule], day: date) -> DayRule:
    """The rule in force on ``day``. Raises LookupError before the first."""
    in_force = [rule for rule in rules if rule.valid_from <= day]
    if not in_force:
        raise LookupError(f"no rule on {day}")
    return max(in_force, key=lambda rule: rule.valid_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one entry does to what a household is owed: ``amount`` above zero is more, and falls due at ``matures_at``
    by ``rule``; below zero is less, at once and by no rule."""

    shop_id: str
    amount: Dong
    matures_at: datetime
    rule: str = ""


def due_by(entry: Entry, rules: Iterable[DayRule] = RETURN_DAYS) -> Due | None:
    """What the entry does to a household's dues; None for one that does nothing, and for a payout, which pays them."""
    if is_payout(entry):
        return None
    found = [(match[1], leg.amount) for leg in entry.legs if (match := _PAYABLE.fullmatch(leg.account))]
    if not found:
        return None
    [shop_id] = {shop_id for shop_id, _ in found}
    amount, moment = -total(amount for _, amount in found), entry.occurred_at.astimezone(UTC)
    # A payout that came back was due before it was made.
    if amount.amount <= 0 or entry.id.startswith(_PREFIX):
        return Due(shop_id=shop_id, amount=amount, matures_at=moment)
    rule = days_on(rules, local_day(moment))
    return Due(shop_id=shop_id, amount=amount, matures_at=moment + timedelta(days=rule.days), rule=rule.id)


def is_payout(entry: Entry) -> bool:
    """A payout that is made; neither its end at the bank nor its way back."""
    return entry.id.startswith(_PREFIX) and entry.id.count("/") == 2


@dataclass(frozen=True, slots=True)
class Period:
    """A week of the calendar (ISO 8601), Monday to Sunday in Vietnam. ``str()`` is ``2026-W47``."""

    year: int
    week: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.week:02d}"

    @property
    def end(self) -> datetime:
        """The first moment after it, in UTC."""
        monday = date.fromisocalendar(self.year, self.week, 1) + timedelta(days=7)
        return datetime.combine(monday, time.min, VIETNAM).astimezone(UTC)


def read_period(text: str) -> Period:
    """
    >>> read_period("2026-W47").end.isoformat()
    '2026-11-22T17:00:00+00:00'

    Raises ValueError for what is no week."""
    match = _PERIOD.fullmatch(text)
    if not match:
        raise ValueError(f"not a week: {text}")
    period = Period(int(match[1]), int(match[2]))
    if not 1 <= period.week <= 53 or date(period.year, 12, 28).isocalendar().week < period.week:
        raise ValueError(f"{period.year} has no week {period.week}")
    return period


def last_period(now: datetime) -> Period:
    """The last week that is over."""
    year, week, _ = (local_day(now) - timedelta(days=7)).isocalendar()
    return Period(year, week)


class PayoutState(Enum):
    """``MADE``: promised, in no file yet. ``BATCHED``: in a file for the bank. ``FAILED``: the money stayed here and is
    owed again."""

    MADE = "made"
    BATCHED = "batched"
    PAID = "paid"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        return self in (PayoutState.MADE, PayoutState.BATCHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """One household's money for one week, as it was made; nothing of it changes. ``account_version`` is the account
    that it goes to, whatever becomes of the account later. ``dues`` counts what it pays."""

    shop_id: str
    period: str
    amount: Dong
    dues: int
    account_version: int
    made_at: datetime

    @property
    def id(self) -> str:
        return payout_id(self.shop_id, self.period)

    @property
    def memo(self) -> str:
        """What the household reads beside the money: 20 characters of ASCII, which every bank takes whole (VietQR's 25
        is the shortest limit that we know of).

        >>> Payout(shop_id="gh-ba-lan", period="2026-W47", amount=Dong(1), dues=1, account_version=1,
        ...     made_at=datetime(2026, 11, 24, tzinfo=UTC)).memo
        'CXL 2026W47 38W7KYVH'
        """
        digest = hashlib.sha256(self.id.encode()).digest()
        code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_MEMO_CODE_LENGTH])
        return f"CXL {self.period.replace('-', '')} {code}"


def payout_id(shop_id: str, period: str) -> str:
    return f"{shop_id}/{period}"


def split_id(id: str) -> tuple[str, str]:
    """Shop and period of a payout's id.

    >>> split_id("gh-ba-lan/2026-W47")
    ('gh-ba-lan', '2026-W47')
    """
    shop_id, _, period = id.partition("/")
    return shop_id, period


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one person says that the bank did: paid under the bank's ``reference``, or not, because of ``problem``."""

    is_paid: bool
    reference: str
    problem: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutProgress:
    """``batch`` is the number of its file in the period, 0 for none yet. ``report`` waits for another person, or is
    what that one approved."""

    payout: Payout
    state: PayoutState
    batch: int = 0
    report: Report | None = None
    approved_by: str = ""


def shop_paying(shop_id: str) -> str:
    """Promised for a payout, and still here as far as we know."""
    return f"shop:{shop_id}:paying"


def made(payout: Payout) -> Entry:
    """The dues are promised."""
    legs = (
        Leg(account=shop_payable(payout.shop_id), amount=payout.amount),
        Leg(account=shop_paying(payout.shop_id), amount=-payout.amount),
    )
    return Entry(id=f"{_PREFIX}{payout.id}", occurred_at=payout.made_at, legs=legs)


def paid(payout: Payout, *, now: datetime) -> Entry:
    """The bank did it."""
    legs = (
        Leg(account=shop_paying(payout.shop_id), amount=payout.amount),
        Leg(account=BANK, amount=-payout.amount),
    )
    return Entry(id=f"{_PREFIX}{payout.id}/paid", occurred_at=now, legs=legs)


def returned(payout: Payout, *, now: datetime) -> Entry:
    """The bank did not: the household is owed it again."""
    return reversal(made(payout), now=now)
