"""An order as its buyer may see it: by its private link, or by code and phone; by the code alone, nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from market.codes import read_order_code
from market.refusals import Cause, Refused
from market.text import phone_number

from chalicelib.store import limits, orders
from chalicelib.store.orders import OrderFile as OrderFile
from chalicelib.store.table import Table

# Enough for somebody who mistypes, hopeless for somebody who guesses.
LOOKUPS = 8
LOOKUP_WINDOW_SECONDS = 900


class NoSuchOrder(Refused):
    """The same answer for a wrong code, a wrong phone and a wrong link: nobody learns which of them exists."""

    code = "order.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Không tìm thấy đơn hàng với mã và số điện thoại này. Hãy kiểm tra lại."


class TooManyLookups(Refused):
    code = "order.too_many_lookups"
    cause = Cause.TOO_MANY
    sentence = "Đã tra cứu quá nhiều lần. Hãy đợi 15 phút rồi thử lại, hoặc gọi tổng đài."


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    typed_code: str
    typed_phone: str


def read_order(table: Table, *, code: str) -> OrderFile:
    """All of one order, for a caller that has shown its right to it. Raises :class:`NoSuchOrder`."""
    file = orders.read_file(table, code)
    if file is None:
        raise NoSuchOrder
    return file


def look_up(table: Table, *, lookup: Lookup, now: datetime) -> str:
    """The code of the order, for somebody who knows its code and its phone.

    Raises :class:`NoSuchOrder`, or :class:`TooManyLookups` after LOOKUPS tries for one code or one phone."""
    code = read_order_code(lookup.typed_code)
    try:
        phone = phone_number(lookup.typed_phone)
    except ValueError:
        phone = ""
    for subject in (f"code:{code}", f"phone:{phone}"):
        digest = hashlib.sha256(subject.encode()).hexdigest()[:32]
        limits.count(
            table,
            f"lookup-{digest}",
            most=LOOKUPS,
            window_seconds=LOOKUP_WINDOW_SECONDS,
            now=now,
            exceeded=TooManyLookups(),
        )
    stored = orders.get(table, code) if code and phone else None
    if stored is None or stored.order.receiver.phone != phone:
        raise NoSuchOrder
    return stored.order.code
