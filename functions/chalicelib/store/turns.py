"""Pages that the clock changes: a promotion that begins or ends while nobody is looking, and the new day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from market.catalogue import Document, Kind

from chalicelib.store import keys
from chalicelib.store.table import Table, Write

DUE = "TURN"


def plan(table: Table, document: Document, *, after: datetime | None) -> Write:
    """Remember the document's next moment after ``after`` (its first one for None), or that there is none."""
    key = keys.turn(document.kind.value, document.id)
    moments = [moment.astimezone(UTC) for moment in (document.valid_from, document.valid_until) if moment]
    coming = [moment for moment in moments if after is None or moment > after]
    if document.is_removed or not coming:
        return table.delete(key)
    return table.put(key, {"due_kind": DUE, "due_at": min(coming).isoformat()})


def due(table: Table, now: datetime, limit: int) -> list[tuple[Kind, str]]:
    found = (pk.split("#", 2) for pk, _ in table.due(DUE, now.isoformat(), limit))
    return [(Kind(kind), id) for _, kind, id in found]


def day(table: Table) -> str:
    """The last day that was begun, empty for none."""
    row = table.get(keys.setting("day"))
    return row["day"] if row else ""


def set_day(table: Table, today: date) -> None:
    table.commit(table.put(keys.setting("day"), {"day": today.isoformat()}))
