"""A carrier's statement as a file: what is read, and what is sent back to be mended, line by line."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState
from market.statements import COLUMNS, read_statement

HEADER = ",".join(COLUMNS)
GOOD = "BK-0511,viettelpost,VTP1,LS7K3M2QA-1,da_giao,24/11/2026 10:30:00,188000,22000"


def one(line: str, header: str = HEADER) -> str:
    """The sentence on the only line, empty when it was read."""
    lines, wrong = read_statement(f"{header}\n{line}\n".encode())
    assert len(lines) + len(wrong) == 1
    return wrong[0].sentence if wrong else ""


def test_a_line_is_read_whole() -> None:
    [line], wrong = read_statement(f"{HEADER}\n{GOOD}\n".encode())
    assert wrong == ()
    assert (line.statement, line.carrier, line.waybill, line.reference) == (
        "BK-0511",
        CarrierName.VIETTELPOST,
        "VTP1",
        "LS7K3M2QA-1",
    )
    assert (line.state, line.collected, line.fee) == (ParcelState.DELIVERED, Dong(188_000), Dong(22_000))
    assert line.occurred_at == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_same_whatever_a_spreadsheet_makes_of_it(separator: str, encoding: str, ending: str) -> None:
    text = ending.join([HEADER.upper(), GOOD.replace("188000", '"188.000"'), "", ",,,,,,,", ""]).replace(",", separator)
    [line], wrong = read_statement(text.encode(encoding))
    assert (wrong, line.collected) == ((), Dong(188_000))
    assert line == read_statement(f"{HEADER}\n{GOOD}\n".encode())[0][0]


def test_columns_come_in_any_order_and_others_are_let_be() -> None:
    names, cells = HEADER.split(","), GOOD.split(",")
    header, line = ",".join(["ghi_chu", *names[::-1]]), ",".join(["Khách vắng, hẹn lại".join('""'), *cells[::-1]])
    assert one(line, header) == ""


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("viettelpost", "ghn", "Cột hang"),
        ("da_giao", "delivered", "Cột trang_thai"),
        ("24/11/2026 10:30:00", "2026-11-24", "Cột ngay"),
        ("24/11/2026 10:30:00", "31/02/2026", "Cột ngay"),
        ("188000", "-188000", "Cột tien_thu_ho"),
        ("188000", "188.00", "Cột tien_thu_ho"),
        ("188000", "1,5", "ô"),
        ("188000", "１８８", "Cột tien_thu_ho"),
        ("188000", "", "Cột tien_thu_ho"),
        ("188000", "9" * 13, "Cột tien_thu_ho"),
        (",22000", ",", "Cột cuoc"),
        ("VTP1", "=cmd()", "Cột van_don"),
        ("VTP1", "", "Cột van_don"),
        ("VTP1", "V" * 41, "Cột van_don"),
        ("BK-0511", "Bảng kê", "Cột bang_ke"),
        (",22000", "", "ô"),
        ("da_giao", "da_hoan", "Kiện đã hoàn"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(was: str, becomes: str, says: str) -> None:
    assert says in one(GOOD.replace(was, becomes))


def test_every_wrong_line_is_named_by_its_number() -> None:
    bad = GOOD.replace("188000", "x").replace("VTP1", "VTP2")
    lines, wrong = read_statement("\n".join([HEADER, GOOD, bad, GOOD]).encode())
    assert len(lines) == 1
    assert [line.number for line in wrong] == [3, 4]
    assert "hai dòng" in wrong[1].sentence


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"bang_ke;hang\n1;2", f'{HEADER}\n"BK,viettelpost\n'.encode(), b"\x00" * 40]
)
def test_a_file_that_is_none_is_refused_with_a_sentence(content: bytes) -> None:
    lines, wrong = read_statement(content)
    assert lines == ()
    assert len(wrong) == 1
    assert wrong[0].sentence.endswith((".", "?)."))


def test_a_line_is_known_again_by_its_words() -> None:
    [line], _ = read_statement(f"{HEADER}\n{GOOD}\n".encode())
    [same], _ = read_statement(unicodedata.normalize("NFD", f"{HEADER}\n{GOOD}\n").encode())
    [other], _ = read_statement(f"{HEADER}\n{GOOD.replace('188000', '188001')}\n".encode())
    assert line.digest == same.digest != other.digest
