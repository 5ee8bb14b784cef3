"""Who gets the parcel: the shopper's own words, checked and put in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from market.parcels import Party
from market.places import UnknownPlace, check_commune, province
from market.refusals import InvalidInput
from market.text import clean_line, phone_number

MAX_NAME = 80
MAX_LINE = 160
MAX_NOTE = 200


def read_receiver(fields: Mapping[str, str]) -> Party:
    """The receiver of the fields ho_ten, so_dien_thoai, tinh, xa, dia_chi.

    Raises :class:`~market.refusals.InvalidInput` with one sentence for each wrong field, all at once."""
    wrong: dict[str, str] = {}

    def read(field: str, reader: Callable[[str], str]) -> str:
        try:
            return reader(fields.get(field, ""))
        except ValueError as problem:
            wrong[field] = str(problem)
            return ""

    name = read("ho_ten", lambda typed: _line(typed, MAX_NAME, "Hãy ghi họ và tên người nhận."))
    phone = read("so_dien_thoai", phone_number)
    line = read("dia_chi", lambda typed: _line(typed, MAX_LINE, "Hãy ghi số nhà, đường hoặc thôn, bản, khối."))
    province_code = read("tinh", _province_code)
    commune_code = read("xa", lambda typed: _commune_code(province_code, typed)) if province_code else ""
    if wrong:
        raise InvalidInput(wrong)
    return Party(
        name=name,
        phone=phone,
        line=line,
        commune_code=commune_code,
        commune_name=check_commune(province_code, commune_code).name,
        province_code=province_code,
        province_name=province(province_code).name,
    )


def read_note(fields: Mapping[str, str]) -> str:
    """The shopper's remark, no longer than what carriers print. Raises :class:`~market.refusals.InvalidInput`."""
    try:
        return clean_line(fields.get("ghi_chu", ""), MAX_NOTE)
    except ValueError as problem:
        raise InvalidInput({"ghi_chu": str(problem)}) from None


def _line(typed: str, longest: int, missing: str) -> str:
    line = clean_line(typed, longest)
    if len(line) < 2:
        raise ValueError(missing)
    return line


def _province_code(typed: str) -> str:
    try:
        return province(typed).code
    except UnknownPlace:
        raise ValueError("Hãy chọn tỉnh hoặc thành phố.") from None


def _commune_code(province_code: str, typed: str) -> str:
    try:
        return check_commune(province_code, typed).code
    except UnknownPlace:
        raise ValueError("Hãy chọn xã, phường hoặc đặc khu của tỉnh đã chọn.") from None
