"""Finding a commune: every old address is a question with all its answers, and never a silent guess."""

from __future__ import annotations

import doctest

import market.place_search
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from market.place_search import find_communes
from market.places import LegacyCommune, UnknownPlace, communes_of, legacy_communes, successors
from market.text import fold


def test_the_examples_in_the_code_are_true() -> None:
    outcome = doctest.testmod(market.place_search)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize(
    ("district", "name", "now"),
    [
        # The three Hoàng Văn Thụ.
        ("TP Lạng Sơn", "P. Hoàng Văn Thụ", ["Phường Kỳ Lừa"]),
        ("Thành phố Lạng Sơn", "Phường Hoàng Văn Thụ", ["Phường Kỳ Lừa"]),
        ("Bình Gia", "Hoàng Văn Thụ", ["Xã Bình Gia"]),
        ("huyện Văn Lãng", "xã Hoàng Văn Thụ", ["Xã Hoàng Văn Thụ"]),
        # The four Chi Lăng.
        ("lang son", "chi lang", ["Phường Lương Văn Tri"]),
        ("Tràng Định", "Chi Lăng", ["Xã Thất Khê"]),
        ("H. Chi Lăng", "TT. Chi Lăng", ["Xã Chi Lăng"]),
        ("Chi Lăng", "xã Chi Lăng", ["Xã Chi Lăng"]),
        # The four Hòa Bình, in either spelling.
        ("Bình Gia", "Hoà Bình", ["Xã Thiện Long"]),
        ("Hữu Lũng", "Hòa Bình", ["Xã Yên Bình"]),
        ("Chi Lăng", "Hòa Bình", ["Xã Vạn Linh"]),
        ("Văn Quan", "Hòa Bình", ["Xã Văn Quan"]),
        # Split: the person must say.
        ("Đình Lập", "Bính Xá", ["Xã Đình Lập", "Xã Kiên Mộc"]),
        ("Đình Lập", "Kiên Mộc", ["Xã Kiên Mộc", "Xã Châu Sơn"]),
        # Not split, though a package says so.
        ("Bình Gia", "Hồng Phong", ["Xã Hồng Phong"]),
        ("Bắc Sơn", "Đồng Ý", ["Xã Tân Tri"]),
    ],
)
def test_where_old_addresses_are_today(district: str, name: str, now: list[str]) -> None:
    assert [place.name for place in successors(district, name)] == now


@pytest.mark.parametrize(
    ("district", "name"),
    [
        ("Lộc Bình", "Hoàng Văn Thụ"),
        ("TP Lạng Sơn", "xã Hoàng Văn Thụ"),
        ("huyện Lạng Sơn", "Hoàng Văn Thụ"),
        ("", ""),
        ("Chi Lăng", ""),
        ("Chi Lăng", "Chi"),
    ],
)
def test_an_old_unit_that_never_was(district: str, name: str) -> None:
    with pytest.raises(UnknownPlace, match=r"^Không có xã, phường cũ này ở Lạng Sơn\."):
        successors(district, name)


def labels(typed: str, province_code: str = "20", limit: int = 10) -> list[str]:
    return [found.label for found in find_communes(province_code, typed, limit)]


def test_hoang_van_thu_is_a_question_with_all_its_answers() -> None:
    city = "Hoàng Văn Thụ (phường cũ, Thành phố Lạng Sơn) → Phường Kỳ Lừa"
    others = [
        "Xã Hoàng Văn Thụ",
        "Hoàng Văn Thụ (xã cũ, Huyện Bình Gia) → Xã Bình Gia",
        "Hoàng Văn Thụ (xã cũ, Huyện Văn Lãng) → Xã Hoàng Văn Thụ",
    ]
    assert labels("hoang van thu") == [others[0], city, *others[1:]]
    assert labels("Phường Hoàng Văn Thụ") == [city, *others]
    assert labels("Hoàng Văn Thụ, TP Lạng Sơn") == [city]
    assert labels("P. Hoàng Văn Thụ, TP Lạng Sơn, Lạng Sơn") == [city]
    assert labels("Xã Hoàng Văn Thụ, huyện Bình Gia") == [others[1]]


def test_van_linh_stays_van_linh() -> None:
    assert labels("Xã Vạn Linh, Chi Lăng") == ["Vạn Linh (xã cũ, Huyện Chi Lăng) → Xã Vạn Linh"]
    assert labels("van linh")[0] == "Xã Vạn Linh"


