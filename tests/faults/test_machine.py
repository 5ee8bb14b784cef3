"""What people, banks, carriers and the clock do, in random order and with repeats: the books hold after each step.

Hypothesis chooses; when it finds a broken invariant it shows the shortest way there. A new action is one more rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from chalicelib.usecases.cancelling import Cancellation, cancel_order
from chalicelib.usecases.refunding import RefundOrder, request_refund
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState
from market.refunds import RefundKind, Wanted
from market.refusals import Refused

from infra.local.engine import running_engine
from tests.faults.scale import scaled
from tests.faults.stage import Stage
from tests.faults.stage import stage as new_stage
from tests.functions import catalogue
from tests.functions.buying import buy, call, fill_cart, order_of, place
from tests.functions.callbacks import card_event, notice, tell, transfer

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

SEED = 20261124
EXAMPLES = scaled(bounded=8, full=100)
STEPS = scaled(bounded=25, full=60)
STAGES_OF_AN_ENGINE = 8
NEWS = (
    ParcelState.PICKED_UP,
    ParcelState.IN_TRANSIT,
    ParcelState.DELIVERY_FAILED,
    ParcelState.DELIVERED,
    ParcelState.RETURNED,
    ParcelState.CANCELLED,
)
CARRIERS = {"viettelpost": CarrierName.VIETTELPOST, "vnpost": CarrierName.VNPOST}
few = st.integers(min_value=0, max_value=3)


class Market(RuleBasedStateMachine):
    """``make_stage`` is given by the test; each example has a stage of its own."""

    make_stage: ClassVar[Callable[[], AbstractContextManager[Stage]]]
    taken: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self._context = self.make_stage()
        self.stage = self._context.__enter__()
        self.carts: list[str] = []
        self.sent: list[tuple[dict[str, Any], str]] = []
        self.said: list[Any] = []

    def teardown(self) -> None:
        try:
            # Whatever happened, it comes to rest: nothing waits for ever.
            self.stage.settle(rounds=2)
            self.stage.check()
            assert self.stage.audit()["outbox"] == []
        finally:
            self._context.__exit__(None, None, None)

    def _did(self, name: str) -> None:
        self.taken[name] = self.taken.get(name, 0) + 1

    def _orders(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.stage.audit()["orders"]
        return found

    @initialize(paid=st.booleans())
    def open(self, paid: bool) -> None:
        """A market day that has begun: a full cart, and an order paid in each way."""
        self.stage.open()
        for payment in ("cod", "vietqr", "stripe"):
            code = buy(self.stage, payment, key=f"key-of-the-opening-{payment}")
            if paid and payment != "cod":
                self.pay_for(code, 344_500, by_card=payment == "stripe", event=9, id=900)
        self.stage.pump.run_once()
        self.carts.append(fill_cart(self.stage))

    @invariant()
    def everything_adds_up(self) -> None:
        self.stage.check()

    # --- shoppers ---

    @rule(product=st.sampled_from(sorted(catalogue.PRODUCTS)), quantity=st.integers(1, 9), which=few)
    def put_in_cart(self, product: str, quantity: int, which: int) -> None:
        if which >= len(self.carts):
            self.carts.append(call(self.stage, "POST", "/api/v1/carts")[1]["cart_id"])
        cart_id = self.carts[min(which, len(self.carts) - 1)]
        path = f"/api/v1/carts/{cart_id}/lines"
        status, _ = call(self.stage, "POST", path, {"product_id": product, "quantity": quantity})
        assert status in (200, 409)
        self._did("put in cart")

    @precondition(lambda self: self.carts)
    @rule(which=few, payment=st.sampled_from(["cod", "vietqr", "stripe"]))
    def check_out(self, which: int, payment: str) -> None:
        cart_id = self.carts[which % len(self.carts)]
        status, quote = call(self.stage, "GET", f"/api/v1/carts/{cart_id}/quote?province=20")
        assert status == 200
        if not quote["lines"]:
            return
        order, key = order_of(cart_id, quote, payment), f"key-of-the-machine-{len(self.sent)}"
        self.sent.append((order, key))
        status, _ = place(self.stage, order, key)
        assert status in (201, 409)
        self._did(f"checkout {status}")

    @precondition(lambda self: self.sent)
    @rule(which=few, edited=st.booleans())
    def send_the_order_again(self, which: int, edited: bool) -> None:
        order, key = self.sent[which % len(self.sent)]
        before = len(self._orders())
        status, _ = place(self.stage, order | ({"note": "sửa lại"} if edited else {}), key)
        assert status in ((409, 422, 201) if edited else (201, 409))
        assert len(self._orders()) <= before + 1
        self._did(f"checkout again {status}")

    @precondition(lambda self: self._orders())
    @rule(which=few)
    def cancel(self, which: int) -> None:
        code = self._orders()[which % len(self._orders())]["code"]
        asked = Cancellation(order_code=code, actor="desk", reason="khách đổi ý")
        self._try("cancel", lambda: cancel_order(self.stage.table, asked=asked, now=self.stage.now))

    @precondition(lambda self: self._orders())
    @rule(which=few, name=st.integers(1, 4), kind=st.sampled_from(RefundKind), amount=st.integers(1, 500_000))
    def refund(self, which: int, name: int, kind: RefundKind, amount: int) -> None:
        code = self._orders()[which % len(self._orders())]["code"]
        wanted = Wanted(kind=kind, reason="hàng dập", amount=Dong(amount if kind is RefundKind.AMOUNT else 0))
        asked = RefundOrder(order_code=code, name=f"hoan-{name}", wanted=wanted, actor="desk")
        self._try("refund", lambda: request_refund(self.stage.table, asked=asked, by_program=(), now=self.stage.now))

    def _try(self, name: str, do: Callable[[], object]) -> None:
        try:
            do()
            self._did(name)
        except Refused as refused:
            self._did(f"{name}: {refused.code}")

    # --- banks and card providers ---

    @precondition(lambda self: self._orders())
    @rule(which=few, by_card=st.booleans(), off=st.sampled_from([0, 0, 0, -1, 1]), event=st.integers(1, 3), again=few)
    def pay(self, which: int, by_card: bool, off: int, event: int, again: int) -> None:
        order = self._orders()[which % len(self._orders())]
        code, amount = order["code"], order["total"] + off
        for _ in range(1 + again):
            self.pay_for(code, amount, by_card=by_card, event=event, id=10 * which + event)
        self._did("pay")

    def pay_for(self, code: str, amount: int, *, by_card: bool, event: int, id: int) -> None:
        if by_card:
            status, _ = card_event(self.stage, code, amount, id=f"evt_{code}_{event}", intent=f"pi_{code}")
        else:
            status, _ = transfer(self.stage, amount, f"CK {code}", id=id)
        assert status == 200

    # --- carriers ---

    @precondition(lambda self: any(parcel["waybill"] for parcel in self.stage.audit()["parcels"]))
    @rule(which=few, state=st.sampled_from(NEWS), hours=st.integers(0, 48), proven=st.booleans())
    def hear(self, which: int, state: ParcelState, hours: int, proven: bool) -> None:
        sent = [parcel for parcel in self.stage.audit()["parcels"] if parcel["waybill"]]
        parcel = sent[which % len(sent)]
        carrier = CARRIERS[parcel["carrier"]]
        said = notice(self.stage, parcel["id"], state, hours=hours, carrier=carrier, is_proven=proven)
        self.said.append(said)
        assert tell(self.stage, said) in ("applied", "parked")
        self._did(f"hear {state.value}")

    @precondition(lambda self: self.said)
    @rule(which=st.integers(0, 20))
    def hear_again(self, which: int) -> None:
        assert tell(self.stage, self.said[which % len(self.said)]) in ("applied", "parked")
        self._did("hear again")

    # --- time, workers, crashes ---

    @rule(minutes=st.sampled_from([1, 10, 31, 120, 26 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.stage.pass_time(minutes=minutes)
        self.stage.pump.run_schedule("clock")
        self._did("time")

    @rule()
    def workers_run(self) -> None:
        self.stage.pump.run_once()
        self._did("work")

    @rule()
    def processes_start_anew(self) -> None:
        self.stage.restart()
        self._did("restart")


@pytest.fixture
def make_stage(folder: Path) -> Iterator[Callable[..., AbstractContextManager[Stage]]]:
    """As everywhere, but on a fresh engine now and then: each table that was slows it down, and here are hundreds."""
    engines, made, url = ExitStack(), 0, ""

    @contextmanager
    def make() -> Iterator[Stage]:
        nonlocal made, url
        if made % STAGES_OF_AN_ENGINE == 0:
            engines.close()
            url = engines.enter_context(running_engine()).url
        made += 1
        with new_stage(url, folder) as stage:
            yield stage

    with engines:
        yield make


def test_the_market_adds_up_whatever_happens(
    make_stage: Callable[..., AbstractContextManager[Stage]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Market, "make_stage", staticmethod(make_stage), raising=False)
    Market.taken.clear()
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=False,
        database=InMemoryExampleDatabase(),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    machine = seeded(Market)
    run_state_machine_as_test(machine, settings=chosen)
    with capsys.disabled():
        print(f"\nstate machine (seed {SEED}): {dict(sorted(Market.taken.items()))}")
    done = {name.partition(" ")[0].partition(":")[0] for name in Market.taken}
    assert done >= {"put", "checkout", "pay", "hear", "time", "work", "restart", "cancel", "refund"}


def seeded(machine: type[Market]) -> type[Market]:
    from hypothesis import seed

    return seed(SEED)(machine)
