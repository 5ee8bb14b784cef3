"""Every handler, killed before and after each call that it makes, restarted and asked again.

A handler is run once to see which calls it makes; then once for each point, on a thing of its own; at each the
invariants are checked on what the death left, and again, with where the thing had to arrive, when all is settled.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from infra.local.outside.world import World
from tests.faults.dying import Killed, Point, Side, count_calls
from tests.faults.endings import ENDINGS
from tests.faults.scale import FULL
from tests.faults.stage import Stage, real_carriers
from tests.faults.sweeps import SWEEPS, Sweep
from tests.faults.theatre import Theatre
from tests.functions import catalogue

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

# In a bounded run a handler of more points than this is killed at some of them, before one call and after another,
# spread over all of it. ``make test-faults`` tries each.
AT_MOST = 9


@pytest.fixture
def theatre(
    make_stage: Callable[..., AbstractContextManager[Stage]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Theatre]:
    with make_stage() as stage, real_carriers(stage) as world:
        stage.open()
        for id in catalogue.PRODUCTS:
            stage.stock(id, 500, "for-the-sweep")
        stage.settle(rounds=1)
        yield Theatre(stage=stage, world=world, calls=count_calls(monkeypatch))


@pytest.mark.parametrize("sweep", [*SWEEPS, *ENDINGS], ids=lambda sweep: sweep.name)
def test_it_may_die_at_any_call(theatre: Theatre, sweep: Sweep, capsys: pytest.CaptureFixture[str]) -> None:
    names = _calls_of(theatre, sweep)
    every = [Point(number, side) for number in range(len(names)) for side in Side]
    # An odd step, so that both sides come in turn.
    points = every[:: 1 if FULL else math.ceil(len(every) / AT_MOST) // 2 * 2 + 1]
    survived = [point for point in points if not _dies_and_recovers(theatre, sweep, point)]
    with capsys.disabled():
        fired = len(points) - len(survived)
        print(f"\ncrash sweep of {sweep.name}: {len(every)} points, {len(points)} tried, {fired} fired")
    assert points
    assert survived == [], f"never reached: {survived} of {names}"


def _calls_of(theatre: Theatre, sweep: Sweep) -> list[str]:
    """The calls of a run that nothing disturbs, which must itself arrive."""
    subject = sweep.prepare(theatre)
    theatre.stage.restart()
    with theatre.calls.watched() as calls:
        sweep.act(theatre, subject)
    _settled(theatre, sweep, subject)
    return calls.made


def _dies_and_recovers(theatre: Theatre, sweep: Sweep, point: Point) -> bool:
    """Whether the process died at the point. Fails if what it left is not right, or does not become right."""
    subject = sweep.prepare(theatre)
    theatre.stage.restart()
    try:
        with theatre.calls.watched(point) as calls:
            sweep.act(theatre, subject)
    except Killed:
        pass
    theatre.stage.restart()
    theatre.stage.check()
    # Whoever called calls again, at once and once more later; a queue does so by itself.
    sweep.act(theatre, subject)
    theatre.stage.pass_time(seconds=10)
    sweep.act(theatre, subject)
    _settled(theatre, sweep, subject)
    return calls.fired


def _settled(theatre: Theatre, sweep: Sweep, subject: str) -> None:
    theatre.stage.settle()
    theatre.stage.check()
    found = theatre.stage.audit()
    assert found["outbox"] == [], "a message was never sent"
    assert [row for row in found["inbox"] if row["state"] == "pending"] == [], "a callback was never applied"
    _fits_the_carriers(found, theatre.world)
    sweep.arrived(theatre, subject)


def _fits_the_carriers(found: dict, world: World) -> None:
    """X3: one shipment for each parcel that has one, and no waybill that the carrier does not know."""
    made = Counter(parcel.reference for parcel in world.parcels.values() if not parcel.is_deleted)
    twice = {reference: times for reference, times in made.items() if times > 1}
    assert twice == {}, "shipped twice"
    ours = {parcel["id"]: parcel for parcel in found["parcels"]}
    assert set(made) <= set(ours)
    theirs = {parcel.reference: parcel.waybill for parcel in world.parcels.values()}
    for id, parcel in ours.items():
        assert not parcel["waybill"] or parcel["waybill"] == theirs[id]
        # X1: paid for or confirmed, it is on its way, or in sight of a person.
        if parcel["state"] == "ready":
            assert parcel["parked"], f"{id} is stuck"
