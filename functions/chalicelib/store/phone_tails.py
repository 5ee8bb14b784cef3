"""Which orders have a telephone number that ends in certain digits: under a keyed hash, beside no number at all."""

from __future__ import annotations

from datetime import datetime

from chalicelib.store import keys
from chalicelib.store.table import Table, Write


def add(table: Table, digest: str, code: str, placed_at: datetime) -> Write:
    return table.put(keys.phone_tail(digest, placed_at.isoformat(), code), {})


def order_codes(table: Table, digest: str) -> list[str]:
    """Newest first."""
    rows = table.partition(keys.phone_tail(digest, "", "")[0])
    return [row["sk"].rpartition("#")[2] for row in reversed(rows)]
