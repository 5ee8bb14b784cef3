"""An addition that is sent again counts once (B1): by programs under its operation_id, by a form without any script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from chalicelib.store import carts, keys

from tests.functions.buying import call
from tests.functions.conftest import Shop


@pytest.fixture
def cart(shop: Shop) -> str:
    shop.open()
    return str(call(shop, "POST", "/api/v1/carts")[1]["cart_id"])


def _add(shop: Shop, cart: str, operation: str | None = None, product: str = "sp-na", quantity: int = 2) -> Any:
    body: dict[str, Any] = {"product_id": product, "quantity": quantity}
    body |= {} if operation is None else {"operation_id": operation}
    return call(shop, "POST", f"/api/v1/carts/{cart}/lines", body)


def _lines(answer: tuple[int, dict[str, Any]]) -> dict[str, int]:
    status, body = answer
    assert status == 200, body
    return {line["product_id"]: line["quantity"] for line in body["lines"]}


def test_the_same_operation_counts_once_whatever_comes_between(shop: Shop, cart: str) -> None:
    assert _lines(_add(shop, cart, "operation-1")) == {"sp-na": 2}
    assert _lines(_add(shop, cart, "operation-2")) == {"sp-na": 4}
    assert _lines(_add(shop, cart, "operation-3", "sp-mang")) == {"sp-na": 4, "sp-mang": 2}
    assert _lines(_add(shop, cart, "operation-1")) == {"sp-na": 4, "sp-mang": 2}
    assert _lines(_add(shop, cart)) == {"sp-na": 6, "sp-mang": 2}, "without a name each counts"
    assert _lines(_add(shop, cart)) == {"sp-na": 8, "sp-mang": 2}


def test_a_cart_remembers_so_many_and_does_not_grow(shop: Shop, cart: str) -> None:
    most = carts.REMEMBERED
    for number in range(2 * most + 1):
        assert _lines(_add(shop, cart, f"operation-{number}", quantity=1)) == {"sp-na": number + 1}
        if number >= most:
            assert _lines(_add(shop, cart, f"operation-{number - most}")) == {"sp-na": number + 1}
    row = shop.table.get(keys.cart(cart))
    assert (len(row["added"]), len(row["added_before"])) == (1, most)


@pytest.mark.parametrize("wrong", ["short", "has spaces in it", "x" * 65, "dấu-tiếng-việt"])
def test_a_wrong_name_adds_nothing(shop: Shop, cart: str, wrong: str) -> None:
    status, answer = _add(shop, cart, wrong)
    assert (status, answer["code"]) == (422, "cart.wrong_operation")
    assert shop.table.get(keys.cart(cart)) is None


class _Browser:
    """A browser without scripts: cookies, and a form of a page that is the same for everybody."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.cookies = shop, {}

    def press(self, product: str = "sp-na", *, is_answered: bool = True) -> None:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        headers |= {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode({"san_pham": product, "so_luong": "1"}).encode()
        answer = self.shop.http.request("POST", "/gio-hang/them", headers=headers, body=body)
        assert answer.status_code == 303, answer.body
        if is_answered:
            self.cookies |= dict(one.partition(";")[0].split("=", 1) for one in answer.headers["Set-Cookie"])

    def lines(self) -> dict[str, int]:
        row = self.shop.table.get(keys.cart(self.cookies["gio"]))
        return {line.product_id: line.quantity for line in carts.from_row(row).lines}


def test_a_form_pressed_twice_counts_once_and_pressed_again_counts_again(shop: Shop, cart: str) -> None:
    browser = _Browser(shop)
    browser.press()
    browser.press()
    assert browser.lines() == {"sp-na": 2}, "meant so, each was answered"
    browser.press(is_answered=False)
    browser.press(is_answered=False)
    browser.press("sp-mang", is_answered=False)
    browser.press()
    assert browser.lines() == {"sp-na": 3, "sp-mang": 1}, "an answer that never came, and the same again"
