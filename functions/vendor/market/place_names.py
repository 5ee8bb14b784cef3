"""Names of places as they are written: with a kind in front, in full or shortened, with marks or without.

>>> kind_of("Thị trấn Đồng Mỏ"), without_kind("Thị trấn Đồng Mỏ"), split_kind(words_of("TT. Đồng Mỏ"))
('Thị trấn', 'Đồng Mỏ', ('Thị trấn', 'dong mo'))
"""

from __future__ import annotations

from market.text import fold

KINDS = ("Thành phố", "Tỉnh", "Huyện", "Phường", "Xã", "Đặc khu", "Thị trấn")
# How people type the kinds, folded.
_TYPED_KINDS = {
    **{fold(kind): kind for kind in KINDS},
    "tp": "Thành phố",
    "t": "Tỉnh",
    "h": "Huyện",
    "p": "Phường",
    "x": "Xã",
    "tt": "Thị trấn",
}

Reading = tuple[str, str]


def kind_of(name: str) -> str:
    """The kind in front of a name of ours; empty for a name without one."""
    return next((kind for kind in KINDS if name.startswith(f"{kind} ")), "")


def without_kind(name: str) -> str:
    return name.removeprefix(kind_of(name)).lstrip()


def words_of(typed: str) -> str:
    """The folded words of a typed name, single spaces between them, every sign left out."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(typed)).split())


def split_kind(words: str) -> Reading:
    """The kind that folded words begin with, or none, and the rest. A kind alone is a name that was just begun."""
    for typed, kind in _TYPED_KINDS.items():
        if words.startswith(f"{typed} "):
            return kind, words.removeprefix(f"{typed} ")
    return "", words


def is_named(name: str, typed: str) -> bool:
    """Whether a typed name is all of a name of ours, which has its kind in front; no kind typed fits every kind.

    >>> is_named("Phường Hoàng Văn Thụ", "p. hoàng văn thụ"), is_named("Phường Hoàng Văn Thụ", "xã Hoàng Văn Thụ")
    (True, False)
    """
    kind, words = split_kind(words_of(typed))
    return kind in ("", kind_of(name)) and words == words_of(without_kind(name))
