"""What a parcel costs and when it arrives, from the platform's own published tariff.

A rule is data with a first day; an order keeps the id of the rule it was priced with, so a new tariff never changes an
old order. The figures are the operator's (a demonstration tariff, near the carriers' public lists of 2026), and are
replaced by adding rows with a later ``valid_from``, at least 20 days ahead (E-commerce Law 122/2025, Decree 248/2026).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from market.catalogue import CarrierName, ShipPolicy
from market.money import Dong
from market.parcels import DeliveryWindow

HOME_PROVINCE = "20"
# Viettel Post and Vietnam Post both take parcels of up to 30 kg at a village counter without a freight contract.
MAX_PARCEL_GRAMS = 30_000


class Zone(Enum):
    PROVINCE = "province"
    NORTH = "north"
    FAR = "far"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRule:
    """``first_fee`` for the first ``first_grams``, then ``step_fee`` for each begun ``step_grams``; days promised."""

    id: str
    carrier: CarrierName
    zone: Zone
    valid_from: date
    first_grams: int
    first_fee: Dong
    step_grams: int
    step_fee: Dong
    earliest_days: int
    latest_days: int


_FIRST_DAY = date(2026, 7, 1)


def _rule(carrier: CarrierName, zone: Zone, first_fee: int, step_fee: int, days: tuple[int, int]) -> FeeRule:
    return FeeRule(
        id=f"{carrier.value}-{zone.value}-{_FIRST_DAY:%Y%m%d}",
        carrier=carrier,
        zone=zone,
        valid_from=_FIRST_DAY,
        first_grams=2_000,
        first_fee=Dong(first_fee),
        step_grams=500,
        step_fee=Dong(step_fee),
        earliest_days=days[0],
        latest_days=days[1],
    )


TARIFF = (
    _rule(CarrierName.VIETTELPOST, Zone.PROVINCE, 18_000, 2_500, (1, 2)),
    _rule(CarrierName.VIETTELPOST, Zone.NORTH, 28_000, 3_500, (2, 3)),
    _rule(CarrierName.VIETTELPOST, Zone.FAR, 36_000, 6_000, (3, 5)),
    _rule(CarrierName.VNPOST, Zone.PROVINCE, 16_500, 2_500, (1, 2)),
    _rule(CarrierName.VNPOST, Zone.NORTH, 26_000, 3_500, (2, 4)),
    _rule(CarrierName.VNPOST, Zone.FAR, 34_000, 5_500, (4, 6)),
)


def zone_of(province_code: str, region: str) -> Zone:
    """The tariff zone of a destination; ``region`` as in :class:`market.places.Province`."""
    if province_code == HOME_PROVINCE:
        return Zone.PROVINCE
    return Zone.NORTH if region == "north" else Zone.FAR


def rule_for(carrier: CarrierName, zone: Zone, day: date, tariff: tuple[FeeRule, ...] = TARIFF) -> FeeRule:
    """The rule in force on ``day``. Raises LookupError before the first tariff."""
    in_force = [r for r in tariff if r.carrier is carrier and r.zone is zone and r.valid_from <= day]
    if not in_force:
        raise LookupError(f"no tariff of {carrier.value} for {zone.value} on {day}")
    return max(in_force, key=lambda rule: rule.valid_from)


def fee(rule: FeeRule, weight_grams: int) -> Dong:
    """The fee in đồng for a parcel of ``weight_grams``.

    >>> rule = rule_for(CarrierName.VNPOST, Zone.NORTH, date(2026, 11, 24))
    >>> [int(fee(rule, grams)) for grams in (900, 2_000, 2_001, 5_000)]
    [26000, 26000, 29500, 47000]
    """
    over = max(0, weight_grams - rule.first_grams)
    steps = -(-over // rule.step_grams)
    return rule.first_fee + rule.step_fee * steps


def delivery_window(rule: FeeRule, ordered_on: date) -> DeliveryWindow:
    """Counted from the day after the order: the household picks and packs on the first day."""
    packed = ordered_on + timedelta(days=1)
    return DeliveryWindow(
        earliest=packed + timedelta(days=rule.earliest_days), latest=packed + timedelta(days=rule.latest_days)
    )


def arrives_fresh(policy: ShipPolicy, zone: Zone) -> bool:
    return policy is ShipPolicy.ANYWHERE or zone is not Zone.FAR
