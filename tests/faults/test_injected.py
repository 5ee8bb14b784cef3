"""What a busy store and a bad network do to each use case: it is done once, or it is refused and nothing is held."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from chalicelib.store.patience import MAX_TRIES
from market.catalogue import CarrierName
from market.parcels import ParcelState

from tests.faults.crowd import at_once, checkouts, filled_carts, order_for
from tests.faults.proxy import Fault, FaultProxy, fault_proxy
from tests.faults.scale import chosen
from tests.faults.stage import Stage
from tests.functions.buying import buy, call, fill_cart, order_of, place, see
from tests.functions.callbacks import notice, tell, transfer

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

TOTAL = 344_500
NOTHING_DONE = chosen(
    Fault.CONFLICT, Fault.THROTTLE, full=[Fault.THROTTLED_REASON, Fault.OVER_CAPACITY, Fault.SERVER_ERROR]
)
PASSING = [*NOTHING_DONE, Fault.DROP_AFTER, *chosen(full=[Fault.DROP_BEFORE, Fault.DUPLICATE])]
TRANSACTION = "TransactWriteItems"


@dataclass(frozen=True)
class Wire:
    stage: Stage
    proxy: FaultProxy


@pytest.fixture
def wire(engine: str, make_stage: Callable[..., AbstractContextManager[Stage]]) -> Iterator[Wire]:
    with fault_proxy(engine, seed=7) as proxy, make_stage(proxy.url) as stage:
        stage.open()
        proxy.clear()
        yield Wire(stage, proxy)
        proxy.clear()


def waiting(wire: Wire) -> str:
    code = buy(wire.stage, "vietqr")
    wire.proxy.clear()
    return code


# --- checkout ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", PASSING)
def test_a_checkout_outlives_what_passes(wire: Wire, fault: Fault) -> None:
    cart_id = fill_cart(wire.stage)
    order = order_of(cart_id, see(wire.stage, cart_id))
    wire.proxy.clear()
    rule = wire.proxy.add(fault, TRANSACTION, times=2)
    status, answer = place(wire.stage, order)
    assert (status, rule.fired > 0) == (201, True), answer
    found = wire.stage.audit()
    assert len(found["orders"]) == 1
    assert [row["sold"] for row in found["stock"] if row["product"] == "sp-na"] == [2], "taken once"
    wire.stage.check()


@pytest.mark.parametrize("fault", [*NOTHING_DONE, Fault.DROP_BEFORE])
def test_a_checkout_that_cannot_be_is_given_up_after_five_tries(wire: Wire, fault: Fault) -> None:
    cart_id = fill_cart(wire.stage)
    order = order_of(cart_id, see(wire.stage, cart_id))
    wire.proxy.clear()
    wire.proxy.add(fault, TRANSACTION)
    answer = wire.stage.http.request(
        "POST",
        "/api/v1/orders",
        headers={"content-type": "application/json", "idempotency-key": "k" * 20},
        body=json.dumps(order).encode(),
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert wire.proxy.counts.came[TRANSACTION] == MAX_TRIES == 5
    wire.proxy.clear()
    found = wire.stage.audit()
    assert found["orders"] == found["reservations"] == found["idempotency_keys"] == []
    assert [row["available"] for row in found["stock"]] == [20, 20, 20]
    assert place(wire.stage, order, "k" * 20)[0] == 201, "the very same request, when the store is well again"
    wire.stage.check()


def test_an_answer_that_stays_lost_is_found_again_under_its_key(wire: Wire) -> None:
    cart_id = fill_cart(wire.stage)
    order = order_of(cart_id, see(wire.stage, cart_id))
    wire.proxy.clear()
    wire.proxy.add(Fault.DROP_AFTER, TRANSACTION)
    assert place(wire.stage, order)[0] == 503
    wire.proxy.clear()
    status, answer = place(wire.stage, order)
    assert status == 201
    assert [found["code"] for found in wire.stage.audit()["orders"]] == [answer["code"]]
    wire.stage.check()


def test_a_failed_condition_is_an_answer_and_names_the_line(wire: Wire) -> None:
    cart_id = fill_cart(wire.stage)
    order = order_of(cart_id, see(wire.stage, cart_id))
    wire.stage.stock("sp-mang", -20, "sold-at-the-market")
    wire.proxy.clear()
    status, answer = place(wire.stage, order)
    assert (status, answer["code"]) == (409, "quote.changed")
    [line] = [line for line in answer["lines"] if line["problem"]]
    assert line["product_id"] == "sp-mang"
    assert "Măng ớt Xứ Lạng" in answer["title"]
    assert wire.proxy.counts.came[TRANSACTION] <= 1, "what was refused is not asked again"
    wire.stage.check()


def test_what_sells_out_between_quote_and_commit_is_a_conflict_too(wire: Wire) -> None:
    """The last ones are taken while the transaction waits: a condition failed, not a fault."""
    cart_id = fill_cart(wire.stage)
    order = order_of(cart_id, see(wire.stage, cart_id))
    stolen: list[bool] = []

    def steal() -> None:
        stolen.append(True)
        wire.proxy.clear()
        wire.stage.stock("sp-hoi", -20, "sold-in-between")

    wire.proxy.clear()
    wire.proxy.add(Fault.KILL_BEFORE, TRANSACTION, times=1, kill=steal)
    status, answer = place(wire.stage, order)
    assert (stolen, status) == ([True], 409)
    assert [line["product_id"] for line in answer["lines"] if line["problem"]] == ["sp-hoi"]
    wire.stage.check()


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.THROTTLE, Fault.SERVER_ERROR])
def test_an_addition_to_a_cart_counts_once(wire: Wire, fault: Fault) -> None:
    """A plain counter would count twice when its answer is lost: finding 3 of the fault model."""
    cart_id = fill_cart(wire.stage, {"sp-na": 1})
    wire.proxy.clear()
    rule = wire.proxy.add(fault, "UpdateItem", times=1)
    status, answer = call(wire.stage, "POST", f"/api/v1/carts/{cart_id}/lines", {"product_id": "sp-na", "quantity": 2})
    assert (status, rule.fired) == (200, 1)
    assert answer["lines"] == [{"product_id": "sp-na", "quantity": 3}]


@pytest.mark.parametrize("operation", ["BatchGetItem", "GetItem", "Query"])
def test_a_store_that_cannot_be_read_is_busy_and_not_broken(wire: Wire, operation: str) -> None:
    code = waiting(wire)
    cart_id = fill_cart(wire.stage)
    order = order_of(cart_id, see(wire.stage, cart_id))
    wire.proxy.clear()
    wire.proxy.add(Fault.THROTTLE, operation)
    token = wire.stage.services.order_token(code)
    answers = [
        place(wire.stage, order, "another-key-0123456789"),
        call(wire.stage, "GET", f"/api/v1/carts/{cart_id}/quote?province=20"),
        call(wire.stage, "GET", f"/api/v1/orders/{code}", authorization=f"Bearer {token}"),
    ]
    statuses = [status for status, _ in answers]
    assert 503 in statuses
    assert 500 not in statuses


# --- settlement, expiry, dispatch, news -------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("operation", chosen(TRANSACTION, full=["PutItem", "GetItem"]))
def test_a_payment_counts_once(wire: Wire, fault: Fault, operation: str) -> None:
    code = waiting(wire)
    rule = wire.proxy.add(fault, operation, times=2)
    status, answer = transfer(wire.stage, TOTAL, code)
    wire.proxy.clear()
    assert (status, rule.fired > 0) == (200, True), answer
    [order] = wire.stage.audit()["orders"]
    assert (order["state"], order["captured"]) == ("confirmed", TOTAL)
    wire.stage.check()


@pytest.mark.parametrize("fault", [Fault.CONFLICT, Fault.THROTTLE, Fault.DROP_BEFORE])
def test_a_payment_that_is_kept_is_applied_when_the_store_is_well(wire: Wire, fault: Fault) -> None:
    """2xx is true as soon as it is kept: the clock does the rest."""
    code = waiting(wire)
    wire.proxy.add(fault, TRANSACTION)
    assert transfer(wire.stage, TOTAL, code)[0] == 200
    assert wire.proxy.counts.came[TRANSACTION] <= MAX_TRIES
    wire.proxy.clear()
    assert wire.stage.audit()["orders"][0]["state"] == "awaiting_payment"
    wire.stage.pass_time(seconds=40)
    wire.stage.pump.run_schedule("clock")
    assert wire.stage.audit()["orders"][0]["state"] == "confirmed"
    wire.stage.check()


def test_a_payment_that_could_not_be_kept_is_sent_again(wire: Wire) -> None:
    code = waiting(wire)
    wire.proxy.add(Fault.THROTTLE, "PutItem")
    assert transfer(wire.stage, TOTAL, code)[0] == 503
    wire.proxy.clear()
    assert wire.stage.audit()["inbox"] == []
    assert transfer(wire.stage, TOTAL, code)[0] == 200
    assert wire.stage.audit()["orders"][0]["state"] == "confirmed"


@pytest.mark.parametrize("fault", PASSING)
def test_a_reservation_is_released_once(wire: Wire, fault: Fault) -> None:
    waiting(wire)
    wire.stage.pass_time(minutes=31)
    rule = wire.proxy.add(fault, TRANSACTION, times=2)
    wire.stage.pump.run_schedule("clock")
    wire.stage.pump.run_schedule("clock")
    wire.proxy.clear()
    assert rule.fired
    found = wire.stage.audit()
    assert (found["orders"][0]["state"], found["reservations"]) == ("expired", [])
    assert [row["available"] for row in found["stock"]] == [20, 20, 20]
    wire.stage.check()


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("operation", chosen(TRANSACTION, "UpdateItem", full=["BatchGetItem"]))
def test_a_parcel_is_shipped_once(wire: Wire, fault: Fault, operation: str) -> None:
    code = buy(wire.stage)
    wire.proxy.clear()
    rule = wire.proxy.add(fault, operation, times=3)
    wire.stage.settle()
    wire.proxy.clear()
    assert rule.fired
    parcels = wire.stage.audit()["parcels"]
    assert [parcel["state"] for parcel in parcels] == ["submitted", "submitted"]
    sent = Counter(shipment.reference for carrier in wire.stage.carriers.values() for shipment in carrier.created)
    assert sent == {f"{code}-1": 1, f"{code}-2": 1}
    wire.stage.check()


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("operation", chosen(TRANSACTION, full=["PutItem", "Query"]))
def test_news_counts_once(wire: Wire, fault: Fault, operation: str) -> None:
    code = buy(wire.stage)
    wire.stage.settle(rounds=0)
    wire.proxy.clear()
    rule = wire.proxy.add(fault, operation, times=2)
    said = notice(wire.stage, f"{code}-1", ParcelState.PICKED_UP, hours=1, carrier=CarrierName.VIETTELPOST)
    assert tell(wire.stage, said) == "applied"
    wire.proxy.clear()
    assert rule.fired
    parcel = wire.stage.audit()["parcels"][0]
    assert (parcel["state"], len(parcel["notices"])) == ("picked_up", 1)
    wire.stage.check()


# --- a storm ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chance", [0.2, 0.3])
def test_a_storm_of_throttling_costs_at_most_three_times_the_calls(
    wire: Wire, chance: float, capsys: pytest.CaptureFixture[str]
) -> None:
    wire.stage.stock("sp-hoi", 180, "for-the-storm")
    carts = filled_carts(wire.stage, 120, {"sp-hoi": 1})
    first = order_for(wire.stage, carts[0])
    orders = [first | {"cart_id": cart_id} for cart_id in carts]
    wire.proxy.clear()
    wire.proxy.add(Fault.THROTTLE, "", chance=chance)
    answers = Counter(status for status, _ in at_once(checkouts(wire.stage, orders)))
    counts = wire.proxy.counts
    wire.proxy.clear()
    done = counts.passed.total()
    with capsys.disabled():
        print(f"\nstorm of {chance:.0%}: {dict(answers)}, {counts.came.total()} calls for {done} that were needed")
    assert set(answers) <= {201, 503}
    assert answers[201] >= 60
    assert counts.came.total() <= 3 * done
    assert len(wire.stage.audit()["orders"]) == answers[201]
    wire.stage.check()
