"""Vouchers and refunds on the real engine: what many ask for at once is counted once, and no đồng goes twice."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from chalicelib.usecases.cancelling import Cancellation, cancel_order
from market.refunds import RefundKind, TooMuch
from market.refusals import Refused

from tests.faults.crowd import CLIENTS, at_once
from tests.faults.stage import Stage
from tests.functions.buying import place
from tests.functions.callbacks import transfer
from tests.functions.refunding import Refunder, ask, balances, delivered_order, line, paid_order, refunder_of, states
from tests.functions.vouching import TOTAL, agreed, open_with, used

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

CAPTURED = 344_500


def given_back(refunder: Refunder) -> int:
    return sum(amount for _, amount in refunder.done.values())


# --- vouchers ---


@pytest.mark.parametrize("payment", ["cod", "vietqr"])
def test_a_voucher_is_used_as_often_as_it_was_promised(stage: Stage, payment: str) -> None:
    open_with(stage, uses=3)
    wanted = [agreed(stage, payment, phone=f"09123456{number:02}") for number in range(8)]
    work = [lambda order=order, n=n: place(stage, order, f"key-of-the-race-{n:02}") for n, order in enumerate(wanted)]
    # Each of them four times, under its own key: whoever asks again is told of the same order.
    answers = at_once(work * 4)
    assert {status for status, _ in answers} == {201, 409}
    assert {answer["code"] for status, answer in answers if status == 409} == {"voucher.used_up"}
    placed = {answer["code"]: answer["total"] for status, answer in answers if status == 201}
    assert list(placed.values()) == [TOTAL] * 3
    found = stage.audit()
    assert {order["code"] for order in found["orders"]} == set(placed)
    assert used(stage) == (3, [1, 1, 1])
    stage.check()


def test_one_phone_in_many_tabs_uses_it_once(stage: Stage) -> None:
    open_with(stage, uses=200)
    wanted = [agreed(stage, phone="0912 345 678") for _ in range(6)]
    answers = at_once([lambda o=o, n=n: place(stage, o, f"key-of-the-tab-{n:02}") for n, o in enumerate(wanted)])
    assert Counter(status for status, _ in answers) == {201: 1, 409: 5}
    assert used(stage) == (1, [1])
    assert len(stage.audit()["orders"]) == 1
    stage.check()


def test_a_use_comes_back_once_whoever_ends_the_order(stage: Stage) -> None:
    """The clock, the desk and a late payment in one moment: the count is that of the orders that were confirmed."""
    open_with(stage, uses=1)
    code = str(place(stage, agreed(stage, "vietqr"), "key-of-the-only-use")[1]["code"])
    stage.pass_time(minutes=31)

    def cancel() -> None:
        asked = Cancellation(order_code=code, actor="desk", reason="khách đổi ý")
        with suppress(Refused):
            cancel_order(stage.table, asked=asked, now=stage.now)

    work = [lambda: stage.pump.run_schedule("clock"), cancel, lambda: transfer(stage, TOTAL, code)] * 3
    at_once(work)
    stage.settle(rounds=1)
    [order] = stage.audit()["orders"]
    count, phones = used(stage)
    # Once confirmed the use is gone, even if the desk cancels a moment later; never confirmed, it is another's.
    was_confirmed = "order.confirmed" in order["history"]
    assert (count, sum(phones)) == ((1, 1) if was_confirmed else (0, 0)), order
    stage.check()


# --- refunds ---


def test_thirty_two_refunds_at_once_never_exceed_what_came(stage: Stage) -> None:
    refunder, code = refunder_of(stage), delivered_order(stage)

    def one(number: int) -> str:
        try:
            ask(stage, code, RefundKind.AMOUNT, name=f"ticket-{number}", amount=20_000)
        except TooMuch:
            return "too much"
        return "granted"

    answers = Counter(at_once([lambda n=n: one(n) for n in range(CLIENTS)]))
    assert answers == {"granted": CAPTURED // 20_000, "too much": CLIENTS - CAPTURED // 20_000}
    stage.settle(rounds=2)
    assert given_back(refunder) == stage.audit()["orders"][0]["refunded"] == 340_000
    assert set(states(stage)) == {"done"}
    stage.check()


def test_one_refund_asked_for_from_all_sides_is_one(stage: Stage) -> None:
    refunder, code = refunder_of(stage), delivered_order(stage)
    at_once([lambda: ask(stage, code, RefundKind.AMOUNT, name="ticket-1", amount=100_000)] * CLIENTS)
    stage.settle(rounds=1)
    assert refunder.done == {f"{code}/refund/ticket-1/1": ("pi_1", 100_000)}
    assert (states(stage), stage.audit()["orders"][0]["refunded"]) == (["done"], 100_000)
    stage.check()


def test_no_unit_of_a_line_goes_back_twice(stage: Stage) -> None:
    """Two units were bought; sixteen tickets want one, sixteen want both."""
    refunder, code = refunder_of(stage), delivered_order(stage)

    def one(number: int) -> int:
        units = 1 + number % 2
        wanted = (line(code, 1, "sp-na", units),)
        try:
            ask(stage, code, RefundKind.LINES, name=f"ticket-{number}", lines=wanted)
        except Refused:
            return 0
        return units

    granted = sum(at_once([lambda n=n: one(n) for n in range(CLIENTS)]))
    assert granted in (1, 2)
    stage.settle(rounds=1)
    assert given_back(refunder) == granted * 60_000
    stage.check()


def test_cancelling_and_refunding_at_once_give_the_money_back_once(stage: Stage) -> None:
    refunder, code = refunder_of(stage), paid_order(stage)

    def cancel() -> str:
        asked = Cancellation(order_code=code, actor="desk", reason="khách đổi ý")
        try:
            cancel_order(stage.table, asked=asked, now=stage.now)
        except Refused as refused:
            return refused.code
        return "cancelled"

    def refund(number: int) -> str:
        try:
            ask(stage, code, RefundKind.FULL, name=f"ticket-{number}")
        except Refused as refused:
            return refused.code
        return "refunded"

    at_once([cancel, lambda: refund(1), cancel, lambda: refund(2)] * 4)
    stage.settle(rounds=2)
    [order] = stage.audit()["orders"]
    assert given_back(refunder) == order["refunded"] <= order["captured"] == CAPTURED
    if order["state"] == "cancelled":
        assert given_back(refunder) == CAPTURED
        assert balances(stage) == {}
    stage.check()
