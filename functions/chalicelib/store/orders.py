"""Orders: the frozen facts as one JSON text, beside the few attributes that change or that conditions look at.

Everything of one order is in one partition: facts, parcels, reservation, events, carrier notices, ledger entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.events import Event
from market.ledger import Entry
from market.money import Dong
from market.orders import Order, OrderState, ParcelProgress, order_code_of
from market.parcels import StatusNotice
from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store import parcels as parcels_store
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

RESERVATIONS_DUE = "RESERVATION"
# In these states nothing is delivered for the money.
RELEASED = (OrderState.EXPIRED,)


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

    @property
    def owed(self) -> Dong:
        """What we hold of the buyer's and have no right to: too much, too late, or paid twice."""
        due = Dong(0) if self.state in RELEASED else self.order.total
        if self.state is OrderState.COMPLETED and self.order.pay_before is None:
            # The door has collected the rest by then, whatever came by transfer after the parcels had left.
            due = self.covered
        return max(self.captured - self.refunded - due, Dong(0))


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


def create(table: Table, order: Order, state: OrderState, *, taken: Exception) -> Write:
    """The order itself; raises ``taken`` if its code names another one."""
    row = {"state": state.value, "captured": 0, "provider_reference": "", "json": to_json(order)}
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
        when="#state = :from_state AND captured = :known",
        otherwise=otherwise,
        to=to.value,
        from_state=stored.state.value,
        amount=int(amount),
        known=int(stored.captured),
    )


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
    return table.create(keys.entry(code, entry.id), {"json": to_json(entry)}, otherwise=repeated)


def get(table: Table, code: str) -> StoredOrder | None:
    row = table.get(keys.order(code))
    return stored_order(row) if row else None


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
    if stored is None:
        return None
    heard = {id: tuple(sorted(said, key=_by_time)) for id, said in notices.items()}
    return OrderFile(stored=stored, parcels=parcels, history=tuple(history), notices=heard)


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
