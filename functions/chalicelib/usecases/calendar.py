"""What changes by the clock alone: campaigns and banners that begin or end, seasons and certificates with a new day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from market.catalogue import Banner, Document, SiteBody

from chalicelib.store import catalogue, turns
from chalicelib.store.table import Table

BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A page that says something else since a moment that has come; ``every_page`` if what all pages carry does too."""

    document: Document
    every_page: bool


class _Overtaken(Exception):
    """Another revision came in between, with a plan of its own."""


def pages_turning(table: Table, *, now: datetime) -> list[Turn]:
    """The pages whose moment has come and that do not say so yet."""
    found = []
    for kind, id, at in turns.due(table, now, BATCH):
        if document := catalogue.get(table, kind, id):
            found.append(Turn(document=document, every_page=_banner_turned(document, at, now)))
    return found


def _banner_turned(document: Document, since: datetime, now: datetime) -> bool:
    """Whether the banner over every page began or ended between the first moment that was due and now."""
    banner: Banner | None = document.body.banner if isinstance(document.body, SiteBody) else None
    moments = (banner.valid_from, banner.valid_until) if banner else ()
    return any(moment is not None and since <= moment <= now for moment in moments)


def page_turned(table: Table, turn: Turn, *, now: datetime) -> None:
    """Its page says so; wait for its next moment. A second call changes nothing more."""
    try:
        table.commit(turns.plan_next(table, turn.document, after=now, overtaken=_Overtaken()))
    except _Overtaken:
        return


def has_begun(table: Table, *, day: date) -> bool:
    return turns.day(table) >= day.isoformat()


def begin_day(table: Table, *, day: date) -> None:
    """The pages of the day are asked for; two runs at once ask twice, which costs time and nothing else."""
    turns.set_day(table, day)
