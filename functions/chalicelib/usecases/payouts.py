"""Households are paid once a week what has fallen due: made here, put in a file for the bank by :mod:`.payout_files`.

One transaction makes one payout: its row, its entry, and the mark on everything that it pays. Its id is the household
and the week, so it happens once, whoever runs this and however often; what another run took is not taken again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from market.money import ZERO, Dong, total
from market.payouts import Payout, Period, made
from market.refusals import Busy, Refused

from chalicelib.store import dues, payees, payouts
from chalicelib.store.dues import Open
from chalicelib.store.payees import Current
from chalicelib.store.table import Table

# With the payout, its entry and the account's check they fit into one transaction of DynamoDB.
MOST_TAKEN = 80
TRIES = 5


class PeriodNotOver(Refused):
    code = "payout.period_not_over"
    sentence = "Tuần này chưa kết thúc nên chưa chi trả được."


class Outcome(Enum):
    """``CARRIED``: the household owes more than it is owed, and it stays so until next week. ``NO_ACCOUNT``, ``HELD``:
    there is no account, or it was changed too recently; the money stays owed."""

    MADE = "made"
    KNOWN = "known"
    CARRIED = "carried"
    NO_ACCOUNT = "no_account"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What became of one household in one run."""

    shop_id: str
    outcome: Outcome
    amount: Dong


class _Known(Exception):
    """There is a payout of this household for this week."""


class _Moved(Exception):
    """Another run took some of it, or the account was changed, between reading and committing."""


def make_payouts(table: Table, *, period: Period, now: datetime, dry_run: bool = False) -> list[Paid]:
    """Promise each household what fell due before the end of the week; a second call finds it done.

    Raises :class:`PeriodNotOver`, or :class:`~market.refusals.Busy` with some of them done: the next run does the
    rest."""
    if period.end > now:
        raise PeriodNotOver
    by_shop: dict[str, list[Open]] = {}
    for one in dues.matured(table, period.end):
        by_shop.setdefault(one.shop_id, []).append(one)
    return [_pay(table, shop_id, of, period, now, dry_run) for shop_id, of in sorted(by_shop.items())]


def _pay(table: Table, shop_id: str, of: Sequence[Open], period: Period, now: datetime, dry_run: bool) -> Paid:
    for _ in range(TRIES):
        amount = total(one.amount for one in of)
        account = payees.current(table, shop_id)
        outcome = _judged(table, shop_id, amount, account, period, now)
        if outcome is not Outcome.MADE or account is None or dry_run:
            return Paid(shop_id=shop_id, outcome=outcome, amount=amount)
        try:
            if len(of) > MOST_TAKEN:
                of = _bundled(table, of)
                continue
            _commit(table, _payout(shop_id, of, account, period, now), of, account)
            return Paid(shop_id=shop_id, outcome=Outcome.MADE, amount=amount)
        except _Known:
            return Paid(shop_id=shop_id, outcome=Outcome.KNOWN, amount=amount)
        except _Moved:
            of = dues.as_they_are(table, [one.key for one in of])
    raise Busy


def _judged(
    table: Table, shop_id: str, amount: Dong, account: Current | None, period: Period, now: datetime
) -> Outcome:
    """Whether it may be paid, and if not, why."""
    if payouts.get(table, shop_id, str(period)):
        return Outcome.KNOWN
    if amount <= ZERO:
        return Outcome.CARRIED
    if account is None:
        return Outcome.NO_ACCOUNT
    return Outcome.HELD if now < account.usable_from else Outcome.MADE


def _payout(shop_id: str, of: Sequence[Open], account: Current, period: Period, now: datetime) -> Payout:
    return Payout(
        shop_id=shop_id,
        period=str(period),
        amount=total(one.amount for one in of),
        dues=sum(one.count for one in of),
        account_version=account.version,
        made_at=now,
    )


def _commit(table: Table, payout: Payout, of: Sequence[Open], account: Current) -> None:
    table.commit(
        payouts.create(table, payout, known=_Known()),
        payouts.add_entry(table, payout.shop_id, made(payout), repeated=_Known()),
        payees.still(table, payout.shop_id, account, otherwise=_Moved()),
        *dues.take_all(table, of, payout.id, otherwise=_Moved()),
    )


def _bundled(table: Table, of: Sequence[Open]) -> list[Open]:
    """The same dues as fewer rows, in transactions of their own: a run that dies in between leaves bundles, which the
    next takes like anything else. Raises :class:`_Moved`."""
    keys = []
    for start in range(0, len(of), MOST_TAKEN):
        part = of[start : start + MOST_TAKEN]
        if len(part) == 1:
            keys.append(part[0].key)
            continue
        key, writes = dues.bundle(table, part, otherwise=_Moved())
        table.commit(*writes)
        keys.append(key)
    return dues.as_they_are(table, keys)
