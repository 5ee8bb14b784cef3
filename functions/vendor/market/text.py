"""Vietnamese text: one form to keep, one to search by, one to sort by, and the parts of it that strangers may see.

People type ``Hoà`` and ``Hòa``, with marks composed or not, and paste numbers out of chats with invisible characters
around them. What they typed is kept (as NFC) and shown; every comparison is made on a key of this module.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator

# Telephone numbers are a module of their own, and part of what this one offers.
from market.phones import NotAPhoneNumber, mask_phone, phone_number, show_phone

__all__ = [
    "NotAPhoneNumber",
    "SortKey",
    "accented_key",
    "clean_line",
    "fold",
    "has_control_characters",
    "mask_address",
    "mask_name",
    "mask_phone",
    "nfc",
    "person_sort_key",
    "phone_number",
    "show_phone",
    "slug",
    "sort_key",
    "sortable",
    "truncate_bytes",
]

# The five marks that are tones, in dictionary order after "no mark"; the other marks make other letters (ă, â, ơ, …).
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = {letter: place for place, letter in enumerate(_ALPHABET)}
# Open oa, oe, uy are the only rhymes whose tone people put on either letter (and by mistake after q too: qúy for quý).
_OLD_STYLE_TONE = re.compile(rf"(?:u([{_TONES}])y|o([{_TONES}])([ae]))(?![^\W\d_]|[\u0300-\u036f])", re.IGNORECASE)
_DIGITS = string.digits + string.ascii_lowercase
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_UNSEEN = frozenset({"Mn", "Me", "Cc", "Cf"})
_ZERO_WIDTH_JOINER = "\u200d"
_VARIATION_SELECTORS = ("\ufe0e", "\ufe0f")

SortKey = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], str]


def nfc(text: str) -> str:
    """The one form that is stored and sent: composed.

    >>> len("La\\u0323ng So\\u031bn"), len(nfc("La\\u0323ng So\\u031bn"))
    (10, 8)
    """
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The search key: lower case, đ as d, no marks, compatibility forms as their plain ones, single spaces.

    Folding twice changes nothing. Invisible characters are dropped, so that a pasted word matches a typed one.

    >>> fold("  Thạch  ĐEN  Tràng Định "), fold("Hoà") == fold("Hòa"), fold("５ ㎏")
    ('thach den trang dinh', True, '5 kg')
    """
    plain = unicodedata.normalize("NFKC", text).lower().replace("đ", "d")
    kept = (c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) not in _UNSEEN or c.isspace())
    return " ".join(nfc("".join(kept)).split())


def accented_key(text: str) -> str:
    """The second search key, which keeps the marks: ranks *na* before *ná*, and knows *Hoà* and *Hòa* as one.

    >>> [accented_key(word) for word in ("Hòa", "Khỏe", "Thúy", "Quý", "Hoàn", "Mùa")]
    ['hoà', 'khoẻ', 'thuý', 'quý', 'hoàn', 'mùa']
    """
    decomposed = unicodedata.normalize("NFD", " ".join(text.lower().split()))
    return nfc(_OLD_STYLE_TONE.sub(_move_tone, decomposed))


def _move_tone(match: re.Match[str]) -> str:
    return f"uy{match[1]}" if match[1] else f"o{match[3]}{match[2]}"


def slug(text: str) -> str:
    """The part of an address made from a name: ``a-z``, ``0-9`` and single dashes; empty if nothing is left.

    >>> slug("Hồng vành khuyên Văn Lãng, loại 1 (5 kg)"), slug("Đồng Đăng")
    ('hong-vanh-khuyen-van-lang-loai-1-5-kg', 'dong-dang')
    """
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def has_control_characters(text: str) -> bool:
    """Whether the text holds anything that nobody can see: control, direction, private or unassigned characters."""
    return any(unicodedata.category(c)[0] == "C" for c in text)


def clean_line(text: str, max_length: int) -> str:
    """A person's one-line input as it is kept: NFC, one line, single spaces, nothing invisible.

    Raises ValueError with the sentence to show if more than ``max_length`` characters are left: cutting a name or an
    address would send a parcel astray without a word.

    >>> clean_line("  Nguye\\u0302\\u0303n\\tVăn \\u202eAn\\u200b ", 40)
    'Nguyễn Văn An'
    """
    spaced = (" " if c.isspace() else c for c in text)
    line = nfc(" ".join("".join(c for c in spaced if unicodedata.category(c)[0] != "C").split()))
    if len(line) > max_length:
        raise ValueError(f"Nội dung dài quá {max_length} ký tự. Hãy viết ngắn lại.")
    return line


