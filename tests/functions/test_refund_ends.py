"""How refunds end: lost answers, callbacks out of order, money that a person pays and another approves."""

from __future__ import annotations

from typing import Any

import pytest
from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundResult
from chalicelib.usecases.refund_ends import (
    NotToTransfer,
    NotUnknown,
    OwnApproval,
    approve_transfer,
    ask_again,
)
from market.refunds import RefundKind

from tests.functions.buying import buy
from tests.functions.callbacks import card_event
from tests.functions.conftest import Shop
from tests.functions.refunding import (
    TOTAL,
    ask,
    balances,
    delivered_order,
    line,
    paid_order,
    refund_event,
    refunder_of,
    states,
)

LINES, AMOUNT, FULL, OWED = RefundKind.LINES, RefundKind.AMOUNT, RefundKind.FULL, RefundKind.OWED
LOST = ProviderError("stripe: not reached", outcome_unknown=True)
DOWN = ProviderError("stripe: not reached")


def test_a_lost_answer_is_asked_for_with_the_same_key(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    refunder.failures = [LOST]
    ask(shop, code, AMOUNT, amount=20_000)
    shop.pump.run_once()
    assert states(shop) == ["sent"]
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    shop.pump.run_once()
    assert (states(shop), len(refunder.done)) == (["done"], 1)
    shop.check()


def test_lost_again_it_is_left_to_a_person_who_may_ask_once_more(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    refunder.failures = [LOST, LOST]
    [row] = ask(shop, code, AMOUNT, amount=20_000)
    with pytest.raises(NotUnknown):
        ask_again(shop.table, id=row.refund.id, now=shop.now)
    for _ in range(3):
        shop.pump.run_once()
        shop.pass_time(minutes=31)
        shop.pump.run_schedule("clock")
    assert states(shop) == ["unknown"]
    assert shop.audit()["parked"] == [{"kind": "refund", "id": row.refund.id, "reason": "unknown: stripe: not reached"}]
    assert balances(shop)["clearing:stripe"] == TOTAL, "not booked before it is known"
    ask_again(shop.table, id=row.refund.id, now=shop.now)
    shop.pump.run_once()
    assert (states(shop), len(refunder.done), shop.audit()["parked"]) == (["done"], 1, [])
    shop.check()


def test_a_provider_that_refuses_leaves_the_shopper_owed(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    refunder.failures = [ProviderError("stripe: refused (expired_card)", permanent=True)]
    ask(shop, code, LINES, lines=(line(code, 2, "sp-hoi"),))
    shop.pump.run_once()
    assert states(shop) == ["failed"]
    assert {(item["kind"], item["reason"]) for item in shop.audit()["parked"]} == {
        ("refund", "failed: stripe: refused (expired_card)"),
        ("owed", "140000 to give back"),
    }
    assert shop.audit()["orders"][0]["refunded"] == 0
    ask(shop, code, OWED, name="by-hand")
    shop.pump.run_once()
    assert refunder.done == {f"{code}/refund/by-hand/1": ("pi_1", 140_000)}
    assert [item["kind"] for item in shop.audit()["parked"]] == ["refund"]
    shop.check()


def test_a_refund_that_takes_days_ends_with_its_callback(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    refunder.results = [RefundResult(reference="re_9")]
    [row] = ask(shop, code, AMOUNT, amount=20_000)
    shop.pump.run_once()
    assert states(shop) == ["sent"]
    assert refund_event(shop, row.refund.id, 20_000, status="pending", id="evt_a")[0] == 200
    assert states(shop) == ["sent"]
    for id in ("evt_b", "evt_b", "evt_c"):
        assert refund_event(shop, row.refund.id, 20_000, id=id)[0] == 200
    assert (states(shop), balances(shop)["clearing:stripe"]) == (["done"], TOTAL - 20_000)
    assert shop.audit()["parked"] == []
    shop.check()


def test_a_refund_that_is_under_way_is_asked_about_less_and_less_often(shop: Shop) -> None:
    """A gateway sends no callback for a refund: VNPay and ZaloPay are asked until they have an end."""
    refunder, code = refunder_of(shop), delivered_order(shop)
    refunder.results = [RefundResult(reference="15000001")] * 6
    ask(shop, code, AMOUNT, amount=20_000)
    shop.pump.run_once()
    looks = []
    for minute in range(1, 60):
        shop.pass_time(minutes=1)
        shop.pump.run_schedule("clock")
        calls = refunder.calls
        shop.pump.run_once()
        if refunder.calls > calls:
            looks.append(minute)
    assert looks == [2, 4, 6, 9, 14, 21, 32, 48][: len(looks)]
    assert len(looks) >= 5
    assert [asked.was_sent for asked in refunder.asked[:3]] == [False, True, True]
    shop.check()


def test_a_refund_that_fails_after_it_succeeded_is_booked_back(shop: Shop) -> None:
    refunder_of(shop)
    code = delivered_order(shop)
    [row] = ask(shop, code, AMOUNT, amount=20_000)
    shop.pump.run_once()
    before = balances(shop)
    for _ in range(2):
        assert refund_event(shop, row.refund.id, 20_000, status="failed")[0] == 200
    assert (states(shop), balances(shop)["clearing:stripe"]) == (["failed"], before["clearing:stripe"] + 20_000)
    assert ("owed", "20000 to give back") in {(item["kind"], item["reason"]) for item in shop.audit()["parked"]}
    assert refund_event(shop, row.refund.id, 20_000, id="evt_late")[0] == 200
    assert states(shop) == ["failed"]
    assert "refund_failed_before" in {item["reason"] for item in shop.audit()["parked"]}
    shop.check()


@pytest.mark.parametrize("refund_first", [True, False])
def test_told_of_before_its_payment_a_refund_ends_in_the_same_state(shop: Shop, refund_first: bool) -> None:
    """E3. It was made at the provider's own desk, and is recorded once its payment is known."""
    refunder_of(shop)
    shop.open()
    code = buy(shop, "stripe")
    if refund_first:
        assert refund_event(shop, "", 50_000)[0] == 200
        assert [item["reason"] for item in shop.audit()["parked"]] == ["unknown_payment"]
    assert card_event(shop, code, TOTAL)[0] == 200
    if not refund_first:
        assert refund_event(shop, "", 50_000)[0] == 200
    found = shop.audit()
    assert found["parked"] == []
    assert (found["orders"][0]["state"], found["orders"][0]["captured"]) == ("confirmed", TOTAL)
    assert (states(shop), found["orders"][0]["refunded"]) == (["done"], 50_000)
    shop.check()


def test_failed_after_success_changes_nothing(shop: Shop) -> None:
    code = paid_order(shop)
    before = shop.audit()["orders"]
    assert card_event(shop, code, TOTAL, id="evt_f", type="payment_intent.payment_failed")[0] == 200
    assert shop.audit()["orders"] == before
    shop.check()


@pytest.mark.parametrize("changes", [{"amount": 19_999}, {"intent": "pi_2"}])
def test_a_callback_that_says_something_else_of_a_refund_ends_nothing(shop: Shop, changes: dict[str, Any]) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    refunder.results = [RefundResult(reference="re_9")]
    [row] = ask(shop, code, AMOUNT, amount=20_000)
    shop.pump.run_once()
    refund_event(shop, row.refund.id, **({"amount": 20_000} | changes))
    assert states(shop) == ["sent"]
    assert len(shop.audit()["parked"]) == 1
    shop.check()


@pytest.mark.parametrize("payment", ["vietqr", "cod"])
def test_what_no_program_gives_back_is_paid_by_hand_and_approved_by_another(shop: Shop, payment: str) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop, payment)
    [row] = ask(shop, code, LINES, lines=(line(code, 2, "sp-hoi"),))
    shop.pump.run_once()
    assert (states(shop), refunder.calls) == (["to_transfer"], 0)
    assert shop.audit()["parked"] == [{"kind": "refund", "id": row.refund.id, "reason": "to_transfer"}]
    with pytest.raises(OwnApproval):
        approve_transfer(shop.table, id=row.refund.id, bank_reference="FT26328", approver="lan", now=shop.now)
    assert states(shop) == ["to_transfer"]
    for _ in range(2):
        approve_transfer(shop.table, id=row.refund.id, bank_reference="FT26328", approver="hoa", now=shop.now)
    with pytest.raises(NotToTransfer):
        approve_transfer(shop.table, id=row.refund.id, bank_reference="FT99999", approver="hoa", now=shop.now)
    bank = "vietqr" if payment == "vietqr" else "bank"
    assert balances(shop)[f"clearing:{bank}"] == (TOTAL if payment == "vietqr" else 0) - 140_000
    assert (states(shop), shop.audit()["parked"]) == (["done"], [])
    shop.check()
