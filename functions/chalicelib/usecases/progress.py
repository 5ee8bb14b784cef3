"""What a carrier's notice does to a parcel: to what the buyer sees, and to the books.

The two follow different evidence. The view follows all that the carrier says, at once. The books follow what is proven:
that a parcel was delivered or came back counts when the carrier said so when asked, or in its statement.
See docs/decisions/0008.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from market.events import Event, OrderCancelled, OrderCompleted, ParcelMoved, ParcelSettled
from market.ledger import Entry, cancellation_of, delivery, return_of, reversal
from market.money import Dong
from market.orders import OrderParcel, ParcelProgress, after, outstanding
from market.parcels import CONFIRMED_BY, NEEDS_PROOF, ConfirmedBy, ParcelState, StatusNotice, current_state, leaving

from chalicelib.store import awaited_cash, orders, parcels
from chalicelib.store.orders import OrderFile
from chalicelib.store.table import Table, Write
from chalicelib.usecases.undoing import credits_reversed, ending, giving_back, restocking

SILENT_AFTER = timedelta(hours=24)
CARRIER = "carrier"
# Viettel Post pays out twice a week: by then, two payouts should have named the parcel.
STATEMENT_WITHIN = timedelta(days=8)


class HistoryGrew(Exception):
    """Another notice of the same order was applied between reading and committing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a notice takes a parcel: the view from ``before`` to ``now``, the books from ``booked`` to ``settled``."""

    parcel: OrderParcel
    notice: StatusNotice
    before: ParcelState
    now: ParcelState
    booked: ParcelState | None
    settled: ParcelState | None

    @property
    def is_settling(self) -> bool:
        return self.settled is not None and self.settled is not self.booked


def move_of(file: OrderFile, parcel_id: str, notice: StatusNotice) -> Move:
    """Worked out from the whole history with the notice in it, in whatever order it came."""
    heard = {said.event_id: said for said in file.notices.get(parcel_id, ())}
    known = heard.get(notice.event_id)
    if known and known.is_proven:
        # A callback that repeats what the carrier answered before does not take the proof away.
        notice = replace(notice, is_proven=True)
    heard[notice.event_id] = notice
    proven = _state(said for said in heard.values() if said.is_believed)
    settled = proven if proven.is_final else None
    now = _view(list(heard.values()), settled)
    progress = file.parcels[parcel_id]
    return Move(
        parcel=file.stored.order.parcel(parcel_id),
        notice=notice,
        before=progress.state,
        now=now,
        booked=progress.settled,
        settled=settled,
    )


def _view(heard: list[StatusNotice], settled: ParcelState | None) -> ParcelState:
    """What the buyer sees: all that was said, but for an end that was only told and that a later proof knows nothing
    of."""
    proofs = [said.occurred_at for said in heard if said.is_proven and said.state is settled]
    if settled is None or not proofs:
        return _state(heard)
    seen = _state(said for said in heard if said.is_believed or said.occurred_at >= max(proofs))
    return seen if seen is settled or seen in leaving(settled) else settled


def _state(heard: Iterable[StatusNotice]) -> ParcelState:
    states = [(said.occurred_at, said.state) for said in heard if said.state is not None]
    return current_state(ParcelState.SUBMITTED, states)


def why_not(move: Move, progress: ParcelProgress) -> str:
    """The reason to keep the notice in sight without obeying it, or nothing."""
    notice = move.notice
    if notice.is_hint:
        return "unsigned"
    if notice.state is None:
        return "unknown_status"
    if progress.waybill != notice.waybill:
        return "other_waybill"
    if _contradicts(move.booked, move.settled) or (not notice.is_proven and _contradicts(move.before, move.now)):
        return "contradicts_final_state"
    if notice.is_proven and notice.state in NEEDS_PROOF and move.settled not in NEEDS_PROOF:
        return "contradicts_final_state"
    return ""


def _contradicts(before: ParcelState | None, now: ParcelState | None) -> bool:
    if before is None or not before.is_final or now is before:
        return False
    return now is None or now not in leaving(before)


def kept(table: Table, move: Move, reason: str) -> Write:
    """The notice in the parcel's history. One that is not obeyed is kept without its state (the inbox has it whole), so
    that the history alone always leads to the view."""
    return parcels.add_notice(table, move.parcel.id, replace(move.notice, state=None) if reason else move.notice)


def effect(table: Table, file: OrderFile, move: Move, now: datetime) -> list[Write]:
    """The view, the money and the end of the order, for one commit. Raises, when committed, :class:`HistoryGrew`."""
    code, id = file.stored.order.code, move.parcel.id
    writes = [
        parcels.move(
            table,
            id,
            version=file.parcels[id].version,
            state=move.now,
            settled=move.settled,
            due_at=_next_look(move, now),
            changed=HistoryGrew(),
        )
    ]
    events: list[Event] = []
    if move.now is not move.before:
        events.append(ParcelMoved(order_code=code, parcel_id=id, state=move.now.value))
    if move.settled and move.is_settling:
        events.append(ParcelSettled(order_code=code, parcel_id=id, state=move.settled.value))
        ends = _ends(file, move)
        events += [ends] if ends else []
        writes += _completing(table, file, move, ends)
        if move.settled is ParcelState.CANCELLED:
            writes += restocking(table, file, [id], moved=HistoryGrew())
            writes += giving_back(table, file, f"cancelled-{id.rpartition('-')[2]}", now)
        writes += [orders.add_entry(table, code, entry) for entry in _booked(file, move, now)]
        writes += _cash(table, file, move, now)
    return writes + [orders.add_event(table, event, now) for event in events]


def _cash(table: Table, file: OrderFile, move: Move, now: datetime) -> list[Write]:
    """Cash that was taken is waited for; what was handed back with the goods is not."""
    owed = cash_due(file, move.parcel)
    if not owed or move.settled not in NEEDS_PROOF:
        return []
    if move.settled is ParcelState.DELIVERED:
        return [awaited_cash.await_cash(table, move.parcel.id, owed, now)]
    return [awaited_cash.settled(table, move.parcel.id)]


def _next_look(move: Move, now: datetime) -> datetime | None:
    """When somebody must look at the parcel, if nothing more is heard of it: never again after its end is proven."""
    if not move.now.is_final:
        return now + SILENT_AFTER
    if move.now is move.settled:
        return None
    is_asked = CONFIRMED_BY[move.parcel.shop.carrier] is ConfirmedBy.ASKING
    return now if is_asked else now + STATEMENT_WITHIN


def cash_due(file: OrderFile, parcel: OrderParcel) -> Dong:
    """What the carrier was to collect at the door."""
    asked = file.parcels[parcel.id].cod
    return outstanding(file.stored.order, parcel) if asked is None else asked


def _booked(file: OrderFile, move: Move, now: datetime) -> list[Entry]:
    """The money that follows from where the parcel ended."""
    order, parcel = file.stored.order, move.parcel
    owed = cash_due(file, parcel)
    if move.settled is ParcelState.DELIVERED:
        return [delivery(order, parcel, outstanding=owed, now=now)]
    if move.settled is ParcelState.CANCELLED:
        is_over = isinstance(_ends(file, move), OrderCancelled)
        return [cancellation_of(order, parcel, now=now), *(credits_reversed(file, now) if is_over else ())]
    if move.settled is not ParcelState.RETURNED:
        return []
    returned = [return_of(order, parcel, outstanding=owed, now=now), *credits_reversed(file, now, parcel_id=parcel.id)]
    if move.booked is not ParcelState.DELIVERED:
        return returned
    return [reversal(delivery(order, parcel, outstanding=owed, now=now), now=now), *returned]


def _others(file: OrderFile, move: Move) -> list[ParcelProgress]:
    return [parcel for id, parcel in file.parcels.items() if id != move.parcel.id]


def _ends(file: OrderFile, move: Move) -> OrderCancelled | OrderCompleted | None:
    """How the order ends with this parcel, if it does."""
    if move.settled is None:
        return None
    return ending(file, [move.parcel.id], actor=CARRIER, reason="given up by its carrier", settled=move.settled)


def _completing(table: Table, file: OrderFile, move: Move, ends: OrderCancelled | OrderCompleted | None) -> list[Write]:
    """End the order with its last parcel. The others are checked to be as they were read: of two last parcels that
    arrive at the same moment, one is tried again and sees the other."""
    checks = [parcels.unchanged(table, other, otherwise=HistoryGrew()) for other in _others(file, move)]
    if ends is None:
        return checks
    state = file.stored.state
    done = after(state, type(ends))
    return [*checks, orders.move(table, file.stored.order.code, from_state=state, to=done, otherwise=HistoryGrew())]
