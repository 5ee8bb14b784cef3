"""Many clients at once, each over HTTP's own gateway in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from chalicelib.usecases.carts import add_to_cart

from tests.faults.stage import Stage
from tests.functions.buying import order_of, place, see

T = TypeVar("T")
CLIENTS = 32


def at_once(work: Sequence[Callable[[], T]], *, clients: int = CLIENTS) -> list[T]:
    """Do all of it with so many clients, which begin together; the answers, in the order of the work."""
    gate = threading.Barrier(min(clients, len(work)))
    started = threading.local()

    def run(one: Callable[[], T]) -> T:
        if not getattr(started, "yes", False):
            started.yes = True
            gate.wait(30)
        return one()

    with ThreadPoolExecutor(min(clients, len(work))) as pool:
        return [future.result() for future in [pool.submit(run, one) for one in work]]


def filled_carts(stage: Stage, count: int, basket: dict[str, int]) -> list[str]:
    """Carts that hold the basket already; how they were filled is not what is tested."""
    carts = [f"cart-{number:017d}" for number in range(1, count + 1)]
    for cart_id in carts:
        for product_id, quantity in basket.items():
            add_to_cart(stage.table, cart_id=cart_id, product_id=product_id, quantity=quantity, now=stage.now)
    return carts


def order_for(stage: Stage, cart_id: str, payment: str = "cod") -> dict[str, Any]:
    return order_of(cart_id, see(stage, cart_id), payment)


def checkouts(stage: Stage, orders: Sequence[dict[str, Any]]) -> list[Callable[[], tuple[int, dict[str, Any]]]]:
    """One checkout for each order, under a key of its own."""
    return [lambda order=order: place(stage, order, key=f"key-{order['cart_id']}") for order in orders]  # type: ignore[misc]
