"""Payments as their providers have them, against ours: a callback that was lost is made good by the same use case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from market.orders import OrderState

from chalicelib.ports import AskableProvider, NoticeKind, PaymentList, PaymentNotice, ProviderError
from chalicelib.store import inbox, payments
from chalicelib.store.orders import OrderFile
from chalicelib.store.table import Table
from chalicelib.usecases.findings import Finding, Report
from chalicelib.usecases.settlement import REPEATED, receive_payment

# Money may still come for these, or is owed back.
ASKED_ABOUT = (OrderState.AWAITING_PAYMENT, OrderState.EXPIRED)
# What we were told of this soon after the list begins may have happened before it begins: SePay tries for 33 minutes.
LATE_NEWS = timedelta(hours=1)


def compare_list(
    table: Table, report: Report, files: Iterable[OrderFile], their: PaymentList, *, since: datetime, now: datetime
) -> None:
    """Take in every payment of a list that we were not told of, and show those of ours that the list does not have."""
    notices = _listed(report, their, since)
    if notices is None:
        return
    for notice in notices:
        take_in(table, report, their.name, notice, now=now)
    _show_unknown(report, files, their, {notice.payment_id for notice in notices}, since)


def foretell_list(
    table: Table, report: Report, files: Iterable[OrderFile], their: PaymentList, *, since: datetime
) -> None:
    """Say what :func:`compare_list` would do, and do nothing."""
    notices = _listed(report, their, since)
    if notices is None:
        return
    for notice in notices:
        foretell(table, report, their.name, notice)
    _show_unknown(report, files, their, {notice.payment_id for notice in notices}, since)


def _listed(report: Report, their: PaymentList, since: datetime) -> list[PaymentNotice] | None:
    try:
        listed = list(their.payments_since(since))
    except ProviderError as error:
        report.unheard.append(Finding(source=their.name, id="", what=str(error)))
        return None
    report.compared[their.name] = len(listed)
    # Oldest first, as the callbacks came: a refund after the payment that it gives back.
    relevant = [notice for notice in listed if notice.kind is not NoticeKind.IRRELEVANT]
    return sorted(relevant, key=lambda notice: notice.occurred_at)


def look_up(
    report: Report, file: OrderFile, askable: Mapping[str, AskableProvider], now: datetime
) -> PaymentNotice | None:
    """What the provider says of the payment attempt of an unpaid order, where there is one and it can be asked."""
    stored = file.stored
    provider = askable.get(stored.order.payment)
    if provider is None or stored.state not in ASKED_ABOUT or not stored.provider_reference:
        return None
    if any(silent.source == provider.name for silent in report.unheard):
        return None
    try:
        notice = provider.look_up(stored.provider_reference, now=now)
    except ProviderError as error:
        # One that does not answer is not asked about the next thousand orders.
        report.unheard.append(Finding(source=provider.name, id=stored.order.code, what=str(error)))
        return None
    report.compared[provider.name] = report.compared.get(provider.name, 0) + 1
    return notice


def take_in(table: Table, report: Report, source: str, notice: PaymentNotice, *, now: datetime) -> None:
    """As its callback would. One that was told of before has no effect, and is not mentioned."""
    before = inbox.get(table, notice.provider, notice.event_id)
    if before and before.state != "pending":
        return
    outcome = receive_payment(table, notice=notice, now=now)
    if outcome == REPEATED:
        return
    finding = Finding(source=source, id=notice.payment_id, what=outcome.reason or notice.kind.value)
    (report.repaired if outcome.state == "applied" else report.open).append(finding)


def foretell(table: Table, report: Report, source: str, notice: PaymentNotice) -> None:
    """Whether :func:`take_in` would find something new; how it ends is seen when it is done."""
    before = inbox.get(table, notice.provider, notice.event_id)
    is_told = before is not None and before.state != "pending"
    is_counted = notice.kind is NoticeKind.CAPTURED and payments.get(table, notice.provider, notice.payment_id)
    if not is_told and not is_counted:
        report.repaired.append(Finding(source=source, id=notice.payment_id, what=notice.kind.value))


def _show_unknown(
    report: Report, files: Iterable[OrderFile], their: PaymentList, listed: Collection[str], since: datetime
) -> None:
    """A payment that only we know of: a forged callback, or a list that is not whole."""
    for file in files:
        begin = f"{file.stored.order.code}/capture/{their.provider}/"
        for entry in file.entries:
            payment_id = entry.id.removeprefix(begin)
            if entry.id.startswith(begin) and entry.occurred_at >= since + LATE_NEWS and payment_id not in listed:
                report.open.append(Finding(source=their.name, id=payment_id, what="unknown_to_provider"))