def test_a_town_without_its_district() -> None:
    assert labels("Thị trấn Đồng Mỏ, Lạng Sơn") == ["Đồng Mỏ (thị trấn cũ, Huyện Chi Lăng) → Xã Chi Lăng"]


def test_a_split_commune_is_two_choices() -> None:
    assert labels("bính xá")[:2] == [
        "Bính Xá (xã cũ, Huyện Đình Lập) → Xã Đình Lập",
        "Bính Xá (xã cũ, Huyện Đình Lập) → Xã Kiên Mộc",
    ]


def test_all_chi_lang() -> None:
    assert labels("chi lăng", limit=5) == [
        "Xã Chi Lăng",
        "Chi Lăng (phường cũ, Thành phố Lạng Sơn) → Phường Lương Văn Tri",
        "Chi Lăng (xã cũ, Huyện Tràng Định) → Xã Thất Khê",
        "Chi Lăng (thị trấn cũ, Huyện Chi Lăng) → Xã Chi Lăng",
        "Chi Lăng (xã cũ, Huyện Chi Lăng) → Xã Chi Lăng",
    ]
    assert labels("TT Chi Lăng")[0] == "Chi Lăng (thị trấn cũ, Huyện Chi Lăng) → Xã Chi Lăng"


@pytest.mark.parametrize("typed", ["ky lua", "Kỳ Lừa", "KỲ LỪA", "p.kỳ lừa", "phường kỳ", "lừa", "  ky,  "])
def test_marks_capitals_and_kind_may_be_left_out(typed: str) -> None:
    assert labels(typed)[0] == "Phường Kỳ Lừa"


def test_marks_as_typed_go_first() -> None:
    with_marks = [found.commune.short_name for found in find_communes("20", "Văn")]
    assert with_marks[:2] == ["Văn Lãng", "Văn Quan"]
    assert "Vân Nham" not in with_marks[:2]
    assert labels("vân")[0] == "Xã Vân Nham"


def test_the_whole_name_goes_before_a_longer_one() -> None:
    assert labels("bình hưng", "79")[:2] == ["Xã Bình Hưng", "Phường Bình Hưng Hòa"]


def test_a_name_goes_before_a_district() -> None:
    found = find_communes("20", "binh", 100)
    of_the_name = [
        "binh" in fold(choice.formerly.short_name if choice.formerly else choice.commune.name) for choice in found
    ]
    assert of_the_name == sorted(of_the_name, reverse=True)
    assert not all(of_the_name)


def test_a_name_that_begins_with_the_word_for_a_kind() -> None:
    assert labels("xa dung", "11") == ["Xã Xa Dung"]


def test_old_names_are_known_for_lang_son_only() -> None:
    assert all(found.formerly is None for found in find_communes("01", "ba đình"))
    assert labels("ba dinh", "01")[0] == "Phường Ba Đình"


@pytest.mark.parametrize("typed", ["", "   ", ",", ", Lạng Sơn", "?!", "\u200b"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert labels(typed) == []


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (-1, 0), (1, 1), (3, 3)])
def test_no_more_than_asked_for(limit: int, count: int) -> None:
    assert len(find_communes("20", "lang", limit)) == count


def test_every_unit_of_lang_son_is_found_by_its_name_without_marks() -> None:
    for place in communes_of("20"):
        assert place in [found.commune for found in find_communes("20", fold(place.short_name)) if not found.formerly]


def test_every_old_unit_is_found_first_by_its_old_address() -> None:
    for old in legacy_communes():
        found = find_communes("20", f"{old.name}, {old.district}, Tỉnh Lạng Sơn")
        choices = [(choice.formerly, choice.commune.code) for choice in found[: len(old.successor_codes)]]
        assert choices == [(old, code) for code in old.successor_codes]


@given(st.text(max_size=40) | st.text("aăâđeêoôơuưnglmcht ,.", max_size=20), st.sampled_from(["20", "01", "79"]))
@example("a" * 100_000, "20")
@example("lang, " * 10_000, "20")
def test_whatever_is_typed_only_real_places_come_back(typed: str, province_code: str) -> None:
    found = find_communes(province_code, typed, 5)
    assert len(found) <= 5
    assert {choice.commune for choice in found} <= set(communes_of(province_code))
    assert all(isinstance(choice.formerly, LegacyCommune | None) for choice in found)
