"""Names of callbacks, lines and statements as parts of an address, whatever their senders put in them."""

from __future__ import annotations

import base64
import binascii

from chalicelib.usecases.desk_callbacks import NoSuchCallback


def write_ref(source: str, event_id: str) -> str:
    """A callback's name as a part of an address, whatever its sender put in it."""
    return base64.urlsafe_b64encode(f"{source}#{event_id}".encode()).decode().rstrip("=")


def read_ref(ref: str) -> tuple[str, str]:
    """Raises :class:`NoSuchCallback` for what is no name of one."""
    try:
        name = base64.b64decode(ref + "=" * (-len(ref) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise NoSuchCallback from None
    source, _, event_id = name.partition("#")
    if not source or not event_id or len(name) > 512:
        raise NoSuchCallback
    return source, event_id
