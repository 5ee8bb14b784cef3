"""K4: the table is put back to an earlier moment, while bank, card provider and carriers have gone on.

Nothing is sent or given back twice, whether the comparison or the workers come first; what others have and we forgot
is learnt, or waits for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest
from chalicelib.usecases.desk_callbacks import replay_by_hand
from chalicelib.usecases.putting_back import FRESH, may_be_forgotten
from market.refunds import RefundKind

from infra.local.outside.world import World
from tests.faults.stage import Stage, real_carriers
from tests.faults.theatre import TOTAL, Theatre, deliver, news_of, order_in, parcels_of
from tests.functions import catalogue
from tests.functions.buying import buy
from tests.functions.callbacks import card_event, transfer
from tests.functions.refunding import Refunder, ask, balances, refund_event
from tests.functions.test_reconcile import TheirList, paid, run

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

GIVEN_BACK = 50_000
CARRIERS = ("viettelpost", "vnpost")


@dataclass
class Scene:
    """Two whose money is at the bank, one at the card provider; ``cash`` only goes to the carriers."""

    theatre: Theatre
    bank: TheirList = field(default_factory=TheirList)
    cards: Refunder = field(default_factory=Refunder)
    cash: str = ""
    unpaid: str = ""
    card: str = ""
    later: str = ""

    @property
    def stage(self) -> Stage:
        return self.theatre.stage

    @property
    def world(self) -> World:
        return self.theatre.world

    def buy(self, payment: str, key: str) -> str:
        return buy(self.stage, payment, key=f"key-of-putting-back-{key}")

    def pay(self, code: str, id: int) -> None:
        """The bank has it for ever; that we are told is another matter."""
        self.bank.held.append(paid(self.stage, code, id=id))
        assert transfer(self.stage, TOTAL, f"CT DEN {code}", id=id)[0] == 200

    def restart(self) -> None:
        self.stage.restart()
        self.stage.services.refunding = {self.cards.name: self.cards}  # type: ignore[misc]

    def compare(self) -> None:
        run(self.stage, self.bank, refunder=self.cards)

    def work(self) -> None:
        self.stage.settle()


@pytest.fixture
def scene(make_stage: Callable[..., AbstractContextManager[Stage]]) -> Iterator[Scene]:
    with make_stage() as stage, real_carriers(stage) as world:
        stage.open()
        for id in catalogue.PRODUCTS:
            stage.stock(id, 100, "for-putting-back")
        stage.settle(rounds=1)
        made = Scene(Theatre(stage=stage, world=world, calls=None))  # type: ignore[arg-type]
        made.restart()
        yield made


def rows_of(stage: Stage) -> list[dict[str, Any]]:
    pages = stage.client.get_paginator("scan").paginate(TableName=stage.table._name, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def put_back(scene: Scene, kept: list[dict[str, Any]]) -> None:
    """As DynamoDB restores: the rows of then, nothing of since then, and a stream in which there is nothing of it."""
    stage, name = scene.stage, scene.stage.table._name
    for item in rows_of(stage):
        stage.client.delete_item(TableName=name, Key={"pk": item["pk"], "sk": item["sk"]})
    for item in kept:
        stage.client.put_item(TableName=name, Item=item)
    [source] = [source for source in stage.pump.sources if source.name == "outbox"]
    invoke, source._invoke = source._invoke, lambda event: None
    while source.poll(wait=False).seen:
        pass
    source._invoke = invoke
    assert rows_of(stage) == kept or sorted(map(str, rows_of(stage))) == sorted(map(str, kept))
    scene.restart()


def go_on_and_put_back(scene: Scene) -> None:
    stage = scene.stage
    scene.card = scene.buy("stripe", "card")
    assert card_event(stage, scene.card, TOTAL)[0] == 200
    stage.settle(rounds=1)
    scene.cash, scene.unpaid = scene.buy("cod", "cash"), scene.buy("vietqr", "unpaid")
    kept = rows_of(stage)
    scene.pay(scene.unpaid, 92_704)
    ask(stage, scene.card, RefundKind.AMOUNT, name="ticket-1", amount=GIVEN_BACK)
    scene.later = scene.buy("vietqr", "later")
    scene.pay(scene.later, 92_705)
    stage.settle(rounds=1)
    for code in (scene.cash, scene.unpaid, scene.later):
        assert {parcel["state"] for parcel in parcels_of(scene.theatre, code)} == {"submitted"}
    [theirs] = scene.world.with_reference("vnpost", f"{scene.cash}-2")
    deliver(scene.theatre, news_of(scene.theatre, theirs, "delivered"))
    assert (len(scene.cards.done), len(scene.world.parcels)) == (1, 8)
    put_back(scene, kept)
    codes = {order["code"] for order in stage.audit()["orders"]}
    assert codes == {scene.card, scene.cash, scene.unpaid}, "what came later is forgotten"
    assert {parcel["state"] for parcel in parcels_of(scene.theatre, scene.cash)} == {"ready"}
    stage.check()


def parked(scene: Scene) -> set[tuple[str, str]]:
    return {(item["id"], item["reason"]) for item in scene.stage.audit()["parked"]}


def parcel_of(scene: Scene, id: str) -> dict[str, Any]:
    [parcel] = [parcel for parcel in scene.stage.audit()["parcels"] if parcel["id"] == id]
    return parcel


@pytest.mark.parametrize("is_compared_first", [True, False], ids=["compared first", "workers first"])
def test_it_comes_to_what_the_others_have(scene: Scene, is_compared_first: bool) -> None:
    go_on_and_put_back(scene)
    steps = [scene.compare, scene.work] if is_compared_first else [scene.work, scene.compare]
    for step in (*steps, *steps):
        step()
        scene.stage.check()
    once(scene)
    of_a_person(scene)
    before = steady(scene)
    for step in steps:
        step()
    assert steady(scene) == before, "and it stays so"
    decided(scene)


def once(scene: Scene) -> None:
    """Nothing was sent twice, and both carriers' waybills are known or in sight."""
    made = Counter(parcel.reference for parcel in scene.world.parcels.values())
    assert len(made) == 8
    assert set(made.values()) == {1}
    for code in (scene.cash, scene.unpaid):
        [theirs] = scene.world.with_reference("vnpost", f"{code}-2")
        assert parcel_of(scene, f"{code}-2")["waybill"] == theirs.waybill
    assert parcel_of(scene, f"{scene.cash}-2")["state"] == "delivered"
    assert (order_in(scene.theatre, scene.unpaid)["state"], order_in(scene.theatre, scene.unpaid)["captured"]) == (
        "confirmed",
        TOTAL,
    )
    assert scene.cards.calls == 1, "nobody asked for the refund again"
    assert -balances(scene.stage)["suspense:vietqr"] == TOTAL
    assert balances(scene.stage)["clearing:vietqr"] == sum(int(one.amount) for one in scene.bank.held) == 2 * TOTAL


