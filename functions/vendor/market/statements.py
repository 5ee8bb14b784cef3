"""A carrier's statement of the cash it collected (bảng kê đối soát COD), as a CSV file of one documented form.

Every carrier sends another spreadsheet, so the operator's export is brought into these columns first, in any order:

``bang_ke`` the statement's number · ``hang`` viettelpost or vnpost · ``van_don`` the waybill · ``ma_kien`` our own
parcel id (may be empty) · ``trang_thai`` da_giao or da_hoan · ``ngay`` dd/mm/yyyy, with hh:mm:ss or without ·
``tien_thu_ho`` what was collected at the door · ``cuoc`` what the carrier keeps for itself, both in whole đồng.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from market.calendar import VIETNAM
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState
from market.text import nfc
from market.wire import to_json

COLUMNS = ("bang_ke", "hang", "van_don", "ma_kien", "trang_thai", "ngay", "tien_thu_ho", "cuoc")
# A carrier pays out twice a week; a year of them, for all households, is still below this.
MOST_LINES = 50_000
_STATES = {"da_giao": ParcelState.DELIVERED, "da_hoan": ParcelState.RETURNED}
_CARRIERS = {name.value: name for name in CarrierName}
_CODE = re.compile(r"[0-9A-Za-z._/-]{1,40}")
# 188000 or 188.000; a comma would be a thousand to one person and a fraction to the next.
_AMOUNT = re.compile(r"\d{1,12}|\d{1,3}(?:\.\d{3}){1,3}")
_TIMES = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """What a carrier says it did with one parcel, and with its cash."""

    statement: str
    carrier: CarrierName
    waybill: str
    reference: str
    state: ParcelState
    occurred_at: datetime
    collected: Dong
    fee: Dong

    @property
    def digest(self) -> str:
        """The same for the same words, so that a line that was read before is known again."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """``number`` counts from the header's 1; the sentence says what to mend."""

    number: int
    sentence: str


def read_statement(content: bytes) -> tuple[tuple[StatementLine, ...], tuple[BadLine, ...]]:
    """Every line, and every line that cannot be read. Separated by commas, semicolons or tabs; UTF-8, BOM or not."""
    try:
        text = nfc(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return (), (BadLine(number=1, sentence="Tệp không phải UTF-8. Hãy lưu lại dạng CSV UTF-8."),)
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        if missing := [column for column in COLUMNS if column not in names]:
            return (), (BadLine(number=1, sentence=f"Thiếu cột: {', '.join(missing)}."),)
        return _read(names, ((rows.line_num, row) for row in rows))
    except csv.Error:
        return (), (BadLine(number=rows.line_num, sentence="Dòng này không đúng dạng CSV (dấu ngoặc kép chưa đóng?)."),)


def _read(
    names: list[str], rows: Iterable[tuple[int, list[str]]]
) -> tuple[tuple[StatementLine, ...], tuple[BadLine, ...]]:
    lines: dict[tuple[str, CarrierName, str], StatementLine] = {}
    wrong: list[BadLine] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(lines) >= MOST_LINES:
            wrong.append(BadLine(number=number, sentence=f"Tệp có hơn {MOST_LINES} dòng. Hãy chia nhỏ."))
            break
        try:
            line = _line(names, row)
            key = line.statement, line.carrier, line.waybill
            if key in lines:
                raise ValueError(f"Vận đơn {line.waybill} có hai dòng trong cùng một bảng kê.")
            lines[key] = line
        except ValueError as problem:
            wrong.append(BadLine(number=number, sentence=str(problem)))
    return tuple(lines.values()), tuple(wrong)


def _line(names: list[str], row: list[str]) -> StatementLine:
    if len(row) != len(names):
        raise ValueError(f"Dòng có {len(row)} ô, tiêu đề có {len(names)} ô.")
    cells = {name: cell.strip() for name, cell in zip(names, row, strict=True)}
    carrier, state = _CARRIERS.get(cells["hang"].lower()), _STATES.get(cells["trang_thai"].lower())
    if carrier is None:
        raise ValueError("Cột hang phải là viettelpost hoặc vnpost.")
    if state is None:
        raise ValueError("Cột trang_thai phải là da_giao hoặc da_hoan.")
    line = StatementLine(
        statement=_code(cells, "bang_ke"),
        carrier=carrier,
        waybill=_code(cells, "van_don"),
        reference=_code(cells, "ma_kien") if cells["ma_kien"] else "",
        state=state,
        occurred_at=_time(cells["ngay"]),
        collected=_amount(cells, "tien_thu_ho"),
        fee=_amount(cells, "cuoc"),
    )
    if state is ParcelState.RETURNED and line.collected:
        raise ValueError("Kiện đã hoàn thì tien_thu_ho phải bằng 0.")
    return line


def _code(cells: dict[str, str], column: str) -> str:
    if not _CODE.fullmatch(cells[column]):
        raise ValueError(f"Cột {column} cần từ 1 đến 40 chữ cái không dấu, chữ số hoặc dấu . _ / -")
    return cells[column]


def _amount(cells: dict[str, str], column: str) -> Dong:
    if not _AMOUNT.fullmatch(cells[column]) or not cells[column].isascii():
        raise ValueError(f"Cột {column} cần số nguyên đồng, như 188000 hoặc 188.000.")
    return Dong(int(cells[column].replace(".", "")))


def _time(text: str) -> datetime:
    for pattern in _TIMES:
        try:
            moment = datetime.strptime(text, pattern).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
        if 2000 <= moment.year < 2100:
            return moment.astimezone(UTC)
    raise ValueError("Cột ngay cần dạng 24/11/2026 hoặc 24/11/2026 10:30:00.")
