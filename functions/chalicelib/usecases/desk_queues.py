"""What waits for a person, one list for each kind, each with its cause and since when: from the index alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from market.catalogue import CarrierName
from market.money import Dong
from market.orders import order_code_of
from market.parcels import NEEDS_PROOF, ParcelState

from chalicelib.store import awaited_cash, orders, parked_parcels, silent_parcels, statement_totals, statements, strays
from chalicelib.store.statement_totals import StatementTotal
from chalicelib.store.statements import StoredLine
from chalicelib.store.table import Table
from chalicelib.usecases.dead_letters import list_dead_letters
from chalicelib.usecases.desk_callbacks import mask_numbers

MOST = 200
# A carrier pays out twice a week, so cash and payouts that take longer than this are somebody's work.
PAID_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """``id`` is what it is about; ``cause`` a word for why; ``detail`` what else is known, masked. ``order_code`` and
    ``shop_id`` are empty where it is about none. ``name`` is what it is called in an address, where it has a page."""

    id: str
    cause: str
    since: datetime | None
    order_code: str = ""
    shop_id: str = ""
    shop_name: str = ""
    carrier: str = ""
    detail: str = ""
    amount: Dong | None = None
    name: str = ""


def parcels_in_trouble(table: Table) -> list[Waiting]:
    """Those that their workers gave up on, oldest first."""
    return [found for id in parked_parcels.ids(table, MOST) if (found := _parcel(table, id, is_silent=False))]


def silent_ones(table: Table) -> list[Waiting]:
    """Parcels of which nothing was heard for a day, or whose told end nobody confirms; about the longest first."""
    return [found for id in silent_parcels.ids(table, MOST) if (found := _parcel(table, id, is_silent=True))]


def households_waiting(silent: list[Waiting]) -> int:
    """How many households have a parcel that nobody has collected for more than a day."""
    return len({one.shop_id for one in silent if one.cause == "not_collected"})


def _parcel(table: Table, id: str, *, is_silent: bool) -> Waiting | None:
    found = orders.get_with_parcel(table, id)
    if found is None:
        return None
    stored, progress = found
    parcel = stored.order.parcel(id)
    cause = progress.parked
    if is_silent:
        is_here = progress.state.rank < ParcelState.PICKED_UP.rank
        cause = "not_confirmed" if progress.state in NEEDS_PROOF else "not_collected" if is_here else "no_news"
    return Waiting(
        id=id,
        cause=cause if is_silent else mask_numbers(cause),
        since=progress.silent_since if is_silent else None,
        order_code=stored.order.code,
        shop_id=parcel.shop.id,
        shop_name=parcel.shop.name,
        carrier=parcel.shop.carrier.value,
        detail=progress.state.value,
    )


def stray_orders(table: Table) -> list[Waiting]:
    """Where a carrier's list and ours differ."""
    found = [stray for carrier in CarrierName for stray in strays.all_of(table, carrier.value)]
    return [
        Waiting(
            id=stray.waybill,
            cause=stray.reason,
            since=stray.since,
            carrier=stray.carrier,
            order_code=order_code_of(stray.reference) if stray.reason != "unknown_reference" else "",
            detail=mask_numbers(stray.reference),
        )
        for stray in found[:MOST]
    ]


def letters(table: Table) -> list[Waiting]:
    """Messages that nobody could work on after every retry."""
    return [
        Waiting(id=letter.queue, cause=letter.reason, since=letter.first_seen, detail=mask_numbers(letter.body[:MOST]))
        for letter in list_dead_letters(table)[:MOST]
    ]


def late_cash(table: Table, *, now: datetime) -> list[Waiting]:
    """Cash of delivered parcels that no statement has accounted for within PAID_WITHIN."""
    found = awaited_cash.since_before(table, now - PAID_WITHIN, MOST)
    return [
        Waiting(id=id, cause="no_statement", since=since, order_code=order_code_of(id), amount=amount)
        for id, amount, since in found
    ]


def differing_lines(table: Table) -> list[StoredLine]:
    """Lines of statements that differ from our books, or fit none of our parcels; oldest first."""
    return statements.differing(table, MOST)


def open_statements(table: Table) -> list[StatementTotal]:
    """Statements whose money is not there, or is not what they promised; oldest first."""
    return statement_totals.unsettled(table, MOST)


def is_late(total: StatementTotal, *, now: datetime) -> bool:
    """Whether it is somebody's work: other money came than was promised, or none for too long."""
    return bool(total.received) or total.since + PAID_WITHIN < now
