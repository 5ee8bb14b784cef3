"""What travels in queues: ids and nothing else, each with a version, so that a deploy can tell an old message from a
broken one. (A document's announcement is :class:`market.catalogue.Announcement`.)"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from market.catalogue import Kind
from market.wire import Malformed, from_json

VERSION = 1


class Task(Enum):
    DISPATCH = "dispatch"
    LABEL = "label"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelTask:
    """To a carrier's worker: have the parcel collected, fetch its label, or have it given up."""

    task: Task
    parcel_id: str
    version: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class PageName:
    kind: Kind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPages:
    """To the publisher: draw these pages again."""

    draw: tuple[PageName, ...]
    version: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoved:
    """To the publisher: the product's stock reached another level, so pages say something else of it."""

    stock_of: str
    version: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawAll:
    """To the publisher: draw every page of a kind after an id again, in steps."""

    all_of: Kind
    after: str
    version: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRefund:
    """To the refunds' worker: ask the provider for this one."""

    send: str
    version: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOwed:
    """To the refunds' worker: give back what is owed to the shopper of an order, as the refund ``name``."""

    owed_of: str
    name: str
    version: int = VERSION


def read_refund_task(body: str) -> SendRefund | RefundOwed:
    """Raises :class:`~market.wire.Malformed` for anything else, and for a message of another version."""
    try:
        task: SendRefund | RefundOwed = from_json(SendRefund, body)
    except Malformed:
        task = from_json(RefundOwed, body)
    if task.version != VERSION:
        raise Malformed(f"a refund's message: version {task.version}, this reader knows {VERSION}")
    return task


def read_parcel_task(body: str) -> ParcelTask:
    """Raises :class:`~market.wire.Malformed` for anything else, and for a message of another version."""
    task = from_json(ParcelTask, body)
    if task.version != VERSION:
        raise Malformed(f"ParcelTask: version {task.version}, this reader knows {VERSION}")
    return task
