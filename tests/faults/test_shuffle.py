"""Callbacks five times each, in any order, at once: the same end as each once, in order."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from market.catalogue import CarrierName
from market.parcels import ParcelState

from tests.faults.crowd import at_once, checkouts, filled_carts, order_for
from tests.faults.scale import scaled
from tests.faults.stage import Stage
from tests.functions.callbacks import card_event, notice, tell, transfer

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

CALLBACKS = scaled(bounded=200, full=2_000)
TIMES = 5
# One payment and four pieces of news of each order's one parcel.
ORDERS = CALLBACKS // 5
JOURNEYS = (
    (ParcelState.PICKED_UP, ParcelState.IN_TRANSIT, ParcelState.OUT_FOR_DELIVERY, ParcelState.DELIVERED),
    (ParcelState.PICKED_UP, ParcelState.DELIVERY_FAILED, ParcelState.RETURNING, ParcelState.RETURNED),
    (ParcelState.PICKUP_ASSIGNED, ParcelState.PICKED_UP, ParcelState.DELIVERY_FAILED, ParcelState.DELIVERED),
)


@pytest.mark.parametrize("seed", [20261124])
def test_the_order_of_arrival_does_not_matter(
    make_stage: Callable[..., AbstractContextManager[Stage]], seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with make_stage() as stage:
        codes = sold(stage)
        for payment in payments(stage, codes):
            assert payment() == "200"
        stage.settle(rounds=0)
        for news in journeys(stage, codes):
            assert news() == "applied"
        ask_the_carrier(stage)
        expected = ends(stage, codes)
        stage.check()
    dice = random.Random(seed)
    with make_stage() as stage:
        codes = sold(stage)
        shuffled(dice, payments(stage, codes))
        stage.settle(rounds=0)
        shuffled(dice, journeys(stage, codes))
        ask_the_carrier(stage)
        found = ends(stage, codes)
        stage.check()
    with capsys.disabled():
        print(f"\nshuffle (seed {seed}): {ORDERS * 5} callbacks x {TIMES} lead to the same {len(found)} orders")
    assert found == expected
    assert {order["state"] for order in found} == {"completed"}


def shuffled(dice: random.Random, work: list[Callable[[], str]]) -> None:
    many = work * TIMES
    dice.shuffle(many)
    # Ten at a time, so that they meet; what met too often is taken up again by the clock.
    answers = at_once(many, clients=10)
    assert set(answers) <= {"200", "applied", "pending"}


def sold(stage: Stage) -> list[str]:
    """Orders of one unit each, half to be paid by transfer and half by card, none yet paid."""
    stage.open()
    stage.stock("sp-hoi", ORDERS, "for-the-shuffle")
    carts = filled_carts(stage, ORDERS, {"sp-hoi": 1})
    first = order_for(stage, carts[0])
    orders = [
        first | {"cart_id": cart_id, "payment": ("vietqr", "stripe")[number % 2]}
        for number, cart_id in enumerate(carts)
    ]
    answers = [checkout() for checkout in checkouts(stage, orders)]
    assert {status for status, _ in answers} == {201}
    return [answer["code"] for _, answer in answers]


def payments(stage: Stage, codes: list[str]) -> list[Callable[[], str]]:
    amount = stage.audit()["orders"][0]["total"]

    def pay(number: int, code: str) -> str:
        if number % 2:
            return str(card_event(stage, code, amount, id=f"evt_{number}", intent=f"pi_{number}")[0])
        return str(transfer(stage, amount, code, id=10_000 + number)[0])

    return [lambda n=n, code=code: pay(n, code) for n, code in enumerate(codes)]


def journeys(stage: Stage, codes: list[str]) -> list[Callable[[], str]]:
    said = [
        notice(stage, f"{code}-1", state, hours=hour, carrier=CarrierName.VNPOST)
        for number, code in enumerate(codes)
        for hour, state in enumerate(JOURNEYS[number % len(JOURNEYS)], start=1)
    ]
    # Where a parcel ended is believed when its carrier says so on being asked, and it says what it told.
    stage.carriers[CarrierName.VNPOST].history = lambda waybill: tuple(  # type: ignore[method-assign]
        one for one in said if one.waybill == waybill
    )
    return [lambda one=one: tell(stage, one) for one in said]


def ask_the_carrier(stage: Stage) -> None:
    """The clock asks for a few parcels in each run."""
    for _ in range(ORDERS // 20 + 2):
        stage.settle(rounds=1)


def ends(stage: Stage, codes: list[str]) -> list[dict[str, Any]]:
    """What became of each order, in words that do not depend on its code or on the clock."""
    found = stage.audit()
    parcels = {parcel["order"]: parcel for parcel in found["parcels"]}
    orders = {order["code"]: order for order in found["orders"]}
    legs: dict[str, list[tuple[str, int]]] = {code: [] for code in codes}
    for entry in found["ledger"]["entries"]:
        code = entry["id"].partition("/")[0].partition("-")[0]
        legs[code] += [(leg["account"].replace(code, "*"), leg["amount"]) for leg in entry["legs"]]
    return [
        {
            "state": orders[code]["state"],
            "captured": orders[code]["captured"],
            "parcel": parcels[code]["state"],
            "notices": [heard["state"] for heard in parcels[code]["notices"]],
            "balances": _sums(legs[code]),
        }
        for code in codes
    ]


def _sums(legs: list[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for account, amount in legs:
        sums[account] = sums.get(account, 0) + amount
    return {account: amount for account, amount in sorted(sums.items()) if amount}
