"""What one operator proposed and another decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.pages.desk_views.frame import Desk
from chalicelib.pages.desk_views.orders import DeskRefund


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """``path`` is empty, or where more is to be seen."""

    name: str
    value: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalCard:
    """``is_mine``: its own proposer may take it back, and not approve it. ``is_approved``: to be made sure of; with
    ``is_to_send``, the transfer is to be made, and then noted."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    note: str
    proposed_by: str
    proposed_at: datetime
    is_mine: bool
    is_approved: bool
    is_to_send: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsPage:
    desk: Desk
    proposals: tuple[ProposalCard, ...]
    refunds: tuple[DeskRefund, ...] = ()
    notice: str = ""
