"""What waits, in numbers and in lists, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from market.money import Dong

from chalicelib.pages.desk_views.frame import Desk


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
class WorkRow:
    """One thing that waits. ``path`` is empty for what has no page of its own; ``since`` is None where it is not known.
    ``amount`` is None where it is not about money."""

    title: str
    cause: str
    path: str = ""
    who: str = ""
    detail: str = ""
    since: datetime | None = None
    age: str = ""
    amount: Dong | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """All of one kind that waits. ``nothing`` is said where there is none; ``redrive`` offers to send dead letters
    again."""

    desk: Desk
    title: str
    lead: str
    nothing: str
    rows: tuple[WorkRow, ...]
    redrive: bool = False


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
