"""The places of Vietnam, and the old addresses that must not send a parcel to the wrong one."""

from __future__ import annotations

import csv
import doctest
import json
import os
import pkgutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import market.place_names
import market.place_search
import market.places
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from market.place_search import find_communes
from market.places import (
    Commune,
    Province,
    UnknownPlace,
    check_commune,
    commune,
    communes_of,
    legacy_communes,
    province,
    provinces,
)
from market.text import sort_key

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "infra" / "places"
DATA = ROOT / "functions" / "vendor" / "market" / "data"

FILES = st.sampled_from(["../legacy/20", "20/../01", "/etc/passwd", "20\x00", "020", " 20", "２０", "", "99"])


def rows(name: str) -> list[dict[str, str]]:
    with (SOURCES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("module", [market.places, market.place_names])
def test_the_examples_in_the_code_are_true(module: object) -> None:
    outcome = doctest.testmod(module)  # type: ignore[arg-type]
    assert outcome.attempted > 0
    assert outcome.failed == 0


class TestTheCountry:
    def test_the_34_provinces(self) -> None:
        assert len(provinces()) == 34
        assert Counter(place.kind for place in provinces()) == {"Tỉnh": 25, "Thành phố": 9}
        assert Counter(place.region for place in provinces()) == {"north": 15, "central": 11, "south": 8}

    def test_the_cities(self) -> None:
        assert [place.short_name for place in provinces() if place.kind == "Thành phố"] == [
            "Bắc Ninh", "Cần Thơ", "Đà Nẵng", "Đồng Nai", "Hà Nội", "Hải Phòng", "Hồ Chí Minh", "Huế", "Quảng Ninh",
        ]  # fmt: skip

    def test_the_provinces_are_listed_as_in_a_dictionary(self) -> None:
        names = [place.short_name for place in provinces()]
        assert names == sorted(names, key=sort_key)
        assert names[0] == "An Giang"
        assert names[-1] == "Vĩnh Long"

    @pytest.mark.parametrize(
        ("code", "name", "kind", "region"),
        [
            ("20", "Tỉnh Lạng Sơn", "Tỉnh", "north"),
            ("01", "Thành phố Hà Nội", "Thành phố", "north"),
            ("38", "Tỉnh Thanh Hóa", "Tỉnh", "central"),
            ("46", "Thành phố Huế", "Thành phố", "central"),
            ("79", "Thành phố Hồ Chí Minh", "Thành phố", "south"),
            # Cities since 2026: 30/2026/QH16, 36/2026/QH16, 39/2026/QH16.
            ("75", "Thành phố Đồng Nai", "Thành phố", "south"),
            ("22", "Thành phố Quảng Ninh", "Thành phố", "north"),
            ("24", "Thành phố Bắc Ninh", "Thành phố", "north"),
        ],
    )
    def test_single_provinces(self, code: str, name: str, kind: str, region: str) -> None:
        assert province(code) == Province(code, name, kind, region)

    def test_the_3321_communes(self) -> None:
        everything = [place for part in provinces() for place in communes_of(part.code)]
        assert Counter(place.kind for place in everything) == {"Xã": 2_599, "Phường": 709, "Đặc khu": 13}
        assert len({place.code for place in everything}) == len(everything) == 3_321
        assert all(len(place.code) == 5 and place.code.isdigit() for place in everything)

    def test_every_commune_is_found_by_its_code_alone(self) -> None:
        for part in provinces():
            for place in communes_of(part.code):
                assert commune(place.code) == place
                assert place.province_code == part.code

    @pytest.mark.parametrize(
        ("code", "name", "province_code"),
        [
            ("00004", "Phường Ba Đình", "01"),
            ("31078", "Đặc khu Phú Quốc", "91"),
            ("22736", "Đặc khu Trường Sa", "56"),
            ("20333", "Đặc khu Hoàng Sa", "48"),
            ("06970", "Xã Ba Chẽ", "22"),
            # The package's column of kinds contradicts its names here; the names are right.
            ("10543", "Phường Việt Hòa", "31"),
            ("31299", "Xã Phong Điền", "92"),
            # Phường since 2026: 237/NQ-UBTVQH16, 388/NQ-UBTVQH16.
            ("26368", "Phường Long Thành", "75"),
            ("07840", "Phường Hiệp Hòa", "24"),
        ],
    )
    def test_single_communes(self, code: str, name: str, province_code: str) -> None:
        assert commune(code) == Commune(code, name, province_code)

    def test_the_wards_of_a_province_come_first_then_by_name(self) -> None:
        listed = communes_of("91")
        kinds = [place.kind for place in listed]
        assert kinds == sorted(kinds, key=["Phường", "Xã", "Đặc khu"].index)
        for kind in set(kinds):
            names = [place.short_name for place in listed if place.kind == kind]
            assert names == sorted(names, key=sort_key)


class TestLangSon:
    def test_every_commune_is_that_of_our_own_table(self) -> None:
        table = {row["code"]: f"{row['kind'].capitalize()} {row['name']}" for row in rows("communes_2025.csv")}
        assert {place.code: place.name for place in communes_of("20")} == table
        assert Counter(place.kind for place in communes_of("20")) == {"Xã": 61, "Phường": 4}

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("06004", "Xã Quốc Khánh"), ("06124", "Xã Na Sầm"), ("06436", "Xã Thiện Tân"), ("06211", "Xã Cao Lộc"),
            ("06196", "Xã Ba Sơn"), ("06076", "Xã Quý Hoà"), ("06148", "Xã Thuỵ Hùng"),
        ],
    )  # fmt: skip
    def test_codes_and_spellings_that_other_packages_have_wrong(self, code: str, name: str) -> None:
        assert commune(code).name == name

    def test_every_old_unit_and_successor_is_that_of_our_own_table(self) -> None:
        table = {
            (row["legacy_district_code"], f"{row['kind'].capitalize()} {row['name']}", row["successor_code"])
            for row in rows("communes_legacy.csv")
        }
        ours = {(old.district_code, old.name, code) for old in legacy_communes() for code in old.successor_codes}
        assert ours == table
        assert len(table) == 196

    def test_the_194_old_units(self) -> None:
        assert len(legacy_communes()) == 194
        assert Counter(old.district for old in legacy_communes()) == {
            "Thành phố Lạng Sơn": 8, "Huyện Tràng Định": 20, "Huyện Bình Gia": 19, "Huyện Văn Lãng": 17,
            "Huyện Cao Lộc": 22, "Huyện Văn Quan": 15, "Huyện Bắc Sơn": 18, "Huyện Hữu Lũng": 23,
            "Huyện Chi Lăng": 20, "Huyện Lộc Bình": 20, "Huyện Đình Lập": 12,
        }  # fmt: skip
        assert Counter(old.kind for old in legacy_communes()) == {"Xã": 175, "Thị trấn": 14, "Phường": 5}

    def test_every_commune_of_today_has_a_predecessor(self) -> None:
        assert {code for old in legacy_communes() for code in old.successor_codes} == {
            place.code for place in communes_of("20")
        }

    def test_the_split_units_have_the_likelier_successor_first(self) -> None:
        assert [(old.name, old.successor_codes) for old in legacy_communes() if len(old.successor_codes) > 1] == [
            ("Xã Bính Xá", ("06613", "06625")),
            ("Xã Kiên Mộc", ("06625", "06637")),
        ]


