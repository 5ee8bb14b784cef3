"""Recognising a carrier's payout among the credits of the bank account: who sent it, and which statement it names.

Banks set a memo in capitals and drop what is no letter or digit, so *BK-0511/2* arrives as *BK0511 2*. A statement is
named only where every letter and digit of its number stands in the memo, in whole words, one after the other.
"""

from __future__ import annotations

import re

from market.catalogue import CarrierName
from market.text import fold

# Each as whole words of the folded memo. "Bưu điện" alone is every post office, and nobody's name.
_NAMES = {
    CarrierName.VIETTELPOST: ("viettelpost", "viettel post", "buu chinh viettel", "vtpost", "vtp"),
    CarrierName.VNPOST: ("vnpost", "vietnam post", "viet nam post", "buu dien viet nam", "buu dien vn"),
}
_WORD = re.compile(r"[0-9a-z]+")
# A number that is shorter, or has no digit, is in too many memos.
_LEAST = 4
# A telephone number is the only thing of a person that looks like a statement's; it is not kept.
_PHONE = re.compile(r"(?:0|84)[0-9]{9}")
MOST_WORDS = 24
MOST_LETTERS = 40


def payer_of(memo: str) -> CarrierName | None:
    """The carrier that a memo names; None where it names none, or both.

    >>> payer_of("TCT CP BUU CHINH VIETTEL TT COD BK0511"), payer_of("mua mat ong")
    (<CarrierName.VIETTELPOST: 'viettelpost'>, None)
    """
    said = f" {' '.join(_WORD.findall(fold(memo)))} "
    named = [carrier for carrier, names in _NAMES.items() if any(f" {name} " in said for name in names)]
    return named[0] if len(named) == 1 else None


def words_of(memo: str) -> tuple[str, ...]:
    """The words of a payout's memo in their order, as far as a statement's number could be among them.

    >>> words_of("VNPOST tra COD, BK-0511/2 lh 0912345678")
    ('vnpost', 'tra', 'cod', 'bk', '0511', '2', 'lh', '')
    """
    found = (word if len(word) <= MOST_LETTERS else "" for word in _WORD.findall(fold(memo)))
    return tuple("" if _PHONE.fullmatch(word) else word for word in found)[:MOST_WORDS]


def names_statement(words: tuple[str, ...], number: str) -> bool:
    """Whether the words of a memo name the statement ``number``.

    >>> names_statement(("vtp", "cod", "bk0511"), "BK-0511"), names_statement(("bk", "05112"), "BK-0511")
    (True, False)
    """
    wanted = "".join(_WORD.findall(fold(number)))
    if len(wanted) < _LEAST or not any(letter.isdigit() for letter in wanted):
        return False
    return any(_begins(words[place:], wanted) for place in range(len(words)))


def _begins(words: tuple[str, ...], wanted: str) -> bool:
    joined = ""
    for word in words:
        # What was left out separates: the words on both sides of it did not stand together.
        if not word or not wanted.startswith(joined):
            return False
        joined += word
        if joined == wanted:
            return True
    return False
