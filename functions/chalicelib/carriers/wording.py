"""How we say things to every carrier, and hear them: telephone numbers, addresses, contents, fees."""

from __future__ import annotations

from typing import Any

from market.parcels import Party, Shipment
from market.text import truncate_bytes

from chalicelib.callbacks import whole_at
from chalicelib.ports import Unreadable

# Viettel Post counts an address in bytes; Vietnam Post publishes no limit and is given the same.
ADDRESS_BYTES = 150
CONTENT_BYTES = 250
NOTE_BYTES = 150


def local_phone(phone: str) -> str:
    """``+84912345678`` as it is dialled and printed in Vietnam: ``0912345678``."""
    return "0" + phone.removeprefix("+84") if phone.startswith("+84") else phone


def full_address(party: Party) -> str:
    """Line, commune, province in at most 150 bytes. What gets cut is the end of the line: without its commune a parcel
    goes nowhere, without the last word of a hamlet the courier calls."""
    ending = f", {party.commune_name}, {party.province_name}"
    room = max(0, ADDRESS_BYTES - len(ending.encode()))
    line = truncate_bytes(party.line, room).rstrip(" ,")
    return truncate_bytes(line + ending if line else ending.removeprefix(", "), ADDRESS_BYTES)


def address_line(party: Party) -> str:
    """The line alone, where commune and province travel as codes."""
    return truncate_bytes(party.line, ADDRESS_BYTES)


def contents(shipment: Shipment) -> str:
    """``2 × Quýt vàng Bắc Sơn; 1 × Mật ong``, cut to what fits on a label."""
    text = "; ".join(f"{item.quantity} × {item.name}" for item in shipment.items)
    return truncate_bytes(text or "Nông sản", CONTENT_BYTES)


def note(shipment: Shipment) -> str:
    return truncate_bytes(shipment.note, NOTE_BYTES)


def fee_at(answer: dict[str, Any], key: str) -> int:
    """The fee in đồng under ``key``, zero where the carrier does not say: a made order is not lost over its price."""
    try:
        return whole_at(answer, key)
    except Unreadable:
        return 0
