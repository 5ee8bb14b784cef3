"""Ours against theirs: the payment providers' own lists, the bank's and the carriers'. What a lost callback left is
made good by the very use cases that the callback would have called, so that one which comes later is a repeat.

Safe to run twice, at once, or killed: nothing here remembers how far it came, and each thing counts once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from market.catalogue import CarrierName

from chalicelib.ports import AskableProvider, Carrier, PaymentList
from chalicelib.refund_ports import Refunding
from chalicelib.store import orders, payments
from chalicelib.store.table import Table
from chalicelib.usecases.findings import Report
from chalicelib.usecases.reconcile_parcels import compare_parcels
from chalicelib.usecases.reconcile_payments import compare_list, foretell, look_up, prove, take_in
from chalicelib.usecases.reconcile_refunds import compare_refunds


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Everybody who can be asked."""

    lists: Mapping[str, PaymentList]
    askable: Mapping[str, AskableProvider]
    refunding: Mapping[str, Refunding]
    carriers: Mapping[CarrierName, Carrier]


def reconcile(table: Table, *, others: Others, since: datetime, now: datetime, dry_run: bool = False) -> Report:
    """Compare everything since then, repair what can be, and say what cannot. ``dry_run`` changes nothing.

    One who does not answer is named in the report, and stops nobody else."""
    report = Report()
    files = [file for code in orders.placed_since(table, since) if (file := orders.read_file(table, code))]
    came = list(payments.came_since(table, since))
    for their in others.lists.values():
        compare_list(table, report, came, their, since=since, now=now, dry=dry_run)
    prove(table, report, came, others.askable, now=now, dry=dry_run)
    for file in files:
        notice = look_up(report, file, others.askable, now)
        if notice and dry_run:
            foretell(table, report, notice.provider, notice)
        elif notice:
            take_in(table, report, notice.provider, notice, now=now)
    compare_refunds(table, report, others.refunding, since=since, now=now, dry=dry_run)
    for carrier in others.carriers.values():
        compare_parcels(table, report, files, carrier, since=since, now=now, dry=dry_run)
    return report
