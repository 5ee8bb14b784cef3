"""Orders: the frozen facts as one JSON text, beside the few attributes that change or that conditions look at.

Everything of one order is in one partition: facts, parcels, reservation, events, carrier notices, ledger entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.events import Event
from market.ledger import Entry
from market.money import Dong
from market.orders import Order, OrderState, ParcelProgress, order_code_of
from market.parcels import StatusNotice
from market.refunds import RefundProgress
from market.wire import from_json, to_json

from chalicelib.store import dues, keys
from chalicelib.store import parcels as parcels_store
from chalicelib.store import refunds as refunds_store
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

RESERVATIONS_DUE = "RESERVATION"
PLACED = "ORDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOrder:
    """``captured`` is what was ever paid, ``refunded`` what was given back or is on its way back, ``covered`` what of a
    cash order's early money was taken off the cash of its parcels."""

    order: Order
    state: OrderState
    captured: Dong
    refunded: Dong
    covered: Dong
    provider_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A line of an order's history."""

    at: datetime
    name: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """All that is known of one order."""

    stored: StoredOrder
    parcels: dict[str, ParcelProgress]
    history: tuple[Happened, ...]
    notices: dict[str, tuple[StatusNotice, ...]]
    entries: tuple[Entry, ...]
    refunds: dict[str, RefundProgress]


def create(table: Table, order: Order, state: OrderState, *, taken: Exception) -> Write:
    """The order itself; raises ``taken`` if its code names another one."""
    row = {
        "state": state.value,
        "captured": 0,
        "provider_reference": "",
        "json": to_json(order),
        # In the index by when it was placed, for comparing with what others say of the same days.
        "due_kind": PLACED,
        "due_at": f"{order.placed_at.isoformat()}#{order.code}",
    }
    return table.create(keys.order(order.code), row, otherwise=taken)


def move(table: Table, code: str, *, from_state: OrderState, to: OrderState, otherwise: Exception) -> Write:
    return table.update(
        keys.order(code),
        "SET #state = :to",
        when="#state = :from_state",
        otherwise=otherwise,
        to=to.value,
        from_state=from_state.value,
    )


def forget_reference(table: Table, code: str, reference: str, *, otherwise: Exception) -> Write:
    """The payment attempt is over; raises ``otherwise`` if the order has another by now."""
    return table.update(
        keys.order(code),
        "SET provider_reference = :nothing",
        when="provider_reference = :known",
        otherwise=otherwise,
        known=reference,
        nothing="",
    )


def add_captured(table: Table, stored: StoredOrder, *, amount: Dong, to: OrderState, otherwise: Exception) -> Write:
    """Money came for the order as it was read, and may take it to another state."""
    return table.update(
        keys.order(stored.order.code),
        "SET #state = :to, captured = captured + :amount",
        when=f"#state = :from_state AND {_SAME_MONEY}",
        otherwise=otherwise,
        to=to.value,
        from_state=stored.state.value,
        amount=int(amount),
        **_money(stored),
    )


def promise_back(table: Table, stored: StoredOrder, amount: Dong, *, at_doors: Dong, otherwise: Exception) -> Write:
    """Promise money back. The sum never exceeds what came (``at_doors``: with it, the cash that carriers collected);
    raises ``otherwise`` if the order or its money is not as it was read, so that of two at once the second looks
    again."""
    after = stored.refunded + amount
    return table.update(
        keys.order(stored.order.code),
        "SET refunded = :after",
        when=f"#state = :from_state AND {_SAME_MONEY} AND captured >= :needed",
        otherwise=otherwise,
        after=int(after),
        needed=int(after - at_doors),
        from_state=stored.state.value,
        **_money(stored),
    )


def take_promise_back(table: Table, code: str, amount: Dong) -> Write:
    """A payout failed: the money is still here, and may be promised again."""
    return table.update(
        keys.order(code),
        "ADD refunded :less",
        when="refunded >= :amount",
        less=-int(amount),
        amount=int(amount),
    )


def cancel(table: Table, stored: StoredOrder, *, to: OrderState, otherwise: Exception) -> Write:
    """End the order as it was read; raises ``otherwise`` if money came, or it moved, meanwhile."""
    return table.update(
        keys.order(stored.order.code),
        "SET #state = :to",
        when=f"#state = :from_state AND {_SAME_MONEY}",
        otherwise=otherwise,
        to=to.value,
        from_state=stored.state.value,
        **_money(stored),
    )


# A row from before the first refund has no `refunded`.
_SAME_MONEY = "captured = :captured AND (attribute_not_exists(refunded) OR refunded = :refunded)"


def _money(stored: StoredOrder) -> dict[str, int]:
    return {"captured": int(stored.captured), "refunded": int(stored.refunded)}


