"""The tariff: every boundary of weight, every zone, and the day on which another one begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.catalogue import CarrierName, ShipPolicy
from market.money import Dong
from market.parcels import DeliveryWindow
from market.places import provinces
from market.shipping import TARIFF, FeeRule, Zone, arrives_fresh, delivery_window, fee, rule_for, zone_of

VIETTEL, VNPOST = CarrierName.VIETTELPOST, CarrierName.VNPOST
TODAY = date(2026, 11, 24)
WEIGHTS = (1, 1_999, 2_000, 2_001, 2_500, 2_501, 3_000, 30_000)


@pytest.mark.parametrize(
    ("carrier", "zone", "fees"),
    [
        (VIETTEL, Zone.PROVINCE, (18_000, 18_000, 18_000, 20_500, 20_500, 23_000, 23_000, 158_000)),
        (VIETTEL, Zone.NORTH, (28_000, 28_000, 28_000, 31_500, 31_500, 35_000, 35_000, 224_000)),
        (VIETTEL, Zone.FAR, (36_000, 36_000, 36_000, 42_000, 42_000, 48_000, 48_000, 372_000)),
        (VNPOST, Zone.PROVINCE, (16_500, 16_500, 16_500, 19_000, 19_000, 21_500, 21_500, 156_500)),
        (VNPOST, Zone.NORTH, (26_000, 26_000, 26_000, 29_500, 29_500, 33_000, 33_000, 222_000)),
        (VNPOST, Zone.FAR, (34_000, 34_000, 34_000, 39_500, 39_500, 45_000, 45_000, 342_000)),
    ],
)
def test_fees_at_every_boundary(carrier: CarrierName, zone: Zone, fees: tuple[int, ...]) -> None:
    rule = rule_for(carrier, zone, TODAY)
    assert tuple(int(fee(rule, grams)) for grams in WEIGHTS) == fees


@given(st.sampled_from(TARIFF), st.integers(1, 30_000), st.integers(0, 500))
def test_a_heavier_parcel_never_costs_less_and_half_a_kilogram_costs_one_step(
    rule: FeeRule, grams: int, more: int
) -> None:
    assert fee(rule, grams) <= fee(rule, grams + more) <= fee(rule, grams) + rule.step_fee


def test_every_carrier_goes_everywhere_by_rules_with_names_of_their_own() -> None:
    assert {(rule.carrier, rule.zone) for rule in TARIFF} == set(product(CarrierName, Zone))
    assert len({rule.id for rule in TARIFF}) == len(TARIFF)


NEW = replace(rule_for(VNPOST, Zone.FAR, TODAY), id="new", valid_from=date(2027, 1, 1), first_fee=Dong(40_000))
WITH_NEW = (NEW, *TARIFF)


@pytest.mark.parametrize(
    ("day", "id"),
    [
        (date(2026, 7, 1), "vnpost-far-20260701"),
        (date(2026, 12, 31), "vnpost-far-20260701"),
        (date(2027, 1, 1), "new"),
        (date(2030, 1, 1), "new"),
    ],
)
@pytest.mark.parametrize("tariff", [WITH_NEW, WITH_NEW[::-1]], ids=["first", "last"])
def test_a_rule_holds_from_its_first_day(day: date, id: str, tariff: tuple[FeeRule, ...]) -> None:
    assert rule_for(VNPOST, Zone.FAR, day, tariff).id == id
    assert rule_for(VNPOST, Zone.NORTH, day, tariff).id == "vnpost-north-20260701"
    assert rule_for(VIETTEL, Zone.FAR, day, tariff).id == "viettelpost-far-20260701"


def test_there_is_no_fee_before_the_first_tariff() -> None:
    with pytest.raises(LookupError, match="no tariff of vnpost for far on 2026-06-30"):
        rule_for(VNPOST, Zone.FAR, date(2026, 6, 30))


@pytest.mark.parametrize(
    ("carrier", "zone", "earliest", "latest"),
    [
        (VIETTEL, Zone.PROVINCE, date(2026, 11, 26), date(2026, 11, 27)),
        (VIETTEL, Zone.NORTH, date(2026, 11, 27), date(2026, 11, 28)),
        (VIETTEL, Zone.FAR, date(2026, 11, 28), date(2026, 11, 30)),
        (VNPOST, Zone.PROVINCE, date(2026, 11, 26), date(2026, 11, 27)),
        (VNPOST, Zone.NORTH, date(2026, 11, 27), date(2026, 11, 29)),
        (VNPOST, Zone.FAR, date(2026, 11, 29), date(2026, 12, 1)),
    ],
)
def test_the_promise_counts_from_the_day_after_the_order(
    carrier: CarrierName, zone: Zone, earliest: date, latest: date
) -> None:
    window = delivery_window(rule_for(carrier, zone, TODAY), TODAY)
    assert window == DeliveryWindow(earliest=earliest, latest=latest)


def test_every_province_has_a_zone() -> None:
    zones = {province.code: zone_of(province.code, province.region) for province in provinces()}
    assert len(zones) == 34
    assert [code for code, zone in zones.items() if zone is Zone.PROVINCE] == ["20"]
    assert zones["01"] is Zone.NORTH
    assert zones["79"] is Zone.FAR
    assert {province.region for province in provinces() if zones[province.code] is Zone.FAR} == {"central", "south"}


@pytest.mark.parametrize(("policy", "zone"), list(product(ShipPolicy, Zone)))
def test_only_fresh_goods_stay_in_the_north(policy: ShipPolicy, zone: Zone) -> None:
    assert arrives_fresh(policy, zone) is not (policy is ShipPolicy.NORTH_ONLY and zone is Zone.FAR)
