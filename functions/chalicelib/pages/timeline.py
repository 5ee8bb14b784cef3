"""A parcel's way to the door in five stations, from its carrier-neutral state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from market.parcels import STATE_LABELS, ParcelState

_STATIONS = (
    (ParcelState.READY, "Đã nhận đơn"),
    (ParcelState.PICKED_UP, "Bưu cục đã nhận"),
    (ParcelState.IN_TRANSIT, "Đang vận chuyển"),
    (ParcelState.OUT_FOR_DELIVERY, "Đang giao"),
    (ParcelState.DELIVERED, "Đã giao"),
)
# These do not lie on the way to the door, so the five stations would say something untrue.
_OFF_THE_WAY = frozenset(
    {
        ParcelState.RETURN_PENDING,
        ParcelState.RETURNING,
        ParcelState.RETURNED,
        ParcelState.CANCELLED,
        ParcelState.LOST,
    }
)


@dataclass(frozen=True, slots=True)
class Station:
    """``mark``: done, now, or ahead."""

    label: str
    mark: str


def stations(state: ParcelState) -> Sequence[Station]:
    """The five stations, or none for a parcel that is not on its way to the buyer.

    >>> [station.mark for station in stations(ParcelState.IN_TRANSIT)]
    ['done', 'done', 'now', 'ahead', 'ahead']
    >>> [station.mark for station in stations(ParcelState.DELIVERED)]
    ['done', 'done', 'done', 'done', 'done']
    """
    if state in _OFF_THE_WAY:
        return ()
    reached = [at.rank <= state.rank for at, _ in _STATIONS].count(True)
    done = reached if state is ParcelState.DELIVERED else reached - 1
    marks = ["done" if i < done else "now" if i < reached else "ahead" for i in range(len(_STATIONS))]
    return tuple(Station(label, mark) for (_, label), mark in zip(_STATIONS, marks, strict=True))


def state_label(state: ParcelState) -> str:
    return STATE_LABELS[state]


FILTERS: dict[str, Callable[..., Any]] = {"stations": stations, "state_label": state_label}