class TestWhatIsNotAPlace:
    @given(FILES | st.text(max_size=8))
    def test_a_province_that_is_not(self, code: str) -> None:
        if code in {place.code for place in provinces()}:
            return
        for ask in (
            province,
            communes_of,
            lambda sent: check_commune(sent, "06187"),
            lambda sent: find_communes(sent, "a"),
        ):
            with pytest.raises(UnknownPlace, match=r"^Không có tỉnh, thành phố này\. Hãy chọn trong danh sách\.$"):
                ask(code)

    @given(st.text(max_size=8))
    @example("")
    @example("00000")
    @example("99999")
    @example("06186")
    @example("6187")
    @example("０６１８７")
    def test_a_commune_that_is_not(self, code: str) -> None:
        with pytest.raises(UnknownPlace, match=r"^Không có xã, phường này\. Hãy chọn trong danh sách\.$"):
            commune(code)

    @pytest.mark.parametrize(
        ("province_code", "commune_code", "sentence"),
        [
            ("01", "06187", "Xã, phường này không thuộc thành phố Hà Nội. Hãy chọn lại."),
            ("20", "00004", "Xã, phường này không thuộc tỉnh Lạng Sơn. Hãy chọn lại."),
            ("20", "", "Xã, phường này không thuộc tỉnh Lạng Sơn. Hãy chọn lại."),
            ("20", "178", "Xã, phường này không thuộc tỉnh Lạng Sơn. Hãy chọn lại."),
        ],
    )
    def test_a_commune_of_another_province(self, province_code: str, commune_code: str, sentence: str) -> None:
        with pytest.raises(ValueError) as refused:
            check_commune(province_code, commune_code)
        assert str(refused.value) == sentence

    def test_a_commune_of_the_province(self) -> None:
        assert check_commune("20", "06187") == Commune("06187", "Phường Kỳ Lừa", "20")


