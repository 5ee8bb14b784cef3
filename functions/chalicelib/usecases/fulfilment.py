"""A parcel goes to its carrier: claimed with a lease, intent saved, carrier called once, waybill kept.

The carrier gets the parcel's id as its reference. When an answer was lost, the carrier is asked by that reference
before anything is created again; where it cannot be asked, the parcel is parked for a person. Never twice, blindly.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from market.catalogue import ShopRef
from market.events import ParcelParked, ParcelSubmitted
from market.money import Dong
from market.orders import OrderParcel, OrderState, ParcelProgress, order_code_of, outstanding, shipment_of
from market.parcels import ParcelState, Party, Waybill
from market.places import province
from market.shipping import HOME_PROVINCE

from chalicelib.ports import Carrier, ProviderError
from chalicelib.store import dispatches, orders, parcels, parked_parcels
from chalicelib.store.objects import Bucket
from chalicelib.store.orders import StoredOrder
from chalicelib.store.table import Table
from chalicelib.usecases.cancelling import give_up_parcel
from chalicelib.usecases.later import NotNow
from chalicelib.usecases.putting_back import may_be_forgotten
from chalicelib.usecases.tracking import replay_unmatched

# Longer than the slowest answer of a carrier that we wait for (20 s), with its one token refresh: while a call may
# still be under way, nobody else may begin one.
LEASE = timedelta(seconds=90)
SILENT_AFTER = timedelta(hours=24)
MAX_REASON = 200


class _CannotBeAsked(Exception):
    """An order of this parcel may exist, and the carrier cannot say: a person must find out."""


class _Overtaken(Exception):
    """The lease went to another worker, or the parcel moved on: what was to be done is done, or is theirs to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """Who the carrier calls before it collects: the platform's own number, which reaches the household."""

    phone: str


def dispatch_parcel(table: Table, *, parcel_id: str, carrier: Carrier, pickup: Pickup, now: datetime) -> None:
    """Have the parcel collected, once, however often this runs; a parcel that need not go is left alone.

    Raises :class:`NotNow` when it should be tried again later."""
    found = orders.get_with_parcel(table, parcel_id)
    if found is None or not _should_go(*found):
        return
    stored, lease = found[0], now + LEASE
    claimed = parcels.claim(table, parcel_id, now=now, until=lease, busy=NotNow())
    try:
        waybill = _waybill_of(table, stored, claimed, carrier, pickup, lease)
    except _CannotBeAsked as problem:
        _park(table, parcel_id, str(problem), now)
        return
    except ProviderError as error:
        never_sent = not error.outcome_unknown and not claimed.intended
        if error.permanent:
            _park(table, parcel_id, str(error), now, never_sent=never_sent)
            return
        parcels.give_back(table, parcel_id, lease=lease, never_sent=never_sent, lost=NotNow())
        raise NotNow from error
    except _Overtaken:
        # Perhaps it is not to go any more: then nobody need wait until the lease has ended.
        with suppress(_Overtaken):
            never_sent = not claimed.intended
            parcels.give_back(table, parcel_id, lease=lease, never_sent=never_sent, lost=_Overtaken())
        return
    _keep(table, parcel_id, waybill, now)
    # It may have been called off while the carrier was asked; else this does nothing.
    give_up_parcel(table, parcel_id=parcel_id, carrier=carrier, now=now)


def _should_go(stored: StoredOrder, parcel: ParcelProgress) -> bool:
    is_free = not parcel.parked and not parcel.cancel_wanted
    return stored.state is OrderState.CONFIRMED and parcel.state is ParcelState.READY and is_free


def _waybill_of(
    table: Table, stored: StoredOrder, claimed: ParcelProgress, carrier: Carrier, pickup: Pickup, lease: datetime
) -> Waybill:
    """Look up what an earlier attempt may have made, and create only what certainly is not there."""
    if claimed.intended and not carrier.refuses_repeats and (made := _look_up(carrier, claimed.id)):
        return made
    parcel = stored.order.parcel(claimed.id)
    cod = _fix_cod(table, stored, parcel, claimed, lease)
    is_doubtful = not claimed.intended and may_be_forgotten(stored.order.placed_at, lease - LEASE)
    if is_doubtful and not carrier.refuses_repeats and (made := _remembered(carrier, claimed.id)):
        return made
    collector = _collector(parcel.shop, pickup)
    return carrier.create(shipment_of(stored.order, parcel, collector=collector, outstanding=cod))


