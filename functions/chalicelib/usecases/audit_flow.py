"""Of an audit: histories that lead where the state says, shops that are owed what was sold, nothing left waiting."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from market.orders import TRANSITIONS, OrderState

Plain = dict[str, Any]

# The clock runs each minute; a run that fails is followed by another, and five in a row are no accident.
SWEPT_WITHIN = timedelta(minutes=5)
# The stream sends within moments, the clock what it missed within a minute; a queue that is down needs a person.
SENT_WITHIN = timedelta(minutes=10)

_MOVES = {f"order.{kind.__name__.removeprefix('Order').lower()}": kind for _, kind in TRANSITIONS}
# Where a parcel is before any carrier spoke of it, and where we ourselves put it.
_OUR_STATES = {"waiting_for_payment", "ready", "submitted", "cancelled"}


def broken_histories(found: Plain) -> list[str]:
    """X5 and X6: only permitted moves, and the state is the one that they lead to; of a parcel, one that was told."""
    wrong = [
        f"X6: the history of {order['code']} does not lead to its state {order['state']}"
        for order in found["orders"]
        if OrderState(order["state"]) not in _reached(order["history"])
    ]
    for parcel in found["parcels"]:
        told = {notice["state"] for notice in parcel["notices"]} | _OUR_STATES
        for name in ("state", "settled"):
            if parcel[name] and parcel[name] not in told:
                wrong.append(f"X6: {parcel['id']} is {parcel[name]}, and nobody said so")
    return wrong


def _reached(history: list[str]) -> set[OrderState]:
    """Every state that the moves lead to, each made once; moves of the same moment may have been in either order."""
    moves = Counter(name for name in history if name in _MOVES)
    ends: set[OrderState] = set()
    paths: list[tuple[OrderState | None, Counter[str]]] = [(None, moves)]
    while paths:
        state, left = paths.pop()
        if not left and state:
            ends.add(state)
        for name in left:
            if to := TRANSITIONS.get((state, _MOVES[name])):
                paths.append((to, left - Counter([name])))
    return ends


def broken_shares(found: Plain) -> list[str]:
    """M6: what a shop has coming for parcels under way is what those parcels sold, to the đồng."""
    coming = Counter[str]()
    alive = {order["code"] for order in found["orders"] if order["state"] in ("awaiting_payment", "confirmed")}
    for parcel in found["parcels"]:
        if parcel["order"] in alive and not parcel["settled"] and parcel["state"] != "cancelled":
            coming[parcel["shop"]] += parcel["goods"]
    balances = {
        account.split(":")[1]: -amount
        for account, amount in found["ledger"]["balances"].items()
        if account.startswith("shop:") and account.endswith(":pending")
    }
    return [
        f"M6: {shop} has {balances.get(shop, 0)} coming, its parcels under way sold {coming[shop]}"
        for shop in sorted(balances.keys() | coming.keys())
        if balances.get(shop, 0) != coming[shop]
    ]


def overdue(found: Plain, now: datetime) -> list[str]:
    """S4 and X8: what waits longer at ``now`` than anything may wait by itself."""
    wrong = [
        f"S4: the reservation of {held['order']} ended at {held['expires_at']} and is still held"
        for held in found["reservations"]
        if _is_over(held["expires_at"], SWEPT_WITHIN, now)
    ]
    wrong += [
        f"X8: the message {message['id']} waits since {message['since']}"
        for message in found["outbox"]
        if _is_over(message["since"], SENT_WITHIN, now)
    ]
    wrong += [
        f"X8: the callback {kept['source']}#{kept['event_id']} is pending since {kept['received_at']}"
        for kept in found["inbox"]
        if kept["state"] == "pending" and _is_over(kept["received_at"], SENT_WITHIN, now)
    ]
    return wrong


def _is_over(since: str, limit: timedelta, now: datetime) -> bool:
    return datetime.fromisoformat(since) + limit < now
