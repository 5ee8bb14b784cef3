"""Passwords and one-time codes, from the standard library: scrypt (RFC 7914) and TOTP (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from datetime import datetime
from urllib.parse import quote

# 16 MB and about a quarter of a second: one of the settings that OWASP's cheat sheet on password storage calls equal.
_N, _R, _P = 2**14, 8, 5
_LENGTH = 32
MIN_PASSWORD, MAX_PASSWORD = 12, 200
STEP_SECONDS = 30
DIGITS = 6
ISSUER = "Chợ Xứ Lạng"


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # Two keyboards may compose the same Vietnamese letter in two ways.
    typed = unicodedata.normalize("NFC", password).encode("utf-8", "replace")
    return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, maxmem=2**26, dklen=_LENGTH)


def hash_password(password: str, *, salt: bytes) -> str:
    """To keep; the salt and the cost are in it."""
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_scrypt(password, salt, _N, _R, _P).hex()}"


# Worked through when there is no account, so that the answer takes as long as for one that there is.
_NOBODYS = f"scrypt${_N}${_R}${_P}${'00' * 16}${'00' * _LENGTH}"


def is_password(password: str, kept: str) -> bool:
    """Whether ``password`` is the one behind ``kept``; an empty ``kept`` is nobody's password, in the same time."""
    _, n, r, p, salt, digest = (kept or _NOBODYS).split("$")
    found = _scrypt(password[:MAX_PASSWORD], bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, bytes.fromhex(digest)) and bool(kept)


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The one-time code of a time step (RFC 6238 with SHA-1, which is what authenticator apps know).

    >>> code_at(b"12345678901234567890", 59 // 30, digits=8)
    '94287082'
    """
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, typed: str, now: datetime) -> int | None:
    """The time step whose code was typed: this one, or its neighbour on either side for clocks that are off."""
    given = typed.replace(" ", "").encode("utf-8", "replace")
    near = [step_at(now) + offset for offset in (-1, 0, 1)]
    matches = [step for step in near if hmac.compare_digest(code_at(secret, step).encode(), given)]
    return max(matches, default=None)


def otpauth_uri(secret: bytes, account: str) -> str:
    """What an authenticator app reads from a QR code."""
    key = base64.b32encode(secret).decode().rstrip("=")
    issuer = quote(ISSUER)
    return f"otpauth://totp/{issuer}:{quote(account)}?secret={key}&issuer={issuer}"