def _fix_cod(table: Table, stored: StoredOrder, parcel: OrderParcel, claimed: ParcelProgress, lease: datetime) -> Dong:
    """Write down what is to be collected, before the carrier hears of it: another attempt asks for the very same."""
    if claimed.cod is not None:
        table.commit(parcels.intend(table, claimed.id, cod=claimed.cod, lease=lease, lost=_Overtaken()))
        return claimed.cod
    unspent = stored.captured - stored.covered
    cod = outstanding(stored.order, parcel, unspent=unspent)
    covered = Dong(0) if stored.order.pay_before else parcel.total - cod
    table.commit(
        parcels.intend(table, claimed.id, cod=cod, lease=lease, lost=_Overtaken()),
        *([orders.cover(table, stored, covered, otherwise=NotNow())] if covered else []),
    )
    return cod


def _look_up(carrier: Carrier, reference: str) -> Waybill | None:
    try:
        return carrier.find(reference)
    except ProviderError as error:
        if error.outcome_unknown or error.permanent:
            raise _CannotBeAsked(str(error)) from error
        raise


def _remembered(carrier: Carrier, reference: str) -> Waybill | None:
    """What the carrier has and a table that was put back does not. A carrier that cannot tell keeps nothing from being
    sent here, because hardly any parcel that is late was ever with it."""
    try:
        return _look_up(carrier, reference)
    except _CannotBeAsked:
        return None


def _collector(shop: ShopRef, pickup: Pickup) -> Party:
    return Party(
        name=shop.household_name,
        phone=pickup.phone,
        line=", ".join(part for part in (shop.name, shop.hamlet) if part),
        commune_code=shop.commune_code,
        commune_name=shop.commune_name,
        province_code=HOME_PROVINCE,
        province_name=province(HOME_PROVINCE).name,
    )


def _keep(table: Table, parcel_id: str, waybill: Waybill, now: datetime) -> None:
    submitted = ParcelSubmitted(order_code=order_code_of(parcel_id), parcel_id=parcel_id, waybill=waybill.number)
    try:
        table.commit(
            *parcels.submit(table, parcel_id, waybill, due_at=now + SILENT_AFTER, otherwise=_Overtaken()),
            orders.add_event(table, submitted, now),
            dispatches.request_label(table, waybill.carrier, parcel_id, now),
        )
    except _Overtaken:
        return
    replay_unmatched(table, carrier=waybill.carrier, waybill=waybill.number, now=now)


def _park(table: Table, parcel_id: str, reason: str, now: datetime, *, never_sent: bool = False) -> None:
    """Leave it, in sight, to a person. A notice of the carrier that names it takes it up again by itself."""
    parked = ParcelParked(order_code=order_code_of(parcel_id), parcel_id=parcel_id, reason=reason[:MAX_REASON])
    parking = parcels.park(table, parcel_id, reason[:MAX_REASON], never_sent=never_sent)
    table.commit(parking, parked_parcels.mark(table, parcel_id, now), orders.add_event(table, parked, now))


def fetch_label(table: Table, *, parcel_id: str, carrier: Carrier, labels: Bucket) -> None:
    """Keep the carrier's label in the private bucket. Raises :class:`NotNow`: a label that fails is fetched again, and
    the shipment stands all the while."""
    found = orders.get_with_parcel(table, parcel_id)
    if found is None or not found[1].waybill or found[1].label_key:
        return
    try:
        label = carrier.label(found[1].waybill)
    except ProviderError as error:
        raise NotNow from error
    kind = "pdf" if label.content_type == "application/pdf" else "html"
    key = f"labels/{parcel_id}.{kind}"
    labels.put(key, label.content, content_type=label.content_type)
    parcels.keep_label(table, parcel_id, key)
