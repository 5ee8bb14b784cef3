"""The audit's part about vouchers: what is counted, and the orders that it is counted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from chalicelib.store.rows import Row

Plain = dict[str, Any]
# An order in one of these holds its use of a voucher; one that expired has given it back.
_HOLDING = ("awaiting_payment", "confirmed", "completed")


def vouchers_in(rows: Iterable[Row]) -> list[Plain]:
    """Every voucher with its counters; the numbers of those who used it are hashes, and only how often is told."""
    counted: dict[str, Plain] = {}
    for row in rows:
        kind, _, code = row["pk"].partition("#")
        if kind == "VOUCHER":
            voucher = counted.setdefault(code, {"code": code, "limit": 0, "used": 0, "rule": "", "used_by_phones": []})
            if row["sk"] == "VOUCHER":
                voucher |= {name: row[name] for name in ("limit", "used", "rule")}
                counted[code] = voucher
            else:
                voucher["used_by_phones"].append(row["used"])
    return [counted[code] for code in sorted(counted)]


def redemptions_in(rows: Iterable[Row]) -> list[Plain]:
    return [
        {"order": row["pk"].removeprefix("ORDER#"), "voucher": row["voucher"], "is_held": row["is_held"]}
        for row in rows
        if row["sk"] == "REDEMPTION"
    ]


def broken_vouchers(found: Plain) -> list[str]:
    """C9: a voucher counts one use for each order that holds one, by all and by phone, and no other."""
    held = Counter(use["voucher"] for use in found["redemptions"] if use["is_held"])
    holds = {use["order"]: use["is_held"] for use in found["redemptions"]}
    wrong = [
        f"C9: the voucher {voucher['code']} counts {uses} uses, {held[voucher['code']]} orders hold one"
        for voucher in found["vouchers"]
        for uses in (voucher["used"], sum(voucher["used_by_phones"]))
        if uses != held[voucher["code"]]
    ]
    for order in found["orders"]:
        code, state = order["code"], order["state"]
        if bool(order["discount"]) != (code in holds):
            wrong.append(f"C9: {code} has {order['discount']} off, and its use of a voucher does not fit that")
        elif state != "cancelled" and holds.get(code, False) != (state in _HOLDING and code in holds):
            wrong.append(f"C9: {code} is {state}, and its use of a voucher does not fit that")
    return wrong
