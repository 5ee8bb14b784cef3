"""Vietnamese telephone numbers: kept as ``+84…`` (E.164), typed and shown as people write them.

Prefixes are those in use in 2026 (the numbering plan of the Ministry of Information and Communications, Circular
22/2014/TT-BTTTT as amended, after the moves of area codes in 2017 and of eleven-digit mobile numbers in 2018). General
libraries accept prefixes that no operator has, and a courier cannot call those.
"""

from __future__ import annotations

import re
import unicodedata

_MOBILE_PREFIXES = frozenset(
    [f"3{d}" for d in range(2, 10)]  # Viettel
    + ["86", "96", "97", "98"]  # Viettel
    + ["70", "76", "77", "78", "79", "89", "90", "93"]  # MobiFone
    + ["81", "82", "83", "84", "85", "88", "91", "94"]  # VinaPhone
    + ["52", "56", "58", "92"]  # Vietnamobile
    + ["59", "99"]  # Gmobile
    + ["55", "87"]  # operators without a network of their own
)
# Hà Nội and Hồ Chí Minh City have eight digits after a two-digit code; every other area seven after a three-digit one.
_LONG_AREAS = frozenset({"24", "28"})
_AREA_RANGES = (
    *((203, 216), (218, 222), (225, 229), (232, 239), (251, 252)),
    *((254, 263), (269, 277), (290, 294), (296, 297), (299, 299)),
)
_AREAS = frozenset(str(code) for first, last in _AREA_RANGES for code in range(first, last + 1))
# Longer than any way to write one number; beyond it, nobody typed it.
_LONGEST_TYPED = 40
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015/()]+")
_NATIONAL = re.compile(r"(?:(?:\+|00)?84|(?=0))0?([1-9][0-9]+)")
_FOREIGN = re.compile(r"(?:\+|00)(?!84)[1-9]")
_E164 = re.compile(r"\+84([1-9][0-9]{8,9})")

_WRONG_LENGTH = "Số điện thoại cần 10 số, bắt đầu bằng 0."


class NotAPhoneNumber(ValueError):
    """The message is the sentence to show at the field; it never repeats what was typed."""


def phone_number(typed: str) -> str:
    """The number that a person typed, as E.164. Mobile numbers, and landlines with their area code.

    Accepts ``0…``, ``+84…``, ``84…`` and ``0084…``, with spaces, dots, dashes, brackets, and full-width digits.
    Raises :class:`NotAPhoneNumber`, a ValueError, with the sentence to show.

    >>> phone_number("0912.345.678"), phone_number("84 912 345 678"), phone_number("(0205) 3812 345")
    ('+84912345678', '+84912345678', '+842053812345')
    >>> phone_number("0912 345 67")
    Traceback (most recent call last):
    market.phones.NotAPhoneNumber: Số điện thoại cần 10 số, bắt đầu bằng 0.
    """
    digits = _digits(typed)
    match = _NATIONAL.fullmatch(digits)
    if _FOREIGN.match(digits):
        raise NotAPhoneNumber("Hãy nhập số điện thoại Việt Nam: 10 số, bắt đầu bằng 0.")
    if match is None:
        raise NotAPhoneNumber(_WRONG_LENGTH)
    national = match[1]
    if national.startswith("2"):
        return f"+84{_landline(national)}"
    if len(national) != 9:
        raise NotAPhoneNumber(_WRONG_LENGTH)
    if national[:2] not in _MOBILE_PREFIXES:
        raise NotAPhoneNumber("Đầu số này không có ở Việt Nam. Hãy kiểm tra lại số điện thoại.")
    return f"+84{national}"


def _digits(typed: str) -> str:
    """The typed number without separators and invisible characters; only digits, and a plus sign in front."""
    if len(typed) > _LONGEST_TYPED:
        raise NotAPhoneNumber(_WRONG_LENGTH)
    seen = "".join(c for c in unicodedata.normalize("NFKC", typed) if unicodedata.category(c) != "Cf")
    bare = _SEPARATORS.sub("", seen)
    if not bare:
        raise NotAPhoneNumber("Hãy nhập số điện thoại.")
    if not re.fullmatch(r"\+?[0-9]+", bare):
        raise NotAPhoneNumber("Số điện thoại chỉ gồm chữ số. Hãy bỏ chữ và ký hiệu khác.")
    return bare


def _landline(national: str) -> str:
    area = _area(national)
    if not area:
        raise NotAPhoneNumber("Mã vùng này không có ở Việt Nam. Hãy kiểm tra lại số điện thoại.")
    if len(national) != 10:
        raise NotAPhoneNumber("Số máy bàn cần 11 số, gồm cả mã vùng, ví dụ 0205 3812 345.")
    return national


def _area(national: str) -> str:
    if national[:2] in _LONG_AREAS:
        return national[:2]
    return national[:3] if national[:3] in _AREAS else ""


def show_phone(number: str) -> str:
    """An E.164 number as people write it; anything else as it is.

    >>> show_phone("+84912345678"), show_phone("+842053812345"), show_phone("+842438123456")
    ('0912 345 678', '0205 3812 345', '024 3812 3456')
    """
    match = _E164.fullmatch(number)
    if match is None:
        return number
    national = match[1]
    area = _area(national)
    if area:
        rest = national[len(area) :]
        return f"0{area} {rest[:4]} {rest[4:]}"
    return f"0{national[:3]} {national[3:6]} {national[6:]}"


def mask_phone(number: str) -> str:
    """The number for eyes that did not prove whose it is: two digits in front and three at the end.

    >>> mask_phone("+84912345678"), mask_phone("+842053812345"), mask_phone("12")
    ('09•• ••• 678', '02•• •••• 345', '•••')
    """
    if not _E164.fullmatch(number):
        return "•••"
    shown = show_phone(number)
    return shown[:2] + re.sub(r"\d", "•", shown[2:-3]) + shown[-3:]
