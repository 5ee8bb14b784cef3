"""Every payment that really happened, once, under its provider's own name for it, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from market.ledger import Entry
from market.wire import to_json

from chalicelib.store import keys
from chalicelib.store.table import Table, Write

# The owner of money that matches no order: it is held in suspense.
NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    order_code: str
    amount: int


def get(table: Table, provider: str, payment_id: str) -> Payment | None:
    row = table.get(keys.payment(provider, payment_id))
    return Payment(order_code=row["order_code"], amount=row["amount"]) if row else None


def create(table: Table, provider: str, payment_id: str, order_code: str, amount: int, *, known: Exception) -> Write:
    """The payment is told of for the first time; raises ``known`` for one that has a place already."""
    row = {"order_code": order_code, "amount": amount}
    return table.create(keys.payment(provider, payment_id), row, otherwise=known)


def claim(table: Table, provider: str, payment_id: str, order_code: str, *, known: Exception) -> Write:
    """Money held in suspense turns out to be for an order; raises ``known`` if it has been claimed before."""
    return table.update(
        keys.payment(provider, payment_id),
        "SET order_code = :order_code",
        when="order_code = :nobody",
        otherwise=known,
        order_code=order_code,
        nobody=NOBODY,
    )


def add_entry(table: Table, provider: str, payment_id: str, entry: Entry) -> Write:
    """A ledger row of money that belongs to no order, beside the payment itself."""
    key = keys.payment(provider, payment_id)[0], f"LEDGER#{entry.id}"
    return table.create(key, {"json": to_json(entry)})
