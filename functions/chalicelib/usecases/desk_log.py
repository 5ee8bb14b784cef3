"""Every privileged write is in the desk's log: who, what, before, after, why. What is not in the log was not done."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime

from market.refusals import Busy
from market.wire import Malformed, from_json

from chalicelib.store import desk_log
from chalicelib.store.desk_log import Deed as Deed
from chalicelib.store.desk_log import Head as Head
from chalicelib.store.desk_log import Logged as Logged
from chalicelib.store.table import Table, Write

# A handful of operators write at once, never a crowd.
TRIES = 12


class _HeadMoved(Exception):
    """Another deed was logged between reading and committing."""


def record(table: Table, deed: Deed, *writes: Write, now: datetime) -> None:
    """Do the writes and log the deed, in one transaction.

    Raises the refusal of a write whose condition fails, and :class:`~market.refusals.Busy`; nothing is done then."""
    for _ in range(TRIES):
        logged = desk_log.append(table, desk_log.head(table), deed, now, moved=_HeadMoved())
        try:
            table.commit(*writes, *logged)
            return
        except _HeadMoved:
            continue
    raise Busy


def record_after(table: Table, deed: Deed, after: str, now: datetime) -> None:
    """What became of a deed that was logged before it was done, because it commits by itself."""
    record(table, replace(deed, after=after), now=now)


def latest_deeds(table: Table, *, most: int) -> list[Logged]:
    return desk_log.latest(table, most)


def log_head(table: Table) -> Head:
    """How long the log is and its last hash: kept elsewhere, it also shows whether the end was cut off later."""
    return desk_log.head(table)


def broken_log(table: Table, *, anchor: Head | None = None) -> list[str]:
    """What is wrong with the log, a sentence each; nothing is the right answer. ``anchor`` is a head that was noted
    earlier: the log must still have that very row."""
    previous, wrong, count = desk_log.NOTHING, [], 0
    met = anchor is None or anchor.count == 0
    for number, row in zip(itertools.count(1), desk_log.everything(table), strict=False):
        count = number
        if _number(row["json"]) != number or row["sk"] != f"DEED#{number:010d}":
            wrong.append(f"P3: deed {number} of the desk's log is missing, or another stands in its place")
        if row["previous"] != previous or row["hash"] != desk_log.link(previous, row["json"]):
            wrong.append(f"P3: deed {number} of the desk's log was altered")
        previous = row["hash"]
        met = met or (anchor is not None and anchor == Head(count=number, hash=previous))
    if desk_log.head(table) != Head(count=count, hash=previous):
        wrong.append(f"P3: the desk's log ends at deed {count}, and its head says otherwise")
    if not met:
        wrong.append("P3: the desk's log does not hold the deed that was noted earlier")
    return wrong


def _number(text: str) -> int:
    try:
        return from_json(Logged, text).number
    except Malformed:
        return 0
