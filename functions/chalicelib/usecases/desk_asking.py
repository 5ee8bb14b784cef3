"""The desk has a provider or a carrier say once more what became of something, and believes the answer as always.

Nothing here decides anything itself: what is heard goes the way of the callbacks, so that it counts once; what
certainly was not done is done again by its own worker; where nobody can be asked, the desk is told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from market.catalogue import CarrierName
from market.messages import ParcelTask, Task
from market.orders import ParcelProgress
from market.refunds import RefundProgress, RefundState, order_code_of_refund
from market.refusals import Refused

from chalicelib.ports import AskableProvider, Carrier, PaymentList, PaymentNotice, ProviderError
from chalicelib.store import dispatches, inbox, orders, parcels, refunds
from chalicelib.store.orders import StoredOrder
from chalicelib.store.queues import Queues
from chalicelib.store.table import Table
from chalicelib.usecases.desk_callbacks import ParkedCallback, read_callback
from chalicelib.usecases.desk_log import Deed, record, record_after
from chalicelib.usecases.inboxes import CARRIERS, resume_callback
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.usecases.refund_ends import NoSuchRefund
from chalicelib.usecases.refund_ends import ask_again as ask_refund_again
from chalicelib.usecases.settlement import receive_payment
from chalicelib.usecases.tracking import ask, learn_waybill, replay_unmatched

# Lists are read from when the order was placed, but no further back than this: a request has half a minute.
LONGEST = timedelta(days=7)


class Heard(Enum):
    """``NEWS``: something changed. ``SAME``: the answer was known. ``AGAIN``: it is tried again by its worker.
    ``UNHEARD``: no answer just now. ``MUTE``: this one cannot be asked."""

    NEWS = "news"
    SAME = "same"
    AGAIN = "again"
    UNHEARD = "unheard"
    MUTE = "mute"


class NothingToAsk(Refused):
    code = "desk.nothing_to_ask"
    sentence = "Không có gì để hỏi lại ở đây. Hãy tải lại trang."


class _Moved(Exception):
    """There was news of the parcel meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Who can be asked about payments."""

    askable: Mapping[str, AskableProvider]
    lists: Mapping[str, PaymentList]

    def can_tell(self, stored: StoredOrder) -> bool:
        """Whether anybody can be asked about the payment of this order."""
        way = stored.order.payment
        is_begun = way in self.askable and bool(stored.provider_reference)
        return is_begun or any(their.provider == way for their in self.lists.values())


def ask_carrier(
    table: Table, *, parcel_id: str, carriers: Mapping[CarrierName, Carrier], actor: str, now: datetime
) -> Heard:
    """What the parcel's carrier says of it now. One that was given up on, and that its carrier does not have, is sent
    again; safe to repeat. Raises ``NoSuchOrder`` or :class:`NothingToAsk`."""
    found = orders.get_with_parcel(table, parcel_id)
    if found is None:
        raise NoSuchOrder
    stored, progress = found
    if not can_ask(progress):
        raise NothingToAsk
    carrier = carriers[stored.order.parcel(parcel_id).shop.carrier]
    deed = Deed(
        actor=actor,
        action="carrier.asked",
        subject=parcel_id,
        before=f"{progress.state.value} {progress.parked}".strip(),
        order_code=stored.order.code,
    )
    record(table, deed, now=now)
    heard = _history(table, progress, carrier, now) if progress.waybill else _reference(table, progress, carrier, now)
    record_after(table, deed, heard.value, now)
    return heard


def can_ask(progress: ParcelProgress) -> bool:
    """Whether its carrier may have something to say: it has the parcel, or may have it."""
    return not progress.settled and bool(progress.waybill or progress.parked)


def _history(table: Table, progress: ParcelProgress, carrier: Carrier, now: datetime) -> Heard:
    heard = Heard.SAME
    try:
        ask(table, waybill=progress.waybill, carrier=carrier, now=now)
    except ProviderError as error:
        if not error.permanent:
            return Heard.UNHEARD
        heard = Heard.MUTE
    again = orders.get_with_parcel(table, progress.id)
    if again is None or (again[1].state, again[1].settled) != (progress.state, progress.settled):
        return Heard.NEWS
    # Its carrier would not give it up, and has not said why it should not be asked for it once more.
    is_given_up = bool(again[1].parked) and again[1].cancel_wanted
    return _again(table, again[1], carrier, Task.CANCEL, now) if is_given_up else heard


def _reference(table: Table, progress: ParcelProgress, carrier: Carrier, now: datetime) -> Heard:
    """Whether it was made there, when the answer was lost. Where the carrier cannot say and turns a second order of one
    reference away by itself, it is sent again all the same."""
    task = Task.CANCEL if progress.cancel_wanted else Task.DISPATCH
    try:
        made = carrier.find(progress.id) if progress.intended else None
    except ProviderError as error:
        if error.outcome_unknown and carrier.refuses_repeats and task is Task.DISPATCH:
            return _again(table, progress, carrier, task, now)
        return Heard.MUTE if error.permanent or error.outcome_unknown else Heard.UNHEARD
    if made is None:
        return _again(table, progress, carrier, task, now)
    learn_waybill(table, progress, made, now)
    replay_unmatched(table, carrier=carrier.name, waybill=made.number, now=now)
    return Heard.NEWS


def _again(table: Table, progress: ParcelProgress, carrier: Carrier, task: Task, now: datetime) -> Heard:
    message = ParcelTask(task=task, parcel_id=progress.id)
    mark = f"again-{progress.version}"
    try:
        table.commit(
            parcels.unpark(table, progress, changed=_Moved()),
            dispatches.request_again(table, carrier.name, message, now, mark=mark),
        )
    except _Moved:
        return Heard.NEWS
    return Heard.AGAIN


def ask_payment(table: Table, *, code: str, payments: Payments, actor: str, now: datetime) -> Heard:
    """What the payment provider, or whoever watches the bank account, has of this order: taken in as its callback would
    be. Safe to repeat. Raises ``NoSuchOrder`` or :class:`NothingToAsk`."""
    stored = orders.get(table, code)
    if stored is None:
        raise NoSuchOrder
    if not payments.can_tell(stored):
        raise NothingToAsk
    before = f"{stored.state.value}, {stored.captured}"
    deed = Deed(actor=actor, action="payment.asked", subject=f"order {code}", before=before, order_code=code)
    record(table, deed, now=now)
    heard = Heard.SAME
    try:
        for notice in _told(stored, payments, now):
            known = inbox.get(table, notice.provider, notice.event_id)
            if known is None or known.state == "pending":
                receive_payment(table, notice=notice, now=now)
        again = orders.get(table, code)
        if again and (again.state, again.captured) != (stored.state, stored.captured):
            heard = Heard.NEWS
    except ProviderError as error:
        heard = Heard.MUTE if error.permanent else Heard.UNHEARD
    record_after(table, deed, heard.value, now)
    return heard


def _told(stored: StoredOrder, payments: Payments, now: datetime) -> list[PaymentNotice]:
    """Everything that concerns this order, oldest first."""
    order = stored.order
    provider = payments.askable.get(order.payment)
    notice = provider.look_up(stored.provider_reference, now=now) if provider and stored.provider_reference else None
    found = [notice] if notice else []
    since = max(order.placed_at, now - LONGEST)
    for their in payments.lists.values():
        if their.provider == order.payment:
            found += [one for one in their.payments_since(since) if _concerns(one, order.code)]
    return sorted(found, key=lambda one: one.occurred_at)


def _concerns(notice: PaymentNotice, code: str) -> bool:
    return code in notice.order_codes or order_code_of_refund(notice.refund) == code


def can_ask_sender(found: ParkedCallback) -> bool:
    """Whether it says what its sender could be asked about: a waybill, or one order."""
    return bool(found.waybill) if found.source in CARRIERS else len(found.order_codes) == 1


def ask_sender(
    table: Table,
    *,
    source: str,
    event_id: str,
    carriers: Mapping[CarrierName, Carrier],
    payments: Payments,
    actor: str,
    now: datetime,
) -> Heard:
    """Have the sender of a parked callback say again what it was about; then try the callback itself once more.

    Raises ``NoSuchCallback``, :class:`NothingToAsk`, or ``NoSuchOrder`` for one that names none of ours."""
    found = read_callback(table, source=source, event_id=event_id)
    if not found.waits or found.proposal or not can_ask_sender(found):
        raise NothingToAsk
    if source not in CARRIERS:
        heard = ask_payment(table, code=found.order_codes[0], payments=payments, actor=actor, now=now)
    else:
        deed = Deed(actor=actor, action="callback.asked", subject=f"{source}#{event_id}", before=found.reason)
        record(table, deed, now=now)
        heard = _about_waybill(table, found, carriers[CarrierName(source)], now)
        record_after(table, deed, heard.value, now)
    if resume_callback(table, key=f"INBOX#{source}#{event_id}", now=now, include_parked=True) == "applied":
        return Heard.NEWS
    return heard


def _about_waybill(table: Table, found: ParkedCallback, carrier: Carrier, now: datetime) -> Heard:
    try:
        told = ask(table, waybill=found.waybill, carrier=carrier, now=now)
    except ProviderError as error:
        return Heard.MUTE if error.permanent else Heard.UNHEARD
    return Heard.NEWS if told else Heard.SAME


def ask_refund(table: Table, *, id: str, queues: Queues, actor: str, now: datetime) -> RefundProgress:
    """Have the provider asked about a refund that has not ended, by its worker; the same key as before, so what was
    done is not done again. Raises ``NoSuchRefund`` or :class:`NothingToAsk`."""
    known = refunds.get(table, id)
    if known is None:
        raise NoSuchRefund
    if not can_ask_refund(known):
        raise NothingToAsk
    code = order_code_of_refund(id)
    deed = Deed(actor=actor, action="refund.asked", subject=id, before=known.state.value, order_code=code)
    record(table, deed, now=now)
    if known.state is RefundState.UNKNOWN:
        return ask_refund_again(table, id=id, now=now)
    queues.send(refunds.QUEUE, refunds.message(id))
    return known


def can_ask_refund(of: RefundProgress) -> bool:
    return of.state in (RefundState.UNKNOWN, RefundState.SENT)
