"""Callbacks that could not be applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from market.money import Dong

from chalicelib.pages.desk_views.frame import Desk


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
    """``chosen``: nguon, ly_do, loai, tuoi as they are filtered by. ``notice`` tells what a replay did."""

    desk: Desk
    rows: tuple[ParkedRow, ...]
    total: int
    is_more: bool
    sources: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    chosen: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPage:
    """One callback. ``errors`` are keyed by field: ma_don, ly_do_ghep, ly_do_xu_ly, ngan_hang, so_tai_khoan,
    chu_tai_khoan, ly_do_tra, hang, so_bang_ke, ly_do_bang_ke. ``is_bank``: its money came to the bank account, so that
    it can be a carrier's payout, and goes back to an account. ``statements``: those that wait for money."""

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
    can_ask: bool = False
    is_bank: bool = False
    statements: tuple[Choice, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
