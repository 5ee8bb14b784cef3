"""Refunds that somebody made at the provider's own desk: in the books once, never more than came, and in sight."""

from __future__ import annotations

from itertools import permutations

import pytest
from chalicelib.usecases.cancelling import Cancellation, cancel_order
from chalicelib.usecases.refunds_elsewhere import made_id
from market.refunds import RefundKind

from tests.functions.buying import buy
from tests.functions.callbacks import card_event
from tests.functions.conftest import Shop
from tests.functions.refunding import (
    GOODS,
    TOTAL,
    ask,
    balances,
    delivered_order,
    paid_order,
    refund_event,
    refunder_of,
    states,
)


def parked(shop: Shop) -> list[str]:
    return [item["reason"] for item in shop.audit()["parked"]]


def test_it_is_booked_once_whichever_events_tell_of_it(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    for id in ("evt_a", "evt_a", "evt_b"):
        assert refund_event(shop, "", 50_000, id=id)[0] == 200
    [refund] = shop.audit()["refunds"]
    assert refund == {
        "id": made_id(code, "stripe", "re_9"),
        "order": code,
        "kind": "amount",
        "provider": "stripe",
        "payment_id": "pi_1",
        "amount": 50_000,
        "state": "done",
        "attempts": 0,
        "requested_by": "provider",
        "approved_by": "",
    }
    assert shop.audit()["orders"][0]["refunded"] == 50_000
    held = balances(shop)
    assert (held["clearing:stripe"], held["operator:goodwill"]) == (TOTAL - 50_000, 50_000)
    assert held.get(f"shopper:{code}", 0) == 0, "nobody owes anything"
    assert (parked(shop), refunder.calls) == ([], 0), "nothing was asked of the provider"
    shop.check()


def test_the_orders_own_page_says_what_went_back(shop: Shop) -> None:
    refunder_of(shop)
    code = paid_order(shop)
    assert refund_event(shop, "", 50_000)[0] == 200
    page = shop.http.get(f"/don-hang/{code}", headers={"cookie": f"don={shop.services.order_token(code)}"})
    text = page.body.decode()
    assert "Chúng tôi đã hoàn lại 50.000" in text.replace("\xa0", " ")


def test_two_of_them_are_two(shop: Shop) -> None:
    refunder_of(shop)
    delivered_order(shop)
    refund_event(shop, "", 50_000, id="evt_a", reference="re_1")
    refund_event(shop, "", 50_000, id="evt_b", reference="re_2")
    assert states(shop) == ["done", "done"]
    assert shop.audit()["orders"][0]["refunded"] == 100_000
    shop.check()


def test_what_the_shopper_is_owed_is_paid_by_it_and_nothing_goes_back_twice(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    cancel_order(shop.table, asked=Cancellation(order_code=code, actor="lan", reason="khách đổi ý"), now=shop.now)
    assert refund_event(shop, "", TOTAL)[0] == 200
    for _ in range(3):
        shop.pump.run_once()
    assert (states(shop), refunder.done) == (["done"], {})
    held = balances(shop)
    assert ("operator:goodwill" in held, held.get("clearing:stripe", 0)) == (False, 0)
    assert parked(shop) == []
    shop.check()


def test_a_gift_before_the_order_is_called_off_is_part_of_what_goes_back(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    assert refund_event(shop, "", 50_000)[0] == 200
    cancel_order(shop.table, asked=Cancellation(order_code=code, actor="lan", reason="khách đổi ý"), now=shop.now)
    for _ in range(3):
        shop.pump.run_once()
    assert list(refunder.done.values()) == [("pi_1", TOTAL - 50_000)]
    assert balances(shop).get("clearing:stripe", 0) == 0
    shop.check()


@pytest.mark.parametrize("amount", [TOTAL + 1, 10 * TOTAL])
def test_more_than_came_is_left_to_a_person(shop: Shop, amount: int) -> None:
    refunder_of(shop)
    delivered_order(shop)
    before = balances(shop)
    assert refund_event(shop, "", amount)[0] == 200
    assert (parked(shop), states(shop), balances(shop)) == (["refund_exceeds_payment"], [], before)
    shop.check()


def test_more_than_is_left_after_ours_is_left_to_a_person(shop: Shop) -> None:
    refunder_of(shop)
    code = delivered_order(shop)
    ask(shop, code, RefundKind.AMOUNT, amount=GOODS)
    assert refund_event(shop, "", TOTAL - GOODS + 1, id="evt_a", reference="re_a")[0] == 200
    assert parked(shop) == ["refund_exceeds_payment"]
    assert refund_event(shop, "", TOTAL - GOODS, id="evt_b", reference="re_b")[0] == 200
    shop.pump.run_once()
    assert (states(shop), shop.audit()["orders"][0]["refunded"]) == (["done", "done"], TOTAL)
    shop.check()


def test_of_money_that_is_nobodys_it_waits_for_its_owner(shop: Shop) -> None:
    from chalicelib.usecases.settlement import settle_by_hand

    refunder_of(shop)
    shop.open()
    code = buy(shop, "stripe")
    assert card_event(shop, code, TOTAL - 1)[0] == 200
    assert parked(shop) == ["wrong_amount"]
    assert refund_event(shop, "", 50_000)[0] == 200
    assert sorted(parked(shop)) == ["unknown_payment", "wrong_amount"]
    [held] = [item["id"] for item in shop.audit()["parked"] if item["reason"] == "wrong_amount"]
    source, _, event_id = held.partition("#")
    settle_by_hand(shop.table, source=source, event_id=event_id, order_code=code, now=shop.now)
    assert states(shop) == ["done"]
    assert shop.audit()["orders"][0]["refunded"] == 50_000
    shop.check()


def test_one_that_names_a_refund_of_ours_which_is_not_there_is_left_to_a_person(shop: Shop) -> None:
    refunder_of(shop)
    code = delivered_order(shop)
    for place, name in enumerate((f"{code}/refund/invented/1", "nonsense")):
        assert refund_event(shop, name, 50_000, id=f"evt_odd_{place}")[0] == 200
    assert (parked(shop), states(shop)) == (["unknown_refund", "unknown_refund"], [])
    shop.check()


@pytest.mark.parametrize("order", list(permutations(["succeeded", "failed"])))
def test_one_that_failed_after_all_is_booked_back_in_whatever_order_it_is_told(
    shop: Shop, order: tuple[str, ...]
) -> None:
    """E3."""
    refunder_of(shop)
    code = delivered_order(shop)
    for status in order:
        assert refund_event(shop, "", 50_000, status=status, id=f"evt_{status}")[0] == 200
    assert states(shop) == ["failed"]
    assert balances(shop)["clearing:stripe"] == TOTAL
    assert shop.audit()["orders"][0]["refunded"] == 0
    if order[0] == "succeeded":
        assert ("owed", "50000 to give back") in {(item["kind"], item["reason"]) for item in shop.audit()["parked"]}
    else:
        assert "refund_failed_before" in parked(shop)
        assert code not in {item["id"] for item in shop.audit()["parked"] if item["kind"] == "owed"}
    shop.check()
