"""Addresses out of documents, made harmless before they stand in an attribute.

Escaping keeps text inside its quotes; it does not stop ``javascript:`` or ``//elsewhere``. A path that is not one of
our own becomes a link to the front page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# Browsers read a backslash as a slash and drop control characters, so neither may stand in a path.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_CALL = re.compile(r"tel:\+?[0-9][0-9. ]{2,18}")
_REMOTE = re.compile(r"https?://[^\\\x00-\x20\x7f\"'<>]+", re.IGNORECASE)


def local(path: str) -> str:
    """
    >>> [local(path) for path in ("/san-pham/na", "//evil.example/", "javascript:alert(1)")]
    ['/san-pham/na', '/', '/']
    """
    return path if _LOCAL.fullmatch(path) else "/"


def remote(address: str) -> str:
    """An absolute http(s) address as it is, an own path as it is, anything else the front page."""
    return address if _REMOTE.fullmatch(address) else local(address)


def is_remote(address: str) -> bool:
    return bool(_REMOTE.fullmatch(address))


def action(address: str) -> str:
    """Where a button or a menu may lead: an own path, https:// or a telephone; anything else is the front page.

    >>> [action(address) for address in ("/gioi-thieu", "tel:+84 205 381", "https://langson.gov.vn", "data:,x")]
    ['/gioi-thieu', 'tel:+84205381', 'https://langson.gov.vn', '/']
    """
    if _CALL.fullmatch(address):
        return address.replace(" ", "").replace(".", "")
    return address if is_remote(address) and address.lower().startswith("https:") else local(address)


def absolute(path: str, origin: str) -> str:
    """An own path with the shop's public address before it, where that is known."""
    return (origin if is_remote(origin) else "") + local(path)


FILTERS: dict[str, Callable[..., Any]] = {
    "absolute": absolute,
    "action": action,
    "is_remote": is_remote,
    "local": local,
    "remote": remote,
}
