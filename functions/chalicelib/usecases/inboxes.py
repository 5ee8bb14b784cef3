"""Callbacks that a crash left half-way are taken up again."""

from __future__ import annotations

from datetime import datetime, timedelta

from market.catalogue import CarrierName

from chalicelib.store import inbox
from chalicelib.store.table import Table
from chalicelib.usecases.settlement import resume_payment
from chalicelib.usecases.tracking import resume_status

# A callback is applied in well under a second; one that is pending longer was left by somebody who died.
LEFT_AFTER = timedelta(seconds=30)
BATCH = 100
CARRIERS = {name.value for name in CarrierName}


def resume_callbacks(table: Table, *, now: datetime) -> int:
    """Apply what was kept and not applied; answers how many were looked at. Safe to run twice, or at once."""
    due = table.due(inbox.PENDING_DUE, (now - LEFT_AFTER).isoformat(), BATCH)
    for pk, _ in due:
        resume_callback(table, key=pk, now=now)
    return len(due)


def resume_callback(table: Table, *, key: str, now: datetime, include_parked: bool = False) -> str:
    """Apply one callback by the key of its inbox row; answers what became of it."""
    _, source, event_id = key.split("#", 2)
    told = {"source": source, "event_id": event_id}
    if source in CARRIERS:
        return resume_status(table, **told, now=now, include_parked=include_parked)
    return resume_payment(table, **told, now=now, include_parked=include_parked).state
