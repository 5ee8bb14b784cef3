"""The order of names as a column keeps it."""

from __future__ import annotations

from market.text import sort_key, sortable


def test_a_column_sorts_as_the_key_does() -> None:
    """In the order of bytes, which is that of digits and small letters in every language's order too."""
    words = [
        "đào",
        "dưa",
        "dẻ",
        "Đại",
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "mai",
        "mă",
        "mâ",
        "mb",
        "",
        "1",
        "10",
        "a b",
        "ab",
    ]
    assert sorted(words, key=sortable) == sorted(words, key=lambda word: sort_key(word)[:2])
    assert {len(sortable(word)) for word in words} == {3 * len(word) + 2 for word in words}
    assert sortable("mà") == sortable("ma\u0300")
    assert len(sortable("ư" * 500)) == 182
    assert set(sortable("Xã Chi Lăng, thôn 7 – 中")) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
