"""Refunds as their providers have them, against ours. The provider is only asked: nothing is given back from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from market.refunds import RefundProgress, RefundState

from chalicelib.ports import ProviderError
from chalicelib.refund_ports import Refunding, RefundResult
from chalicelib.store import refunds
from chalicelib.store.table import Table
from chalicelib.usecases.findings import Finding, Report
from chalicelib.usecases.refund_ends import give_up, paid_back
from chalicelib.usecases.refunding import asked_of

# Of those that wait for an answer, one run asks about this many, the oldest first.
MOST = 100
_WAITING = (RefundState.SENT, RefundState.UNKNOWN)


def compare_refunds(
    table: Table, report: Report, refunding: Mapping[str, Refunding], *, since: datetime, now: datetime, dry: bool
) -> None:
    """End what a lost answer left open, book back what failed after all, and show where the two of us differ: of every
    refund that ended since then, whichever day its order was placed, and of all that still wait."""
    silent: set[str] = set()
    for of in _to_compare(table, since):
        name = of.refund.share.provider
        if name not in refunding or name in silent or not of.refund.share.by_program:
            continue
        try:
            found = refunding[name].look_up(asked_of(table, of), now=now)
        except ProviderError as error:
            report.unheard.append(Finding(source=name, id=of.refund.id, what=str(error)))
            if not error.permanent:
                # One that does not answer is not asked about the next hundred.
                silent.add(name)
            continue
        report.compared[name] = report.compared.get(name, 0) + 1
        _judge(table, report, of, found, now, dry)


def _to_compare(table: Table, since: datetime) -> Iterator[RefundProgress]:
    for of in refunds.ended_since(table, since):
        if of.state is RefundState.DONE:
            yield of
    for of in refunds.waiting(table, MOST):
        if of.state in _WAITING:
            yield of


def _judge(
    table: Table, report: Report, of: RefundProgress, found: RefundResult | None, now: datetime, dry: bool
) -> None:
    if of.state is RefundState.DONE:
        if found is None:
            _open(report, of, "refund_unknown_to_provider")
        elif found.problem:
            _repair(report, of, "refund_failed")
            if not dry:
                give_up(table, of, problem=found.problem, now=now)
    elif found and found.is_done:
        _repair(report, of, "refunded")
        if not dry:
            paid_back(table, of, reference=found.reference, now=now)
    elif found and found.problem:
        _repair(report, of, "refund_failed")
        if not dry:
            give_up(table, of, problem=found.problem, now=now)


def _repair(report: Report, of: RefundProgress, what: str) -> None:
    report.repaired.append(Finding(source=of.refund.share.provider, id=of.refund.id, what=what))


def _open(report: Report, of: RefundProgress, what: str) -> None:
    report.open.append(Finding(source=of.refund.share.provider, id=of.refund.id, what=what))
