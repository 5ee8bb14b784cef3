"""Everything that can be checked from outside, as plain values, without a name, a phone or an address.

The invariants of the fault model (money M, stock S, flow X) are checked on what is stored, not on what we believe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from market.ledger import Entry, balances
from market.wire import from_json

from chalicelib.store import dead_letters, orders, statements
from chalicelib.store.orders import OrderFile
from chalicelib.store.rows import Row
from chalicelib.store.table import Table
from chalicelib.usecases.audit_erased import broken_erasures, erased_in
from chalicelib.usecases.audit_flow import broken_histories, broken_shares
from chalicelib.usecases.audit_held import broken_held, totals_in
from chalicelib.usecases.audit_payouts import broken_payouts, dues_in, payouts_in
from chalicelib.usecases.audit_refunds import broken_refunds, refunds_in
from chalicelib.usecases.audit_vouchers import broken_vouchers, redemptions_in, vouchers_in
from chalicelib.usecases.parked import parked_in

Plain = dict[str, Any]


def audit(table: Table) -> Plain:
    """Orders, parcels, ledger, stock, reservations, inbox, outbox and parked items, as stored now."""
    rows = list(table.everything())
    files = _files(rows)
    return {
        "orders": [_order(file) for file in files],
        "parcels": [parcel for file in files for parcel in _parcels(file)],
        "ledger": _ledger(rows),
        "stock": [_stock(row) for row in _of(rows, "STOCK")],
        "adjustments": [_adjustment(row) for row in _of(rows, "ADJUSTMENT")],
        "reservations": [
            {"order": row["pk"].removeprefix("ORDER#"), "expires_at": row["due_at"]} for row in _of(rows, "RESERVATION")
        ],
        "payments": [_payment(row) for row in _of(rows, "PAYMENT")],
        "refunds": refunds_in(files),
        "payouts": payouts_in(rows),
        "dues": dues_in(rows),
        "erased": erased_in(rows),
        "vouchers": vouchers_in(rows),
        "redemptions": redemptions_in(rows),
        "inbox": [_inbox(row) for row in _of(rows, "INBOX")],
        "outbox": [
            {"id": row["pk"].removeprefix("OUTBOX#"), "queue": row["queue"], "since": row["due_at"]}
            for row in _of(rows, "OUTBOX")
        ],
        "parked": parked_in(rows, files),
        "statements": [_statement_line(row) for row in _of(rows, "LINE")],
        "statement_totals": totals_in(rows),
        "dead_letters": [_dead_letter(row) for row in _of(rows, "DEAD")],
        "idempotency_keys": [{"order": row["order_code"]} for row in _of(rows, "IDEMPOTENCY")],
    }


def _of(rows: Iterable[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["sk"].partition("#")[0] == kind]


def _files(rows: list[Row]) -> list[OrderFile]:
    by_order: dict[str, list[Row]] = {}
    for row in rows:
        if row["pk"].startswith("ORDER#"):
            by_order.setdefault(row["pk"], []).append(row)
    files = (orders.file_of(sorted(of, key=lambda row: str(row["sk"]))) for of in by_order.values())
    return sorted((file for file in files if file), key=lambda file: file.stored.order.placed_at)


def _order(file: OrderFile) -> Plain:
    order = file.stored.order
    return {
        "code": order.code,
        "state": file.stored.state.value,
        "payment": order.payment,
        "placed_at": order.placed_at.isoformat(),
        "goods": int(order.goods),
        "shipping": int(order.shipping),
        "discount": int(order.discount),
        "total": int(order.total),
        "captured": int(file.stored.captured),
        "refunded": int(file.stored.refunded),
        "quantities": order.quantities(),
        "history": [happened.name for happened in file.history],
    }


def _parcels(file: OrderFile) -> list[Plain]:
    return [
        {
            "id": parcel.id,
            "order": file.stored.order.code,
            "shop": parcel.shop.id,
            "carrier": parcel.shop.carrier.value,
            "state": file.parcels[parcel.id].state.value,
            "settled": ended.value if (ended := file.parcels[parcel.id].settled) else None,
            "waybill": file.parcels[parcel.id].waybill,
            "has_label": bool(file.parcels[parcel.id].label_key),
            "attempts": file.parcels[parcel.id].attempts,
            "parked": file.parcels[parcel.id].parked,
            "units": parcel.units(),
            "goods": int(parcel.goods),
            "fee": int(parcel.fee),
            "discount": int(parcel.discount),
            "notices": [
                {
                    "code": said.code,
                    "state": said.state.value if said.state else None,
                    "at": said.occurred_at.isoformat(),
                }
                for said in file.notices.get(parcel.id, ())
            ],
        }
        for parcel in file.stored.order.parcels
    ]


def _ledger(rows: list[Row]) -> Plain:
    entries = [from_json(Entry, row["json"]) for row in _of(rows, "LEDGER")]
    held = balances(entries)
    return {
        "entries": [
            {
                "id": entry.id,
                "at": entry.occurred_at.isoformat(),
                "legs": [{"account": leg.account, "amount": int(leg.amount)} for leg in entry.legs],
                "rules": list(entry.rules),
            }
            for entry in sorted(entries, key=lambda entry: (entry.occurred_at, entry.id))
        ],
        "balances": {account: int(amount) for account, amount in sorted(held.items())},
        "sum": sum(int(amount) for amount in held.values()),
    }


def _stock(row: Row) -> Plain:
    fields = ("available", "reserved", "sold", "on_sale", "revision")
    return {"product": row["pk"].removeprefix("STOCK#"), **{name: row[name] for name in fields}}


def _adjustment(row: Row) -> Plain:
    return {"product": row["pk"].removeprefix("STOCK#"), "change": row["change"], "reason": row["reason"]}


def _payment(row: Row) -> Plain:
    _, provider, payment_id = row["pk"].split("#", 2)
    return {
        "provider": provider,
        "payment_id": payment_id,
        "order": row["order_code"],
        "amount": row["amount"],
    }


def _dead_letter(row: Row) -> Plain:
    letter = dead_letters.from_row(row)
    return {"id": letter.id, "queue": letter.queue, "reason": letter.reason, "since": letter.first_seen.isoformat()}


def _statement_line(row: Row) -> Plain:
    stored = statements.from_row(row)
    return {
        "statement": row["pk"].removeprefix("STATEMENT#"),
        "parcel": stored.parcel_id,
        "collected": int(stored.line.collected),
        "fee": int(stored.line.fee),
        "outcome": stored.outcome,
        "reason": stored.reason,
    }


def _inbox(row: Row) -> Plain:
    _, source, event_id = row["pk"].split("#", 2)
    return {"source": source, "event_id": event_id, "state": row["state"], "received_at": row["received_at"]}


def broken_invariants(found: Plain) -> list[str]:
    """What an audit shows to be wrong, a sentence each; nothing is the right answer."""
    money = [*_broken_money(found), *broken_refunds(found), *_broken_cash(found), *broken_vouchers(found)]
    return [
        *money,
        *broken_shares(found),
        *broken_payouts(found),
        *broken_held(found),
        *_broken_stock(found),
        *_broken_flow(found),
        *broken_histories(found),
        *broken_erasures(found),
    ]


def _broken_money(found: Plain) -> list[str]:
    wrong = [
        f"M1: ledger entry {entry['id']} sums to {total}"
        for entry in found["ledger"]["entries"]
        if (total := sum(leg["amount"] for leg in entry["legs"]))
    ]
    paid = Counter[str]()
    for payment in found["payments"]:
        paid[payment["order"]] += payment["amount"]
    for order in found["orders"]:
        parcels = [parcel for parcel in found["parcels"] if parcel["order"] == order["code"]]
        if order["total"] != sum(parcel["goods"] + parcel["fee"] - parcel["discount"] for parcel in parcels):
            wrong.append(f"M3: the total of {order['code']} is not the sum of its parcels")
        if order["captured"] != paid[order["code"]]:
            wrong.append(
                f"M4: {order['code']} has {order['captured']} captured, its payments are {paid[order['code']]}"
            )
    return wrong


def _broken_cash(found: Plain) -> list[str]:
    """What a carrier collected for a delivered parcel and what it paid out are the same, or the difference is shown."""
    in_transit, remitted = Counter[str](), set()
    for entry in found["ledger"]["entries"]:
        parcel = entry["id"].partition("/")[0]
        in_transit[parcel] += sum(leg["amount"] for leg in entry["legs"] if leg["account"].startswith("cod:"))
        remitted |= {parcel} if entry["id"].endswith("/remittance") else set()
    shown = {line["parcel"] for line in found["statements"] if line["reason"]}
    return [
        f"M8: the cash of {parcel['id']} is off by {in_transit[parcel['id']]} after its statement"
        for parcel in found["parcels"]
        if parcel["settled"] == "delivered" and parcel["id"] in remitted - shown and in_transit[parcel["id"]]
    ]


def _broken_stock(found: Plain) -> list[str]:
    entered, reserved, sold = Counter[str](), Counter[str](), Counter[str]()
    for adjustment in found["adjustments"]:
        entered[adjustment["product"]] += adjustment["change"]
    held = {reservation["order"] for reservation in found["reservations"]}
    states = {order["code"]: order["state"] for order in found["orders"]}
    for order in found["orders"]:
        reserved.update(order["quantities"] if order["code"] in held else {})
    for parcel in found["parcels"]:
        # What no carrier ever collected was put back.
        is_sold = states[parcel["order"]] in ("confirmed", "completed") and parcel["state"] != "cancelled"
        sold.update(parcel["units"] if is_sold else {})
    wrong = []
    for row in found["stock"]:
        id, counts = row["product"], (row["available"], row["reserved"], row["sold"])
        if min(counts) < 0:
            wrong.append(f"S1: {id} has a count below zero: {counts}")
        if sum(counts) != entered[id]:
            wrong.append(f"S2: {id} adds up to {sum(counts)}, {entered[id]} were put in")
        if row["reserved"] != reserved[id]:
            wrong.append(f"S3: {id} has {row['reserved']} reserved, open reservations are {reserved[id]}")
        if row["sold"] != sold[id]:
            wrong.append(f"S5: {id} has {row['sold']} sold, confirmed orders are {sold[id]}")
    return wrong


def _broken_flow(found: Plain) -> list[str]:
    wrong = []
    for order in found["orders"]:
        has_hold = any(reservation["order"] == order["code"] for reservation in found["reservations"])
        if has_hold != (order["state"] == "awaiting_payment"):
            wrong.append(f"S3: the reservation of {order['code']} does not fit its state {order['state']}")
    confirmed = {order["code"] for order in found["orders"] if order["state"] in ("confirmed", "completed")}
    for parcel in found["parcels"]:
        is_under_way = parcel["waybill"] and parcel["state"] != "cancelled"
        if is_under_way and parcel["order"] not in confirmed:
            wrong.append(f"X2: {parcel['id']} was shipped, its order is neither paid nor confirmed")
    waybills = Counter(parcel["waybill"] for parcel in found["parcels"] if parcel["waybill"])
    wrong += [f"X3: waybill {number} is on {times} parcels" for number, times in waybills.items() if times > 1]
    orders_of_keys = Counter(key["order"] for key in found["idempotency_keys"])
    wrong += [f"X4: {code} has {times} idempotency keys" for code, times in orders_of_keys.items() if times > 1]
    wrong += [
        f"X5: {order['code']} was confirmed {order['history'].count('order.confirmed')} times"
        for order in found["orders"]
        if order["history"].count("order.confirmed") > 1 + order["history"].count("order.expired")
    ]
    wrong += [
        f"X5: {order['code']} was cancelled and is {order['state']}"
        for order in found["orders"]
        if ("order.cancelled" in order["history"]) != (order["state"] == "cancelled")
    ]
    return wrong
