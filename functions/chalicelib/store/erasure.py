"""What the rows of an order say of a person, and the same rows without it. Money, goods, days and codes stay.

Everything that is not known to be harmless goes: a field that somebody adds tomorrow is erased until it is listed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from market.orders import Order
from market.parcels import Party
from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

ERASED = "(đã xóa)"
# Of what we were told: names, states, sums and days of the matter itself. Texts under any other name are erased.
_KEPT_TEXTS = frozenset(
    {
        "provider", "carrier", "kind", "state", "code", "occurred_at", "order_codes", "order_code", "waybill",
        "reference", "event_id", "payment_id", "currency", "trouble", "refund", "parcel_id", "refund_id", "at", "to",
        "requested_at", "requested_by", "approved_by", "actor", "id", "payment", "product_id", "shop_id", "source",
    }
)  # fmt: skip


def without_person(order: Order) -> Order:
    """The order with marks in place of its receiver; the province stays, because the tariff and the tax follow it."""
    nobody = Party(
        name=ERASED,
        phone="",
        line=ERASED,
        commune_code="",
        commune_name="",
        province_code=order.receiver.province_code,
        province_name=order.receiver.province_name,
    )
    return replace(order, receiver=nobody, note="")


def scrubbed(text: str) -> str:
    """A kept notice, event or refund without what a person may have written in it. Again: the same."""
    return json.dumps(_walked(json.loads(text), ""), ensure_ascii=False, separators=(",", ":"))


def _walked(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _walked(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_walked(item, name) for item in value]
    if isinstance(value, str) and value and name not in _KEPT_TEXTS:
        return ERASED
    return value


def side_rows(row: Row) -> str:
    """The attribute that holds free text of others in a row beside the order itself; empty for none."""
    kind = row["sk"].partition("#")[0]
    if kind in ("EVENT", "STATUS", "REFUND"):
        return "json"
    return "notice" if kind == "INBOX" else ""


def scrub(table: Table, row: Row) -> Iterator[Write]:
    """What must be written so that a row beside the order says nothing of a person; nothing if it does not."""
    attribute = side_rows(row)
    if not attribute or (clean := scrubbed(row[attribute])) == scrubbed_form(row[attribute]):
        return
    problem = ", problem = :mark" if row.get("problem") else ""
    yield table.update(
        (row["pk"], row["sk"]),
        f"SET #{attribute} = :clean{problem}",
        when=f"#{attribute} = :known",
        otherwise=Moved(),
        clean=clean,
        known=row[attribute],
        **({"mark": ERASED} if problem else {}),
    )


def scrubbed_form(text: str) -> str:
    """The text as :func:`scrubbed` writes it, unchanged: for comparing."""
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))


class Moved(Exception):
    """The row was changed between reading and committing: read again."""


def erase_order(table: Table, row: Row, at: str) -> Write:
    """The order's own row, last of all: it says that everything else is done."""
    clean = to_json(without_person(from_json(Order, row["json"])))
    return table.update(
        (row["pk"], row["sk"]),
        "SET #json = :clean, erased_at = :at",
        when="attribute_not_exists(erased_at) AND #state = :known",
        otherwise=Moved(),
        clean=clean,
        at=at,
        known=row["state"],
    )


def forget_label(table: Table, row: Row) -> Write:
    return table.update((row["pk"], row["sk"]), "REMOVE label_key")


def forget_fingerprint(table: Table, row: Row) -> Write:
    """The hash of everything that was typed could be guessed at; the key still answers with its order."""
    return table.update((row["pk"], row["sk"]), "SET fingerprint = :nothing", nothing="")


def nameless_use(table: Table, row: Row, name: str) -> list[Write]:
    """A redemption's use of its voucher, counted on under a name that leads to no number; other orders of the number
    keep theirs."""
    writes = [table.update((row["pk"], row["sk"]), "SET phone = :name", name=name)]
    key = keys.voucher_phone(row["voucher"], row["phone"])
    counter = table.get(key)
    if counter is None or not row["is_held"]:
        return writes
    used = counter["used"]
    if used == 1:
        writes.append(table.delete(key, when="#used = :used", otherwise=Moved(), used=used))
    else:
        fewer = used - 1
        change = table.update(
            key, "SET #used = :fewer", when="#used = :used", otherwise=Moved(), used=used, fewer=fewer
        )
        writes.append(change)
    writes.append(table.create(keys.voucher_phone(row["voucher"], name), {"used": 1}, otherwise=Moved()))
    return writes
