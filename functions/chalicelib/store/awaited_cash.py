"""Cash that carriers collected and that no statement has accounted for yet: a mark for each parcel, in the index, so
that what takes too long is seen without reading every order."""

from __future__ import annotations

from datetime import datetime

from market.money import Dong
from market.orders import order_code_of

from chalicelib.store import keys
from chalicelib.store.table import Table, Write

DUE = "AWAITED_CASH"


def await_cash(table: Table, parcel_id: str, amount: Dong, now: datetime) -> Write:
    """In the transaction that books it as collected."""
    row = {"amount": int(amount), "due_kind": DUE, "due_at": now.isoformat()}
    return table.put(keys.awaited_cash(order_code_of(parcel_id), parcel_id), row)


def settled(table: Table, parcel_id: str) -> Write:
    """A statement accounts for it, or it was handed back at the door; a second time changes nothing."""
    return table.delete(keys.awaited_cash(order_code_of(parcel_id), parcel_id))


def since_before(table: Table, before: datetime, most: int) -> list[tuple[str, Dong, datetime]]:
    """Parcel, amount and since when, the oldest first; by an index that may lag, judged by the rows."""
    found = table.due(DUE, before.isoformat(), most)
    rows = table.get_many(found)
    return [
        (key[1].removeprefix("CASH#"), Dong(rows[key]["amount"]), datetime.fromisoformat(rows[key]["due_at"]))
        for key in found
        if key in rows
    ]
