"""What waits for a person: one list of everything that could not be done by itself, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from market.ledger import remittance_id
from market.parcels import NEEDS_PROOF
from market.refunds import RefundState

from chalicelib.store import parcels, statement_totals, statements, strays
from chalicelib.store.orders import OrderFile
from chalicelib.store.rows import Row
from chalicelib.usecases.books import books_of

Plain = dict[str, Any]


def parked_in(rows: Iterable[Row], files: Iterable[OrderFile]) -> list[Plain]:
    """Of the whole table, as ``kind``, ``id`` and ``reason``."""
    rows, files = list(rows), list(files)
    money = [*_owed(files), *_refunds(files), *_unremitted(rows, files), *_lines(rows), *_payouts(rows)]
    return [*_callbacks(rows), *_parcels(rows), *_strays(rows), *money]


def _of(rows: Iterable[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["sk"].partition("#")[0] == kind]


def _callbacks(rows: list[Row]) -> list[Plain]:
    return [
        {"kind": "callback", "id": row["pk"].removeprefix("INBOX#"), "reason": row["reason"]}
        for row in _of(rows, "INBOX")
        if row["state"] == "parked" and not row.get("handled")
    ]


def _parcels(rows: list[Row]) -> list[Plain]:
    found = [parcels.progress_of(row) for row in _of(rows, "PARCEL")]
    parked = [{"kind": "parcel", "id": parcel.id, "reason": parcel.parked} for parcel in found if parcel.parked]
    silent = [
        {"kind": "silent", "id": parcel.id, "reason": "not_confirmed" if parcel.state in NEEDS_PROOF else "no_news"}
        for parcel in found
        if parcel.silent_since
    ]
    return parked + silent


def _owed(files: list[OrderFile]) -> list[Plain]:
    return [
        {"kind": "owed", "id": file.stored.order.code, "reason": f"{owing} to give back"}
        for file in files
        if (owing := int(books_of(file).owed)) > 0
    ]


def _lines(rows: list[Row]) -> list[Plain]:
    """Of the carriers' statements: what could not be applied, and what was and differs from what was due; not what
    operators have accepted."""
    found = (statements.from_row(row) for row in _of(rows, "LINE"))
    return [
        {"kind": "statement", "id": stored.name.rpartition("#")[0], "reason": stored.reason}
        for stored in found
        if stored.differs
    ]


def _payouts(rows: list[Row]) -> list[Plain]:
    """Statements for which other money came than they promised."""
    found = (statement_totals.from_row(row) for row in _of(rows, "TOTAL"))
    return [
        {"kind": "payout", "id": of.name, "reason": f"{int(of.open)} of {int(of.promised)} open"}
        for of in found
        if of.received and of.open
    ]


def _refunds(files: list[OrderFile]) -> list[Plain]:
    """Money that is promised back and that no program brings there; of what failed, the shopper is shown as owed."""
    return [
        {"kind": "refund", "id": id, "reason": f"{of.state.value}: {of.problem}" if of.problem else of.state.value}
        for file in files
        for id, of in file.refunds.items()
        if of.state in (RefundState.UNKNOWN, RefundState.FAILED, RefundState.TO_TRANSFER)
    ]


def _strays(rows: list[Row]) -> list[Plain]:
    """Where a carrier's list and ours differ, as the last comparison found them."""
    found = map(strays.from_row, _of(rows, "STRAY"))
    return [{"kind": "stray", "id": f"{stray.carrier}#{stray.waybill}", "reason": stray.reason} for stray in found]


def _unremitted(rows: list[Row], files: list[OrderFile]) -> list[Plain]:
    """The carrier says that it has paid the cash of a parcel, and no statement of ours accounts for it."""
    remitted = {row["sk"].removeprefix("LEDGER#") for row in _of(rows, "LEDGER")}
    return [
        {"kind": "remittance", "id": id, "reason": "paid_without_statement"}
        for file in files
        for id, heard in file.notices.items()
        if any(said.says_cod_paid for said in heard) and remittance_id(id) not in remitted
    ]
