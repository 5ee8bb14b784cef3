"""An order paid with MoMo or ZaloPay, and the answers that they want to read."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest
from chalicelib.ports import ProviderError

from tests.functions.buying import buy, call
from tests.functions.conftest import Shop

TOTAL = 344_500


def state(shop: Shop) -> str:
    return str(shop.audit()["orders"][0]["state"])


def parked(shop: Shop) -> list[str]:
    return [item["reason"] for item in shop.audit()["parked"]]


def signed(shop: Shop, setting: str, message: str, algorithm: str = "sha256") -> str:
    return hmac.new(shop.services.settings[setting].encode(), message.encode(), algorithm).hexdigest()


def momo_ipn(shop: Shop, order_id: str, amount: int = TOTAL, **changes: Any) -> int:
    body = {
        "partnerCode": shop.services.settings["MOMO_PARTNER_CODE"],
        "orderId": order_id,
        "requestId": order_id,
        "amount": amount,
        "orderInfo": "Thanh toan don hang",
        "orderType": "momo_wallet",
        "transId": 4088878653,
        "resultCode": 0,
        "message": "Thành công.",
        "payType": "qr",
        "responseTime": int(shop.now.timestamp() * 1000),
        "extraData": "",
    } | changes
    fields = sorted({**body, "accessKey": shop.services.settings["MOMO_ACCESS_KEY"]}.items())
    body["signature"] = signed(shop, "MOMO_SECRET_KEY", "&".join(f"{k}={v}" for k, v in fields))
    answer = shop.http.post(
        "/webhooks/momo", headers={"content-type": "application/json"}, body=json.dumps(body).encode()
    )
    return int(answer.status_code)


def test_momo_pays_an_order_and_reads_204(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "momo")
    assert momo_ipn(shop, f"{code}261124100500000") == 204
    assert momo_ipn(shop, f"{code}261124100500000") == 204
    assert state(shop) == "confirmed"
    assert momo_ipn(shop, f"{code}261124100500000", transId=2, amount=1) == 204
    assert parked(shop) == ["wrong_amount"]
    shop.check()


def test_a_forged_ipn_of_momo_is_refused(shop: Shop) -> None:
    shop.open()
    buy(shop, "momo")
    assert call(shop, "POST", "/webhooks/nobody", b"{}")[0] == 404
    answer = shop.http.post("/webhooks/momo", headers={"content-type": "application/json"}, body=b'{"resultCode":0}')
    assert (answer.status_code, answer.body) == (401, b"")
    assert shop.audit()["inbox"] == []


def zalopay_callback(shop: Shop, trans_id: str, amount: int = TOTAL, key: str = "ZALOPAY_KEY2", **changes: Any) -> int:
    data = json.dumps(
        {
            "app_id": int(shop.services.settings["ZALOPAY_APP_ID"]),
            "app_trans_id": trans_id,
            "amount": amount,
            "zp_trans_id": 261124000000123,
            "server_time": int(shop.now.timestamp() * 1000),
        }
        | changes
    )
    body = {"data": data, "mac": signed(shop, key, data), "type": 1}
    status, answer = call(shop, "POST", "/webhooks/zalopay", body)
    assert status == 200
    return int(answer["return_code"])


def test_zalopay_pays_an_order_and_reads_its_own_codes(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "zalopay")
    trans_id = f"261124_{code}261124100500000"
    assert zalopay_callback(shop, trans_id, key="ZALOPAY_KEY1") == -1
    assert state(shop) == "awaiting_payment"
    assert zalopay_callback(shop, trans_id) == 1
    assert state(shop) == "confirmed"
    assert zalopay_callback(shop, trans_id) == 2
    assert zalopay_callback(shop, trans_id, TOTAL + 1, zp_trans_id=2) == 1
    assert parked(shop) == ["wrong_amount"]
    shop.check()


def test_a_gateway_that_does_not_answer_leaves_the_order_and_its_page(shop: Shop) -> None:
    """Nothing listens at the gateways' addresses here."""
    shop.open()
    code = buy(shop, "momo")
    page = shop.http.get(f"/don-hang/{code}", headers={"cookie": f"don={shop.services.order_token(code)}"})
    assert page.status_code == 200
    assert "Cổng thanh toán chưa trả lời" in page.body.decode()
    assert state(shop) == "awaiting_payment"
    with pytest.raises(ProviderError):
        shop.services.askable["momo"].look_up(f"{code}261124100500000 {TOTAL}", now=shop.now)
