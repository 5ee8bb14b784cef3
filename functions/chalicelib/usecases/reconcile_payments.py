"""Payments as their providers have them, against ours: a callback that was lost is made good by the same use case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from market.orders import OrderState

from chalicelib.ports import AskableProvider, NoticeKind, PaymentList, PaymentNotice, ProviderError
from chalicelib.store import inbox, orders, payments
from chalicelib.store.orders import OrderFile
from chalicelib.store.payments import Came
from chalicelib.store.table import Table
from chalicelib.usecases.findings import Finding, Report
from chalicelib.usecases.settlement import REPEATED, receive_payment

UNKNOWN = "unknown_to_provider"
# Money may still come for these, or is owed back.
ASKED_ABOUT = (OrderState.AWAITING_PAYMENT, OrderState.EXPIRED)
# A provider tells of a payment the moment it happens; its own list may be a little behind.
SETTLING = timedelta(minutes=10)
# We may be told late of what happened before, and a list is asked for back to that: so far and no farther.
LATEST_NEWS = timedelta(days=7)


def compare_list(
    table: Table, report: Report, came: Sequence[Came], their: PaymentList, *, since: datetime, now: datetime, dry: bool
) -> None:
    """Take in every payment of a list that we were not told of, and show those of ours that the list does not have:
    of all that ``came`` since then, whichever day their orders were placed. ``dry``: say so, and change nothing."""
    of_theirs = [one for one in came if one.provider == their.provider]
    notices = _listed(report, their, _begin(of_theirs, since))
    if notices is None:
        return
    for notice in notices:
        if dry:
            foretell(table, report, their.name, notice)
        else:
            take_in(table, report, their.name, notice, now=now)
    listed = {notice.payment_id for notice in notices}
    for one in of_theirs:
        # A forged callback, or a list that is not whole.
        if one.payment_id not in listed and one.at <= now - SETTLING:
            report.open.append(Finding(source=their.name, id=one.payment_id, what=UNKNOWN))


def _begin(came: Iterable[Came], since: datetime) -> datetime:
    """Since when a list is to be had, so that all that came is in it if it is true."""
    happened = (datetime.fromisoformat(one.payment.occurred_at) for one in came if one.payment.occurred_at)
    return min([since, *(max(at, since - LATEST_NEWS) for at in happened)])


def prove(
    table: Table,
    report: Report,
    came: Iterable[Came],
    askable: Mapping[str, AskableProvider],
    *,
    now: datetime,
    dry: bool,
) -> None:
    """Ask a provider that keeps no list about each payment that came from it, once: a forged callback comes to light.
    What is being given back is left out, since some then tell of the refund alone."""
    for one in came:
        provider = askable.get(one.provider)
        if provider is None or not one.payment.attempt or one.payment.proven or one.at > now - SETTLING:
            continue
        if _is_silent(report, provider.name) or _is_given_back(table, one):
            continue
        try:
            said = provider.look_up(one.payment.attempt, now=now)
        except ProviderError as error:
            report.unheard.append(Finding(source=provider.name, id=one.payment_id, what=str(error)))
            continue
        report.compared[provider.name] = report.compared.get(provider.name, 0) + 1
        if said is None or (said.kind, said.payment_id, int(said.amount)) != (
            NoticeKind.CAPTURED,
            one.payment_id,
            one.payment.amount,
        ):
            report.open.append(Finding(source=provider.name, id=one.payment_id, what=UNKNOWN))
        elif not dry:
            payments.prove(table, one.provider, one.payment_id)


def _is_given_back(table: Table, one: Came) -> bool:
    stored = orders.get(table, one.payment.order_code) if one.payment.order_code else None
    return stored is not None and bool(stored.refunded)


def _is_silent(report: Report, name: str) -> bool:
    return any(silent.source == name for silent in report.unheard)


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
    if _is_silent(report, provider.name):
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
