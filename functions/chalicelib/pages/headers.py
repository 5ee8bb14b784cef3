"""The headers that every page of ours is sent with, whoever sends it."""

from __future__ import annotations

import re

from chalicelib.pages.videos import FRAME_ORIGINS

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?")

# What the card provider's own script needs besides its origin (https://docs.stripe.com/security/guide, CSP section):
# its API, and the frame of the bank's own check.
_PARTNERS = {
    "https://js.stripe.com": {
        "frame-src": ("https://hooks.stripe.com",),
        "connect-src": ("https://api.stripe.com",),
    }
}


def security_headers(*, card_origin: str | None = None, with_videos: bool = False, is_local: bool) -> dict[str, str]:
    """Header names and values for an HTML page.

    ``card_origin`` (scheme, host and port, such as ``https://js.stripe.com``) is given on the page with the card form
    and on no other. ``with_videos`` lets the known hosts of videos into a frame, which a page does when its reader
    asks for one. ``is_local`` leaves out what needs TLS. Raises ValueError for an origin that is none, so that a
    configured address cannot add directives of its own.
    """
    headers = {
        "Content-Security-Policy": _policy(card_origin, with_videos=with_videos, is_local=is_local),
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: with it browsers send “Origin: null” on our own forms. Other sites get nothing either way.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": f"camera=(), geolocation=(), microphone=(), payment={_payment(card_origin)}",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if not is_local:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


def _policy(card_origin: str | None, *, with_videos: bool, is_local: bool) -> str:
    directives = {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    if with_videos:
        directives["frame-src"] = [*FRAME_ORIGINS]
    if card_origin is not None:
        for name in ("script-src", "frame-src", "connect-src"):
            partners = _PARTNERS.get(card_origin, {}).get(name, ())
            directives[name] = ["'self'", _checked(card_origin), *partners]
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
    return policy if is_local else f"{policy}; upgrade-insecure-requests"


def _payment(card_origin: str | None) -> str:
    return "()" if card_origin is None else f'(self "{_checked(card_origin)}")'


def _checked(origin: str) -> str:
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(f"not an origin: {origin!r}")
    return origin
