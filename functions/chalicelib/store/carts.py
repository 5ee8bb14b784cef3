"""Carts: one row each, its lines as flat attributes, so that two tabs adding at once both count (one atomic write)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from market.cart import MAX_LINES, MAX_QUANTITY, CartLine
from market.money import Dong

from chalicelib.store.keys import cart as cart_key
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

# A cart survives until the next pay day; every change renews it.
LIFETIME = timedelta(days=30)


# A cart remembers at least so many of its last additions, and at most twice as many.
REMEMBERED = 32


class _NotAdded(Exception):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """``version`` rises with every change: an order is placed of the very version that was seen."""

    id: str
    lines: tuple[CartLine, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Units of a product to put in. ``operation``: whoever asks again under the same name adds nothing more."""

    operation: str
    product_id: str
    quantity: int
    price: Dong


def add(table: Table, cart_id: str, addition: Addition, *, now: datetime, full: Exception) -> Cart:
    """Add units of a product. Raises ``full`` beyond MAX_LINES lines or MAX_QUANTITY of one, or for an expired cart.

    The cart remembers its last additions in two sets: when the younger is full, it takes the older one's place. So one
    atomic write both adds and remembers, and the row does not grow."""
    for is_turning in (False, True):
        try:
            return from_row(_add(table, cart_id, addition, now, is_turning=is_turning))
        except _NotAdded:
            row = table.get(cart_key(cart_id)) or {}
        if addition.operation in row.get("added", frozenset()) | row.get("added_before", frozenset()):
            return from_row(row)
        if len(row.get("added", ())) < REMEMBERED:
            break
    raise full


def _add(table: Table, cart_id: str, of: Addition, now: datetime, *, is_turning: bool) -> Row:
    young = "size(added) >= :remembered" if is_turning else "attribute_not_exists(added) OR size(added) < :remembered"
    turn = ", added_before = added, added = :operations" if is_turning else ""
    return table.change_one(
        cart_key(cart_id),
        f"SET #p = :price, #o = if_not_exists(#o, :moment), expires_at_epoch = :expires{turn} "
        f"ADD #q :quantity, product_ids :ids, version :one{'' if is_turning else ', added :operations'}",
        when=(
            f"({young}) AND (attribute_not_exists(added) OR NOT contains(added, :operation)) AND "
            "(attribute_not_exists(added_before) OR NOT contains(added_before, :operation)) AND "
            "(attribute_not_exists(#q) OR #q <= :room) AND "
            "(attribute_not_exists(expires_at_epoch) OR expires_at_epoch > :now) AND "
            "(attribute_not_exists(product_ids) OR contains(product_ids, :id) OR size(product_ids) < :most)"
        ),
        otherwise=_NotAdded(),
        names=_names(of.product_id),
        operation=of.operation,
        operations=frozenset({of.operation}),
        remembered=REMEMBERED,
        price=int(of.price),
        quantity=of.quantity,
        moment=int(now.timestamp() * 1000),
        expires=_expiry(now),
        ids=frozenset({of.product_id}),
        id=of.product_id,
        room=MAX_QUANTITY - of.quantity,
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
            "REMOVE #q, #p, #o SET expires_at_epoch = :expires ADD version :one DELETE product_ids :ids",
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
    return {name: f"{name}#{product_id}" for name in ("q", "p", "o")}


def _expiry(now: datetime) -> int:
    return int((now + LIFETIME).timestamp())
