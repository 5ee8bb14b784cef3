"""A callback alone makes an order paid, once; whatever does not match is parked in sight and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chalicelib.usecases.settlement import settle_by_hand

from tests.functions.buying import buy, call, look
from tests.functions.callbacks import card_event, signed_transfer, transfer
from tests.functions.conftest import Shop

TOTAL = 344_500


def state(shop: Shop) -> str:
    return str(shop.audit()["orders"][0]["state"])


def parked(shop: Shop) -> list[str]:
    return [item["reason"] for item in shop.audit()["parked"]]


def waiting_order(shop: Shop, payment: str = "vietqr") -> str:
    shop.open()
    return buy(shop, payment)


def test_a_transfer_pays_its_order(shop: Shop) -> None:
    code = waiting_order(shop)
    assert transfer(shop, TOTAL, f"MBVCB.32789 {code[:4]} {code[4:].lower()} chuyen tien") == (200, {"success": True})
    found = shop.audit()
    assert (found["orders"][0]["state"], found["orders"][0]["captured"]) == ("confirmed", TOTAL)
    assert found["ledger"]["balances"]["clearing:vietqr"] == TOTAL
    assert found["ledger"]["balances"][f"shopper:{code}"] == 0
    assert [row["sold"] for row in found["stock"] if row["product"] == "sp-na"] == [2]
    assert sorted(message["id"] for message in found["outbox"]) == [f"dispatch-{code}-1", f"dispatch-{code}-2"]
    shop.check()


def test_a_card_pays_its_order(shop: Shop) -> None:
    code = waiting_order(shop, "stripe")
    assert card_event(shop, code, TOTAL)[0] == 200
    assert state(shop) == "confirmed"
    assert shop.audit()["ledger"]["balances"]["clearing:stripe"] == TOTAL
    shop.check()


def test_the_same_event_again_changes_nothing(shop: Shop) -> None:
    code = waiting_order(shop, "stripe")
    for _ in range(3):
        assert card_event(shop, code, TOTAL)[0] == 200
    found = shop.audit()
    assert found["orders"][0]["captured"] == TOTAL
    assert found["orders"][0]["history"].count("payment.captured") == 1
    assert len(found["inbox"]) == 1
    shop.check()


def test_two_events_of_one_payment_count_once(shop: Shop) -> None:
    code = waiting_order(shop, "stripe")
    assert card_event(shop, code, TOTAL, id="evt_1")[0] == 200
    assert card_event(shop, code, TOTAL, id="evt_2")[0] == 200
    found = shop.audit()
    assert found["orders"][0]["captured"] == TOTAL
    assert [row["state"] for row in found["inbox"]] == ["applied", "applied"]
    assert found["parked"] == []
    shop.check()


def test_a_second_payment_of_one_order_is_owed_back(shop: Shop) -> None:
    code = waiting_order(shop, "stripe")
    card_event(shop, code, TOTAL)
    assert transfer(shop, TOTAL, code)[0] == 200
    found = shop.audit()
    assert found["orders"][0]["captured"] == 2 * TOTAL
    assert found["orders"][0]["history"].count("order.confirmed") == 1
    assert found["ledger"]["balances"][f"shopper:{code}"] == -TOTAL
    assert found["parked"] == [{"kind": "owed", "id": code, "reason": f"{TOTAL} to give back"}]
    shop.check()


def test_a_transfer_in_parts_adds_up(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, 300_000, code, id=1)
    assert state(shop) == "awaiting_payment"
    assert look(shop, code)["pay_by"]["amount"] == 44_500
    assert shop.audit()["outbox"] == []
    transfer(shop, 44_500, code, id=2)
    found = shop.audit()
    assert (found["orders"][0]["state"], found["orders"][0]["captured"]) == ("confirmed", TOTAL)
    assert found["ledger"]["balances"][f"shopper:{code}"] == 0
    assert found["parked"] == []
    shop.check()


def test_too_much_is_kept_as_owed(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, TOTAL + 5_500, code)
    found = shop.audit()
    assert found["orders"][0]["state"] == "confirmed"
    assert found["parked"] == [{"kind": "owed", "id": code, "reason": "5500 to give back"}]
    shop.check()


def test_part_of_an_order_that_expired_is_owed_back(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, 300_000, code)
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    found = shop.audit()
    assert found["orders"][0]["state"] == "expired"
    assert found["parked"] == [{"kind": "owed", "id": code, "reason": "300000 to give back"}]
    assert {row["available"] for row in found["stock"]} == {20}
    shop.check()


def test_a_card_that_paid_another_amount_is_parked_and_held(shop: Shop) -> None:
    code = waiting_order(shop, "stripe")
    assert card_event(shop, code, TOTAL - 1)[0] == 200
    found = shop.audit()
    assert [item["reason"] for item in found["parked"]] == ["wrong_amount"]
    assert found["orders"][0]["state"] == "awaiting_payment"
    assert found["ledger"]["balances"]["suspense:stripe"] == -(TOTAL - 1)
    shop.check()


def test_money_of_nobody_is_held_once_and_then_given_to_its_order_by_hand(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, TOTAL, "mua na")
    transfer(shop, TOTAL, "mua na")
    held = shop.audit()
    assert held["ledger"]["balances"]["suspense:vietqr"] == -TOTAL
    assert held["payments"] == [
        {"provider": "vietqr", "payment_id": held["payments"][0]["payment_id"], "order": "", "amount": TOTAL}
    ]
    for _ in range(2):
        settle_by_hand(shop.table, source="vietqr", event_id="sepay/92704", order_code=code, now=shop.now)
    found = shop.audit()
    assert found["orders"][0]["state"] == "confirmed"
    assert found["ledger"]["balances"]["suspense:vietqr"] == 0
    assert found["ledger"]["balances"]["clearing:vietqr"] == TOTAL
    assert found["parked"] == []
    shop.check()


@pytest.mark.parametrize(
    ("amount", "memo", "changes", "reason"),
    [
        (TOTAL, "chuyen tien mua na", {}, "no_order_code"),
        (TOTAL, "LS7K3M2QS", {}, "unknown_order"),
        (TOTAL, "{code} LS7K3M2QS", {}, "several_order_codes"),
    ],
)
def test_what_does_not_match_is_parked(
    shop: Shop, amount: int, memo: str, changes: dict[str, Any], reason: str
) -> None:
    code = waiting_order(shop)
    assert transfer(shop, amount, memo.format(code=code), **changes) == (200, {"success": True})
    assert parked(shop) == [reason]
    assert state(shop) == "awaiting_payment"
    assert shop.audit()["outbox"] == []
    shop.check()


def test_money_to_another_account_is_parked(shop: Shop) -> None:
    code = waiting_order(shop)
    assert transfer(shop, TOTAL, code, accountNumber="9999999999")[0] == 200
    assert len(parked(shop)) == 1
    assert state(shop) == "awaiting_payment"


def test_money_that_goes_out_is_nobodys_payment(shop: Shop) -> None:
    code = waiting_order(shop)
    assert transfer(shop, TOTAL, code, transferType="out")[0] == 200
    assert state(shop) == "awaiting_payment"
    assert shop.audit()["payments"] == []


def test_a_declined_card_changes_nothing(shop: Shop) -> None:
    code = waiting_order(shop, "stripe")
    assert card_event(shop, code, TOTAL, type="payment_intent.payment_failed")[0] == 200
    assert state(shop) == "awaiting_payment"
    assert card_event(shop, code, TOTAL, id="evt_2")[0] == 200
    assert state(shop) == "confirmed"
    shop.check()


@pytest.mark.parametrize("raw", [b"", b"not json", b"[]", b"{}", b"\xff", b'{"id":NaN}'])
def test_a_body_that_is_no_notice_is_refused_and_not_kept(shop: Shop, raw: bytes) -> None:
    waiting_order(shop)
    status, answer = signed_transfer(shop, raw)
    assert (status, answer["code"]) == (400, "callback.unreadable")
    assert shop.audit()["inbox"] == []


def test_a_bad_signature_is_refused_and_not_kept(shop: Shop) -> None:
    waiting_order(shop)
    status, answer = signed_transfer(shop, json.dumps({"id": 1}).encode(), secret="somebody-elses")
    assert (status, answer["code"]) == (401, "callback.not_authentic")
    assert call(shop, "POST", "/webhooks/stripe", b"{}")[0] == 401
    assert call(shop, "POST", "/webhooks/viettelpost", b"{}")[0] in (400, 401)
    assert call(shop, "POST", "/webhooks/nobody", b"{}")[0] == 404
    assert call(shop, "POST", "/webhooks/cod", b"{}")[0] == 404
    assert shop.audit()["inbox"] == []


def test_money_that_comes_late_takes_the_goods_once_more(shop: Shop) -> None:
    code = waiting_order(shop)
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    assert state(shop) == "expired"
    assert transfer(shop, TOTAL, code)[0] == 200
    found = shop.audit()
    assert found["orders"][0]["state"] == "confirmed"
    assert found["ledger"]["balances"][f"shopper:{code}"] == 0
    assert found["ledger"]["sum"] == 0
    shop.check()


def test_money_that_comes_late_for_goods_that_are_gone_is_owed_back(shop: Shop) -> None:
    code = waiting_order(shop)
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    shop.stock("sp-hoi", -20, "sold-at-the-market")
    assert transfer(shop, TOTAL, code)[0] == 200
    assert shop.audit()["parked"] == [{"kind": "owed", "id": code, "reason": f"{TOTAL} to give back"}]
    assert state(shop) == "expired"
    shop.pump.run_once()
    [given_back] = shop.audit()["parked"]
    assert (given_back["kind"], given_back["reason"]) == ("refund", "to_transfer")
    assert given_back["id"].startswith(f"{code}/refund/late-")
    assert shop.audit()["outbox"] == []
    shop.check()


def test_a_callback_that_was_kept_and_not_applied_is_taken_up_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies right after the inbox row: the provider repeats, or the clock comes by."""
    from chalicelib.usecases import settlement

    code = waiting_order(shop)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(settlement, "_apply", die)
        with pytest.raises(KeyboardInterrupt):
            transfer(shop, TOTAL, code)
    assert state(shop) == "awaiting_payment"
    shop.pass_time(seconds=31)
    shop.pump.run_schedule("clock")
    assert state(shop) == "confirmed"
    shop.check()
