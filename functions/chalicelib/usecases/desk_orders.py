"""Orders at the desk: found by what a caller can read out, shown masked; what is private only when asked for, and then
it is in the log who saw it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from market.catalogue import CarrierName
from market.codes import read_order_code

from chalicelib.store import desk_log, keys, orders, phone_tails
from chalicelib.store.desk_log import Logged
from chalicelib.store.orders import OrderFile
from chalicelib.store.orders import StoredOrder as StoredOrder
from chalicelib.store.table import Table
from chalicelib.usecases.desk_log import Deed, record
from chalicelib.usecases.orders import NoSuchOrder

TailOf = Callable[[str], str]
# As many as a person looks through; with more digits there are fewer.
MOST_FOUND = 50
MOST_READ = 500
_TAIL = 4
_NOT_DIGITS = re.compile(r"[\s.\-()+]+")
_WAYBILL = re.compile(r"[0-9A-Z]{6,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFile:
    """All of an order, with what operators did about it."""

    file: OrderFile
    deeds: tuple[Logged, ...]


def find_orders(table: Table, *, typed: str, tail_of: TailOf) -> list[StoredOrder]:
    """Orders with this code, this waybill, or a telephone number that ends in these four digits or more; newest first.

    ``tail_of`` gives the keyed hash under which the end of a number is kept."""
    wanted = typed.strip()
    if code := read_order_code(wanted):
        stored = orders.get(table, code)
        return [stored] if stored else []
    found = [*_by_waybill(table, wanted), *_by_phone(table, wanted, tail_of)]
    codes = dict.fromkeys(stored.order.code for stored in found)
    by_code = {stored.order.code: stored for stored in found}
    return [by_code[code] for code in codes][:MOST_FOUND]


def read_file(table: Table, *, code: str) -> DeskFile:
    """Raises :class:`~.orders.NoSuchOrder`."""
    file = orders.read_file(table, code)
    if file is None:
        raise NoSuchOrder
    return DeskFile(file=file, deeds=tuple(desk_log.of_order(table, code)))


def reveal(table: Table, *, code: str, actor: str, now: datetime) -> DeskFile:
    """The file, for somebody who needs the receiver's name, number and address: that is in the log first.

    Raises :class:`~.orders.NoSuchOrder`."""
    if orders.get(table, code) is None:
        raise NoSuchOrder
    record(table, Deed(actor=actor, action="receiver.shown", subject=f"order {code}", order_code=code), now=now)
    return read_file(table, code=code)


def _by_waybill(table: Table, typed: str) -> list[StoredOrder]:
    number = re.sub(r"\s", "", typed).upper()
    if not _WAYBILL.fullmatch(number):
        return []
    rows = table.get_many(keys.waybill(carrier.value, number) for carrier in CarrierName)
    parcels = (row["parcel_id"] for row in rows.values())
    found = (orders.get_with_parcel(table, parcel_id) for parcel_id in parcels)
    return [pair[0] for pair in found if pair]


def _by_phone(table: Table, typed: str, tail_of: TailOf) -> list[StoredOrder]:
    digits = _NOT_DIGITS.sub("", typed)
    if not re.fullmatch(r"[0-9]{4,12}", digits):
        return []
    # As it is dialled or as it is kept: 0912… and 84912… are one number.
    end = digits.removeprefix("84") if len(digits) > 10 else digits.removeprefix("0") if len(digits) > 9 else digits
    codes = phone_tails.order_codes(table, tail_of(end[-_TAIL:]))[:MOST_READ]
    rows = table.get_many(keys.order(code) for code in codes)
    found = (orders.stored_order(rows[key]) for code in codes if (key := keys.order(code)) in rows)
    return [stored for stored in found if stored.order.receiver.phone.endswith(end)][:MOST_FOUND]
