"""Every quarter of an hour: what callbacks should have told us and did not."""

from __future__ import annotations

import logging
from datetime import timedelta

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.usecases.reconcile import Others
from chalicelib.usecases.reconcile import reconcile as compare
from chalicelib.wiring import services

worker = Blueprint(__name__)

# A run that was missed, or several, is made up for by the next. Longer absences are for `xulang reconcile --since`.
PERIOD = timedelta(hours=3)
_log = logging.getLogger("xulang.reconcile")


@worker.schedule(Rate(15, unit=Rate.MINUTES), name="reconcile")
def reconcile(event: CloudWatchEvent) -> None:
    """Safe to run twice, at once, or killed. What is left open is also in the audit, and seen at the desk."""
    of = services()
    others = Others(lists=of.payment_lists, askable=of.askable, refunding=of.refunding, carriers=of.carriers)
    report = compare(of.table, others=others, since=of.now() - PERIOD, now=of.now())
    for source, count in report.compared.items():
        _log.info("compared", extra={"provider": source, "count": count})
    for finding in report.repaired:
        _log.warning("a lost callback was made good", extra={"provider": finding.source, "outcome": finding.what})
    for finding in report.open:
        _log.warning("a difference is left for a person", extra={"provider": finding.source, "outcome": finding.what})
    for finding in report.unheard:
        _log.warning("not compared", extra={"provider": finding.source, "outcome": finding.what})
