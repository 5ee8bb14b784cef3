"""An order is called off: before it is paid, before its parcels go, or while their carriers have them.

What no carrier has is taken back at once. What a carrier has, or may have, is asked for back by the carrier's own
worker. What was collected from the household is under way: that is a return, and not a cancellation any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from market.events import CancellationRequested, ParcelParked
from market.orders import OrderState, ParcelProgress, order_code_of
from market.parcels import ParcelState, StatusNotice
from market.refusals import Busy, Cause, Refused

from chalicelib.ports import Carrier, ProviderError
from chalicelib.store import dispatches, orders, parcels, parked_parcels
from chalicelib.store.orders import OrderFile
from chalicelib.store.table import Table, Write
from chalicelib.usecases.later import NotNow
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.usecases.tracking import receive_status
from chalicelib.usecases.undoing import taking_back

# A payment, an expiry or a carrier's notice may each come in between once.
TRIES = 6
# As long as a dispatch, whose place the look-up takes.
LEASE = timedelta(seconds=90)
SILENT_AFTER = timedelta(hours=24)
# Who cancels in the end; who asked for it is in the history.
WORKER = "worker"
_CANCELLED = ParcelState.CANCELLED
_COLLECTED = ParcelState.PICKED_UP.rank


class AlreadyOver(Refused):
    code = "order.already_over"
    sentence = "Đơn này đã kết thúc nên không hủy được nữa."


class AlreadyCollected(Refused):
    code = "order.already_collected"
    sentence = "Bưu cục đã nhận hàng nên không hủy được nữa. Hãy từ chối nhận hàng, hoặc gọi tổng đài để trả lại."


class AlreadySubmitted(Refused):
    code = "order.already_submitted"
    sentence = "Hàng đã được báo bưu cục đến lấy. Hãy gọi tổng đài để được hủy đơn."


class NoReason(Refused):
    code = "order.no_cancel_reason"
    cause = Cause.INVALID
    sentence = "Hãy ghi lý do hủy đơn."


class _Moved(Exception):
    """A payment, an expiry, a worker or a carrier was faster: look again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """``actor`` is a role or an account name. ``only_unsent``: not if a carrier has heard of any parcel."""

    order_code: str
    actor: str
    reason: str
    only_unsent: bool = False


def cancel_order(table: Table, *, asked: Cancellation, now: datetime) -> OrderState:
    """Call the order off; a second call changes nothing. Answers the order's state: CANCELLED, or CONFIRMED while a
    carrier is asked to give a parcel up. What was paid is given back by itself.

    Raises :class:`~chalicelib.usecases.orders.NoSuchOrder`, :class:`AlreadyOver`, :class:`AlreadyCollected`,
    :class:`AlreadySubmitted`, :class:`NoReason`, or :class:`~market.refusals.Busy` with nothing done."""
    if not asked.reason.strip():
        raise NoReason
    for _ in range(TRIES):
        file = orders.read_file(table, asked.order_code)
        if file is None:
            raise NoSuchOrder
        if file.stored.state is OrderState.CANCELLED:
            return OrderState.CANCELLED
        writes, state = _cancelling(table, file, asked, now)
        try:
            table.commit(*writes)
            return state
        except _Moved:
            continue
    raise Busy


def can_cancel(file: OrderFile) -> bool:
    """Nothing of it has been told to a carrier yet."""
    is_open = file.stored.state in (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED)
    return is_open and all(_is_unsent(parcel) for parcel in file.parcels.values())


def can_be_called_off(file: OrderFile) -> bool:
    """Nothing of it was collected from its household yet; what a carrier was told of can be asked for back."""
    is_open = file.stored.state in (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED)
    return is_open and not _is_any_collected(file)


def _is_any_collected(file: OrderFile) -> bool:
    alive = (parcel for parcel in file.parcels.values() if parcel.settled is not _CANCELLED)
    return any(parcel.state.rank >= _COLLECTED for parcel in alive)


def _cancelling(table: Table, file: OrderFile, asked: Cancellation, now: datetime) -> tuple[list[Write], OrderState]:
    if file.stored.state not in (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED):
        raise AlreadyOver
    left = [parcel for parcel in file.parcels.values() if not parcel.settled]
    if _is_any_collected(file):
        raise AlreadyCollected
    if all(_is_unsent(parcel) for parcel in left):
        ids = [parcel.id for parcel in left]
        told = {"actor": asked.actor, "reason": asked.reason}
        return taking_back(table, file, ids, **told, now=now, moved=_Moved()), OrderState.CANCELLED
    if asked.only_unsent:
        raise AlreadySubmitted
    return _asking(table, file, left, asked, now), file.stored.state


