"""An order that nobody pays is given up, and what it held is on sale again."""

from __future__ import annotations

from datetime import datetime

from market.events import OrderExpired
from market.ledger import reversal, sale
from market.orders import OrderState, after

from chalicelib.store import catalogue, orders, parcels
from chalicelib.store.orders import RESERVATIONS_DUE
from chalicelib.store.table import Table
from chalicelib.usecases.redeeming import giving_back

# One run of the clock; what is left over waits a minute.
BATCH = 100


class _NotWaiting(Exception):
    """It was paid, or expired by another run, at the same moment."""


def expire_unpaid(table: Table, *, now: datetime) -> int:
    """Give up every order whose time to pay is over; answers how many. Safe to run twice, at once, or killed."""
    due = table.due(RESERVATIONS_DUE, now.isoformat(), BATCH)
    return sum(expire_order(table, code=pk.removeprefix("ORDER#"), now=now) for pk, _ in due)


def expire_order(table: Table, *, code: str, now: datetime) -> bool:
    """Release the reservation exactly once, or leave an order alone that was paid or still has time."""
    stored = orders.get(table, code)
    if stored is None or stored.state is not OrderState.AWAITING_PAYMENT:
        return False
    order = stored.order
    if order.pay_before is None or order.pay_before > now:
        return False
    lost = _NotWaiting()
    try:
        table.commit(
            orders.move(table, code, from_state=stored.state, to=after(stored.state, OrderExpired), otherwise=lost),
            orders.close_reservation(table, code, otherwise=lost),
            *[catalogue.release(table, id, units) for id, units in order.quantities().items()],
            *[parcels.cancel(table, parcel.id) for parcel in order.parcels],
            *giving_back(table, order, otherwise=lost),
            orders.add_entry(table, code, reversal(sale(order), now=now)),
            orders.add_event(table, OrderExpired(order_code=code), now),
        )
    except _NotWaiting:
        return False
    return True
