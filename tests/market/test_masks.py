"""What strangers may read of a name and an address: enough for their owner to know them, no more."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.text import mask_address, mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn An", "Nguyễn V. A."),
        (unicodedata.normalize("NFD", "Đàm Thị Ánh Tuyết"), "Đàm T. Á. T."),
        ("Nông  Ích", "Nông Í."),
        ("An", "A."),
        ("", ""),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Số 12, ngõ 5, thôn Nà Pán", "Số •••, ngõ •••, thôn •••"),
        ("Thôn Nà Pán", "Thôn •••"),
        ("Nhà ông Hoàng Văn Bình, cạnh trạm y tế", "Nhà •••, •••"),
        ("12/5 Lê Lợi", "•••"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_masked_addresses(line: str, masked: str) -> None:
    assert mask_address(line) == masked


@given(st.text(max_size=60))
def test_no_number_of_a_house_is_left(line: str) -> None:
    assert not re.search(r"\d", mask_address(line))
    assert len(mask_address(line).replace("•", "")) <= 10 * (line.count(",") + 1)
