"""Find English among what a screen of the admin says, by the words of the English catalogues themselves.

A word is English here when the packages' own English uses it and no Vietnamese of theirs or ours does. That finds a
sentence that was never marked for translation as well as one that nobody translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import wagtail

from cms.catalogues import LOCALE

SITE_PACKAGES = Path(wagtail.__file__).parent.parent
PACKAGES = ("wagtail", "wagtail_localize", "django_otp", "axes", "taggit", "django/conf", "django/contrib/auth")
WORD = re.compile(r"[A-Za-z]{2,}")
NOT_WORDS = re.compile(
    r"%\([A-Za-z_0-9]+\)[sdr]|%[sd]|\{[^}]*\}|<[^>]*>|&\w+;|https?://\S+|\b[a-z]+\.[a-z]+\b|[\w.+-]+@[\w-]+\.\w+"
)
# Names, and the few English words that Vietnamese people write as they are.
KEPT_AS_THEY_ARE = """
wagtail django zalo google youtube facebook tiktok excel windows mac android ios chrome
word xlsx csv json http https html css svg pdf jpg jpeg png webp avif heic gif url api id utc asia ho chi minh
tab ctrl alt shift enter esc cmd email web online
video logo banner menu seo slug qr otp sms ocop vietgap long kb mb gb byte
"""
KEPT = frozenset(re.findall(r"\w+", KEPT_AS_THEY_ARE))
SHOWN_ATTRIBUTES = frozenset({"title", "aria-label", "placeholder", "alt", "aria-description", "data-tippy-content"})
SILENT = frozenset({"script", "style", "svg", "code", "kbd", "textarea"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def words(text: str) -> set[str]:
    """Its ASCII words; a syllable with a mark on it is nobody's English."""
    return {found for token in re.split(r"[^\w]+", NOT_WORDS.sub(" ", text)) if WORD.fullmatch(token)
            and (found := token.lower())}  # fmt: skip


def _catalogues(language: str) -> Iterator[polib.POEntry]:
    for package in PACKAGES:
        for path in (SITE_PACKAGES / package).glob(f"**/locale/{language}/LC_MESSAGES/*.po"):
            yield from polib.pofile(str(path))


@cache
def english() -> frozenset[str]:
    spoken = {word for entry in _catalogues("en") for word in words(f"{entry.msgid} {entry.msgid_plural}")}
    ours = [entry for path in LOCALE.glob("vi/LC_MESSAGES/*.po") for entry in polib.pofile(str(path))]
    vietnamese = {
        word for entry in ours for said in (entry.msgstr, *entry.msgstr_plural.values()) for word in words(said)
    }
    return frozenset(spoken - vietnamese - KEPT)


def english_in(said: Iterable[str]) -> list[str]:
    """Those of ``said`` that hold an English word, each once."""
    return sorted({text for text in said if words(text) & english()})


class Screen(HTMLParser):
    """What a page says to its reader: its text, and the attributes that are shown or read aloud."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        pressed = tag == "input" and given.get("type") in {"submit", "button", "reset"}
        names = SHOWN_ATTRIBUTES | ({"value"} if pressed else set())
        self.said += [value for name, value in attrs if name in names and value]
        if tag not in VOID:
            silent = tag in SILENT
            self._silent += silent
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(name == tag for name, _ in self._open):
            name, silent = self._open.pop()
            self._silent -= silent
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._silent and (text := " ".join(data.split())):
            self.said.append(text)
