"""Parcels that nobody speaks of: their carriers are asked, and those that cannot be asked come into sight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from market.catalogue import CarrierName
from market.orders import ParcelProgress
from market.parcels import NEEDS_PROOF

from chalicelib.ports import Carrier, ProviderError
from chalicelib.store import orders, parcels
from chalicelib.store.table import Table
from chalicelib.usecases.progress import SILENT_AFTER
from chalicelib.usecases.tracking import ask

POLL_BATCH = 25
# A carrier that is ill, or that does not confirm yet what it had us told.
ASK_AGAIN = timedelta(hours=1)


def poll_silent(table: Table, *, carriers: Mapping[CarrierName, Carrier], now: datetime) -> int:
    """Ask the carriers for parcels that they have not spoken of for a day, and for a proof of those that a callback
    says have ended; answers how many were looked at. Safe to run twice, at once, or killed."""
    due = table.due(parcels.DUE, now.isoformat(), POLL_BATCH)
    for _, sort_key in due:
        parcel_id = sort_key.removeprefix("PARCEL#")
        found = orders.get_with_parcel(table, parcel_id)
        if found:
            _look_at(table, found[1], carriers[found[0].order.parcel(parcel_id).shop.carrier], now)
    return len(due)


def _look_at(table: Table, progress: ParcelProgress, carrier: Carrier, now: datetime) -> None:
    # Before asking, so that one that kills its worker does not come first for ever.
    parcels.postpone_poll(table, progress.id, now + ASK_AGAIN)
    try:
        ask(table, waybill=progress.waybill, carrier=carrier, now=now)
    except ProviderError as error:
        if error.permanent:
            parcels.fall_silent(table, progress, now=now, again_at=None)
        return
    is_unproven = progress.state in NEEDS_PROOF
    # What brought news has moved on, and is left alone by this.
    parcels.fall_silent(table, progress, now=now, again_at=now + (ASK_AGAIN if is_unproven else SILENT_AFTER))
