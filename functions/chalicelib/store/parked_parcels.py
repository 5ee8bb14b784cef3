"""Which parcels wait for a person: a mark beside each, in the index, because the parcel's own place in it says when its
carrier is asked next."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from market.orders import order_code_of

from chalicelib.store import keys, parcels
from chalicelib.store.table import Table, Write

DUE = "PARKED_PARCEL"


class _ParkedAgain(Exception):
    pass


def mark(table: Table, parcel_id: str, now: datetime) -> Write:
    """In the transaction that parks it."""
    row = {"due_kind": DUE, "due_at": now.isoformat()}
    return table.put(keys.parked_parcel(order_code_of(parcel_id), parcel_id), row)


def ids(table: Table, most: int) -> list[str]:
    """Those that are parked still, oldest first; the marks of the others are taken away."""
    found = [sk.removeprefix("PARKED#") for _, sk in table.due(DUE, "9999", most)]
    rows = table.get_many(keys.parcel(order_code_of(id), id) for id in found)
    progress = {of.id: of for of in map(parcels.progress_of, rows.values())}
    for id in found:
        if id in progress and not progress[id].parked:
            _unmark(table, id)
    return [id for id in found if id in progress and progress[id].parked]


def _unmark(table: Table, parcel_id: str) -> None:
    code, again = order_code_of(parcel_id), _ParkedAgain()
    with suppress(_ParkedAgain):
        table.commit(
            table.check(keys.parcel(code, parcel_id), when="attribute_not_exists(parked)", otherwise=again),
            table.delete(keys.parked_parcel(code, parcel_id)),
        )
