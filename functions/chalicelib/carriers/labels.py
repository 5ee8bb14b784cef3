"""What is a label and what only pretends to be: judged by content, never by the header alone (fault H1)."""

from __future__ import annotations

from chalicelib.ports import Label, ProviderError

_MOST_LABEL_BYTES = 2 * 1024 * 1024


def checked_label(carrier: str, waybill: str, content: bytes) -> Label:
    """The label in ``content``. Raises :class:`ProviderError`, temporary, since carriers print late rather than never.

    A PDF must begin and end as one. A page must name the waybill: an error page and a login page do not. A stored page
    is the carrier's HTML and must be served without scripts and outside of our origin.
    """
    if 0 < len(content) <= _MOST_LABEL_BYTES:
        if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
            return Label(content=content, content_type="application/pdf")
        start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith((b"<!doctype html", b"<html")) and waybill.encode() in content:
            return Label(content=content, content_type="text/html; charset=utf-8")
    raise ProviderError(f"{carrier}: what came is not a label")
