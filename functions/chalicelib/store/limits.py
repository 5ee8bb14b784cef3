"""How often something may be tried: one counter for each subject and window, gone when the window is."""

from __future__ import annotations

from datetime import datetime

from chalicelib.store import keys
from chalicelib.store.table import Table


def count(table: Table, subject: str, *, most: int, window_seconds: int, now: datetime, exceeded: Exception) -> None:
    """Count one try; raises ``exceeded`` from the ``most`` + 1st in the window on. ``subject`` is not personal data:
    hash it first."""
    start = int(now.timestamp()) // window_seconds * window_seconds
    table.change_one(
        keys.limit(subject, str(start)),
        "ADD tries :one SET expires_at_epoch = :expires",
        when="attribute_not_exists(tries) OR tries < :most",
        otherwise=exceeded,
        one=1,
        most=most,
        expires=start + 2 * window_seconds,
    )
