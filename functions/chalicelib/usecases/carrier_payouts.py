"""A carrier's payout on the bank account counts for the statement that promised it.

The statement is found by its number in the memo, or, where the memo names no statement, by its amount to the đồng when
only one of that carrier's has it. What is short or too much stays open on the statement, in sight of the desk.
"""

from __future__ import annotations

from datetime import datetime

from market.catalogue import CarrierName
from market.held_money import paid_out
from market.payout_memos import names_statement
from market.wire import from_json

from chalicelib.ports import NoticeKind, Outcome, PaymentNotice
from chalicelib.store import inbox, payments, statement_totals
from chalicelib.store.inbox import Received
from chalicelib.store.payments import Payment
from chalicelib.store.statement_totals import StatementTotal
from chalicelib.store.table import Table, Write

UNKNOWN_STATEMENT = "unknown_statement"
# A carrier pays out twice a week, so this many open statements are years of them.
MOST = 500
MOST_PARKED = 1_000
# Two payouts for one statement at the same moment are already one too many.
TRIES = 5


class _AlreadyApplied(Exception):
    pass


class _Elsewhere(Exception):
    """The money has a place by now."""


class _Moved(Exception):
    """The statement changed between reading and committing."""


def count_payout(table: Table, received: Received, notice: PaymentNotice, now: datetime) -> Outcome | None:
    """Count a credit for the statement that its memo names, in one transaction; the same credit again, by whomever, has
    no effect. None where there is no such statement, or the money has another place: then nothing was done."""
    for _ in range(TRIES):
        known = payments.get(table, notice.provider, notice.payment_id)
        is_free = known is None or (known.order_code, known.amount) == (payments.NOBODY, int(notice.amount))
        total = _statement_of(table, notice) if is_free else None
        if total is None:
            return None
        writes = counting(
            table, total, notice, was_held=known is not None, now=now, elsewhere=_Elsewhere(), moved=_Moved()
        )
        try:
            table.commit(inbox.applied(table, received, otherwise=_AlreadyApplied()), *writes)
        except _AlreadyApplied:
            return Outcome(state="applied", reason="repeated")
        except (_Elsewhere, _Moved):
            continue
        return Outcome(state="applied")
    return Outcome(state="pending")


def counting(
    table: Table,
    total: StatementTotal,
    notice: PaymentNotice,
    *,
    was_held: bool,
    now: datetime,
    elsewhere: Exception,
    moved: Exception,
) -> list[Write]:
    """The money is the statement's: whose it is, the books, and what the statement has received; for one commit.

    Raises, when committed, ``elsewhere`` for money that has a place, ``moved`` if the statement is not as it was read.
    """
    provider, payment_id = notice.provider, notice.payment_id
    entry = paid_out(
        total.carrier,
        total.number,
        provider=provider,
        payment_id=payment_id,
        amount=notice.amount,
        was_held=was_held,
        now=now,
    )
    owning = (
        payments.claim(table, provider, payment_id, payments.PAYOUT, known=elsewhere)
        if was_held
        else payments.create(table, provider, payment_id, _paid(notice), now=now, known=elsewhere)
    )
    return [
        owning,
        payments.add_entry(table, provider, payment_id, entry),
        statement_totals.receive(table, total, notice.amount, otherwise=moved),
    ]


def _paid(notice: PaymentNotice) -> Payment:
    return Payment(order_code=payments.PAYOUT, amount=int(notice.amount), occurred_at=notice.occurred_at.isoformat())


def count_waiting(table: Table, *, carrier: CarrierName | None = None, now: datetime) -> int:
    """Count those payouts that came before their statements were read; answers how many. Safe to run twice, or at once.
    ``carrier``: of this one only."""
    counted = 0
    for kept in inbox.all_parked(table, MOST_PARKED):
        if kept.received.reason != UNKNOWN_STATEMENT or kept.proposal:
            continue
        notice = from_json(PaymentNotice, kept.received.notice)
        if carrier is None or notice.payout_of == carrier.value:
            done = count_payout(table, kept.received, notice, now)
            counted += done is not None and done.state == "applied"
    return counted


def _statement_of(table: Table, notice: PaymentNotice) -> StatementTotal | None:
    """By its number; of several that the memo names (BK-05 in BK-05-1), the longest. Else by its amount, if only one of
    those that wait has it."""
    if notice.kind is not NoticeKind.CAPTURED or not notice.payout_of:
        return None
    theirs = [total for total in statement_totals.unsettled(table, MOST) if total.carrier.value == notice.payout_of]
    named = [total for total in theirs if names_statement(notice.payout_words, total.number)]
    if named:
        longest = max(len(total.number) for total in named)
        named = [total for total in named if len(total.number) == longest]
        return named[0] if len(named) == 1 else None
    fitting = [total for total in theirs if total.open == notice.amount and not total.received]
    return fitting[0] if len(fitting) == 1 else None
