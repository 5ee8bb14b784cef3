"""A carrier's own list of orders against our parcels: one for one, by our reference (invariant X3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from market.orders import ParcelProgress, order_code_of
from market.parcels import NEEDS_PROOF, ParcelState

from chalicelib.ports import Carrier, CarrierOrder, ProviderError
from chalicelib.store import orders, strays
from chalicelib.store.orders import OrderFile
from chalicelib.store.strays import Stray
from chalicelib.store.table import Table
from chalicelib.usecases.findings import Finding, Report
from chalicelib.usecases.tracking import ask, learn_waybill, replay_unmatched

# Each costs the carrier several calls; more at once than this is no loss of single orders.
MOST_LOOKED_UP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One comparison with one carrier. Dry, it changes nothing."""

    table: Table
    report: Report
    carrier: Carrier
    now: datetime
    dry: bool

    @property
    def name(self) -> str:
        return self.carrier.name.value

    def repaired(self, waybill: str, what: str) -> None:
        self.report.repaired.append(Finding(source=self.name, id=waybill, what=what))

    def left_open(self, waybill: str, what: str) -> None:
        self.report.open.append(Finding(source=self.name, id=waybill, what=what))

    def unheard(self, id: str, error: ProviderError) -> None:
        self.report.unheard.append(Finding(source=self.name, id=id, what=str(error)))


def compare_parcels(
    table: Table,
    report: Report,
    files: Iterable[OrderFile],
    carrier: Carrier,
    *,
    since: datetime,
    now: datetime,
    dry: bool,
) -> None:
    """Learn waybills and news that were lost; show what only one of the two sides has. ``files`` are our orders of the
    period, read before the list is asked for, so that what is in them must be in the list."""
    run = _Run(table=table, report=report, carrier=carrier, now=now, dry=dry)
    try:
        listed = list(carrier.orders_since(since))
    except ProviderError as error:
        run.unheard("", error)
        return
    report.compared[run.name] = len(listed)
    found = [stray for order in listed if (stray := _compare(run, order))]
    found += _missing(run, files, {order.waybill.number for order in listed})
    _show(run, found, {order.waybill.number for order in listed})


def _compare(run: _Run, order: CarrierOrder) -> Stray | None:
    """Repair what is behind; answers an order that has no parcel of ours."""
    waybill = order.waybill
    file = orders.read_file(run.table, order_code_of(waybill.reference)) if waybill.reference else None
    progress = file.parcels.get(waybill.reference) if file else None
    if file is None or progress is None:
        return _stray(run, order, "unknown_reference")
    if file.stored.order.parcel(progress.id).shop.carrier is not run.carrier.name:
        return _stray(run, order, "unknown_reference")
    if progress.waybill and progress.waybill != waybill.number:
        return _stray(run, order, "second_order")
    if not progress.waybill:
        if progress.state is not ParcelState.READY:
            return _stray(run, order, "not_to_be_sent")
        _learn(run, progress, order)
    elif _is_behind(progress, order):
        _catch_up(run, progress, order)
    return None


def _stray(run: _Run, order: CarrierOrder, reason: str) -> Stray:
    waybill = order.waybill
    return Stray(carrier=run.name, waybill=waybill.number, reference=waybill.reference, reason=reason)


def _learn(run: _Run, progress: ParcelProgress, order: CarrierOrder) -> None:
    """The answer to our own order was lost."""
    if not run.dry:
        learn_waybill(run.table, progress, order.waybill, run.now)
        replay_unmatched(run.table, carrier=run.carrier.name, waybill=order.waybill.number, now=run.now)
        _ask(run, order)
    run.repaired(order.waybill.number, "waybill")


def _is_behind(progress: ParcelProgress, order: CarrierOrder) -> bool:
    is_unproven = progress.state in NEEDS_PROOF and progress.settled is None
    return is_unproven or (order.state is not None and order.state is not progress.state)


def _catch_up(run: _Run, progress: ParcelProgress, order: CarrierOrder) -> None:
    """The list only says that there is news; the carrier's history of the parcel is what is believed."""
    if run.dry:
        run.repaired(order.waybill.number, "status")
        return
    _ask(run, order)
    again = orders.get_with_parcel(run.table, progress.id)
    if again and (again[1].state, again[1].settled) != (progress.state, progress.settled):
        run.repaired(order.waybill.number, "status")
    elif order.state in NEEDS_PROOF:
        run.left_open(order.waybill.number, "status_differs")


def _ask(run: _Run, order: CarrierOrder) -> None:
    try:
        ask(run.table, waybill=order.waybill.number, carrier=run.carrier, now=run.now)
    except ProviderError as error:
        run.unheard(order.waybill.number, error)


def _missing(run: _Run, files: Iterable[OrderFile], listed: set[str]) -> list[Stray]:
    """Parcels of ours with a waybill that the list does not have, nor the carrier when asked for it."""
    sent = (
        parcel
        for file in files
        for parcel in file.parcels.values()
        if file.stored.order.parcel(parcel.id).shop.carrier is run.carrier.name
    )
    doubtful = [parcel for parcel in sent if parcel.waybill and parcel.waybill not in listed and not parcel.settled]
    found = []
    for parcel in doubtful[:MOST_LOOKED_UP]:
        try:
            known = run.carrier.find(parcel.id)
        except ProviderError as error:
            run.unheard(parcel.waybill, error)
            continue
        if known is None or known.number != parcel.waybill:
            found.append(
                Stray(carrier=run.name, waybill=parcel.waybill, reference=parcel.id, reason="unknown_to_carrier")
            )
    return found


def _show(run: _Run, found: list[Stray], listed: set[str]) -> None:
    """Keep in sight what is astray, and no longer what both sides know by now."""
    astray = {stray.waybill for stray in found}
    for stray in found:
        run.left_open(stray.waybill, stray.reason)
        if not run.dry:
            strays.show(run.table, stray, run.now)
    if run.dry:
        return
    for stray in strays.all_of(run.table, run.name):
        if stray.waybill not in astray and stray.waybill in listed:
            strays.clear(run.table, stray)
