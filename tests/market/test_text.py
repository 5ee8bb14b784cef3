"""Vietnamese text: what is one word and what is another, and what nobody but its owner may read."""

from __future__ import annotations

import doctest
import re
import unicodedata

import market.phones
import market.text
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from market.text import (
    accented_key,
    clean_line,
    fold,
    has_control_characters,
    mask_address,
    mask_name,
    nfc,
    person_sort_key,
    slug,
    sort_key,
    truncate_bytes,
)

VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵĐÂƯ 19.,-", max_size=60
)
ANYTHING = st.one_of(st.text(max_size=60), VIETNAMESE)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_the_examples_in_the_code_are_true() -> None:
    outcome = doctest.testmod(market.text)
    assert outcome.attempted > 0
    assert outcome.failed == 0


class TestForms:
    def test_lang_son_has_eight_characters_however_it_was_typed(self) -> None:
        assert len(nfd("Lạng Sơn")) == 10
        assert nfc(nfd("Lạng Sơn")) == "Lạng Sơn"
        assert len(nfc(nfd("Lạng Sơn"))) == 8

    def test_marks_typed_in_two_orders_are_one_letter(self) -> None:
        assert nfc("a\u0302\u0323") == nfc("a\u0323\u0302") == "ậ"

    @pytest.mark.parametrize(
        ("typed", "key"),
        [
            ("Thạch đen", "thach den"),
            ("ĐẶC SẢN", "dac san"),
            ("Đồng Đăng", "dong dang"),
            ("quýt\u00a0 vàng\tBắc Sơn\n", "quyt vang bac son"),
            ("ường ưỡng ồ ễ ướ", "uong uong o e uo"),
            ("ＨỒＮＧ １２３", "hong 123"),
            ("na\u200b\u2060 dai\ufeff", "na dai"),
            ("", ""),
            (" \u0301 ", ""),
        ],
    )
    def test_the_search_key(self, typed: str, key: str) -> None:
        assert fold(typed) == key
        assert fold(nfd(typed)) == key

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("hòa", "hoà"), ("hóa", "hoá"), ("hỏa", "hoả"), ("họa", "hoạ"), ("tõa", "toã"), ("khỏe", "khoẻ"),
            ("xòe", "xoè"), ("lóe", "loé"), ("thúy", "thuý"), ("thủy", "thuỷ"), ("thụy", "thuỵ"), ("lũy", "luỹ"),
            ("Quý Hòa", "Quý Hoà"), ("Thiện Hòa", "Thiện Hoà"), ("Thụy Hùng", "Thuỵ Hùng"), ("TÒA", "TOÀ"),
        ],
    )  # fmt: skip
    def test_both_ways_to_put_the_tone_are_one_word(self, old: str, new: str) -> None:
        assert accented_key(old) == accented_key(new) == new.lower()
        assert fold(old) == fold(new)

    @pytest.mark.parametrize(
        "word",
        [
            "quý",
            "quỳ",
            "hoàn",
            "hoằng",
            "thoát",
            "của",
            "mùa",
            "khuya",
            "tuệ",
            "huế",
            "xoài",
            "ngoéo",
            "huỳnh",
            "quạ",
            "bùa",
        ],
    )
    def test_words_with_one_place_for_the_tone_stay_as_they_are(self, word: str) -> None:
        assert accented_key(word) == word

    def test_marks_make_another_word(self) -> None:
        assert accented_key("na") != accented_key("ná")
        assert accented_key("mận") != accented_key("man")

    @given(ANYTHING)
    @example("ǅ İ ẞ \u1100\u200d\u1161 ﬁ")
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(VIETNAMESE)
    def test_keys_do_not_depend_on_the_form_typed(self, text: str) -> None:
        for key in (fold, accented_key, slug, sort_key, person_sort_key, mask_name, mask_address):
            assert key(nfd(text)) == key(nfc(text))

    @given(ANYTHING)
    @example("한 Việt")
    def test_a_key_is_one_line_without_marks(self, text: str) -> None:
        key = fold(text)
        assert key == " ".join(key.split())
        assert not any(unicodedata.combining(c) for c in nfd(key))
        assert unicodedata.is_normalized("NFC", key)


class TestSlug:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Quýt vàng Bắc Sơn", "quyt-vang-bac-son"),
            ("Đồng Đăng", "dong-dang"),
            ("  --Na  (dai) – Chi Lăng!--", "na-dai-chi-lang"),
            ("Trà Shan 100 g × 2", "tra-shan-100-g-2"),
            ("../../etc/passwd", "etc-passwd"),
            ("???", ""),
        ],
    )
    def test_names(self, name: str, expected: str) -> None:
        assert slug(name) == expected

    @given(ANYTHING)
    def test_only_letters_digits_and_single_dashes(self, name: str) -> None:
        assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(name))
        assert slug(slug(name)) == slug(name)


