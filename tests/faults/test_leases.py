"""Two at the same parcel in the same moment: one calls the carrier, and no news is written over other news."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from chalicelib.usecases.fulfilment import NotNow, dispatch_parcel
from market.catalogue import CarrierName
from market.parcels import ParcelState

from tests.faults.crowd import at_once
from tests.faults.stage import Stage
from tests.functions.buying import buy
from tests.functions.callbacks import notice, tell

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

WORKERS = 8
POST = CarrierName.VIETTELPOST


def test_a_carrier_that_is_slower_than_the_queue_is_called_once(stage: Stage) -> None:
    """The message comes again while the first worker still waits for the answer: finding 6 of the fault model."""
    stage.open()
    code = buy(stage)
    carrier = stage.carriers[POST]
    create, everybody_came = carrier.create, threading.Event()

    def slowly(shipment: Any) -> Any:
        made = create(shipment)
        assert everybody_came.wait(20)
        return made

    carrier.create = slowly  # type: ignore[method-assign]
    waiting = iter(range(WORKERS - 1))

    def work() -> str:
        try:
            dispatch_parcel(
                stage.table, parcel_id=f"{code}-1", carrier=carrier, pickup=stage.services.pickup, now=stage.now
            )
        except NotNow:
            # Seven are told to come later, and then the carrier answers the eighth.
            if next(waiting, None) == WORKERS - 2:
                everybody_came.set()
            return "later"
        return "done"

    try:
        outcomes = Counter(at_once([work] * WORKERS, clients=WORKERS))
    finally:
        everybody_came.set()
    assert len(carrier.created) == 1
    assert outcomes == {"done": 1, "later": WORKERS - 1}
    [parcel] = [parcel for parcel in stage.audit()["parcels"] if parcel["id"] == f"{code}-1"]
    assert parcel["state"] == "submitted"
    stage.check()


def test_of_news_in_the_same_moment_none_is_lost(stage: Stage) -> None:
    stage.open()
    code = buy(stage)
    stage.settle(rounds=0)
    states = [ParcelState.PICKUP_ASSIGNED, ParcelState.PICKED_UP, ParcelState.IN_TRANSIT, ParcelState.OUT_FOR_DELIVERY]
    for round_ in range(6):
        said = [
            notice(stage, f"{code}-1", state, hours=10 * round_ + hour, carrier=POST)
            for hour, state in enumerate(states)
        ]
        outcomes = at_once([lambda one=one: tell(stage, one) for one in reversed(said)], clients=4)
        assert set(outcomes) <= {"applied", "pending"}
        stage.settle(rounds=1)
        [parcel] = [parcel for parcel in stage.audit()["parcels"] if parcel["id"] == f"{code}-1"]
        assert parcel["state"] == "out_for_delivery"
        assert len(parcel["notices"]) == 4 * (round_ + 1)
        stage.check()