def cover(table: Table, stored: StoredOrder, amount: Dong, *, otherwise: Exception) -> Write:
    """Take early money off a parcel's cash; raises ``otherwise`` if more came, or another parcel took it, meanwhile."""
    return table.update(
        keys.order(stored.order.code),
        "SET covered = :sum",
        when="captured = :captured AND (attribute_not_exists(covered) OR covered = :covered)",
        otherwise=otherwise,
        sum=int(stored.covered + amount),
        captured=int(stored.captured),
        covered=int(stored.covered),
    )


def remember_reference(table: Table, code: str, reference: str, *, instead_of: str, otherwise: Exception) -> None:
    """Keep the provider's name for the one payment attempt, in place of the one that was known (empty for none); raises
    ``otherwise`` if another has been kept meanwhile."""
    table.change_one(
        keys.order(code),
        "SET provider_reference = :reference",
        when="provider_reference = :known",
        otherwise=otherwise,
        reference=reference,
        known=instead_of,
    )


def create_reservation(table: Table, order: Order, expires_at: datetime) -> Write:
    row = {"due_kind": RESERVATIONS_DUE, "due_at": expires_at.isoformat()}
    return table.create(keys.reservation(order.code), row)


def close_reservation(table: Table, code: str, *, otherwise: Exception) -> Write:
    """Whoever deletes the row may move its stock, and nobody else: released or sold exactly once."""
    return table.delete(keys.reservation(code), when="attribute_exists(pk)", otherwise=otherwise)


def add_event(table: Table, event: Event, at: datetime) -> Write:
    row = {"json": json.dumps(event.details(), ensure_ascii=False)}
    suffix = event.details().get("parcel_id", "")
    return table.put(keys.event(event.order_code, at.isoformat(), f"{event.name}#{suffix}"), row)


def add_entry(table: Table, code: str, entry: Entry, *, repeated: Exception | None = None) -> Write:
    """A ledger row, never written twice and never over another."""
    return table.create(keys.entry(code, entry.id), {"json": to_json(entry), **dues.place(entry)}, otherwise=repeated)


def get(table: Table, code: str) -> StoredOrder | None:
    row = table.get(keys.order(code))
    return stored_order(row) if row else None


def placed_since(table: Table, since: datetime, *, page: int = 200) -> Iterator[str]:
    """Codes of the orders that were placed since then, oldest first. From an index that may lag a moment."""
    last = since.isoformat()
    while found := table.due_after(PLACED, last, page):
        yield from (pk.removeprefix("ORDER#") for (pk, _), _ in found)
        last = found[-1][1]


def get_with_parcel(table: Table, parcel_id: str) -> tuple[StoredOrder, ParcelProgress] | None:
    code = order_code_of(parcel_id)
    order_key, parcel_key = keys.order(code), keys.parcel(code, parcel_id)
    rows = table.get_many([order_key, parcel_key])
    if len(rows) < 2:
        return None
    return stored_order(rows[order_key]), parcels_store.progress_of(rows[parcel_key])


def read_file(table: Table, code: str) -> OrderFile | None:
    """The whole file of an order in one query, None if there is no such order."""
    return file_of(table.partition(keys.order(code)[0]))


def file_of(rows: Iterable[Row]) -> OrderFile | None:
    stored: StoredOrder | None = None
    parcels: dict[str, ParcelProgress] = {}
    history: list[Happened] = []
    notices: dict[str, list[StatusNotice]] = {}
    entries: list[Entry] = []
    refunds: dict[str, RefundProgress] = {}
    for row in rows:
        kind, _, rest = row["sk"].partition("#")
        if kind == "ORDER":
            stored = stored_order(row)
        elif kind == "PARCEL":
            parcels[rest] = parcels_store.progress_of(row)
        elif kind == "EVENT":
            at, name, _ = rest.split("#", 2)
            history.append(Happened(at=datetime.fromisoformat(at), name=name, details=json.loads(row["json"])))
        elif kind == "STATUS":
            notices.setdefault(rest.split("#", 1)[0], []).append(from_json(StatusNotice, row["json"]))
        elif kind == "LEDGER":
            entries.append(from_json(Entry, row["json"]))
        elif kind == "REFUND":
            refunds[rest] = refunds_store.progress_of(row)
    if stored is None:
        return None
    heard = {id: tuple(sorted(said, key=_by_time)) for id, said in notices.items()}
    return OrderFile(
        stored=stored,
        parcels=parcels,
        history=tuple(history),
        notices=heard,
        entries=tuple(entries),
        refunds=refunds,
    )


def stored_order(row: Row) -> StoredOrder:
    return StoredOrder(
        order=from_json(Order, row["json"]),
        state=OrderState(row["state"]),
        captured=Dong(row["captured"]),
        refunded=Dong(row.get("refunded", 0)),
        covered=Dong(row.get("covered", 0)),
        provider_reference=row["provider_reference"],
    )


def _by_time(notice: StatusNotice) -> tuple[datetime, int]:
    return notice.occurred_at, notice.state.rank if notice.state else 0
