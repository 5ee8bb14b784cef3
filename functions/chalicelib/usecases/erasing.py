"""A shopper's wish to be forgotten (Law 91/2025/QH15): names, numbers, addresses and remarks go; what was bought, for
how much and when stays, because other laws want it kept. See docs/decisions/0010 for which.

Labels first, then everything beside the order, then the order itself: one that a crash cut off still has its number, is
found by it again, and is finished.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from market.money import ZERO
from market.orders import OrderState
from market.refusals import Busy, Refused

from chalicelib.store import desk_log, erasure, keys, orders, phone_tails
from chalicelib.store.objects import Bucket
from chalicelib.store.orders import OrderFile
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write
from chalicelib.usecases.books import books_of
from chalicelib.usecases.desk_log import Deed, record
from chalicelib.usecases.orders import NoSuchOrder

TRIES = 4
_OPEN = (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED)


class StillOpen(Refused):
    code = "erase.still_open"
    sentence = "Đơn chưa kết thúc, còn khoản hoàn hoặc thông báo chưa xử lý, nên chưa xóa được. Hãy xử lý xong đã."


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``codes`` are the orders that are a person's. ``tail_of`` gives the keyed hash under which the end of a number is
    kept."""

    codes: tuple[str, ...]
    tail_of: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much of each. ``left`` are places that cannot be changed and still name the person: deeds of the log.
    ``elsewhere``: who else has the person's data and must be told."""

    orders: int
    rows: int
    labels: int
    left: tuple[str, ...]
    elsewhere: tuple[str, ...]


def orders_of_phone(table: Table, *, phone: str, tail_of: Callable[[str], str]) -> tuple[str, ...]:
    """The orders of a number in E.164, none after they were erased."""
    codes = phone_tails.order_codes(table, tail_of(phone[-4:]))
    rows = table.get_many(keys.order(code) for code in codes)
    found = (orders.stored_order(row).order for row in rows.values())
    return tuple(sorted(order.code for order in found if order.receiver.phone == phone))


def erase(
    table: Table, *, person: Person, labels: Bucket, actor: str, reason: str, now: datetime, dry_run: bool = False
) -> Erased:
    """Erase a person from these orders. A second call changes nothing, and finishes one that died.

    Raises :class:`~.orders.NoSuchOrder`, or :class:`StillOpen` with nothing changed."""
    files = [_file(table, code) for code in person.codes]
    files = [(rows, file) for rows, file in files if "erased_at" not in _order_row(rows)]
    about = _beside(table, [file for _, file in files])
    if any(_is_open(file) for _, file in files) or any(_waits(row) for row in about):
        raise StillOpen
    names = {file.stored.order.receiver.name for _, file in files}
    phones = {file.stored.order.receiver.phone for _, file in files}
    rows = [row for of, _ in files for row in of] + about
    found = Erased(
        orders=len(files),
        rows=sum(1 for row in rows if list(erasure.scrub(table, row))),
        labels=sum(1 for row in rows if row.get("label_key")),
        left=tuple(_deeds_naming(table, names | phones)),
        elsewhere=tuple(sorted(_elsewhere(file for _, file in files))),
    )
    if not dry_run:
        for row in rows:
            _clean(table, row, labels)
        for of, file in files:
            _finish(table, of, file, person, Deed(actor=actor, action="person.erased", subject="", note=reason), now)
    return found


def _file(table: Table, code: str) -> tuple[list[Row], OrderFile]:
    rows = table.partition(keys.order(code)[0])
    file = orders.file_of(rows)
    if file is None:
        raise NoSuchOrder
    return rows, file


def _order_row(rows: Iterable[Row]) -> Row:
    [row] = [row for row in rows if row["sk"] == "ORDER"]
    return row


def _is_open(file: OrderFile) -> bool:
    """Somebody still needs to reach the person, or owes them something."""
    is_under_way = any(parcel.settled is None for parcel in file.parcels.values()) and bool(file.stored.captured)
    is_owed = books_of(file).owed > ZERO or any(of.state.is_open for of in file.refunds.values())
    return file.stored.state in _OPEN or is_under_way or is_owed


def _beside(table: Table, files: Collection[OrderFile]) -> list[Row]:
    """Rows outside of the orders' partitions that are about them: callbacks and idempotency keys. Found by reading
    everything, because being thorough matters more here than being quick."""
    marks = {file.stored.order.code for file in files}
    marks |= {parcel.waybill for file in files for parcel in file.parcels.values() if parcel.waybill}
    marks |= {file.stored.order.receiver.phone.removeprefix("+84") for file in files} - {""}
    marks |= {file.stored.provider_reference for file in files} - {""}
    everything = [row for row in table.everything() if row["sk"] in ("INBOX", "IDEMPOTENCY", "PAYMENT")]
    marks |= {row["pk"].split("#", 2)[2] for row in everything if row["sk"] == "PAYMENT" and row["order_code"] in marks}
    return [
        row
        for row in everything
        if (row["sk"] == "INBOX" and any(mark in f"{row['pk']} {row['notice']}" for mark in marks))
        or (row["sk"] == "IDEMPOTENCY" and row["order_code"] in marks)
    ]


def _waits(row: Row) -> bool:
    return row["sk"] == "INBOX" and row["state"] != "applied" and not row.get("handled")


def _clean(table: Table, row: Row, labels: Bucket) -> None:
    if row.get("label_key"):
        labels.delete(row["label_key"])
        table.commit(erasure.forget_label(table, row))
    if row["sk"] == "IDEMPOTENCY" and row["fingerprint"]:
        table.commit(erasure.forget_fingerprint(table, row))
    for _ in range(TRIES):
        try:
            for write in erasure.scrub(table, row):
                table.commit(write)
            return
        except erasure.Moved:
            row = table.get((row["pk"], row["sk"])) or row
    raise Busy


def _finish(table: Table, rows: list[Row], file: OrderFile, person: Person, deed: Deed, now: datetime) -> None:
    """The order's own row, the index by phone, the voucher's counter, and the log, in one transaction."""
    order, code = file.stored.order, file.stored.order.code
    told = Deed(
        actor=deed.actor,
        action=deed.action,
        subject=f"order {code}",
        after="erased",
        note=deed.note,
        order_code=code,
    )
    tail = keys.phone_tail(person.tail_of(order.receiver.phone[-4:]), order.placed_at.isoformat(), code)
    try:
        record(
            table,
            told,
            erasure.erase_order(table, _order_row(rows), now.isoformat()),
            table.delete(tail),
            *_voucher_writes(table, rows),
            now=now,
        )
    except erasure.Moved:
        raise Busy from None


def _voucher_writes(table: Table, rows: list[Row]) -> list[Write]:
    """A redemption names its number by a keyed hash; it goes on under a name of no number, with all of its uses."""
    found = [row for row in rows if row["sk"] == "REDEMPTION" and not row["phone"].startswith("erased-")]
    writes = []
    for row in found:
        writes += erasure.nameless_use(table, row, f"erased-{secrets.token_hex(8)}")
    return writes


def _deeds_naming(table: Table, names: Collection[str]) -> list[str]:
    """The log cannot be changed without showing it; what a person wrote in it is for the operator to answer for."""
    said = [name for name in names if name]
    return [row["sk"] for row in desk_log.everything(table) if any(name in row["json"] for name in said)]


def _elsewhere(files: Iterable[OrderFile]) -> set[str]:
    found = set()
    for file in files:
        found |= {parcel.shop.carrier.value for parcel in file.stored.order.parcels if file.parcels[parcel.id].waybill}
        found |= {file.stored.order.payment} - {"cod"}
    return found
