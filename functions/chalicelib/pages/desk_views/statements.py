"""Carriers' statements where they and our books, or the bank, do not say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from market.money import Dong

from chalicelib.pages.desk_views.frame import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    path: str
    carrier: str
    waybill: str
    cause: str
    since: datetime | None
    amount: Dong
    is_proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """``open`` is still to come; below zero, what came too much. ``calls``: it is somebody's work."""

    path: str
    carrier: str
    number: str
    since: datetime
    promised: Dong
    received: Dong
    open: Dong
    is_proposed: bool
    calls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CashRow:
    """Cash that no statement has accounted for."""

    parcel_id: str
    path: str
    since: datetime
    amount: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementsPage:
    desk: Desk
    lines: tuple[LineRow, ...]
    statements: tuple[StatementRow, ...]
    cash: tuple[CashRow, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencePage:
    """One line, or one statement. ``difference`` is zero where no money is at stake: then a note is enough, else two
    decide (``needs_two``). ``can_act`` is false for one that is settled, or is being decided. Field: ly_do."""

    desk: Desk
    path: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    difference: Dong
    explained: str
    needs_two: bool
    can_act: bool
    is_proposed: bool
    order_path: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
