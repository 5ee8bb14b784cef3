"""An order paid at VNPay, from the page's button to the answer that VNPay wants to read."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.functions.buying import buy, call, look
from tests.functions.conftest import Shop

TOTAL = 344_500


def state(shop: Shop) -> str:
    return str(shop.audit()["orders"][0]["state"])


def parked(shop: Shop) -> list[str]:
    return [item["reason"] for item in shop.audit()["parked"]]


def waiting_order(shop: Shop) -> tuple[str, dict[str, str]]:
    """An order that waits for VNPay, and what is asked of VNPay."""
    shop.open()
    code = buy(shop, "vnpay")
    return code, asked_of_vnpay(shop, code)


def asked_of_vnpay(shop: Shop, code: str) -> dict[str, str]:
    started = look(shop, code)["pay_by"]
    assert started["kind"] == "redirect"
    return {name: values[0] for name, values in parse_qs(urlsplit(started["url"]).query).items()}


def ipn(shop: Shop, reference: str, amount: int = TOTAL, secret: str = "", **changes: str) -> str:
    """VNPay's IPN; answers its RspCode."""
    fields = {
        "vnp_Amount": str(amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_OrderInfo": "Thanh toan don hang",
        "vnp_PayDate": "20261124100500",
        "vnp_ResponseCode": "00",
        "vnp_TmnCode": shop.services.settings["VNPAY_TMN_CODE"],
        "vnp_TransactionNo": "14422574",
        "vnp_TransactionStatus": "00",
        "vnp_TxnRef": reference,
    } | changes
    query = urlencode(sorted(fields.items()))
    digest = hmac.new(
        (secret or shop.services.settings["VNPAY_HASH_SECRET"]).encode(), query.encode(), hashlib.sha512
    ).hexdigest()
    status, answer = call(shop, "GET", f"/webhooks/vnpay?{query}&vnp_SecureHash={digest}")
    assert status == 200
    assert set(answer) == {"RspCode", "Message"}
    return str(answer["RspCode"])


def test_vnpay_pays_an_order_once(shop: Shop) -> None:
    code, asked = waiting_order(shop)
    assert asked["vnp_Amount"] == str(TOTAL * 100)
    assert ipn(shop, asked["vnp_TxnRef"]) == "00"
    assert ipn(shop, asked["vnp_TxnRef"]) == "02"
    found = shop.audit()
    assert (found["orders"][0]["state"], found["orders"][0]["captured"]) == ("confirmed", TOTAL)
    assert found["ledger"]["balances"]["clearing:vnpay"] == TOTAL
    assert found["ledger"]["balances"][f"shopper:{code}"] == 0
    shop.check()


def test_vnpay_is_answered_in_the_order_of_its_document(shop: Shop) -> None:
    _, asked = waiting_order(shop)
    reference = asked["vnp_TxnRef"]
    assert ipn(shop, reference, TOTAL * 2, secret="guessed") == "97"
    assert shop.audit()["inbox"] == []
    assert ipn(shop, "LS7K3M2QS261124100500000", TOTAL * 2, vnp_TransactionNo="6") == "01"
    assert ipn(shop, "somebody-elses", vnp_TransactionNo="1") == "01"
    assert ipn(shop, reference, TOTAL - 1, vnp_TransactionNo="2") == "04"
    assert ipn(shop, reference, TOTAL * 100, vnp_TransactionNo="3") == "04"
    assert ipn(shop, reference, vnp_Amount=str(TOTAL), vnp_TransactionNo="4") == "04"
    assert state(shop) == "awaiting_payment"
    assert ipn(shop, reference) == "00"
    assert ipn(shop, reference, TOTAL + 1, vnp_TransactionNo="5") == "04"
    assert ipn(shop, reference) == "02"
    assert sorted(set(parked(shop))) == ["no_order_code", "unknown_order", "wrong_amount"]
    shop.check()


def test_the_same_number_with_another_amount_is_another_matter(shop: Shop) -> None:
    _, asked = waiting_order(shop)
    assert ipn(shop, asked["vnp_TxnRef"]) == "00"
    assert ipn(shop, asked["vnp_TxnRef"], TOTAL + 1) == "04"
    assert parked(shop) == ["wrong_amount"]
    assert shop.audit()["orders"][0]["captured"] == TOTAL
    shop.check()


def test_a_fault_of_ours_is_answered_99_and_nothing_is_lost(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.web import webhooks

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the store is away")

    _, asked = waiting_order(shop)
    with monkeypatch.context() as broken:
        broken.setattr(webhooks, "receive_payment", fail)
        assert ipn(shop, asked["vnp_TxnRef"]) == "99"
    assert state(shop) == "awaiting_payment"
    assert ipn(shop, asked["vnp_TxnRef"]) == "00"
    assert state(shop) == "confirmed"


def test_what_vnpay_suspects_is_parked_and_not_shipped(shop: Shop) -> None:
    _, asked = waiting_order(shop)
    assert ipn(shop, asked["vnp_TxnRef"], vnp_ResponseCode="07") == "00"
    assert (state(shop), parked(shop)) == ("awaiting_payment", ["suspected_fraud"])
    shop.check()


def test_the_way_back_of_the_browser_settles_nothing(shop: Shop) -> None:
    code, asked = waiting_order(shop)
    back = urlsplit(asked["vnp_ReturnUrl"])
    assert back.path == f"/don-hang/{code}"
    query = "vnp_ResponseCode=00&vnp_TransactionStatus=00&vnp_SecureHash=00"
    cookie = {"cookie": f"don={shop.services.order_token(code)}"}
    page = shop.http.get(f"{back.path}?{query}", headers=cookie)
    assert page.status_code == 200
    assert "Đơn đang chờ thanh toán" in page.body.decode()
    assert state(shop) == "awaiting_payment"


def test_the_page_leads_to_the_gateway_and_says_which(shop: Shop) -> None:
    code, asked = waiting_order(shop)
    page = shop.http.get(f"/don-hang/{code}", headers={"cookie": f"don={shop.services.order_token(code)}"})
    text = page.body.decode()
    assert "Thanh toán qua VNPay" in text
    assert f"vnp_TxnRef={asked['vnp_TxnRef']}" in text
    assert asked_of_vnpay(shop, code) == asked, "the same attempt, however often it is looked at"


def test_a_failed_attempt_is_followed_by_another(shop: Shop) -> None:
    code, asked = waiting_order(shop)
    shop.pass_time(minutes=2)
    gone = {"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02", "vnp_TransactionNo": "0"}
    assert ipn(shop, asked["vnp_TxnRef"], **gone) == "00"
    second = asked_of_vnpay(shop, code)
    assert second["vnp_TxnRef"] != asked["vnp_TxnRef"]
    assert second["vnp_ExpireDate"] == asked["vnp_ExpireDate"]
    assert ipn(shop, asked["vnp_TxnRef"], **gone) == "02"
    assert asked_of_vnpay(shop, code) == second, "a repeat of the old failure ends nothing new"
    assert ipn(shop, second["vnp_TxnRef"]) == "00"
    assert state(shop) == "confirmed"
    assert ipn(shop, asked["vnp_TxnRef"], vnp_ResponseCode="51", vnp_TransactionStatus="02") == "00"
    assert state(shop) == "confirmed"
    shop.check()


def test_an_ipn_that_is_posted_or_has_a_field_twice_is_refused(shop: Shop) -> None:
    _, asked = waiting_order(shop)
    status, _ = call(shop, "GET", f"/webhooks/vnpay?vnp_TxnRef={asked['vnp_TxnRef']}&vnp_Amount=1&vnp_Amount=2")
    assert status == 200
    assert call(shop, "GET", "/webhooks/vnpay")[1]["RspCode"] == "97"
    assert call(shop, "GET", "/webhooks/vnpay?vnp_Amount=1&vnp_Amount=2")[1]["RspCode"] == "99"
    assert shop.audit()["inbox"] == []