def _is_unsent(parcel: ParcelProgress) -> bool:
    return parcel.state in (ParcelState.WAITING_FOR_PAYMENT, ParcelState.READY) and not parcel.intended


def _asking(
    table: Table, file: OrderFile, left: list[ParcelProgress], asked: Cancellation, now: datetime
) -> list[Write]:
    """Each parcel's worker takes it back, from the carrier if the carrier has it: see :func:`give_up_parcel`."""
    code, order = asked.order_code, file.stored.order
    fresh = [parcel for parcel in left if not parcel.cancel_wanted]
    event = CancellationRequested(order_code=code, actor=asked.actor, reason=asked.reason)
    asking = [
        write
        for parcel in fresh
        for write in (
            parcels.want_back(table, parcel, changed=_Moved()),
            dispatches.request_cancellation(table, order.parcel(parcel.id).shop.carrier, parcel.id, now),
        )
    ]
    still = orders.cancel(table, file.stored, to=file.stored.state, otherwise=_Moved())
    return [still, *asking, *([orders.add_event(table, event, now)] if fresh else ())]


def give_up_parcel(table: Table, *, parcel_id: str, carrier: Carrier, now: datetime) -> None:
    """Take a parcel back that must not go; one that nobody wants back, or that has ended, is left alone.

    Raises :class:`~chalicelib.usecases.later.NotNow` when it should be tried again later."""
    file = orders.read_file(table, order_code_of(parcel_id))
    parcel = file.parcels.get(parcel_id) if file else None
    if file is None or parcel is None or not parcel.cancel_wanted or parcel.state.is_final:
        return
    if parcel.state is ParcelState.READY:
        _give_up_unsent(table, file, parcel, carrier, now)
    elif parcel.state.rank >= _COLLECTED:
        _park(table, parcel, "cancel: collected before it could be called back; it needs a return", now)
    else:
        _call_back(table, parcel, carrier, now)


def _give_up_unsent(table: Table, file: OrderFile, parcel: ParcelProgress, carrier: Carrier, now: datetime) -> None:
    """An attempt may have reached the carrier: what it made there is kept and called back; what it certainly did not
    make is taken back; where the carrier cannot be asked, a person must find out."""
    if not parcel.intended:
        _take_back(table, file, parcel, now)
        return
    parcels.hold(table, parcel.id, now=now, until=now + LEASE, busy=NotNow())
    try:
        made = carrier.find(parcel.id)
    except ProviderError as error:
        if not error.outcome_unknown and not error.permanent:
            raise NotNow from error
        _park(table, parcel, f"cancel: the carrier may have it ({error})", now)
        return
    if made is None:
        _take_back(table, file, parcel, now)
        return
    table.commit(*parcels.submit(table, parcel.id, made, due_at=now + SILENT_AFTER, otherwise=NotNow()))
    _call_back(table, replace(parcel, state=ParcelState.SUBMITTED, waybill=made.number), carrier, now)


def _take_back(table: Table, file: OrderFile, parcel: ParcelProgress, now: datetime) -> None:
    told = {"actor": WORKER, "reason": "taken back before its carrier had it"}
    table.commit(*taking_back(table, file, [parcel.id], **told, now=now, moved=NotNow()))


def _call_back(table: Table, parcel: ParcelProgress, carrier: Carrier, now: datetime) -> None:
    try:
        carrier.cancel(parcel.waybill)
    except ProviderError as error:
        if not error.permanent:
            raise NotNow from error
        _park(table, parcel, f"cancel: {error}", now)
        return
    said = StatusNotice(
        carrier=carrier.name,
        waybill=parcel.waybill,
        reference=parcel.id,
        event_id=f"{parcel.waybill}/called-back",
        code="called-back",
        state=ParcelState.CANCELLED,
        occurred_at=now,
        is_proven=True,
    )
    receive_status(table, notice=said, now=now)


def _park(table: Table, parcel: ParcelProgress, reason: str, now: datetime) -> None:
    parked = ParcelParked(order_code=order_code_of(parcel.id), parcel_id=parcel.id, reason=reason[:200])
    table.commit(
        parcels.park(table, parcel.id, reason[:200]),
        parked_parcels.mark(table, parcel.id, now),
        orders.add_event(table, parked, now),
    )
