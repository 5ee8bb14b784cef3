"""What is written on labels, and what is a label."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chalicelib.carriers.labels import checked_label
from chalicelib.carriers.wording import full_address, local_phone
from chalicelib.ports import ProviderError

from tests.providers.shipments import RECEIVER


def test_an_address_keeps_its_commune_within_150_bytes() -> None:
    long = replace(RECEIVER, line="Nhà văn hóa thôn Nà Lìu, đi qua cầu sắt rồi rẽ trái, " * 5)
    address = full_address(long)
    assert len(address.encode()) <= 150
    assert address.endswith(", Phường Yên Hòa, Thành phố Hà Nội")
    assert address.startswith("Nhà văn hóa thôn Nà Lìu")


def test_an_address_whose_commune_alone_is_too_long_is_still_within_150_bytes() -> None:
    assert len(full_address(replace(RECEIVER, commune_name="Xã " + "Ệ" * 80)).encode()) <= 150


@pytest.mark.parametrize(
    ("phone", "wanted"),
    [("+84912345678", "0912345678"), ("0912345678", "0912345678"), ("+842053812345", "02053812345")],
)
def test_phones_are_written_as_they_are_dialled(phone: str, wanted: str) -> None:
    assert local_phone(phone) == wanted


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4 cut short", b"<html>Please log in</html>", b"CE1", b"%PDF-%%EOF" + bytes(3_000_000)]
)
def test_what_is_not_a_label(content: bytes) -> None:
    with pytest.raises(ProviderError):
        checked_label("vnpost", "CE1", content)