class TestOneLineInput:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Nguyễn   Văn\tAn ", "Nguyễn Văn An"),
            ("Thôn Nà Pán\r\nBcc: all@example.com", "Thôn Nà Pán Bcc: all@example.com"),
            ("An\u202e gnurT\u202c", "An gnurT"),
            ("\u200fAn\u200b\ufeff\u00ad", "An"),
            ("An\x00\x1b[31m", "An[31m"),
            ("dòng một\u2028dòng hai", "dòng một dòng hai"),
            ("a\ud800b", "ab"),
            (nfd("Vũ Lễ"), "Vũ Lễ"),
            ("\u200b \u202e", ""),
        ],
    )
    def test_what_is_kept(self, typed: str, kept: str) -> None:
        assert clean_line(typed, 60) == kept

    def test_too_long_is_refused_and_not_cut(self) -> None:
        assert clean_line("  " + "ễ" * 40, 40) == "ễ" * 40
        with pytest.raises(ValueError, match=r"^Nội dung dài quá 40 ký tự\. Hãy viết ngắn lại\.$"):
            clean_line("ễ" * 41, 40)

    def test_length_is_counted_in_letters_as_people_see_them(self) -> None:
        assert clean_line(nfd("ễ" * 40), 40) == "ễ" * 40

    @given(ANYTHING)
    def test_nothing_invisible_is_left(self, typed: str) -> None:
        line = clean_line(typed, 1_000)
        assert not has_control_characters(line)
        assert line == " ".join(line.split())
        assert clean_line(line, 1_000) == line
        assert unicodedata.is_normalized("NFC", line)

    @pytest.mark.parametrize(
        "hidden", ["\n", "\x00", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\ue000"]
    )
    def test_control_characters_are_seen(self, hidden: str) -> None:
        assert has_control_characters(f"a{hidden}b")

    def test_vietnamese_has_no_control_characters(self) -> None:
        assert not has_control_characters(nfd("Hồng vành khuyên, 5 kg – 35.000\u00a0₫"))


class TestTruncateBytes:
    @pytest.mark.parametrize(
        ("limit", "kept"),
        [
            (0, ""),
            (1, "L"),
            (2, "L"),
            (3, "L"),
            (4, "Lạ"),
            (5, "Lạn"),
            (6, "Lạng"),
            (7, "Lạng"),
            (8, "Lạng S"),
            (11, "Lạng Sơn"),
        ],
    )
    def test_lang_son(self, limit: int, kept: str) -> None:
        assert truncate_bytes("Lạng Sơn", limit) == kept
        assert truncate_bytes(nfd("Lạng Sơn"), limit) == kept

    def test_a_carriers_field_of_150_bytes(self) -> None:
        cut = truncate_bytes("Số nhà 12, ngõ 5, thôn Nà Pán, cạnh trường tiểu học, " * 5, 150)
        assert len(cut.encode()) <= 150
        assert cut.startswith("Số nhà 12, ngõ 5, thôn Nà Pán")

    def test_a_mark_without_a_composed_letter_stays_with_its_letter(self) -> None:
        assert truncate_bytes("ab\u0323\u0302c\u0301", 3) == "a"
        assert truncate_bytes("x\u0323", 1) == ""

    def test_joined_signs_are_not_broken(self) -> None:
        family = "👨\u200d👩\u200d👧"
        assert truncate_bytes(family, len(family.encode()) - 1) == ""
        assert truncate_bytes("a👍🏽", 6) == "a"
        assert truncate_bytes("a❤\ufe0f", 4) == "a"

    def test_a_negative_limit_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(ValueError, match="zero or more"):
            truncate_bytes("a", -1)

    @given(ANYTHING, st.integers(0, 80))
    def test_it_fits_begins_the_text_and_breaks_nothing(self, text: str, limit: int) -> None:
        cut, whole = truncate_bytes(text, limit), nfc(text)
        assert len(cut.encode()) <= limit
        assert whole.startswith(cut)
        rest = whole[len(cut) :]
        assert not rest or unicodedata.category(rest[0])[0] != "M"
        if cut != whole:
            next_cluster = re.match(r"\s*\S[\u0300-\u036f]*", rest)
            if next_cluster and all(unicodedata.category(c)[0] in "LNPZ" for c in rest[:8]):
                assert len((cut + next_cluster[0]).encode()) > limit


class TestSorting:
    def test_letters_come_before_tones_and_tones_before_case(self) -> None:
        expected = [
            *("", "10 kg", "2 kg", "a", "A", "à", "ả", "ã", "á", "ạ", "an", "ă", "ắ", "ân"),
            *("ba", "bà", "bả", "bã", "bá", "bạ", "bà con", "da", "đa", "Đà", "e", "ê"),
            *("i", "o", "ò", "ô", "ơ", "u", "ư", "y", "ý", "z"),
        ]
        assert sorted(reversed(expected), key=sort_key) == expected

    def test_a_tone_counts_only_between_equal_letters(self) -> None:
        assert sorted(["Na Sầm", "Na Dương", "Nà Phặc", "Ná"], key=sort_key) == ["Ná", "Na Dương", "Nà Phặc", "Na Sầm"]

    def test_provinces(self) -> None:
        names = ["Đồng Nai", "Đà Nẵng", "Lâm Đồng", "Lào Cai", "Lạng Sơn", "Cao Bằng", "Cà Mau", "Cần Thơ", "An Giang"]
        assert sorted(names, key=sort_key) == [
            "An Giang", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đồng Nai", "Lạng Sơn", "Lào Cai", "Lâm Đồng",
        ]  # fmt: skip

    def test_people_by_given_then_middle_then_surname(self) -> None:
        people = ["Hoàng Văn Bình", "Lý Thị An", "Nông Văn An", "Hoàng Văn An", "An", "Vi Thị Ánh", "Đàm Văn Đức"]
        assert sorted(people, key=person_sort_key) == [
            "An", "Lý Thị An", "Hoàng Văn An", "Nông Văn An", "Vi Thị Ánh", "Hoàng Văn Bình", "Đàm Văn Đức",
        ]  # fmt: skip

    def test_no_name_sorts_first(self) -> None:
        assert sorted(["An", ""], key=person_sort_key) == ["", "An"]

    @given(ANYTHING, ANYTHING)
    def test_only_the_same_text_has_the_same_place(self, one: str, other: str) -> None:
        assert (sort_key(one) == sort_key(other)) == (nfc(one) == nfc(other))
