"""What the pages of the operator's desk show. As everywhere, a view holds words and figures; nothing is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from market.money import Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every page of the desk carries. ``csrf`` is the session's own token, sent back by each form."""

    operator: str
    csrf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """Fields: ten, mat_khau, ma_mot_lan. Only the name comes back after a refusal."""

    name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A number to look at. ``calls``: it is not as it should be."""

    label: str
    value: str
    hint: str
    path: str
    calls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Parked callbacks of one sender for one reason; ``path`` lists them."""

    source: str
    reason: str
    count: int
    oldest_at: datetime
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    desk: Desk
    tiles: tuple[Tile, ...]
    causes: tuple[Cause, ...]
    dead_letters: tuple[tuple[str, int], ...] = ()


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
    """``problem`` is empty, or why a person must look."""

    id: str
    shop_name: str
    carrier: str
    waybill: str
    state: str
    total: Dong
    problem: str


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
    """``is_mine``: this operator asked for it, so another must approve. ``can_approve``: it is to be transferred."""

    id: str
    code: str
    shown_code: str
    amount: Dong
    state: str
    reason: str
    requested_by: str
    can_approve: bool
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """All of one order. ``sums``: words and amounts. ``errors`` are keyed by field: ly_do_huy, kieu, so_tien,
    ly_do_hoan. ``attempt`` names this refund, so that the button pressed twice asks once."""

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
    can_refund: bool = False
    attempt: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedRow:
    ref: str
    source: str
    reason: str
    received_at: datetime
    amount: Dong | None
    has_proposal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedPage:
    """``chosen``: nguon, ly_do, tuoi as they are filtered by. ``notice`` tells what a replay did."""

    desk: Desk
    rows: tuple[ParkedRow, ...]
    total: int
    is_more: bool
    sources: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    chosen: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPage:
    """One callback. ``errors`` are keyed by field: ma_don, ly_do_ghep, ly_do_xu_ly."""

    desk: Desk
    ref: str
    source: str
    reason: str
    state: str
    received_at: datetime
    amount: Dong | None
    payload: tuple[tuple[str, str], ...]
    can_replay: bool
    can_settle: bool
    can_set_aside: bool
    has_proposal: bool
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalCard:
    """``is_mine``: its own proposer may take it back, and not approve it. ``is_approved``: to be made sure of."""

    id: str
    ref: str
    source: str
    amount: Dong | None
    code: str
    shown_code: str
    order_total: Dong | None
    note: str
    proposed_by: str
    proposed_at: datetime
    is_mine: bool
    is_approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsPage:
    desk: Desk
    proposals: tuple[ProposalCard, ...]
    refunds: tuple[DeskRefund, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    number: int
    at: datetime
    actor: str
    what: str
    subject: str
    before: str
    after: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    desk: Desk
    rows: tuple[LogRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPage:
    """``back`` is where the person came from."""

    desk: Desk
    status: int
    title: str
    sentence: str
    back: str = "/van-hanh"


DeskView = (
    LoginPage | HomePage | FoundPage | FilePage | ParkedPage | CallbackPage | ProposalsPage | LogPage | RefusalPage
)
