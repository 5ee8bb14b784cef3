"""Paid at a gateway, on its own page, and by a transfer that somebody else than SePay reports."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from infra.local.trial import System
from tests.journeys.conftest import Outside, Shopper, audit, order_in, until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]
WAITING = "Đơn đang chờ thanh toán"
GATEWAYS = {"vnpay": "VNPay", "momo": "Ví MoMo", "zalopay": "ZaloPay"}


def gateway_page(shopper: Shopper, code: str, name: str) -> str:
    """The address to which the order's page sends the shopper."""
    page = shopper.order_page(code)
    found = re.search(rf'href="([^"]+)"[^>]*>Thanh toán qua {name}</a>', page)
    assert found, page
    return unescape(found[1])


def leave(shopper: Shopper, address: str, result: str) -> httpx.Response:
    """Press one of the two buttons of the gateway's page, as a browser without scripts does."""
    page = httpx.get(address, timeout=10)
    assert page.status_code == 200, page.text
    action = re.search(r"action='([^']+)'", page.text)
    assert action
    host = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    return shopper.http.post(host + action[1], data={"result": result}, headers={"origin": host})


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_an_order_is_paid_at_a_gateway(system: System, shopper: Shopper, outside: Outside, gateway: str) -> None:
    code = shopper.buy(gateway, {"sp-mat-ong": 1})
    address = gateway_page(shopper, code, GATEWAYS[gateway])
    assert gateway_page(shopper, code, GATEWAYS[gateway]) == address, "the same attempt, however often it is looked at"
    back = leave(shopper, address, "paid")
    assert (back.status_code, back.url.path) == (200, f"/don-hang/{code}")
    until(lambda: WAITING not in shopper.order_page(code), what="the gateway's callback")
    order = order_in(audit(system), code)
    assert (order["state"], order["captured"]) == ("confirmed", order["total"])
    [payment] = [one for one in outside.payments() if code in one["name"]]
    again = outside.post(f"/control/gateways/{gateway}/{payment['name']}/replay", {})
    assert again["outcome"] in ("200, 02", "204", "200, 2"), "known, and nothing changes"
    assert order_in(audit(system), code)["captured"] == order["total"]


def test_who_gave_up_at_the_gateway_tries_again_and_pays_once(
    system: System, shopper: Shopper, outside: Outside
) -> None:
    code = shopper.buy("vnpay", {"sp-mat-ong": 1})
    first = gateway_page(shopper, code, "VNPay")
    back = leave(shopper, first, "failed")
    assert back.url.path == f"/don-hang/{code}"
    assert WAITING in back.text
    second = until(
        lambda: (address := gateway_page(shopper, code, "VNPay")) != first and address, what="another attempt"
    )
    leave(shopper, second, "paid")
    until(lambda: order_in(audit(system), code)["state"] == "confirmed", what="VNPay's IPN")
    found = audit(system)
    assert [one["amount"] for one in found["payments"] if one["order"] == code] == [order_in(found, code)["total"]]


def test_a_lost_callback_leaves_the_order_waiting_and_the_browser_does_not_settle_it(
    system: System, shopper: Shopper, outside: Outside
) -> None:
    outside.post("/control/faults", {"target": "webhook.vnpay", "mode": "lose"})
    code = shopper.buy("vnpay", {"sp-mat-ong": 1})
    back = leave(shopper, gateway_page(shopper, code, "VNPay"), "paid")
    assert "vnp_ResponseCode=00" in str(back.url)
    assert WAITING in back.text
    assert order_in(audit(system), code)["state"] == "awaiting_payment"
    [payment] = [one for one in outside.payments() if code in one["name"]]
    assert outside.post(f"/control/gateways/vnpay/{payment['name']}/replay", {})["outcome"] == "200, 00"
    assert order_in(audit(system), code)["state"] == "confirmed"


@pytest.mark.parametrize("source", ["casso", "payos", "sepay,casso,payos"])
def test_a_transfer_is_reported_by_whoever_watches_the_account(
    system: System, shopper: Shopper, outside: Outside, source: str
) -> None:
    code = shopper.buy("vietqr", {"sp-mat-ong": 1})
    total = order_in(audit(system), code)["total"]
    content = f"MBVCB.887 {code.lower()} chuyen tien"
    outside.post("/control/bank/transfer", {"amount": total, "content": content, "source": source})
    until(lambda: WAITING not in shopper.order_page(code), what="the page to say paid")
    found = audit(system)
    assert order_in(found, code)["captured"] == total
    assert len([one for one in found["payments"] if one["order"] == code]) == 1


def payments_in(found: dict[str, Any]) -> tuple[Any, ...]:
    """What callbacks about money have left. The carriers of other orders go on talking meanwhile."""
    heard = sorted(row["event_id"] for row in found["inbox"] if row["source"] in ("vietqr", *GATEWAYS))
    return heard, {order["code"]: order["captured"] for order in found["orders"]}


def test_hostile_callbacks_of_payments_change_nothing(system: System) -> None:
    before = payments_in(audit(system))
    forged = "00" * 64
    assert httpx.get(f"{system.url}/webhooks/vnpay?vnp_Amount=1&vnp_SecureHash={forged}").json()["RspCode"] == "97"
    tries = {
        "momo": ({"resultCode": 0, "amount": 1, "signature": forged}, 401),
        "casso": ({"error": 0, "data": {"amount": 1}}, 401),
        "payos": ({"data": {"amount": 1}, "signature": forged}, 401),
        "zalopay": ({"data": "{}", "mac": forged, "type": 1}, 200),
    }
    for source, (body, status) in tries.items():
        answer = httpx.post(f"{system.url}/webhooks/{source}", json=body)
        assert answer.status_code == status, (source, answer.text)
        if source == "zalopay":
            assert answer.json()["return_code"] == -1
    assert payments_in(audit(system)) == before
