"""What tests of cancelling do to a shop, and look at afterwards."""

from __future__ import annotations

from typing import Any

from chalicelib.usecases.cancelling import Cancellation, cancel_order
from market.catalogue import CarrierName

from tests.functions.conftest import Shop

VIETTEL, VNPOST = CarrierName.VIETTELPOST, CarrierName.VNPOST
NOTHING_SOLD = {"sp-na": (20, 0, 0), "sp-mang": (20, 0, 0), "sp-hoi": (20, 0, 0)}


def cancel(shop: Shop, code: str, *, reason: str = "đổi ý", only_unsent: bool = False) -> str:
    asked = Cancellation(order_code=code, actor="lan", reason=reason, only_unsent=only_unsent)
    return cancel_order(shop.table, asked=asked, now=shop.now).value


def stock(shop: Shop) -> dict[str, tuple[int, int, int]]:
    return {row["product"]: (row["available"], row["reserved"], row["sold"]) for row in shop.audit()["stock"]}


def parcels(shop: Shop) -> list[str]:
    return [row["state"] for row in shop.audit()["parcels"]]


def order(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = shop.audit()["orders"][0]
    return found


def work(shop: Shop, rounds: int = 3) -> None:
    for _ in range(rounds):
        shop.pump.run_once()
