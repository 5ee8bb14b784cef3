"""The sitemap follows the pages: each drawn page is noted, and what changed is written again by the clock, in steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from market.catalogue import Document, Translation
from market.listed import Listed
from market.wire import from_json, to_json

from chalicelib.store import sitemaps
from chalicelib.store.rows import Row
from chalicelib.store.table import Table

# Shards in one turn of the clock: each is read whole, some thousand rows.
AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A file of the sitemap that is out of date, what belongs in it, and the changes that it is then up to."""

    name: str
    pages: tuple[Listed, ...]
    changes: int


class _Known(Exception):
    """The sitemap has this revision, or a later one."""


class _MoreCame(Exception):
    """The shard changed while its file was written."""


def note_page(table: Table, document: Document, *, is_shown: bool, now: datetime) -> None:
    """Note a page as of its revision, or that it is no longer shown; the same revision again changes nothing.

    A page is drawn again for its stock and for each new day; only a new revision is news to a search engine."""
    if sitemaps.entry_revision(table, document.kind, document.id) >= document.revision:
        return
    row: Row = {"revision": document.revision, "path": document.path, "at": now.isoformat()}
    if not is_shown:
        row["gone"] = True
    elif document.translations:
        row["translations"] = to_json(document.translations)
    shard = sitemaps.shard_of(document.kind, document.id)
    entry = sitemaps.write_entry(table, document.kind, document.id, row, known=_Known())
    try:
        table.commit(entry, sitemaps.mark(table, shard, now))
    except _Known:
        return


def changed_shards(table: Table, *, now: datetime) -> list[Shard]:
    """The files to write now, a few at a time. They come again until :func:`shard_written`."""
    return [
        Shard(name=name, pages=_pages(table, name), changes=changes)
        for name, changes in sitemaps.marked(table, now, AT_ONCE)
    ]


def shard_written(table: Table, shard: Shard, *, now: datetime) -> None:
    """The file lies in the bucket, so the index may name it."""
    table.commit(sitemaps.write_file(table, shard.name, len(shard.pages), now))


def sitemap_files(table: Table) -> list[tuple[str, datetime]]:
    """The files that have an address in them, each with the moment at which it was written."""
    return sitemaps.files(table)


def shard_done(table: Table, shard: Shard) -> None:
    """The index names the file too. What changed in between keeps the shard marked."""
    try:
        table.commit(sitemaps.unmark(table, shard.name, shard.changes, more_came=_MoreCame()))
    except _MoreCame:
        return


def _pages(table: Table, shard: str) -> tuple[Listed, ...]:
    return tuple(_listed(row) for row in sitemaps.entries(table, shard) if not row.get("gone"))


def _listed(row: Row) -> Listed:
    translations = row.get("translations")
    return Listed(
        path=row["path"],
        changed_at=datetime.fromisoformat(row["at"]),
        translations=from_json(tuple[Translation, ...], translations) if translations else (),
    )
