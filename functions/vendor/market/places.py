"""The provinces and communes of Vietnam since 1 July 2025, and what the communes of Lạng Sơn were before.

An address has two levels, province and commune, both named by the codes of the statistics office (Decision
19/2025/QĐ-TTg and the resolutions since, see ``data/README.md``). People still write the old three-level addresses, and
many old names now belong to another place: *Hoàng Văn Thụ* was a phường of the city, which is Phường Kỳ Lừa today, and
is a xã elsewhere. So nothing here looks a place up by its name alone; :mod:`market.place_search` offers, the person
chooses, and the code is kept.

Data is read when it is asked for, a province at a time, and stays in memory.
"""

from __future__ import annotations

import json
import pkgutil
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any

from market.place_names import is_named, kind_of, without_kind

LANG_SON = "20"


class UnknownPlace(ValueError):
    """No such place, or not there. The message is the sentence to show; it does not repeat what was sent."""


@dataclass(frozen=True, slots=True)
class Province:
    """``name`` has its kind in front. ``region`` is north, central (from Thanh Hóa on) or south (from Đồng Nai on)."""

    code: str
    name: str
    kind: str
    region: str

    @property
    def short_name(self) -> str:
        return without_kind(self.name)


@dataclass(frozen=True, slots=True)
class Commune:
    """A xã, phường or đặc khu; ``name`` has its kind in front."""

    code: str
    name: str
    province_code: str

    @property
    def kind(self) -> str:
        return kind_of(self.name)

    @property
    def short_name(self) -> str:
        return without_kind(self.name)


@dataclass(frozen=True, slots=True)
class LegacyCommune:
    """A unit until 30 June 2025. More than one successor means that it was split and only its people know which.

    The first successor is the likelier one. District and name have their kinds in front: *Huyện Chi Lăng* had both a Xã
    Chi Lăng and a Thị trấn Chi Lăng.
    """

    district: str
    name: str
    successor_codes: tuple[str, ...]
    district_code: str

    @property
    def kind(self) -> str:
        return kind_of(self.name)

    @property
    def short_name(self) -> str:
        return without_kind(self.name)


def provinces() -> tuple[Province, ...]:
    """All 34, in the order of their names without the kind."""
    return tuple(_country().provinces.values())


def province(code: str) -> Province:
    """Raises :class:`UnknownPlace`.

    >>> province("20").name, province("79").region
    ('Tỉnh Lạng Sơn', 'south')
    """
    found = _country().provinces.get(code)
    if found is None:
        raise UnknownPlace("Không có tỉnh, thành phố này. Hãy chọn trong danh sách.")
    return found


def communes_of(province_code: str) -> tuple[Commune, ...]:
    """All communes of a province, phường first, then by name. Raises :class:`UnknownPlace`."""
    return tuple(_communes(province(province_code).code).values())


def commune(code: str) -> Commune:
    """Raises :class:`UnknownPlace`; reads the data of one province only.

    >>> commune("06187")
    Commune(code='06187', name='Phường Kỳ Lừa', province_code='20')
    """
    country = _country()
    run = bisect_right(country.first_codes, code) - 1
    found = _communes(country.run_provinces[run]).get(code) if run >= 0 else None
    if found is None:
        raise UnknownPlace("Không có xã, phường này. Hãy chọn trong danh sách.")
    return found


def check_commune(province_code: str, commune_code: str) -> Commune:
    """The commune, if it lies in the province. Raises :class:`UnknownPlace` with the sentence for the field.

    >>> check_commune("01", "06187")
    Traceback (most recent call last):
    market.places.UnknownPlace: Xã, phường này không thuộc thành phố Hà Nội. Hãy chọn lại.
    """
    place = province(province_code)
    found = _communes(place.code).get(commune_code)
    if found is None:
        raise UnknownPlace(f"Xã, phường này không thuộc {place.kind.lower()} {place.short_name}. Hãy chọn lại.")
    return found


def legacy_communes() -> tuple[LegacyCommune, ...]:
    """The 194 units of Lạng Sơn until 30 June 2025, by district code and name."""
    return _legacy()


def successors(district: str, name: str) -> tuple[Commune, ...]:
    """Where an old address of Lạng Sơn lies today; both names with or without kind, marks and capitals.

    More than one answer is a question to the person: the unit was split, or the district had two of that name. Raises
    :class:`UnknownPlace` if the district never had one.

    >>> [place.name for place in successors("TP Lạng Sơn", "P. Hoàng Văn Thụ")]
    ['Phường Kỳ Lừa']
    >>> [place.name for place in successors("Đình Lập", "Bính Xá")]
    ['Xã Đình Lập', 'Xã Kiên Mộc']
    """
    codes = [
        code
        for old in _legacy()
        if is_named(old.district, district) and is_named(old.name, name)
        for code in old.successor_codes
    ]
    if not codes:
        raise UnknownPlace("Không có xã, phường cũ này ở Lạng Sơn. Hãy kiểm tra lại tên huyện và tên xã.")
    return tuple(_communes(LANG_SON)[code] for code in dict.fromkeys(codes))


@dataclass(frozen=True, slots=True)
class _Country:
    """``first_codes`` are where, in code order, the communes of the province beside them begin."""

    provinces: dict[str, Province]
    first_codes: list[str]
    run_provinces: list[str]


@cache
def _country() -> _Country:
    data = _read("provinces.json")
    listed = (Province(code, name, kind_of(name), region) for code, name, region in data["provinces"])
    first_codes, run_provinces = zip(*data["runs"], strict=True)
    return _Country({place.code: place for place in listed}, list(first_codes), list(run_provinces))


@cache
def _communes(province_code: str) -> dict[str, Commune]:
    """By code, in the order to show. The code is one of ours: it becomes part of a file's name."""
    return {code: Commune(code, name, province_code) for code, name in _read(f"communes/{province_code}.json")}


@cache
def _legacy() -> tuple[LegacyCommune, ...]:
    rows = _read(f"legacy/{LANG_SON}.json")
    return tuple(LegacyCommune(district, name, tuple(codes), code) for code, district, name, codes in rows)


def _read(path: str) -> Any:
    # pkgutil and not importlib.resources: reads from a directory or a zip too, and a cold start waits for less import.
    data = pkgutil.get_data("market", f"data/{path}")
    if data is None:
        raise FileNotFoundError(f"market/data/{path} is not packaged")
    return json.loads(data)
