"""What households are owed, entry by entry, until a payout takes it: a mark on the ledger row, which itself never
changes. The index has what is not taken yet, in the order in which it falls due; the rows say how it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from market.ledger import Entry
from market.money import Dong, total
from market.payouts import due_by
from market.wire import from_json

from chalicelib.store import keys
from chalicelib.store.keys import Key
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

DUE = "PAYABLE"
PAGE = 100
# Everything in a bundle had fallen due when it was made.
_LONG_AGO = "2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Something that a household is owed (or owes, below zero) and that no payout has taken."""

    key: Key
    shop_id: str
    amount: Dong
    count: int = 1


def place(entry: Entry) -> Row:
    """What the entry's row carries besides, so that it is found when it falls due."""
    due = due_by(entry)
    if due is None:
        return {}
    return {"due_kind": DUE, "due_at": f"{due.matures_at.isoformat()}#{entry.id}", "due_rule": due.rule}


def matured(table: Table, before: datetime) -> Iterator[Open]:
    """What fell due before a moment and is not taken, oldest first. Found by the index, judged by the rows."""
    last = ""
    while found := table.due_after(DUE, last, PAGE):
        wanted = [key for key, at in found if at < before.isoformat()]
        yield from as_they_are(table, wanted)
        if len(wanted) < len(found):
            return
        last = found[-1][1]


def as_they_are(table: Table, wanted: Sequence[Key]) -> list[Open]:
    """Those of the rows that are still open, read now."""
    rows = table.get_many(wanted)
    return [_open(rows[key]) for key in wanted if key in rows and "taken_by" not in rows[key]]


def take(table: Table, one: Open, by: str, *, otherwise: Exception) -> Write:
    """Count it in a payout, or a bundle; raises ``otherwise`` if another has it."""
    return table.update(
        one.key,
        "SET taken_by = :by REMOVE due_kind, due_at",
        when="attribute_exists(pk) AND attribute_not_exists(taken_by)",
        otherwise=otherwise,
        by=by,
    )


def bundle(table: Table, of: Sequence[Open], *, otherwise: Exception) -> tuple[Key, list[Write]]:
    """Take many together as one, for one commit; the bundle's key, due since long. What is in one bundle is in no
    other: raises ``otherwise`` as :func:`take` does."""
    name = hashlib.sha256("\n".join(sorted("|".join(one.key) for one in of)).encode()).hexdigest()[:24]
    shop_id, amount = of[0].shop_id, total(one.amount for one in of)
    row = {
        "amount": int(amount),
        "count": sum(one.count for one in of),
        "due_kind": DUE,
        "due_at": f"{_LONG_AGO}#{name}",
    }
    key = keys.bundle(shop_id, name)
    return key, [table.create(key, row, otherwise=otherwise), *take_all(table, of, name, otherwise=otherwise)]


def take_all(table: Table, of: Iterable[Open], by: str, *, otherwise: Exception) -> list[Write]:
    return [take(table, one, by, otherwise=otherwise) for one in of]


def _open(row: Row) -> Open:
    key = row["pk"], row["sk"]
    if row["sk"].startswith("BUNDLE#"):
        return Open(key=key, shop_id=row["pk"].removeprefix("SHOP#"), amount=Dong(row["amount"]), count=row["count"])
    due = due_by(from_json(Entry, row["json"]))
    if due is None:
        raise LookupError(f"{row['sk']} is owed to nobody, and is marked as if it were")
    return Open(key=key, shop_id=due.shop_id, amount=due.amount)
