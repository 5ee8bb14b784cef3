"""Carts: one row each, its lines as flat attributes, so that two tabs adding at once both count (one atomic write)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from market.cart import MAX_LINES, MAX_QUANTITY, CartLine
from market.money import Dong

from chalicelib.store.keys import cart as cart_key
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

# A cart survives until the next pay day; every change renews it.
LIFETIME = timedelta(days=30)


class _NotAdded(Exception):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """``version`` rises with every change: an order is placed of the very version that was seen."""

    id: str
    lines: tuple[CartLine, ...]
    version: int


def add(
    table: Table, cart_id: str, *, product_id: str, quantity: int, price: Dong, now: datetime, full: Exception
) -> Cart:
    """Add units of a product. Raises ``full`` beyond MAX_LINES lines or MAX_QUANTITY of one, or for an expired cart.

    The line remembers which addition was its last: one whose answer was lost is made again, and counts once."""
    addition = secrets.token_hex(8)
    try:
        return from_row(_add(table, cart_id, addition, product_id, quantity, price, now))
    except _NotAdded:
        row = table.get(cart_key(cart_id))
        if row is None or row.get(_names(product_id)["a"]) != addition:
            raise full from None
        return from_row(row)


def _add(table: Table, cart_id: str, addition: str, product_id: str, quantity: int, price: Dong, now: datetime) -> Row:
    return table.change_one(
        cart_key(cart_id),
        "SET #p = :price, #a = :addition, #o = if_not_exists(#o, :moment), expires_at_epoch = :expires "
        "ADD #q :quantity, product_ids :ids, version :one",
        when=(
            "(attribute_not_exists(#a) OR #a <> :addition) AND (attribute_not_exists(#q) OR #q <= :room) AND "
            "(attribute_not_exists(expires_at_epoch) OR expires_at_epoch > :now) AND "
            "(attribute_not_exists(product_ids) OR contains(product_ids, :id) OR size(product_ids) < :most)"
        ),
        otherwise=_NotAdded(),
        names=_names(product_id),
        addition=addition,
        price=int(price),
        quantity=quantity,
        moment=int(now.timestamp() * 1000),
        expires=_expiry(now),
        ids=frozenset({product_id}),
        id=product_id,
        room=MAX_QUANTITY - quantity,
        now=int(now.timestamp()),
        most=MAX_LINES,
        one=1,
    )


def set_quantity(
    table: Table, cart_id: str, *, product_id: str, quantity: int, now: datetime, absent: Exception
) -> Cart:
    """Set a line's quantity; zero takes the line away. Raises ``absent`` if the cart has no such line."""
    line, renewal = _names(product_id), {"expires": _expiry(now), "one": 1, "now": int(now.timestamp())}
    there = "attribute_exists(#q) AND expires_at_epoch > :now"
    if quantity == 0:
        row = table.change_one(
            cart_key(cart_id),
            "REMOVE #q, #p, #o, #a SET expires_at_epoch = :expires ADD version :one DELETE product_ids :ids",
            when=there,
            otherwise=absent,
            names=line,
            ids=frozenset({product_id}),
            **renewal,
        )
    else:
        row = table.change_one(
            cart_key(cart_id),
            "SET #q = :quantity, expires_at_epoch = :expires ADD version :one",
            when=there,
            otherwise=absent,
            names={"q": line["q"]},
            quantity=quantity,
            **renewal,
        )
    return from_row(row)


def consume(table: Table, cart: Cart, *, changed: Exception) -> Write:
    """The cart became an order; refused if it was changed since it was read."""
    return table.delete(cart_key(cart.id), when="version = :version", otherwise=changed, version=cart.version)


def read(row: Row | None, now: datetime) -> Cart | None:
    """The cart of a row; None for none, and for one past its lifetime that the store has not removed yet."""
    if row is None or row["expires_at_epoch"] <= now.timestamp():
        return None
    return from_row(row)


def get(table: Table, cart_id: str, now: datetime) -> Cart | None:
    return read(table.get(cart_key(cart_id)), now)


def from_row(row: Row) -> Cart:
    found = [
        (row[f"o#{id}"], CartLine(product_id=id, quantity=row[f"q#{id}"], seen_price=Dong(row[f"p#{id}"])))
        for id in sorted(row.get("product_ids", frozenset()))
    ]
    lines = tuple(line for _, line in sorted(found, key=lambda pair: pair[0]))
    return Cart(id=row["pk"].removeprefix("CART#"), lines=lines, version=row["version"])


def _names(product_id: str) -> dict[str, str]:
    return {name: f"{name}#{product_id}" for name in ("q", "p", "o", "a")}


def _expiry(now: datetime) -> int:
    return int((now + LIFETIME).timestamp())
