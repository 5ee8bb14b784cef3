"""Shoppers with a voucher: a promotion that has one, carts that were quoted with it, and how it is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from market.catalogue import Document
from market.money import Dong
from market.vouchers import Voucher, VoucherKind

from tests.functions import catalogue
from tests.functions.buying import RECEIVER, call, fill_cart, order_of, place
from tests.functions.conftest import NOW, Shop

CODE = "MANGOT"
TENTH = Voucher(
    code=CODE,
    title="Măng ớt vào đông",
    kind=VoucherKind.PERCENT,
    value=1_000,
    max_discount=Dong(30_000),
    min_goods=Dong(100_000),
    valid_from=NOW - timedelta(days=1),
    valid_until=NOW + timedelta(days=10),
    uses=200,
)
# 10 % of 305.000, at most 30.000.
TOTAL, OFF = 314_500, 30_000


def promotion(voucher: Voucher | None, revision: int = 2, id: str = "promotion-1") -> Document:
    known = catalogue.promotion()
    return replace(known, id=id, revision=revision, body=replace(known.body, voucher=voucher))


def open_with(shop: Shop, **changes: Any) -> None:
    shop.open()
    shop.publish(promotion(replace(TENTH, **changes)))


def see(shop: Shop, cart_id: str, code: str = CODE) -> tuple[int, dict[str, Any]]:
    return call(shop, "GET", f"/api/v1/carts/{cart_id}/quote?province=20&{urlencode({'voucher': code})}")


def agreed(shop: Shop, payment: str = "cod", phone: str = "0912 345 678") -> dict[str, Any]:
    """The order of a cart as its buyer saw it, with the voucher in it; not placed yet."""
    cart_id = fill_cart(shop)
    status, quote = see(shop, cart_id)
    assert status == 200, quote
    return order_of(cart_id, quote, payment, voucher=CODE, receiver={**RECEIVER, "phone": phone})


def buy(shop: Shop, payment: str = "cod", number: int = 0) -> str:
    order = agreed(shop, payment, phone=f"09123456{number:02}")
    status, answer = place(shop, order, f"key-of-the-{payment}-order-{number}")
    assert status == 201, answer
    return str(answer["code"])


def used(shop: Shop) -> tuple[int, list[int]]:
    [voucher] = [row for row in shop.audit()["vouchers"] if row["code"] == CODE]
    return voucher["used"], sorted(voucher["used_by_phones"])


def nothing_placed(shop: Shop) -> None:
    found = shop.audit()
    assert (found["orders"], found["ledger"]["entries"], found["outbox"], found["redemptions"]) == ([], [], [], [])
    assert {row["available"] for row in found["stock"]} == {20}
    shop.check()
