"""Parcels and their carrier-neutral states.

Carriers repeat, reorder and lose their notices, so the whole history is kept and the view is worked out from it: the
latest by event time, then by rank. A state that money follows from (delivered, returned) is left only by moves that
happen in the world.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from market.catalogue import CarrierName
from market.money import Dong


class ParcelState(Enum):
    """In rank order: of two notices with the same time, the later member here is the newer."""

    WAITING_FOR_PAYMENT = "waiting_for_payment"
    READY = "ready"
    SUBMITTED = "submitted"
    PICKUP_ASSIGNED = "pickup_assigned"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_FAILED = "delivery_failed"
    RETURN_PENDING = "return_pending"
    RETURNING = "returning"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def is_final(self) -> bool:
        return self in FINAL


class ConfirmedBy(Enum):
    """How a carrier proves the end of a parcel: by its answer when asked, or by its statement of the cash."""

    ASKING = "asking"
    STATEMENT = "statement"


# Viettel Post publishes no way to ask for a parcel's history; Vietnam Post answers GetStatusHistoryOrder.
CONFIRMED_BY = {CarrierName.VIETTELPOST: ConfirmedBy.STATEMENT, CarrierName.VNPOST: ConfirmedBy.ASKING}

_RANKS = {state: rank for rank, state in enumerate(ParcelState)}
FINAL = frozenset({ParcelState.DELIVERED, ParcelState.RETURNED, ParcelState.CANCELLED, ParcelState.LOST})
# Money goes out because of these, so a callback alone is not enough: the carrier must have said it when asked, or in
# its statement of the cash it collected.
NEEDS_PROOF = frozenset({ParcelState.DELIVERED, ParcelState.RETURNED})

# Left although final: a found parcel, and goods handed over that the buyer gave back at the door the same day.
_LEAVES_FINAL = {
    ParcelState.LOST: frozenset({ParcelState.DELIVERED, ParcelState.RETURNED}),
    ParcelState.DELIVERED: frozenset({ParcelState.RETURNED}),
}

STATE_LABELS = {
    ParcelState.WAITING_FOR_PAYMENT: "Chờ thanh toán",
    ParcelState.READY: "Hộ đang chuẩn bị hàng",
    ParcelState.SUBMITTED: "Đã báo bưu cục đến lấy",
    ParcelState.PICKUP_ASSIGNED: "Bưu tá đang đến lấy hàng",
    ParcelState.PICKED_UP: "Bưu cục đã nhận hàng",
    ParcelState.IN_TRANSIT: "Đang vận chuyển",
    ParcelState.OUT_FOR_DELIVERY: "Đang giao",
    ParcelState.DELIVERY_FAILED: "Giao chưa thành công",
    ParcelState.RETURN_PENDING: "Chờ chuyển hoàn",
    ParcelState.RETURNING: "Đang chuyển hoàn",
    ParcelState.DELIVERED: "Đã giao",
    ParcelState.RETURNED: "Đã trả lại người gửi",
    ParcelState.CANCELLED: "Đã hủy",
    ParcelState.LOST: "Thất lạc",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNotice:
    """One thing that a carrier said of one parcel. ``state`` is None for a code that we do not know: kept, not obeyed.

    ``reference`` is our parcel id where the carrier repeats it, else empty; ``event_id`` tells a repeat from news. A
    hint is not vouched for by the carrier's signature: it is a reason to ask the carrier, and never believed itself.
    ``is_proven``: heard from the carrier when it was asked, or read in its statement, and not told by a callback.
    ``says_cod_paid``: the carrier says that it has paid out the cash of this parcel.
    """

    carrier: CarrierName
    waybill: str
    reference: str
    event_id: str
    code: str
    state: ParcelState | None
    occurred_at: datetime
    place: str = ""
    note: str = ""
    is_hint: bool = False
    is_proven: bool = False
    says_cod_paid: bool = False

    @property
    def is_believed(self) -> bool:
        """Whether money may follow from it."""
        return self.is_proven or self.state not in NEEDS_PROOF


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who sends or receives. ``commune_code`` is the statistics office's of 2025; ``line`` is house, lane, hamlet."""

    name: str
    phone: str
    line: str
    commune_code: str
    commune_name: str
    province_code: str
    province_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelItem:
    name: str
    quantity: int
    price: Dong
    weight_grams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What a carrier is asked to collect and deliver. ``reference`` is our parcel id; the carrier gets it once."""

    reference: str
    sender: Party
    receiver: Party
    items: tuple[ParcelItem, ...]
    weight_grams: int
    goods_value: Dong
    cod: Dong
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """The carrier's answer. ``number`` is the carrier's own code for the parcel; ``fee`` in đồng as it says."""

    carrier: CarrierName
    number: str
    reference: str
    fee: Dong


def leaving(state: ParcelState) -> frozenset[ParcelState]:
    """Where a parcel can go from a final state; from any other, everywhere."""
    return _LEAVES_FINAL.get(state, frozenset()) if state.is_final else frozenset(ParcelState)


def current_state(start: ParcelState, notices: Iterable[tuple[datetime, ParcelState]]) -> ParcelState:
    """The state that the notices lead to, in whatever order and however often they are given.

    >>> from datetime import UTC, datetime
    >>> noon, one = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 13, tzinfo=UTC)
    >>> heard = [(one, ParcelState.DELIVERED), (noon, ParcelState.IN_TRANSIT), (noon, ParcelState.PICKED_UP)]
    >>> current_state(ParcelState.SUBMITTED, heard)
    <ParcelState.DELIVERED: 'delivered'>
    """
    state = start
    for _, heard in sorted(set(notices), key=lambda notice: (notice[0], notice[1].rank)):
        if heard in leaving(state):
            state = heard
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryWindow:
    """The promise on the page: delivered between these two days, in Vietnam."""

    earliest: date
    latest: date
