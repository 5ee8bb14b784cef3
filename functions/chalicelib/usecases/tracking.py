"""What a carrier says of a parcel: kept whole, in whatever order it comes; the view is worked out from all of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from market.catalogue import CarrierName
from market.events import ParcelSubmitted
from market.money import Dong
from market.orders import ParcelProgress, order_code_of
from market.parcels import ParcelState, StatusNotice, Waybill
from market.refusals import Busy
from market.wire import from_json, to_json

from chalicelib.ports import Carrier, ProviderError
from chalicelib.store import dispatches, inbox, orders, parcels
from chalicelib.store.inbox import Received
from chalicelib.store.table import Table
from chalicelib.usecases.progress import SILENT_AFTER, HistoryGrew, effect, kept, move_of, why_not

# Ten notices of one parcel at the same moment are settled well within this many rounds.
TRIES = 8


class _KnownEvent(Exception):
    pass


class _AlreadyApplied(Exception):
    pass


class _Submitted(Exception):
    pass


def receive_status(table: Table, *, notice: StatusNotice, now: datetime) -> str:
    """Keep what the carrier said, then apply it; answers applied, parked or pending. Again it has no effect."""
    received = Received(source=notice.carrier.value, event_id=_told(notice), notice=to_json(notice), state="pending")
    try:
        inbox.keep(table, received, now=now, known=_KnownEvent())
    except _KnownEvent:
        return resume_status(table, source=received.source, event_id=received.event_id, now=now)
    try:
        return _apply(table, received, notice, now)
    except Busy:
        return "pending"


def _told(notice: StatusNotice) -> str:
    """The same event told by a callback and proven later are two things that we were told."""
    return f"proven/{notice.event_id}" if notice.is_proven else notice.event_id


def resume_status(table: Table, *, source: str, event_id: str, now: datetime, include_parked: bool = False) -> str:
    """Apply a kept notice that a crash left pending, or one that was parked; an applied one stays so."""
    received = inbox.get(table, source, event_id)
    if received is None:
        return "unknown"
    if received.state == "applied" or (received.state == "parked" and not include_parked):
        return received.state
    return _apply(table, received, from_json(StatusNotice, received.notice), now)


def replay_unmatched(table: Table, *, carrier: CarrierName, waybill: str, now: datetime) -> None:
    """Apply what the carrier said of a waybill before we knew whose it was."""
    for event_id in inbox.unmatched(table, carrier.value, waybill):
        resume_status(table, source=carrier.value, event_id=event_id, now=now, include_parked=True)


def ask(table: Table, *, waybill: str, carrier: Carrier, now: datetime) -> tuple[StatusNotice, ...]:
    """Have the carrier say what became of a parcel, and believe it; answers what it said.

    Raises :class:`~chalicelib.ports.ProviderError`, permanent for a carrier that cannot be asked."""
    heard = tuple(replace(notice, is_proven=True) for notice in carrier.history(waybill))
    for notice in heard:
        receive_status(table, notice=notice, now=now)
    return heard


def follow_hint(table: Table, *, hint: StatusNotice, carrier: Carrier, now: datetime) -> str:
    """Ask the carrier about a parcel that an unsigned part of a callback speaks of, and believe its answer only.

    Answers applied, or parked where the carrier does not answer: then the hint stays in sight, and the parcel is asked
    about again when it has been silent for a day."""
    try:
        ask(table, waybill=hint.waybill, carrier=carrier, now=now)
    except ProviderError:
        return receive_status(table, notice=hint, now=now)
    return "applied"


def _apply(table: Table, received: Received, notice: StatusNotice, now: datetime) -> str:
    parcel_id = notice.reference or parcels.find_by_waybill(table, notice.carrier.value, notice.waybill)
    for _ in range(TRIES):
        file = orders.read_file(table, order_code_of(parcel_id)) if parcel_id else None
        if parcel_id is None or file is None or parcel_id not in file.parcels:
            inbox.park_unmatched(table, received, waybill=notice.waybill)
            return "parked"
        progress = file.parcels[parcel_id]
        if progress.state is ParcelState.READY and not progress.waybill:
            said = Waybill(carrier=notice.carrier, number=notice.waybill, reference=parcel_id, fee=Dong(0))
            learn_waybill(table, progress, said, now)
            continue
        move = move_of(file, parcel_id, notice)
        reason = why_not(move, progress)
        if reason:
            table.commit(kept(table, move, reason), inbox.parked(table, received, reason))
            return "parked"
        applied = inbox.applied(table, received, otherwise=_AlreadyApplied())
        try:
            table.commit(kept(table, move, reason), applied, *effect(table, file, move, now))
        except _AlreadyApplied:
            return "applied"
        except HistoryGrew:
            continue
        return "applied"
    return "pending"


def learn_waybill(table: Table, progress: ParcelProgress, waybill: Waybill, now: datetime) -> None:
    """The carrier speaks of our reference before its answer was kept: what it says is the answer. A parcel that is not
    to go any more can be called back now. One whose waybill is known keeps it."""
    parcel_id, carrier = progress.id, waybill.carrier
    calling = dispatches.request_cancellation(table, carrier, parcel_id, now, waybill=waybill.number)
    event = ParcelSubmitted(order_code=order_code_of(parcel_id), parcel_id=parcel_id, waybill=waybill.number)
    with suppress(_Submitted):
        table.commit(
            *parcels.submit(table, parcel_id, waybill, due_at=now + SILENT_AFTER, otherwise=_Submitted()),
            orders.add_event(table, event, now),
            dispatches.request_label(table, carrier, parcel_id, now),
            *([calling] if progress.cancel_wanted else ()),
        )
