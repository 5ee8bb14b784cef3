"""Everybody wants the same last hundred: a hundred orders, everybody else is told so, and nothing breaks."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from infra.local import atomic_moto
from tests.faults.crowd import at_once, checkouts, filled_carts, order_for
from tests.faults.scale import scaled
from tests.faults.stage import Stage

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

STOCK = 100
CHECKOUTS = scaled(bounded=400, full=2_000)


def flash(stage: Stage, count: int, stock: int, payment: str = "cod") -> Counter[int]:
    """How often each status was answered to so many checkouts of one unit each, from 32 clients."""
    stage.stock("sp-hoi", stock - 20, "for-the-flash")
    carts = filled_carts(stage, count, {"sp-hoi": 1})
    first = order_for(stage, carts[0], payment)
    answers = at_once(checkouts(stage, [first | {"cart_id": cart_id} for cart_id in carts]))
    return Counter(status for status, _ in answers)


@pytest.mark.parametrize("payment", ["cod", "vietqr"])
def test_exactly_the_stock_is_sold(stage: Stage, payment: str, capsys: pytest.CaptureFixture[str]) -> None:
    count = CHECKOUTS if payment == "cod" else CHECKOUTS // 2
    stage.open()
    began = time.monotonic()
    answers = flash(stage, count, STOCK, payment)
    with capsys.disabled():
        print(f"\nflash sale ({payment}): {count} checkouts, {dict(answers)}, {time.monotonic() - began:.1f} s")
    assert answers == {201: STOCK, 409: count - STOCK}
    found = stage.audit()
    assert len(found["orders"]) == STOCK
    [row] = [row for row in found["stock"] if row["product"] == "sp-hoi"]
    assert (row["available"], row["reserved"] + row["sold"]) == (0, STOCK)
    stage.check()


@pytest.fixture
def eager_switching() -> Iterator[None]:
    """Threads change places so often that a race shows itself in every run."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("eager_switching")
def test_the_same_sale_over_moto_made_atomic_is_exact(
    make_stage: Callable[..., AbstractContextManager[Stage]],
) -> None:
    """So what the next test catches is moto's own table, and not moto in many threads."""
    with make_stage(on_stock_moto=True) as stage:
        stage.open()
        assert flash(stage, 96, 30) == {201: 30, 409: 66}
        stage.check()


@pytest.mark.usefixtures("eager_switching")
def test_a_store_that_is_not_atomic_is_caught(
    make_stage: Callable[..., AbstractContextManager[Stage]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The same sale over moto's own table, which is known to oversell and to break: were this to pass, the test above
    could not fail either."""
    for attempt in range(10):
        with make_stage(on_stock_moto=True) as stage:
            stage.open()
            atomic_moto.uninstall()
            try:
                answers = flash(stage, 96, 30)
                broken = stage.broken()
            finally:
                atomic_moto.install()
        if broken or answers != {201: 30, 409: 66}:
            with capsys.disabled():
                print(f"\nstock moto, run {attempt + 1}: {dict(answers)}, broken: {broken[:3]}")
            return
    pytest.fail("ten sales over a store without atomic transactions were all exact")
