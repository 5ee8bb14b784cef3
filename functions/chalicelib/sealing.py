"""Field encryption for the few facts that a copy of the table must not give away (Law 91/2025: bank accounts are
sensitive). AES-256-GCM under a key that is worked out from ``XULANG_SECRET_KEY`` and stored nowhere.

A new secret key makes what is sealed unreadable: accounts are then entered again, as operators are renewed.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class Unsealable(Exception):
    """It was sealed under another key or for another place, or it was altered."""


class Sealer:
    """``purpose`` separates the keys: what is sealed for one purpose does not open for another."""

    def __init__(self, secret: str, purpose: str) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
        self._cipher = AESGCM(key)

    def seal(self, text: str, place: str) -> str:
        """``text`` for the row ``place``: another row's seal, copied over it, does not open."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())).decode()

    def open(self, sealed: str, place: str) -> str:
        """Raises :class:`Unsealable`."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError):
            raise Unsealable("a sealed field does not open") from None
