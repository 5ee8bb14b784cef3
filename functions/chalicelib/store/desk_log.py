"""What operators did, one row after the other: each holds the hash of the one before, so none can be changed, left out
or put in between without breaking every later one. Written in the transaction of what was done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

# What the first row stands on.
NOTHING = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """``actor`` did ``action`` to ``subject``, which was ``before`` and is ``after``; the ``note`` says why.
    ``order_code`` is empty, or the order whose file shows it. No personal data but what a person writes in a note."""

    actor: str
    action: str
    subject: str
    before: str = ""
    after: str = ""
    note: str = ""
    order_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    number: int
    at: datetime
    deed: Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How long the log is, and the hash of its last row."""

    count: int
    hash: str


def head(table: Table) -> Head:
    row = table.get(keys.desk_log_head())
    return Head(count=row["count"], hash=row["hash"]) if row else Head(count=0, hash=NOTHING)


def append(table: Table, at: Head, deed: Deed, now: datetime, *, moved: Exception) -> list[Write]:
    """Put ``deed`` after the head as it was read; raises ``moved`` if another came first."""
    logged = Logged(number=at.count + 1, at=now, deed=deed)
    text = to_json(logged)
    digest = link(at.hash, text)
    key = keys.desk_log_head()
    row = {"count": logged.number, "hash": digest}
    if at.count:
        head_write = table.put(key, row, when="#hash = :known", otherwise=moved, known=at.hash)
    else:
        head_write = table.create(key, row, otherwise=moved)
    writes = [
        head_write,
        table.create(keys.deed(logged.number), {"json": text, "previous": at.hash, "hash": digest}, otherwise=moved),
    ]
    if deed.order_code:
        writes.append(table.put(keys.deed_on_order(deed.order_code, logged.number), {"number": logged.number}))
    return writes


def link(previous: str, text: str) -> str:
    """The hash of a row: over the one before it and its own text."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def latest(table: Table, most: int) -> list[Logged]:
    """The last deeds, newest first."""
    count = head(table).count
    return _read(table, range(count, max(count - most, 0), -1))


def of_order(table: Table, code: str) -> list[Logged]:
    rows = table.partition(keys.deed_on_order(code, 0)[0], "DEED#")
    return _read(table, [row["number"] for row in rows])


def everything(table: Table) -> Iterator[Row]:
    """Every row of the log as it is stored, in order, for whoever verifies it."""
    yield from table.partition(keys.deed(0)[0], "DEED#")


def _read(table: Table, numbers: range | list[int]) -> list[Logged]:
    rows = table.get_many(keys.deed(number) for number in numbers)
    return [from_json(Logged, rows[key]["json"]) for number in numbers if (key := keys.deed(number)) in rows]
