"""Pages that the clock changes: a promotion that begins or ends while nobody is looking, and the new day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from market.catalogue import Document, Kind, turning_points

from chalicelib.store import keys
from chalicelib.store.table import Table, Write

DUE = "TURN"


def plan(table: Table, document: Document) -> Write:
    """Remember the first moment at which a new revision's page changes, or that there is none."""
    return _plan(table, document, min(_moments(document), default=None))


def plan_next(table: Table, document: Document, *, after: datetime, overtaken: Exception) -> Write:
    """Remember the next moment after ``after``. Raises ``overtaken`` if another revision planned meanwhile: its plan
    stands, or a campaign that an editor has just made longer would never end."""
    coming = [moment for moment in _moments(document) if moment > after]
    return _plan(table, document, min(coming, default=None), overtaken)


def due(table: Table, now: datetime, limit: int) -> list[tuple[Kind, str, datetime]]:
    """The pages whose moment has come, each with that moment."""
    rows = table.get_many(table.due(DUE, now.isoformat(), limit))
    found = []
    for (pk, _), row in rows.items():
        _, kind, id = pk.split("#", 2)
        at = datetime.fromisoformat(row["due_at"])
        # The index may lag behind a plan that was put off.
        if at <= now:
            found.append((Kind(kind), id, at))
    return found


def _moments(document: Document) -> list[datetime]:
    return [] if document.is_removed else [moment.astimezone(UTC) for moment in turning_points(document)]


def _plan(table: Table, document: Document, at: datetime | None, overtaken: Exception | None = None) -> Write:
    key = keys.turn(document.kind.value, document.id)
    # Plans that were made before they carried a revision are nobody's in particular.
    mine = "attribute_exists(pk) AND (attribute_not_exists(revision) OR revision = :known)"
    when, values = (mine, {"known": document.revision}) if overtaken else ("", {})
    if at is None:
        return table.delete(key, when=when, otherwise=overtaken, **values)
    row = {"due_kind": DUE, "due_at": at.isoformat(), "revision": document.revision}
    return table.put(key, row, when=when, otherwise=overtaken, **values)


def day(table: Table) -> str:
    """The last day that was begun, empty for none."""
    row = table.get(keys.setting("day"))
    return row["day"] if row else ""


def set_day(table: Table, today: date) -> None:
    table.commit(table.put(keys.setting("day"), {"day": today.isoformat()}))
