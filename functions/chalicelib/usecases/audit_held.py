"""The audit's part about money of no order: every credit in one place, and what carriers promised as the books say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from chalicelib.store import payments, statement_totals
from chalicelib.store.rows import Row

Plain = dict[str, Any]
_HELD = (payments.NOBODY, payments.RETURNING)


def totals_in(rows: Iterable[Row]) -> list[Plain]:
    """What each carrier's statement promised, and what of it came."""
    found = (statement_totals.from_row(row) for row in rows if row["sk"] == "TOTAL")
    return [
        {
            "statement": of.name,
            "carrier": of.carrier.value,
            "lines": of.lines,
            "promised": int(of.promised),
            "received": int(of.received),
            "accepted": int(of.accepted),
        }
        for of in found
    ]


def broken_held(found: Plain) -> list[str]:
    """M7: what is in suspense are the credits that are nobody's. M8: what is promised and has not come is open on a
    statement."""
    held, promised = Counter[str](), Counter[str]()
    for payment in found["payments"]:
        held[f"suspense:{payment['provider']}"] -= payment["amount"] if payment["order"] in _HELD else 0
    for of in found["statement_totals"]:
        promised[f"promised:{of['carrier']}"] += of["promised"] - of["received"] - of["accepted"]
    balances = found["ledger"]["balances"]
    return [
        *_differing("M7", "suspense:", held, balances, "the credits that are nobody's are"),
        *_differing("M8", "promised:", promised, balances, "its statements are open by"),
    ]


def _differing(rule: str, prefix: str, wanted: Counter[str], balances: dict[str, int], words: str) -> list[str]:
    accounts = {account for account in balances if account.startswith(prefix)} | set(wanted)
    return [
        f"{rule}: {account} holds {balances.get(account, 0)}, {words} {wanted[account]}"
        for account in sorted(accounts)
        if balances.get(account, 0) != wanted[account]
    ]
