"""The audit's part about shoppers who are forgotten (P4): nothing of them is left in what is stored of their orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from market.orders import Order
from market.wire import from_json

from chalicelib.store import erasure
from chalicelib.store.rows import Row

Plain = dict[str, Any]


def erased_in(rows: Iterable[Row]) -> list[Plain]:
    """Each erased order, with the names of the rows that still say something of its receiver."""
    rows = list(rows)
    found: dict[str, list[str]] = {
        row["pk"]: [] if _is_clean(row) else ["ORDER"] for row in rows if row["sk"] == "ORDER" and "erased_at" in row
    }
    for row in rows:
        if row["pk"] in found and (row.get("label_key") or _is_dirty(row)):
            found[row["pk"]].append(row["sk"])
    return [{"order": pk.removeprefix("ORDER#"), "left": sorted(left)} for pk, left in sorted(found.items())]


def broken_erasures(found: Plain) -> list[str]:
    return [
        f"P4: {erased['order']} was erased, and {', '.join(erased['left'])} still says something of its receiver"
        for erased in found["erased"]
        if erased["left"]
    ]


def _is_clean(row: Row) -> bool:
    order = from_json(Order, row["json"])
    return order == erasure.without_person(order)


def _is_dirty(row: Row) -> bool:
    attribute = erasure.side_rows(row)
    return bool(attribute) and erasure.scrubbed(row[attribute]) != erasure.scrubbed_form(row[attribute])
