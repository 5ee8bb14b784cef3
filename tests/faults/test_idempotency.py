"""One key, one order: 32 times at once, after a lost answer, after a crash, with another body.

A key in flight is not answered 409: placing an order is one transaction, so whoever comes second meets the first one's
key and is given the very same order. That is the stronger promise: the client need not ask again.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.faults.crowd import CLIENTS, at_once, filled_carts, order_for
from tests.faults.stage import Stage
from tests.functions.buying import fill_cart, order_of, place, see
from tests.functions.callbacks import card_event, transfer

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

KEY = "one-key-0123456789"
TOTAL = 344_500


def seen(stage: Stage) -> dict[str, Any]:
    stage.open()
    cart_id = fill_cart(stage)
    return order_of(cart_id, see(stage, cart_id))


def test_the_same_request_from_all_sides_at_once_is_one_order(stage: Stage) -> None:
    order = seen(stage)
    answers = at_once([lambda: place(stage, order, KEY)] * CLIENTS)
    assert Counter(status for status, _ in answers) == {201: CLIENTS}
    [placed] = stage.audit()["orders"]
    assert {answer["code"] for _, answer in answers} == {placed["code"]}
    assert len({str(answer) for _, answer in answers}) == 1, "the same answer, token and total too"
    stage.check()


def test_a_key_with_another_body_is_refused_and_changes_nothing(stage: Stage) -> None:
    order = seen(stage)
    others = [order | {"note": f"bản {number}"} for number in range(CLIENTS)]
    answers = at_once([lambda body=body: place(stage, body, KEY) for body in others])
    assert Counter(status for status, _ in answers) == {201: 1, 422: CLIENTS - 1}
    assert {answer["code"] for status, answer in answers if status == 422} == {"idempotency_key.reused"}
    assert len(stage.audit()["orders"]) == 1
    stage.check()


def test_a_key_with_another_cart_is_refused_too(stage: Stage) -> None:
    order = seen(stage)
    other = order_for(stage, filled_carts(stage, 1, {"sp-hoi": 1})[0])
    assert place(stage, order, KEY)[0] == 201
    assert place(stage, other, KEY)[0] == 422
    assert len(stage.audit()["orders"]) == 1


def test_many_keys_for_one_cart_are_one_order(stage: Stage) -> None:
    """Two tabs, or a form that was loaded anew: the cart is gone when it became an order."""
    order = seen(stage)
    answers = at_once([lambda n=n: place(stage, order, f"{KEY}-{n}") for n in range(CLIENTS)])
    statuses = Counter(status for status, _ in answers)
    assert statuses[201] == 1
    assert statuses.total() == statuses[201] + statuses[409]
    assert len(stage.audit()["orders"]) == 1
    stage.check()


@pytest.mark.parametrize("way", ["vietqr", "stripe"])
def test_one_payment_told_of_by_everybody_at_once_counts_once(stage: Stage, way: str) -> None:
    order = seen(stage) | {"payment": way}
    code = place(stage, order, KEY)[1]["code"]

    def tell(number: int) -> tuple[int, Any]:
        if way == "stripe":
            # Half of them under event ids of their own: the payment is what counts once.
            return card_event(stage, code, TOTAL, id=f"evt_{number % 16}")
        return transfer(stage, TOTAL, code)

    answers = at_once([lambda n=n: tell(n) for n in range(CLIENTS)])
    assert Counter(status for status, _ in answers) == {200: CLIENTS}
    stage.settle(rounds=1)
    [placed] = stage.audit()["orders"]
    assert (placed["state"], placed["captured"]) == ("confirmed", TOTAL)
    assert placed["history"].count("payment.captured") == 1
    stage.check()


def test_payment_and_expiry_in_the_same_moment_leave_one_outcome(stage: Stage) -> None:
    stage.open()
    for round_ in range(6):
        cart_id = fill_cart(stage)
        order = order_of(cart_id, see(stage, cart_id), "vietqr")
        code = place(stage, order, f"{KEY}-{round_}")[1]["code"]
        stage.pass_time(minutes=31)
        work = [lambda code=code, n=round_: transfer(stage, TOTAL, code, id=5_000 + n)[0] == 200]
        work += [lambda: stage.pump.run_schedule("clock") is None] * 3
        assert all(at_once(work * 2))
        stage.check()
        stage.pass_time(minutes=1)
        stage.pump.run_schedule("clock")
        [found] = [one for one in stage.audit()["orders"] if one["code"] == code]
        assert (found["state"], found["captured"]) == ("confirmed", TOTAL), "there were goods enough for it"
        stage.check()
