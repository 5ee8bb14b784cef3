"""The whole way of a refund at a gateway: paid on its page, called off, given back by it, learnt by asking."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from chalicelib.payments.momo_refunds import MoMoRefunds
from chalicelib.payments.vnpay_refunds import VNPayRefunds
from chalicelib.payments.zalopay_refunds import ZaloPayRefunds
from chalicelib.ports import PaymentRequest
from chalicelib.usecases.cancelling import Cancellation, cancel_order
from chalicelib.usecases.settlement import receive_payment
from market.money import Dong
from market.refunds import RefundKind

from infra.local.outside import control, gateways, refunds
from infra.local.outside.server import Outside
from infra.local.outside.settings import Settings
from infra.local.outside.world import World
from tests.functions.buying import buy
from tests.functions.conftest import Shop
from tests.functions.refunding import TOTAL, ask, balances, end, states
from tests.providers.recordings import momo, vnpay, zalopay

KINDS: dict[str, tuple[Any, Any]] = {
    "vnpay": (vnpay, VNPayRefunds),
    "momo": (momo, MoMoRefunds),
    "zalopay": (zalopay, ZaloPayRefunds),
}


@pytest.fixture
def outside(shop: Shop) -> Iterator[Outside]:
    """The gateways, on the shop's clock; a refund that they have in work stays so until a test ends it."""
    nobody = {name: "" for name in ("vtp_username", "vtp_password", "vtp_webhook_token", "vnpost_username")}
    settings = Settings(
        public_url="http://127.0.0.1:9",
        sepay_secret="s",
        account_number="1",
        bank_name="b",
        vnpost_password="",
        vnpost_customer_code="",
        vnpay_tmn_code="TESTTMN1",
        vnpay_secret="test_secret",
        momo_partner_code="PARTNERTEST",
        momo_access_key="ACCESSTEST",
        momo_secret="SECRETTEST",
        zalopay_app_id="2553",
        zalopay_key1="KEY1TEST",
        zalopay_key2="KEY2TEST",
        retry_seconds=3600.0,
        refund_seconds=86_400.0,
        clock_offset=(shop.now - datetime.now(UTC)).total_seconds(),
        **nobody,
    )
    server = Outside(World(settings), 0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.world.sender.clear()
    server.shutdown()
    server.server_close()


@pytest.fixture(params=list(KINDS))
def paid(request: pytest.FixtureRequest, shop: Shop, outside: Outside) -> str:
    """An order that was paid at a gateway, which gives back what it took."""
    make, refunder = KINDS[request.param]
    base = f"{outside.url}/{request.param}"
    place = {"pay_url": f"{base}/paymentv2/vpcpay.html"} if request.param == "vnpay" else {"callback_url": base}
    gateway = make(api_base=base, **place)
    shop.services.refunding = {gateway.name: refunder(gateway)}  # type: ignore[misc]
    shop.open()
    code = buy(shop, request.param)
    asked = PaymentRequest(order_code=code, amount=Dong(TOTAL), asked_at=shop.now, return_url="http://127.0.0.1:9/")
    start = gateway.start(asked)
    urllib.request.urlopen(start.redirect_url, timeout=5).close()
    [payment] = outside.world.payments.values()
    gateways.end(outside.world, control.GATEWAYS[gateway.name], payment, gateways.PAID)
    notice = gateway.look_up(start.provider_reference, now=shop.now)
    assert receive_payment(shop.table, notice=notice, now=shop.now).state == "applied"
    return code


def look_again(shop: Shop, minutes: int = 31) -> None:
    shop.pass_time(minutes=minutes)
    shop.pump.run_schedule("clock")
    shop.pump.run_once()


def given(outside: Outside) -> list[int]:
    return sorted(one.amount for one in outside.world.refunds.values())


def finish(outside: Outside, result: str) -> None:
    for gateway, name in list(outside.world.refunds):
        refunds.end(outside.world, gateway, name, result)


def test_an_order_that_is_called_off_gets_all_its_money_back(shop: Shop, outside: Outside, paid: str) -> None:
    cancel_order(shop.table, asked=Cancellation(order_code=paid, actor="lan", reason="khách đổi ý"), now=shop.now)
    for _ in range(3):
        shop.pump.run_once()
    assert given(outside) == [TOTAL]
    finish(outside, "done")
    look_again(shop)
    assert (states(shop), given(outside)) == (["done"], [TOTAL])
    assert (balances(shop), shop.audit()["parked"]) == ({}, [])
    shop.check()


def test_a_lost_answer_gives_a_part_back_once(shop: Shop, outside: Outside, paid: str) -> None:
    end(shop, paid)
    name = next(iter(shop.services.refunding))
    outside.world.faults.add({"target": f"{name}.refund", "mode": "drop_after"})
    ask(shop, paid, RefundKind.AMOUNT, amount=20_000)
    shop.pump.run_once()
    assert (states(shop), given(outside)) == (["sent"], [20_000])
    finish(outside, "done")
    look_again(shop)
    assert (states(shop), given(outside)) == (["done"], [20_000])
    assert balances(shop)[f"clearing:{name}"] == TOTAL - 20_000
    shop.check()


# MoMo answers with the end.
@pytest.mark.parametrize("paid", ["vnpay", "zalopay"], indirect=True)
def test_a_refund_that_its_gateway_refuses_in_the_end_leaves_the_shopper_owed(
    shop: Shop, outside: Outside, paid: str
) -> None:
    name = next(iter(shop.services.refunding))
    end(shop, paid)
    ask(shop, paid, RefundKind.AMOUNT, amount=20_000)
    shop.pump.run_once()
    assert states(shop) == ["sent"]
    finish(outside, "refused")
    look_again(shop)
    assert (states(shop), balances(shop)[f"clearing:{name}"]) == (["failed"], TOTAL)
    assert ("owed", "20000 to give back") in {(item["kind"], item["reason"]) for item in shop.audit()["parked"]}
    shop.check()
