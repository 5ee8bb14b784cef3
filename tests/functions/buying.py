"""A shopper as a program: fills a cart, sees its quote, orders what was seen."""

from __future__ import annotations

import json
from typing import Any

from tests.functions.conftest import Shop

BASKET = {"sp-na": 2, "sp-mang": 1, "sp-hoi": 1}
RECEIVER = {
    "name": "Nguyễn Thị Hoa",
    "phone": "0912 345 678",
    "province_code": "20",
    "commune_code": "05977",
    "line": "12 Trần Đăng Ninh",
}


def call(shop: Shop, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = shop.http.request(method, path, headers=named, body=sent)
    return answer.status_code, json.loads(answer.body)


def fill_cart(shop: Shop, basket: dict[str, int] | None = None) -> str:
    cart_id = call(shop, "POST", "/api/v1/carts")[1]["cart_id"]
    for product_id, quantity in (basket or BASKET).items():
        status, answer = call(
            shop, "POST", f"/api/v1/carts/{cart_id}/lines", {"product_id": product_id, "quantity": quantity}
        )
        assert status == 200, answer
        shop.pass_time(seconds=1)
    return str(cart_id)


def see(shop: Shop, cart_id: str, province: str = "20") -> dict[str, Any]:
    status, quote = call(shop, "GET", f"/api/v1/carts/{cart_id}/quote?province={province}")
    assert status == 200, quote
    return quote


def order_of(cart_id: str, quote: dict[str, Any], payment: str = "cod", **changes: Any) -> dict[str, Any]:
    return {
        "cart_id": cart_id,
        "lines": quote["lines"],
        "total": quote["total"],
        "receiver": RECEIVER,
        "payment": payment,
    } | changes


def place(shop: Shop, order: dict[str, Any], key: str = "key-0123456789abcdef") -> tuple[int, dict[str, Any]]:
    return call(shop, "POST", "/api/v1/orders", order, idempotency_key=key)


def buy(
    shop: Shop, payment: str = "cod", basket: dict[str, int] | None = None, key: str = "key-0123456789abcdef"
) -> str:
    """A placed order's code."""
    cart_id = fill_cart(shop, basket)
    status, answer = place(shop, order_of(cart_id, see(shop, cart_id), payment), key)
    assert status == 201, answer
    return str(answer["code"])


def look(shop: Shop, code: str) -> dict[str, Any]:
    token = shop.services.order_token(code)
    return call(shop, "GET", f"/api/v1/orders/{code}", authorization=f"Bearer {token}")[1]