def of_a_person(scene: Scene) -> None:
    """What no program can know: whose the money and the parcels of a forgotten order are."""
    seen = parked(scene)
    [stray] = scene.world.with_reference("vnpost", f"{scene.later}-2")
    assert ("vietqr#sepay/92705", "unknown_order") in seen
    assert any(stray.waybill in id and reason == "unknown_reference" for id, reason in seen)
    for code in (scene.cash, scene.unpaid):
        [reason] = [reason for id, reason in seen if id == f"{code}-1"]
        assert "already made under this reference" in reason


def steady(scene: Scene) -> dict[str, Any]:
    found = scene.stage.audit()
    return {name: found[name] for name in ("orders", "parcels", "ledger", "stock", "payments", "refunds", "parked")}


def decided(scene: Scene) -> None:
    """The carrier speaks of what was parked; the refund is told of, and promised again under its name."""
    for code in (scene.cash, scene.unpaid):
        [theirs] = scene.world.with_reference("viettelpost", f"{code}-1")
        deliver(scene.theatre, news_of(scene.theatre, theirs, "picked_up"))
        parcel = parcel_of(scene, f"{code}-1")
        assert (parcel["waybill"], parcel["state"], parcel["parked"]) == (theirs.waybill, "picked_up", "")
    id = f"{scene.card}/refund/ticket-1/1"
    assert refund_event(scene.stage, id, GIVEN_BACK, reference="re_1")[0] == 200
    assert ("stripe#evt_refund", "unknown_refund") in parked(scene)
    assert balances(scene.stage)["clearing:stripe"] == TOTAL
    ask(scene.stage, scene.card, RefundKind.AMOUNT, name="ticket-1", amount=GIVEN_BACK)
    scene.work()
    assert list(scene.cards.done.values()) == [("pi_1", GIVEN_BACK)], "given back once"
    assert balances(scene.stage)["clearing:stripe"] == TOTAL - GIVEN_BACK
    replay_by_hand(scene.stage.table, source="stripe", event_id="evt_refund", actor="lan", now=scene.stage.now)
    assert ("stripe#evt_refund", "unknown_refund") not in parked(scene)
    scene.stage.check()


def test_a_refund_that_waited_in_the_rows_of_then_is_asked_about_before_it_is_sent(scene: Scene) -> None:
    stage = scene.stage
    scene.card = scene.buy("stripe", "card")
    assert card_event(stage, scene.card, TOTAL)[0] == 200
    ask(stage, scene.card, RefundKind.AMOUNT, name="ticket-1", amount=GIVEN_BACK)
    kept = rows_of(stage)
    scene.work()
    assert [asked.was_sent for asked in scene.cards.asked] == [False]
    put_back(scene, kept)
    scene.work()
    assert [asked.was_sent for asked in scene.cards.asked] == [False, True]
    assert list(scene.cards.done.values()) == [("pi_1", GIVEN_BACK)]
    assert balances(stage)["clearing:stripe"] == TOTAL - GIVEN_BACK
    stage.check()


def test_nothing_is_asked_about_what_is_fresh(scene: Scene) -> None:
    now = scene.stage.now
    assert (may_be_forgotten(now - FRESH, now), may_be_forgotten(now - FRESH * 0.99, now)) == (True, False)
