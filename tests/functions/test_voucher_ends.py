"""What becomes of a voucher and its discount when the order ends: paid, delivered, expired, cancelled."""

from __future__ import annotations

import pytest
from chalicelib.usecases.cancelling import Cancellation, cancel_order
from market.catalogue import CarrierName
from market.parcels import ParcelState

from tests.functions.buying import fill_cart, look
from tests.functions.callbacks import notice, prove, transfer
from tests.functions.conftest import Shop
from tests.functions.vouching import OFF, TOTAL, buy, open_with, see, used


def test_the_carriers_collect_what_the_buyer_was_told(shop: Shop) -> None:
    open_with(shop)
    code = buy(shop)
    shop.pump.run_once()
    asked = [shipment for carrier in shop.carriers.values() for shipment in carrier.created]
    assert sum(int(shipment.cod) for shipment in asked) == TOTAL
    for number, carrier in ((1, CarrierName.VIETTELPOST), (2, CarrierName.VNPOST)):
        prove(shop, notice(shop, f"{code}-{number}", ParcelState.DELIVERED, hours=48, carrier=carrier))
    held = shop.audit()["ledger"]["balances"]
    assert held[f"shopper:{code}"] == 0
    assert held["cod:viettelpost"] + held["cod:vnpost"] == TOTAL
    assert held["shop:gh-ba-lan:payable"] + held["shop:gh-ong-nhat:payable"] == -305_000
    assert held["operator:promotions"] == OFF
    shop.check()


def test_a_transfer_of_the_lower_total_pays_it(shop: Shop) -> None:
    open_with(shop)
    code = buy(shop, "vietqr")
    assert look(shop, code)["pay_by"]["amount"] == TOTAL
    transfer(shop, TOTAL, code)
    assert shop.audit()["orders"][0]["state"] == "confirmed"
    assert used(shop) == (1, [1])
    shop.check()


def test_an_order_that_nobody_pays_gives_its_use_back_once(shop: Shop) -> None:
    open_with(shop, uses=1)
    buy(shop, "vietqr")
    assert see(shop, fill_cart(shop))[1]["code"] == "voucher.used_up"
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    shop.pump.run_schedule("clock")
    assert used(shop) == (0, [0])
    assert set(shop.audit()["ledger"]["balances"].values()) == {0}
    shop.check()
    buy(shop, number=0)
    assert used(shop) == (1, [1])
    shop.check()


def test_money_that_comes_late_needs_a_use_once_more(shop: Shop) -> None:
    open_with(shop, uses=1)
    code = buy(shop, "vietqr")
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    transfer(shop, TOTAL, code)
    assert shop.audit()["orders"][0]["state"] == "confirmed"
    assert used(shop) == (1, [1])
    shop.check()


def test_money_that_comes_late_for_a_voucher_that_is_used_up_is_owed_back(shop: Shop) -> None:
    open_with(shop, uses=1)
    code = buy(shop, "vietqr")
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    buy(shop, number=7)
    transfer(shop, TOTAL, code)
    states = {order["code"]: order["state"] for order in shop.audit()["orders"]}
    assert states[code] == "expired"
    assert shop.audit()["ledger"]["balances"][f"shopper:{code}"] == -TOTAL
    assert used(shop) == (1, [0, 1])
    shop.check()


@pytest.mark.parametrize(("payment", "left"), [("vietqr", 0), ("cod", 1)])
def test_cancelling_before_it_is_paid_gives_the_use_back(shop: Shop, payment: str, left: int) -> None:
    """A cash order is confirmed as it is placed: its use is gone with it."""
    open_with(shop)
    code = buy(shop, payment)
    asked = Cancellation(order_code=code, actor="shopper", reason="Đổi ý")
    for _ in range(2):
        cancel_order(shop.table, asked=asked, now=shop.now)
    assert shop.audit()["orders"][0]["state"] == "cancelled"
    assert used(shop) == (left, [left])
    assert set(shop.audit()["ledger"]["balances"].values()) == {0}
    shop.check()
