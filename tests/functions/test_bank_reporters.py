"""A transfer reported by Casso or payOS, by two at once, by one that can read the memo and one that cannot."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from tests.functions.buying import buy, call
from tests.functions.callbacks import transfer
from tests.functions.conftest import Shop

TOTAL = 344_500
REFERENCE = "REF.92704"


def waiting_order(shop: Shop) -> str:
    shop.open()
    return buy(shop, "vietqr")


def casso(shop: Shop, amount: int, memo: str, id: int = 5538112, reference: str = REFERENCE) -> tuple[int, Any]:
    data = {
        "id": id,
        "reference": reference,
        "description": memo,
        "amount": amount,
        "runningBalance": 19_077_000,
        "transactionDateTime": "2026-11-24 10:05:00",
        "accountNumber": shop.services.settings["VIETQR_ACCOUNT_NUMBER"],
        "virtualAccountNumber": "",
    }
    body = {"error": 0, "data": data}
    at = str(int(shop.now.timestamp() * 1000))
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    key = shop.services.settings["CASSO_WEBHOOK_KEY"].encode()
    digest = hmac.new(key, f"{at}.{canonical}".encode(), hashlib.sha512).hexdigest()
    return call(shop, "POST", "/webhooks/casso", body, x_casso_signature=f"t={at},v1={digest}")


def payos(shop: Shop, amount: int, memo: str, reference: str = REFERENCE) -> tuple[int, Any]:
    data = {
        "orderCode": 260001,
        "amount": amount,
        "description": memo,
        "accountNumber": shop.services.settings["VIETQR_ACCOUNT_NUMBER"],
        "reference": reference,
        "transactionDateTime": "2026-11-24 10:05:00",
        "currency": "VND",
        "paymentLinkId": "124c33293c43417ab7879e14c8d9eb18",
        "code": "00",
    }
    joined = "&".join(f"{name}={data[name]}" for name in sorted(data))
    key = shop.services.settings["PAYOS_CHECKSUM_KEY"].encode()
    body = {"code": "00", "success": True, "data": data}
    signature = hmac.new(key, joined.encode(), hashlib.sha256).hexdigest()
    return call(shop, "POST", "/webhooks/payos", body | {"signature": signature})


def test_casso_alone_makes_an_order_paid(shop: Shop) -> None:
    code = waiting_order(shop)
    assert casso(shop, TOTAL, f"MBVCB.1.{code.lower()}")[0] == 200
    found = shop.audit()
    assert (found["orders"][0]["state"], found["orders"][0]["captured"]) == ("confirmed", TOTAL)
    assert found["inbox"][0]["event_id"] == "casso/5538112"
    shop.check()


def test_payos_alone_makes_an_order_paid(shop: Shop) -> None:
    code = waiting_order(shop)
    assert payos(shop, TOTAL, code)[0] == 200
    assert shop.audit()["orders"][0]["state"] == "confirmed"
    shop.check()


def test_one_transfer_that_all_three_report_counts_once(shop: Shop) -> None:
    code = waiting_order(shop)
    for _ in range(2):
        assert transfer(shop, TOTAL, code)[0] == 200
        assert casso(shop, TOTAL, code)[0] == 200
        assert payos(shop, TOTAL, code)[0] == 200
    found = shop.audit()
    assert found["orders"][0]["captured"] == TOTAL
    assert len(found["payments"]) == 1
    assert len(found["inbox"]) == 3
    assert {row["state"] for row in found["inbox"]} == {"applied"}
    assert found["parked"] == []
    shop.check()


def test_the_second_reporter_may_know_what_the_first_could_not_read(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, TOTAL, "chuyen tien mua na")
    assert [item["reason"] for item in shop.audit()["parked"]] == ["no_order_code"]
    assert casso(shop, TOTAL, code)[0] == 200
    found = shop.audit()
    assert (found["orders"][0]["state"], found["orders"][0]["captured"]) == ("confirmed", TOTAL)
    assert found["ledger"]["balances"]["suspense:vietqr"] == 0
    assert len(found["payments"]) == 1
    shop.check()


def test_the_first_reporter_is_believed_and_the_second_changes_nothing(shop: Shop) -> None:
    code = waiting_order(shop)
    casso(shop, TOTAL, code)
    assert transfer(shop, TOTAL, "chuyen tien mua na")[0] == 200
    found = shop.audit()
    assert found["orders"][0]["captured"] == TOTAL
    assert len(found["payments"]) == 1
    shop.check()


def test_the_same_reference_with_another_sum_is_for_a_person(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, TOTAL, code)
    assert casso(shop, TOTAL + 1, code)[0] == 200
    found = shop.audit()
    assert [item["reason"] for item in found["parked"] if item["kind"] == "callback"] == ["payment_id_reused"]
    assert found["orders"][0]["captured"] == TOTAL
    shop.check()


def test_two_transfers_by_two_reporters_add_up(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, 100_000, code, id=1)
    assert shop.audit()["orders"][0]["state"] == "awaiting_payment"
    payos(shop, TOTAL - 100_000, code, reference="FT2")
    assert shop.audit()["orders"][0]["state"] == "confirmed"
    shop.check()


def test_the_old_address_of_sepay_and_the_new_one_are_one(shop: Shop) -> None:
    code = waiting_order(shop)
    transfer(shop, TOTAL, code)
    assert "sepay" in shop.services.payment_callbacks
    assert shop.services.payment_callbacks["sepay"] is shop.services.payment_callbacks["vietqr"]
    assert call(shop, "POST", "/webhooks/sepay", b"{}")[0] == 401


def test_forged_reports_are_refused_and_not_kept(shop: Shop) -> None:
    waiting_order(shop)
    assert call(shop, "POST", "/webhooks/casso", {"data": {}, "error": 0})[0] == 401
    assert call(shop, "POST", "/webhooks/payos", {"data": {}, "signature": "00" * 32})[0] == 401
    assert call(shop, "POST", "/webhooks/payos", b"[]")[0] == 400
    assert shop.audit()["inbox"] == []
