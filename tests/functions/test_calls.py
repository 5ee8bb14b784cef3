"""What one order costs: calls to the store, counted, so that it stays so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.functions.buying import call, fill_cart, order_of, place, see
from tests.functions.callbacks import card_event, transfer
from tests.functions.conftest import Shop

BUDGET = 16


@contextmanager
def counted(shop: Shop) -> Iterator[Counter[str]]:
    """Every request that the functions' DynamoDB client sends, by operation."""
    calls: Counter[str] = Counter()
    events = shop.table._client.meta.events

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    events.register("before-call.dynamodb", count)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb", count)


@pytest.mark.parametrize("payment", ["cod", "vietqr", "stripe"])
def test_a_whole_order_makes_at_most_sixteen_calls(shop: Shop, payment: str) -> None:
    """Three adds, view, quote, place, callback."""
    shop.open()
    with counted(shop) as calls:
        cart_id = fill_cart(shop)
        see(shop, cart_id)
        quote = see(shop, cart_id)
        status, placed = place(shop, order_of(cart_id, quote, payment))
        assert status == 201
        if payment == "vietqr":
            transfer(shop, placed["total"], placed["code"])
        if payment == "stripe":
            card_event(shop, placed["code"], placed["total"])
    print(f"{payment}: {calls.total()} calls: {dict(calls)}")
    assert shop.audit()["orders"][0]["state"] == "confirmed"
    assert calls.total() <= BUDGET
    # One transaction places the order, one settles it; a cash order is confirmed as it is placed.
    assert calls["TransactWriteItems"] == (1 if payment == "cod" else 2)


def test_a_page_of_the_cart_reads_twice(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    shop.services.site()
    with counted(shop) as calls:
        answer = shop.http.get("/gio-hang", headers={"cookie": f"gio={cart_id}"})
    assert answer.status_code == 200
    assert dict(calls) == {"GetItem": 1, "BatchGetItem": 1}


def test_an_unknown_order_code_reads_nothing(shop: Shop) -> None:
    """A code without its token opens nothing, so nothing is read for it."""
    shop.open()
    with counted(shop) as calls:
        assert call(shop, "GET", "/api/v1/orders/LS7K3M2QS")[0] == 404
    assert calls.total() == 0
