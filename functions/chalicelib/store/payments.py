"""Every payment that really happened, once, under its provider's own name for it, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from market.ledger import Entry
from market.wire import to_json

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

CAME = "PAYMENT"
# The owner of money that matches no order: it is held in suspense.
NOBODY = ""
# Owners that are no orders: two operators decided to send it back, it was sent back, or it is a carrier's payout.
RETURNING, RETURNED, PAYOUT = "returning", "returned", "payout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """``order_code`` is whose it is: an order, or one of the owners above. ``attempt`` is the provider's name for the
    attempt that was paid, where a refund has to name it. ``occurred_at`` is when it was paid, as the provider says (ISO
    8601; empty for one from before that was kept). ``proven``: the provider, when asked, said the same."""

    order_code: str
    amount: int
    attempt: str = ""
    occurred_at: str = ""
    proven: bool = False


def get(table: Table, provider: str, payment_id: str) -> Payment | None:
    row = table.get(keys.payment(provider, payment_id))
    return _payment(row) if row else None


def create(table: Table, provider: str, payment_id: str, paid: Payment, *, now: datetime, known: Exception) -> Write:
    """The payment is told of for the first time; raises ``known`` for one that has a place already."""
    row = {
        "order_code": paid.order_code,
        "amount": paid.amount,
        "attempt": paid.attempt,
        "occurred_at": paid.occurred_at,
        # In the index by when it came, for comparing with what its provider says of the same days.
        "due_kind": CAME,
        "due_at": f"{now.isoformat()}#{provider}#{payment_id}",
    }
    return table.create(keys.payment(provider, payment_id), row, otherwise=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A payment, and when we were told of it."""

    provider: str
    payment_id: str
    payment: Payment
    at: datetime


def came_since(table: Table, since: datetime, *, page: int = 100) -> Iterator[Came]:
    """Every payment that we were told of since then, oldest first, whichever day its order was placed. From an index
    that may lag a moment, judged by the rows."""
    last = since.isoformat()
    while found := table.due_after(CAME, last, page):
        rows = table.get_many([key for key, _ in found])
        for key, place in found:
            if row := rows.get(key):
                _, provider, payment_id = key[0].split("#", 2)
                at = datetime.fromisoformat(place.partition("#")[0])
                yield Came(provider=provider, payment_id=payment_id, payment=_payment(row), at=at)
        last = found[-1][1]


def prove(table: Table, provider: str, payment_id: str) -> None:
    """The provider, when asked, said the same of the payment."""
    table.change_one(keys.payment(provider, payment_id), "SET proven = :yes", yes=True)


def claim(table: Table, provider: str, payment_id: str, order_code: str, *, known: Exception) -> Write:
    """Money held in suspense turns out to be for an order; raises ``known`` if it has been claimed before."""
    return pass_on(table, provider, payment_id, owner=NOBODY, to=order_code, otherwise=known)


def pass_on(table: Table, provider: str, payment_id: str, *, owner: str, to: str, otherwise: Exception) -> Write:
    """From one owner to the next; raises ``otherwise`` if it is not the first one's any more."""
    return table.update(
        keys.payment(provider, payment_id),
        "SET order_code = :to",
        when="order_code = :owner",
        otherwise=otherwise,
        to=to,
        owner=owner,
    )


def _payment(row: Row) -> Payment:
    return Payment(
        order_code=row["order_code"],
        amount=row["amount"],
        attempt=row.get("attempt", ""),
        occurred_at=row.get("occurred_at", ""),
        proven=row.get("proven", False),
    )


def add_entry(table: Table, provider: str, payment_id: str, entry: Entry) -> Write:
    """A ledger row of money that belongs to no order, beside the payment itself."""
    key = keys.payment(provider, payment_id)[0], f"LEDGER#{entry.id}"
    return table.create(key, {"json": to_json(entry)})