class TestReading:
    @pytest.fixture
    def asked_for(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
        """The files read since the start of the test, from an empty memory."""
        paths: list[str] = []
        really = pkgutil.get_data

        def note(package: str, resource: str) -> bytes | None:
            paths.append(resource)
            return really(package, resource)

        caches = (market.places._country, market.places._communes, market.places._legacy, market.place_search._index)
        for cache in caches:
            cache.cache_clear()
        monkeypatch.setattr(pkgutil, "get_data", note)
        yield paths
        for cache in caches:
            cache.cache_clear()

    def test_a_province_costs_itself_only_and_once(self, asked_for: list[str]) -> None:
        communes_of("20")
        communes_of("20")
        commune("06187")
        check_commune("20", "06187")
        assert asked_for == ["data/provinces.json", "data/communes/20.json"]

    def test_a_commune_far_away_costs_its_province_only(self, asked_for: list[str]) -> None:
        commune("31078")
        assert asked_for == ["data/provinces.json", "data/communes/91.json"]

    def test_a_path_in_place_of_a_code_reads_nothing(self, asked_for: list[str]) -> None:
        for code in ("../legacy/20", "communes/../../../places.py"):
            with pytest.raises(UnknownPlace):
                communes_of(code)
        assert asked_for == ["data/provinces.json"]

    def test_it_works_from_a_zip_as_well(self, tmp_path: Path) -> None:
        package = tmp_path / "package.zip"
        vendor = ROOT / "functions" / "vendor"
        with zipfile.ZipFile(package, "w") as archive:
            for path in (vendor / "market").rglob("*"):
                if path.suffix in (".py", ".json"):
                    archive.write(path, path.relative_to(vendor))
        ask = "print(places.__file__, places.commune('06187').code, len(places.legacy_communes()))"
        run = subprocess.run(
            [sys.executable, "-S", "-c", f"from market import places; {ask}"],
            env={**os.environ, "PYTHONPATH": str(package)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.split() == [f"{package}{os.sep}market{os.sep}places.py", "06187", "194"]

    def test_there_is_a_file_for_every_province_and_no_other(self) -> None:
        listed = json.loads((DATA / "provinces.json").read_text(encoding="utf-8"))["provinces"]
        assert {path.stem for path in (DATA / "communes").iterdir()} == {code for code, _, _ in listed}