def truncate_bytes(text: str, limit: int) -> str:
    """The longest beginning of at most ``limit`` UTF-8 bytes that breaks no character, mark or joined sign.

    For carriers, whose fields are counted in bytes. Raises ValueError for a negative limit.

    >>> truncate_bytes("Xã Quý Hoà", 12), truncate_bytes("Xã Quý Hoà", 13)
    ('Xã Quý Ho', 'Xã Quý Hoà')
    """
    if limit < 0:
        raise ValueError("a limit is zero or more bytes")
    composed = nfc(text)
    encoded = composed.encode()
    if len(encoded) <= limit:
        return composed
    end = len(encoded[:limit].decode(errors="ignore"))
    while end and _belong_together(composed[end - 1], composed[end]):
        end -= 1
    return composed[:end].rstrip()


def _belong_together(before: str, after: str) -> bool:
    return (
        unicodedata.category(after)[0] == "M"
        or after in _VARIATION_SELECTORS
        or _ZERO_WIDTH_JOINER in (before, after)
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # Skin tones colour the sign before them.
    )


def sort_key(text: str) -> SortKey:
    """The order of a Vietnamese dictionary: letters first, then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then case.

    >>> sorted(["ma", "mạ", "má", "mả", "mã", "mà", "mă", "mâ", "mb"], key=sort_key)
    ['ma', 'mà', 'mả', 'mã', 'má', 'mạ', 'mă', 'mâ', 'mb']
    """
    letters, tones, cases = [], [], []
    for letter, tone in _letters(text):
        letters.append(_first_level(letter.lower()))
        tones.append(tone)
        cases.append(int(letter.isupper()))
    return tuple(letters), tuple(tones), tuple(cases), nfc(text)


def sortable(text: str, *, letters: int = 60) -> str:
    """:func:`sort_key` in digits and small letters, for a column that every database sorts alike in any language.

    At most ``3 * letters + 2`` characters; of a longer text only the first ``letters`` count.

    >>> sorted(["đào", "dưa", "dẻ", "Đại", "ma", "mà", "mai"], key=sortable)
    ['dẻ', 'dưa', 'Đại', 'đào', 'ma', 'mà', 'mai']
    """
    levels, tones, _, _ = sort_key(text)
    # Each level takes two characters; two noughts, lower than any level, end the letters.
    written = (divmod(min(level + 1, len(_DIGITS) ** 2 - 1), len(_DIGITS)) for level in levels[:letters])
    return "".join(_DIGITS[high] + _DIGITS[low] for high, low in written) + "00" + "".join(map(str, tones[:letters]))


def person_sort_key(name: str) -> tuple[SortKey, SortKey, SortKey]:
    """People are listed by given name (the last word), then by the middle names, then by the surname.

    >>> sorted(["Vi Thị Ánh", "Hoàng Văn Bình", "Nông Văn An"], key=person_sort_key)
    ['Nông Văn An', 'Vi Thị Ánh', 'Hoàng Văn Bình']
    """
    surname, *rest = name.split() or [""]
    *middle, given = rest or [surname]
    return sort_key(given), sort_key(" ".join(middle)), sort_key(surname if rest else "")


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Each letter with its own marks but without its tone, and the tone's rank."""
    for cluster in re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", unicodedata.normalize("NFD", text)):
        tone = max(_TONES.find(mark) for mark in cluster) + 1
        yield nfc("".join(mark for mark in cluster if mark not in _TONES)), tone


def _first_level(letter: str) -> int:
    """Space, then signs, then digits, then the alphabet, then the letters of other languages."""
    if letter in _PLACES:
        return 20 + _PLACES[letter]
    if letter.isspace() or not letter:
        return 0
    digit = unicodedata.digit(letter[0], None)
    if digit is not None:
        return 2 + digit
    return 100 + ord(letter[0]) if letter[0].isalpha() else 1


def mask_name(name: str) -> str:
    """A name for eyes that did not prove whose it is: the surname, then initials; a single name gives its initial only.

    >>> mask_name("Nguyễn Văn An"), mask_name("An")
    ('Nguyễn V. A.', 'A.')
    """
    words = nfc(name).split()
    kept = words[:1] if len(words) > 1 else []
    return " ".join(kept + [f"{word[0]}." for word in words[len(kept) :]])


# What may stay readable: words that say what kind of place it is, and not which.
_KIND_OF_PLACE = re.compile(
    "số|nhà|ngõ|ngách|hẻm|kiệt|đường|phố|thôn|bản|xóm|khối|tổ|khu|ấp|đội|buôn|làng|tòa|toà|căn|lô|km", re.IGNORECASE
)


def mask_address(line: str) -> str:
    """An address line whose owner recognises it and nobody else can go to it.

    >>> mask_address("Số 12, ngõ 5, thôn Nà Pán"), mask_address("12 Lê Lợi")
    ('Số •••, ngõ •••, thôn •••', '•••')
    """
    parts = [part.split() for part in nfc(line).split(",") if part.strip()]
    return ", ".join(f"{words[0]} •••" if _KIND_OF_PLACE.fullmatch(words[0]) else "•••" for words in parts)
