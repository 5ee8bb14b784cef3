"""Videos that load on a click: which addresses we know how to show, and what is asked of whom.

Until the reader asks for a video, nothing of its host is on the page: the poster is ours and the link is a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

# Frames that the pages' policy lets in, and the only hosts that a video is embedded from.
FRAME_ORIGINS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")

_YOUTUBE = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"})
_VIMEO = frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"})
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_VIMEO_ID = re.compile(r"[0-9]{6,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """``page`` is where a reader without scripts is sent, ``embed`` what a click puts in the poster's place."""

    page: str
    embed: str
    host: str


def video(address: str) -> Video | None:
    """The video behind an address of a known host, None for anything else.

    >>> video("https://youtu.be/dQw4w9WgXcQ").page
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ'
    >>> video("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ")
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme != "https":
        return None
    last = parts.path.rstrip("/").rpartition("/")[2]
    if host in _YOUTUBE:
        id = parse_qs(parts.query).get("v", [last])[0]
        return _youtube(id) if _YOUTUBE_ID.fullmatch(id) else None
    if host in _VIMEO and _VIMEO_ID.fullmatch(last):
        return Video(
            page=f"https://vimeo.com/{last}",
            embed=f"https://player.vimeo.com/video/{last}?autoplay=1&dnt=1",
            host="Vimeo",
        )
    return None


def _youtube(id: str) -> Video:
    return Video(
        page=f"https://www.youtube.com/watch?v={id}",
        embed=f"https://www.youtube-nocookie.com/embed/{id}?autoplay=1&rel=0",
        host="YouTube",
    )


FILTERS: dict[str, Callable[..., Any]] = {"video": video}
