"""What a carrier says of a parcel: kept whole, in whatever order it comes; the view is worked out from all of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from market.catalogue import CarrierName
from market.events import Event, OrderCompleted, ParcelMoved, ParcelSubmitted
from market.ledger import Entry, cancellation_of, delivery, return_of, reversal
from market.money import Dong
from market.orders import OrderParcel, OrderState, ParcelProgress, after, order_code_of, outstanding
from market.parcels import ParcelState, StatusNotice, Waybill, current_state, leaving
from market.refusals import Busy
from market.wire import from_json, to_json

from chalicelib.ports import Carrier, ProviderError
from chalicelib.store import dispatches, inbox, orders, parcels
from chalicelib.store.inbox import Received
from chalicelib.store.orders import OrderFile
from chalicelib.store.table import Table, Write

# Ten notices of one parcel at the same moment are settled well within this many rounds.
TRIES = 8
SILENT_AFTER = timedelta(hours=24)
POLL_BATCH = 25


class _KnownEvent(Exception):
    pass


class _AlreadyApplied(Exception):
    pass


class _HistoryGrew(Exception):
    """Another notice of the same order was applied between reading and committing."""


class _Submitted(Exception):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """Where one parcel goes: from the state on file to the state that its whole history leads to."""

    parcel: OrderParcel
    before: ParcelState
    now: ParcelState


def receive_status(table: Table, *, notice: StatusNotice, now: datetime) -> str:
    """Keep what the carrier said, then apply it; answers applied, parked or pending. Again it has no effect."""
    received = Received(source=notice.carrier.value, event_id=notice.event_id, notice=to_json(notice), state="pending")
    try:
        inbox.keep(table, received, now=now, known=_KnownEvent())
    except _KnownEvent:
        return resume_status(table, source=received.source, event_id=received.event_id, now=now)
    try:
        return _apply(table, received, notice, now)
    except Busy:
        return "pending"


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


def follow_hint(table: Table, *, hint: StatusNotice, carrier: Carrier, now: datetime) -> str:
    """Ask the carrier about a parcel that an unsigned part of a callback speaks of, and believe its answer only.

    Answers applied, or parked where the carrier does not answer: then the hint stays in sight, and the parcel is asked
    about again when it has been silent for a day."""
    try:
        heard = carrier.history(hint.waybill)
    except ProviderError:
        return receive_status(table, notice=hint, now=now)
    for notice in heard:
        receive_status(table, notice=notice, now=now)
    return "applied"


def poll_silent(table: Table, *, carriers: Mapping[CarrierName, Carrier], now: datetime) -> int:
    """Ask the carriers for parcels that they have not spoken of for a day; answers how many were asked about."""
    due = table.due(parcels.DUE, now.isoformat(), POLL_BATCH)
    for _, sort_key in due:
        parcel_id = sort_key.removeprefix("PARCEL#")
        found = orders.get_with_parcel(table, parcel_id)
        if found is None:
            continue
        name = found[0].order.parcel(parcel_id).shop.carrier
        parcels.postpone_poll(table, parcel_id, now + SILENT_AFTER)
        try:
            heard = carriers[name].history(found[1].waybill)
        except ProviderError:
            continue
        for notice in heard:
            receive_status(table, notice=notice, now=now)
    return len(due)


def _apply(table: Table, received: Received, notice: StatusNotice, now: datetime) -> str:
    parcel_id = notice.reference or parcels.find_by_waybill(table, notice.carrier.value, notice.waybill)
    for _ in range(TRIES):
        file = orders.read_file(table, order_code_of(parcel_id)) if parcel_id else None
        if parcel_id is None or file is None or parcel_id not in file.parcels:
            inbox.park_unmatched(table, received, waybill=notice.waybill)
            return "parked"
        progress = file.parcels[parcel_id]
        if progress.state is ParcelState.READY and not progress.waybill:
            _learn_waybill(table, parcel_id, notice, now)
            continue
        move = _move(file, parcel_id, notice)
        reason = _why_not(notice, progress, move)
        try:
            table.commit(*_effect(table, file, move, received, notice, now, reason))
        except _AlreadyApplied:
            return "applied"
        except _HistoryGrew:
            continue
        return "parked" if reason else "applied"
    return "pending"


def _learn_waybill(table: Table, parcel_id: str, notice: StatusNotice, now: datetime) -> None:
    """The carrier speaks of our reference before its answer was kept: what it says is the answer."""
    waybill = Waybill(carrier=notice.carrier, number=notice.waybill, reference=parcel_id, fee=Dong(0))
    event = ParcelSubmitted(order_code=order_code_of(parcel_id), parcel_id=parcel_id, waybill=notice.waybill)
    with suppress(_Submitted):
        table.commit(
            *parcels.submit(table, parcel_id, waybill, due_at=now + SILENT_AFTER, otherwise=_Submitted()),
            orders.add_event(table, event, now),
            dispatches.request_label(table, notice.carrier, parcel_id, now),
        )


def _move(file: OrderFile, parcel_id: str, notice: StatusNotice) -> _Move:
    heard = [*file.notices.get(parcel_id, ()), notice]
    states = [(said.occurred_at, said.state) for said in heard if said.state is not None]
    return _Move(
        parcel=file.stored.order.parcel(parcel_id),
        before=file.parcels[parcel_id].state,
        now=current_state(ParcelState.SUBMITTED, states),
    )


def _why_not(notice: StatusNotice, progress: ParcelProgress, move: _Move) -> str:
    """The reason to keep the notice in sight without obeying it, or nothing."""
    if notice.is_hint:
        return "unsigned"
    if notice.state is None:
        return "unknown_status"
    if progress.waybill != notice.waybill:
        return "other_waybill"
    if move.before.is_final and move.now is not move.before and move.now not in leaving(move.before):
        return "contradicts_final_state"
    return ""


def _effect(
    table: Table,
    file: OrderFile,
    move: _Move,
    received: Received,
    notice: StatusNotice,
    now: datetime,
    reason: str,
) -> list[Write]:
    """Everything that a notice does: the history, the view, the money and the end of the order, for one commit."""
    code, id = file.stored.order.code, move.parcel.id
    kept = parcels.add_notice(table, id, notice)
    if reason:
        return [kept, inbox.parked(table, received, reason)]
    writes = [
        kept,
        inbox.applied(table, received, otherwise=_AlreadyApplied()),
        parcels.move(
            table,
            id,
            version=file.parcels[id].version,
            state=move.now,
            due_at=None if move.now.is_final else now + SILENT_AFTER,
            changed=_HistoryGrew(),
        ),
    ]
    if move.now is move.before:
        return writes
    events: list[Event] = [ParcelMoved(order_code=code, parcel_id=id, state=move.now.value)]
    if move.now.is_final:
        writes += _completing(table, file, move)
        events += [OrderCompleted(order_code=code)] if _is_last(file, move) else []
    writes += [orders.add_entry(table, code, entry) for entry in _booked(file, move, now)]
    return writes + [orders.add_event(table, event, now) for event in events]


def _booked(file: OrderFile, move: _Move, now: datetime) -> list[Entry]:
    """The money that follows from where the parcel ended."""
    order, parcel = file.stored.order, move.parcel
    asked = file.parcels[parcel.id].cod
    owed = outstanding(order, parcel) if asked is None else asked
    if move.now is ParcelState.DELIVERED:
        return [delivery(order, parcel, outstanding=owed, now=now)]
    if move.now is ParcelState.CANCELLED:
        return [cancellation_of(order, parcel, now=now)]
    if move.now is not ParcelState.RETURNED:
        return []
    returned = return_of(order, parcel, outstanding=owed, now=now)
    if move.before is not ParcelState.DELIVERED:
        return [returned]
    return [reversal(delivery(order, parcel, outstanding=owed, now=now), now=now), returned]


def _others(file: OrderFile, move: _Move) -> list[ParcelProgress]:
    return [parcel for id, parcel in file.parcels.items() if id != move.parcel.id]


def _is_last(file: OrderFile, move: _Move) -> bool:
    waiting = [parcel for parcel in _others(file, move) if not parcel.state.is_final]
    return not waiting and file.stored.state is OrderState.CONFIRMED


def _completing(table: Table, file: OrderFile, move: _Move) -> list[Write]:
    """Complete the order with its last parcel. The others are checked to be as they were read: of two last parcels that
    arrive at the same moment, one is tried again and sees the other."""
    checks = [parcels.unchanged(table, other, otherwise=_HistoryGrew()) for other in _others(file, move)]
    if not _is_last(file, move):
        return checks
    state = file.stored.state
    done = after(state, OrderCompleted)
    return [*checks, orders.move(table, file.stored.order.code, from_state=state, to=done, otherwise=_HistoryGrew())]
