"""Which parcels nobody speaks of: found by the marks that were put beside them, judged by the parcels themselves."""

from __future__ import annotations

from contextlib import suppress

from market.orders import order_code_of

from chalicelib.store import keys, parcels
from chalicelib.store.table import Table


class _SilentAgain(Exception):
    pass


def ids(table: Table, most: int) -> list[str]:
    """Those that are silent still, about the longest first; the marks of the others are taken away."""
    found = [sk.removeprefix("SILENT#") for _, sk in table.due(parcels.SILENT_DUE, "9999", most)]
    rows = table.get_many(keys.parcel(order_code_of(id), id) for id in found)
    progress = {of.id: of for of in map(parcels.progress_of, rows.values())}
    for id in found:
        if id in progress and not progress[id].silent_since:
            _unmark(table, id)
    return [id for id in found if id in progress and progress[id].silent_since]


def _unmark(table: Table, parcel_id: str) -> None:
    code, again = order_code_of(parcel_id), _SilentAgain()
    with suppress(_SilentAgain):
        table.commit(
            table.check(keys.parcel(code, parcel_id), when="attribute_not_exists(silent_since)", otherwise=again),
            table.delete(keys.silent_parcel(code, parcel_id)),
        )
