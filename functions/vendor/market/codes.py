"""Order codes that people read aloud, type with one thumb and find again in a mangled bank memo.

``LS`` + six random characters + one check character, from 31 characters without 0, O, 1, I and L. 31 is prime, so the
weighted sum catches every single wrong character and every swap of two. The code is a name, never a key: it opens
nothing by itself (finding 9 of the fault model).
"""

from __future__ import annotations

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "LS"
_RANDOM_LENGTH = 6
_CODE = re.compile(f"{PREFIX}[{ALPHABET}]{{{_RANDOM_LENGTH + 1}}}")
# Banks insert spaces and dots, apps insert dashes, people insert all of them.
_SPACED = re.compile("(?=(" + r"[\s.\-_]*".join([*PREFIX, *[f"[{ALPHABET}]"] * (_RANDOM_LENGTH + 1)]) + "))")
_SEPARATORS = re.compile(r"[\s.\-_]+")


def check_character(body: str) -> str:
    weighted = sum((place + 2) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[weighted % len(ALPHABET)]


def new_order_code(choose: Callable[[str], str]) -> str:
    """A fresh code; ``choose`` picks one character of a string (``secrets.choice`` outside of tests)."""
    body = "".join(choose(ALPHABET) for _ in range(_RANDOM_LENGTH))
    return PREFIX + body + check_character(body)


def is_order_code(code: str) -> bool:
    """Whether ``code`` is well formed and its check character right.

    >>> is_order_code("LS" + "7K3M2Q" + check_character("7K3M2Q"))
    True
    >>> is_order_code("LS7K3M2QQ") and is_order_code("LS7K3M2QR")
    False
    """
    return bool(_CODE.fullmatch(code)) and code[-1] == check_character(code[len(PREFIX) : -1])


def read_order_code(typed: str) -> str | None:
    """The code that a person typed, in whatever case and with whatever dashes; None if it is not one."""
    code = _SEPARATORS.sub("", typed).upper()
    return code if is_order_code(code) else None


def show_order_code(code: str) -> str:
    """As printed for people: ``LS-7K3M-2QA``."""
    return f"{code[:2]}-{code[2:6]}-{code[6:]}"


def order_codes_in(memo: str) -> list[str]:
    """Every valid code in a transfer memo, each once. Two of them, or none, is for a person to look at."""
    found = (_SEPARATORS.sub("", match[1]) for match in _SPACED.finditer(memo.upper()))
    return list(dict.fromkeys(code for code in found if is_order_code(code)))
