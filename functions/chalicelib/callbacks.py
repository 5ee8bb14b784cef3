"""Reading what comes from outside: bounded, strict, and failing in the two ways that the ports promise.

Callbacks of payments and of carriers pass through here, and so do the answers of the carriers' own APIs.
"""

from __future__ import annotations

import hmac
import json
import math
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NoReturn

from chalicelib.ports import NotAuthentic, Unreadable

# The largest real callback seen is 4 kB (Stripe, an intent with its charge embedded); DynamoDB takes items of 400 kB.
MAX_BODY_BYTES = 64 * 1024
# Deeper than any of the vendors' payloads (Stripe's is 9), far from Python's own limit.
MAX_DEPTH = 32
# A signed message older or newer than this is refused: Stripe's and SePay's own advice, and requirement of faults E4.
MAX_DRIFT = timedelta(seconds=300)
# One transfer of more than this is beyond what a Vietnamese bank moves in one piece; it also keeps within a DynamoDB
# number of 38 digits.
MAX_DONG = 10**13

# Vietnam has had no daylight saving since 1975, and the zone database is not in every Lambda image.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_HEX = re.compile(r"[0-9a-fA-F]+")
_DIGITS = re.compile(r"[0-9]{1,12}")


def read_object(raw: bytes, *, most_bytes: int = MAX_BODY_BYTES) -> dict[str, Any]:
    """The JSON object in ``raw``. Raises :class:`Unreadable` for anything else; see :func:`read_json`."""
    value = read_json(raw, most_bytes=most_bytes)
    if not isinstance(value, dict):
        raise Unreadable("the body is not a JSON object")
    return value


def read_json(raw: bytes, *, most_bytes: int = MAX_BODY_BYTES) -> Any:
    """The JSON value in ``raw``, or :class:`Unreadable`.

    Refused are: more than ``most_bytes``, bytes that are not UTF-8, a key given twice (two readers would see two
    different payments), NaN and the infinities, nesting deeper than :data:`MAX_DEPTH`, integers of thousands of
    digits, and lone surrogates, which no later step could store.
    """
    check_size(raw, most_bytes=most_bytes)
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except RecursionError:
        raise Unreadable("the JSON is nested too deeply") from None
    except UnicodeDecodeError:
        raise Unreadable("the body is not UTF-8") from None
    except ValueError:
        # The message of JSONDecodeError quotes nothing, that of int() quotes the digits; neither is repeated.
        raise Unreadable("the body is not JSON") from None
    _check_tree(value)
    return value


def check_size(raw: bytes, *, most_bytes: int = MAX_BODY_BYTES) -> None:
    """Refuse a body that is too large before any work is spent on it, a signature check included."""
    if len(raw) > most_bytes:
        raise Unreadable(f"the body is larger than {most_bytes} bytes")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key is given twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable("NaN and the infinities are not JSON")


def _finite(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value):
        raise Unreadable("a number is too large")
    return value


def _check_tree(value: Any) -> None:
    # A loop and not a recursion: the depth is what is being checked.
    level = [value]
    for _ in range(MAX_DEPTH):
        for text in (item for item in level if isinstance(item, str)):
            _check_text(text)
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise Unreadable("the JSON is nested too deeply")


def _children(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return [*item.keys(), *item.values()]
    return item if isinstance(item, list) else []


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("a text holds half a character") from None


def text_at(body: dict[str, Any], key: str, *, most: int = 200) -> str:
    """The text under ``key`` in NFC, one to ``most`` characters. Raises :class:`Unreadable`."""
    value = body.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise Unreadable(f"{key} is not a text of 1 to {most} characters")
    return unicodedata.normalize("NFC", value)


def optional_text_at(body: dict[str, Any], key: str, *, most: int = 2_000) -> str:
    """The text under ``key`` in NFC, cut to ``most`` characters; empty where it is missing or null.

    Raises :class:`Unreadable` for a value that is neither a text nor null.
    """
    value = body.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{key} is not a text")
    return unicodedata.normalize("NFC", value[:most])


def code_at(body: dict[str, Any], key: str, *, most: int = 64) -> str:
    """An id or a status under ``key`` that the vendors write as a number here and as a text there; as text.

    Printable ASCII without spaces, one to ``most`` characters. Raises :class:`Unreadable`.
    """
    value = body.get(key)
    if type(value) is int:
        value = str(value) if abs(value) < 10**most else ""
    if not isinstance(value, str) or not 0 < len(value) <= most or not (value.isascii() and value.isprintable()):
        raise Unreadable(f"{key} is not a code of 1 to {most} characters")
    if " " in value:
        raise Unreadable(f"{key} holds a space")
    return value


def whole_at(body: dict[str, Any], key: str, *, most: int = MAX_DONG) -> int:
    """The whole number from 0 to ``most`` under ``key``; a float, a text or ``true`` is :class:`Unreadable`."""
    value = body.get(key)
    # type() and not isinstance(): True is an int to Python, and no amount of money.
    if type(value) is not int or not 0 <= value <= most:
        raise Unreadable(f"{key} is not a whole number from 0 to {most}")
    return value


def vietnam_time(text: str, pattern: str) -> datetime:
    """``text`` read by ``pattern`` as a time in Vietnam, given in UTC. Raises :class:`Unreadable`."""
    try:
        local = datetime.strptime(text, pattern).replace(tzinfo=VIETNAM)
    except ValueError:
        raise Unreadable("a time is not of the promised form") from None
    if not 2000 <= local.year < 2100:
        raise Unreadable("a time is not of this century")
    return local.astimezone(UTC)


def unix_time(seconds: int) -> datetime:
    """Seconds since 1970 as a time in UTC. Raises :class:`Unreadable` outside of this century."""
    if not 946_684_800 <= seconds < 4_102_444_800:
        raise Unreadable("a time is not of this century")
    return datetime.fromtimestamp(seconds, UTC)


def check_drift(timestamp: str, now: datetime) -> None:
    """Refuse a signed message from more than :data:`MAX_DRIFT` ago or ahead, with :class:`NotAuthentic`."""
    if not _DIGITS.fullmatch(timestamp):
        raise NotAuthentic("the time of the signature is missing")
    if abs(int(timestamp) - now.timestamp()) > MAX_DRIFT.total_seconds():
        raise NotAuthentic("the signature is too old or from the future")


def secrets_of(setting: str, name: str) -> tuple[str, ...]:
    """The secrets in a setting, comma-separated while one replaces the other.

    Raises ValueError for a setting without any: an empty secret would let everybody sign.
    """
    found = tuple(secret for part in setting.split(",") if (secret := part.strip()))
    if not found:
        raise ValueError(f"{name} must not be empty")
    return found


def is_signed(secrets: tuple[str, ...], message: bytes, hex_digests: list[str], *, algorithm: str = "sha256") -> bool:
    """Whether one of the digests is the HMAC of ``message`` under one of the secrets, in constant time."""
    wanted = [hmac.digest(secret.encode(), message, algorithm) for secret in secrets]
    length = 2 * len(wanted[0])
    given = [bytes.fromhex(digest) for digest in hex_digests if len(digest) == length and _HEX.fullmatch(digest)]
    # A list and not a generator: every pair is compared, so the time says nothing of which one matched.
    return any([hmac.compare_digest(one, other) for one in given for other in wanted])


def is_secret(secrets: tuple[str, ...], given: str) -> bool:
    """Whether ``given`` is one of the secrets, compared in constant time."""
    presented = given.encode("utf-8", "replace")
    return any([hmac.compare_digest(secret.encode(), presented) for secret in secrets])
