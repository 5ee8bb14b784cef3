"""What changes by the clock alone: promotions that begin or end, seasons and certificates with a new day."""

from __future__ import annotations

from datetime import date, datetime

from market.catalogue import Kind

from chalicelib.store import catalogue, turns
from chalicelib.store.table import Table

BATCH = 50


def promotions_turning(table: Table, *, now: datetime) -> list[str]:
    """Ids of the promotions whose start or end has come and whose page does not say so yet."""
    return [id for kind, id in turns.due(table, now, BATCH) if kind is Kind.PROMOTION]


def promotion_turned(table: Table, *, id: str, now: datetime) -> None:
    """Its page says so; wait for its next moment. A second call changes nothing more."""
    document = catalogue.get(table, Kind.PROMOTION, id)
    if document:
        table.commit(turns.plan(table, document, after=now))


def has_begun(table: Table, *, day: date) -> bool:
    return turns.day(table) >= day.isoformat()


def begin_day(table: Table, *, day: date) -> None:
    """The pages of the day are asked for; two runs at once ask twice, which costs time and nothing else."""
    turns.set_day(table, day)
