"""English and Chinese pages: no phrase is missing, none is Vietnamese unless it says so, figures are as people read."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from chalicelib.pages import render
from chalicelib.pages.phrases import PHRASES, say
from market.catalogue import Language

from tests.pages.samples_abroad import ABROAD, EN, VI, WORDS, ZH

_CALL = re.compile(r"""\bt\("((?:[^"\\]|\\.)*)\"""")
_BRACES = re.compile(r"\{(\w+)\}")
_MARKED = re.compile(r'<(\w+)[^>]*\slang="vi"[^>]*>.*?</\1>', re.DOTALL)
_UNREAD = re.compile(
    r"<script.*?</script>|<option[^>]*>.*?</option>|<input[^>]*>|<img[^>]* lang=\"vi\"[^>]*>", re.DOTALL
)
_VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")
# Names of the shop and of the province, which are the same in every Latin language.
_NAMES = ("Chợ Xứ Lạng", "Chợ <b>Xứ Lạng</b>", "Xứ Lạng", "Lạng Sơn", "Văn Quan", "Tiếng Việt", "Hà Nội")


def templates() -> dict[str, str]:
    folder = files("chalicelib.pages").joinpath("templates")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".html")}


def test_every_phrase_of_a_template_is_in_every_language() -> None:
    asked = {phrase for text in templates().values() for phrase in _CALL.findall(text)}
    assert len(asked) > 120
    assert sorted(asked - set(PHRASES)) == []


def test_a_translation_says_all_that_the_phrase_says() -> None:
    for phrase, translations in PHRASES.items():
        for said in translations:
            assert said.strip(), phrase
            assert sorted(_BRACES.findall(said)) == sorted(_BRACES.findall(phrase)), phrase
        assert not _VIETNAMESE.search(without_names(translations[0])), translations[0]
        assert not _VIETNAMESE.search(without_names(translations[1])), translations[1]
    with pytest.raises(KeyError):
        say(EN, "Câu này chưa có ai dịch.")


def without_names(text: str) -> str:
    for name in _NAMES:
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("name", ABROAD)
def test_what_is_vietnamese_says_so(name: str) -> None:
    html = render(ABROAD[name])  # type: ignore[arg-type]
    shown = _UNREAD.sub("", html)
    while _MARKED.search(shown):
        shown = _MARKED.sub("", shown)
    left = [line for line in without_names(shown).splitlines() if _VIETNAMESE.search(line)]
    assert left == []
    language = name.partition("-")[0]
    assert f'<html lang="{language}">' in html


def test_links_to_the_other_languages() -> None:
    html = render(ABROAD["en-story"])  # type: ignore[arg-type]
    path = ABROAD["en-story"].chrome.translations[0].path  # type: ignore[attr-defined]
    origin = ABROAD["en-story"].chrome.origin  # type: ignore[attr-defined]
    for language, address in (("vi", path), ("en", f"/en{path}"), ("x-default", path)):
        assert f'<link rel="alternate" hreflang="{language}" href="{origin}{address}">' in html
    assert f'<link rel="canonical" href="{origin}/en{path}">' in html
    assert f'<li><a href="{path}" lang="vi" hreflang="vi">Tiếng Việt</a></li>' in html
    assert '<a class="brand" href="/en">' in html
    assert 'href="/gio-hang?ngon_ngu=en"' in html


def test_a_page_without_translation_is_linked_as_vietnamese() -> None:
    html = render(ABROAD["en-home"])  # type: ignore[arg-type]
    assert '<a class="cover" href="/cau-chuyen/mua-na" lang="vi" hreflang="vi">Mùa na</a>' in html
    assert '<p lang="vi">Na chín trên núi đá.</p>' in html
    assert f'<a class="cover" href="/en/cau-chuyen/x">{WORDS[EN]}</a>' in html
    assert html.count("(in Vietnamese)") == 1


@pytest.mark.parametrize(("language", "figures"), [(EN, "45,000\u00a0₫"), (ZH, "45,000\u00a0₫")])
def test_prices_stay_in_dong(language: Language, figures: str) -> None:
    html = render(ABROAD[f"{language.value}-cart"])  # type: ignore[arg-type]
    assert re.search(r"\d,\d{3}\u00a0₫", html)
    assert not re.search(r"\d\.\d{3}\u00a0?₫", _MARKED.sub("", html))
    assert figures.endswith("₫")
    assert say(VI, "Đang mùa") == "Đang mùa"
