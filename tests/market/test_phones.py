"""Telephone numbers: every way to type one, and nothing that a courier could not call."""

from __future__ import annotations

import doctest
import re

import market.phones
import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.text import NotAPhoneNumber, mask_phone, phone_number, show_phone


def test_the_examples_in_the_code_are_true() -> None:
    outcome = doctest.testmod(market.phones)
    assert outcome.attempted > 0
    assert outcome.failed == 0


MOBILE_PREFIXES = (
    [f"0{n}" for n in range(32, 40)]
    + ["086", "096", "097", "098", "070", "076", "077", "078", "079", "089", "090", "093"]
    + ["081", "082", "083", "084", "085", "088", "091", "094", "052", "056", "058", "092", "059", "099", "055", "087"]
)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "(0912) 345 678", "+84912345678",
        "+84 912 345 678", "84912345678", "0084 912 345 678", "+84 (0)912 345 678", "０９１２３４５６７８",
        "\u202a0912 345 678\u202c", "0912\u00a0345\u2011678", "  0912345678\n",
    ],
)  # fmt: skip
def test_every_way_to_type_one_number(typed: str) -> None:
    assert phone_number(typed) == "+84912345678"


@pytest.mark.parametrize("prefix", MOBILE_PREFIXES)
def test_every_mobile_prefix_in_use(prefix: str) -> None:
    assert phone_number(f"{prefix}1234567") == f"+84{prefix[1:]}1234567"


def test_no_other_mobile_prefix() -> None:
    others = {f"0{n:02}" for n in range(10, 100)} - {f"02{n}" for n in range(10)} - set(MOBILE_PREFIXES)
    assert {"030", "031", "051"} <= others
    for prefix in others:
        with pytest.raises(NotAPhoneNumber, match="Đầu số này không có"):
            phone_number(f"{prefix}1234567")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0205 3812 345", "+842053812345"),
        ("(0205) 3.812.345", "+842053812345"),
        ("+84 24 3812 3456", "+842438123456"),
        ("028 38123456", "+842838123456"),
    ],
)
def test_landlines_with_their_area(typed: str, kept: str) -> None:
    assert phone_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Hãy nhập số điện thoại."),
        (" - ", "Hãy nhập số điện thoại."),
        ("0912 345 67", "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ("0912 345 6789", "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ("912345678", "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ("0123 456 7890", "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ("0" * 10, "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ("0" * 100_000, "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ("113", "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ("0512345678", "Đầu số này không có ở Việt Nam. Hãy kiểm tra lại số điện thoại."),
        ("0205 381 234", "Số máy bàn cần 11 số, gồm cả mã vùng, ví dụ 0205 3812 345."),
        ("0201 3812 345", "Mã vùng này không có ở Việt Nam. Hãy kiểm tra lại số điện thoại."),
        ("+86 139 1234 5678", "Hãy nhập số điện thoại Việt Nam: 10 số, bắt đầu bằng 0."),
        ("0086 139 1234 5678", "Hãy nhập số điện thoại Việt Nam: 10 số, bắt đầu bằng 0."),
        ("091234567a", "Số điện thoại chỉ gồm chữ số. Hãy bỏ chữ và ký hiệu khác."),
        ("0912345678; DROP", "Số điện thoại chỉ gồm chữ số. Hãy bỏ chữ và ký hiệu khác."),
        ("٠٩١٢٣٤٥٦٧٨", "Số điện thoại chỉ gồm chữ số. Hãy bỏ chữ và ký hiệu khác."),
        ("09+12345678", "Số điện thoại chỉ gồm chữ số. Hãy bỏ chữ và ký hiệu khác."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        phone_number(typed)


@given(
    st.sampled_from(MOBILE_PREFIXES),
    st.from_regex(r"[0-9]{7}", fullmatch=True),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_shown_numbers_can_be_typed_again(prefix: str, rest: str, separator: str) -> None:
    number = phone_number(separator.join(prefix + rest))
    assert phone_number(show_phone(number)) == number
    assert re.fullmatch(r"\+84[1-9][0-9]{8}", number)


@given(st.text(max_size=50) | st.text("+084 .()-9", max_size=20))
def test_any_text_is_a_number_or_refused_without_repeating_it(typed: str) -> None:
    try:
        outcome = phone_number(typed)
    except NotAPhoneNumber as refusal:
        outcome = str(refusal)
    digits = re.sub(r"\D", "", typed)
    assert re.fullmatch(r"\+84[1-9][0-9]{8,9}", outcome) or len(digits) < 5 or digits not in outcome


@pytest.mark.parametrize(
    ("number", "shown", "masked"),
    [
        ("+84912345678", "0912 345 678", "09•• ••• 678"),
        ("+842053812345", "0205 3812 345", "02•• •••• 345"),
        ("+842438123456", "024 3812 3456", "02• •••• •456"),
        ("0912345678", "0912345678", "•••"),
        ("", "", "•••"),
    ],
)
def test_shown_and_masked(number: str, shown: str, masked: str) -> None:
    assert show_phone(number) == shown
    assert mask_phone(number) == masked
