"""A callback alone makes an order paid, once; whatever does not match is parked in sight and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.functions.buying import buy, call
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


def test_a_second_payment_of_one_order_is_parked(shop: Shop) -> None:
    code = waiting_order(shop, "stripe")
    card_event(shop, code, TOTAL)
    assert transfer(shop, TOTAL, code)[0] == 200
    assert parked(shop) == ["not_awaiting_payment"]
    assert shop.audit()["orders"][0]["captured"] == TOTAL
    shop.check()


@pytest.mark.parametrize(
    ("amount", "memo", "changes", "reason"),
    [
        (TOTAL - 1, "{code}", {}, "wrong_amount"),
        (TOTAL + 1, "{code}", {}, "wrong_amount"),
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
    assert call(shop, "POST", "/webhooks/cod", b"{}")[0] == 401
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


def test_money_that_comes_late_for_goods_that_are_gone_is_parked(shop: Shop) -> None:
    code = waiting_order(shop)
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    shop.stock("sp-hoi", -20, "sold-at-the-market")
    assert transfer(shop, TOTAL, code)[0] == 200
    assert parked(shop) == ["paid_late_and_sold_out"]
    assert state(shop) == "expired"
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
