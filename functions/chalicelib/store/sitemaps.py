"""What search engines are told: one row for each page, in shards, each of which becomes one file of the sitemap.

A changed page touches its own row and marks its shard; only marked shards are read again. So a change costs two writes
and the reading of a few thousand rows, however many pages there are, and nobody but the functions is needed for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from market.catalogue import Kind

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

DUE = "SITEMAP"
# Search engines come once a day at best; one shard is not written again for every change of a busy morning.
PATIENCE = timedelta(minutes=10)
# 300,000 products make files of some 4,700 addresses; 50,000 are allowed (sitemaps.org). A number must never change:
# the rows of a page would then be looked for elsewhere.
SHARDS: Mapping[Kind, int] = {Kind.PRODUCT: 64, Kind.SHOP: 32}


def shard_of(kind: Kind, id: str) -> str:
    """The name of the shard, and of its file.

    >>> shard_of(Kind.STORY, "story-12"), shard_of(Kind.PRODUCT, "sp-na")
    ('story-00', 'product-24')
    """
    place = int.from_bytes(hashlib.sha256(id.encode()).digest()[:4], "big") % SHARDS.get(kind, 1)
    return f"{kind.value}-{place:02x}"


def write_entry(table: Table, kind: Kind, id: str, row: Row, *, known: Exception) -> Write:
    """Remember a page as of ``row["revision"]``; raises ``known`` if that or a later one is known."""
    when = "attribute_not_exists(pk) OR revision < :revision"
    return table.put(
        keys.sitemap_entry(shard_of(kind, id), id), row, when=when, otherwise=known, revision=row["revision"]
    )


def entry_revision(table: Table, kind: Kind, id: str) -> int:
    """The revision as of which a page is known, 0 for none."""
    row = table.get(keys.sitemap_entry(shard_of(kind, id), id))
    return row["revision"] if row else 0


def entries(table: Table, shard: str) -> list[Row]:
    return table.partition(keys.sitemap_entry(shard, "")[0])


def mark(table: Table, shard: str, now: datetime) -> Write:
    """The shard's file must be written again, soon; a mark that is there already is counted and keeps its time."""
    return table.update(
        keys.sitemap_mark(shard),
        "SET due_kind = :kind, due_at = if_not_exists(due_at, :at) ADD changes :one",
        kind=DUE,
        at=(now + PATIENCE).isoformat(),
        one=1,
    )


def marked(table: Table, now: datetime, limit: int) -> list[tuple[str, int]]:
    """Shards whose time has come, each with the changes that were counted."""
    rows = table.get_many(table.due(DUE, now.isoformat(), limit))
    return [(pk.removeprefix("SITEMAPMARK#"), row["changes"]) for (pk, _), row in sorted(rows.items())]


def unmark(table: Table, shard: str, changes: int, *, more_came: Exception) -> Write:
    """Raises ``more_came`` if there were changes since: the mark stands."""
    key = keys.sitemap_mark(shard)
    return table.delete(key, when="changes = :seen", otherwise=more_came, seen=changes)


def write_file(table: Table, shard: str, count: int, now: datetime) -> Write:
    """What the index says of a shard's file; one without an address is left out of it."""
    key = keys.sitemap_file(shard)
    return table.put(key, {"at": now.isoformat(), "count": count}) if count else table.delete(key)


def files(table: Table) -> list[tuple[str, datetime]]:
    rows = table.partition(keys.sitemap_file("")[0])
    return [(row["sk"], datetime.fromisoformat(row["at"])) for row in rows]
