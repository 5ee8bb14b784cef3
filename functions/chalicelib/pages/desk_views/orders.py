"""An order in the hands of an operator: found, seen whole, its money given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from market.money import Dong

from chalicelib.pages.desk_views.frame import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    code: str
    shown_code: str
    state: str
    placed_at: datetime
    total: Dong
    receiver: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """What a search found; it has been typed in a form, so no number is in an address."""

    desk: Desk
    typed: str
    orders: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A line of the timeline: who did what, when."""

    at: datetime
    actor: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParcel:
    """``problem`` is empty, or why a person must look. ``can_ask``: its carrier may have more to say."""

    id: str
    shop_name: str
    carrier: str
    waybill: str
    state: str
    total: Dong
    problem: str
    can_ask: bool = False
    has_label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Masked until an operator asked for it (``is_shown``), which is in the log."""

    name: str
    phone: str
    address: str
    note: str
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRefund:
    """``is_mine``: this operator asked for it, so another must approve. ``can_approve``: it is to be transferred.
    ``can_ask``: its provider may have more to say."""

    id: str
    code: str
    shown_code: str
    amount: Dong
    state: str
    reason: str
    requested_by: str
    can_approve: bool
    is_mine: bool
    can_ask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLineField:
    """A product that can be given back: up to ``units``, each sold for ``price``. ``field`` is its number's name."""

    field: str
    name: str
    unit: str
    units: int
    price: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundParcel:
    id: str
    shop_name: str
    lines: tuple[RefundLineField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundForm:
    """What the rules allow now: sums of zero and no parcels are not offered. Fields: kieu (owed, full, lines, parcel,
    amount), kien, one for each line, so_tien, ly_do_hoan."""

    owed: Dong
    full: Dong
    most: Dong
    parcels: tuple[RefundParcel, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        offered = {
            "owed": bool(self.owed),
            "full": bool(self.full),
            "parcel": bool(self.parcels),
            "lines": bool(self.parcels),
            "amount": bool(self.most),
        }
        return tuple(kind for kind, is_offered in offered.items() if is_offered)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPreviewPage:
    """What a refund would do, before it is asked for. ``bearers``: who bears how much; ``ways``: how it goes back.
    ``fields`` are what was chosen, sent along by the button that asks for it."""

    desk: Desk
    code: str
    shown_code: str
    kind: str
    amount: Dong
    bearers: tuple[tuple[str, Dong], ...]
    ways: tuple[tuple[str, Dong], ...]
    left: Dong
    reason: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """All of one order. ``sums``: words and amounts. ``errors`` are keyed by field: ly_do_huy, kieu, kien, so_tien,
    ly_do_hoan. ``refund`` is None where nothing may be given back. ``attempt`` names this refund, so that the button
    pressed twice asks once. ``can_ask_payment``: whoever tells of its payment can be asked again."""

    desk: Desk
    code: str
    shown_code: str
    state: str
    placed_at: datetime
    payment: str
    sums: tuple[tuple[str, Dong], ...]
    receiver: Receiver
    parcels: tuple[DeskParcel, ...]
    timeline: tuple[Happening, ...]
    refunds: tuple[DeskRefund, ...] = ()
    can_cancel: bool = False
    can_ask_payment: bool = False
    refund: RefundForm | None = None
    attempt: str = ""
    notice: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
