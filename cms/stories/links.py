"""Where a written page may lead: addresses that an editor types, and the few places that videos may come from."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

_PATH = re.compile(r"/(?![/\\])[^\s\\<>\"]*")
_PHONE = re.compile(r"tel:\+?[0-9]{4,15}")
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")
_VIMEO_PATH = re.compile(r"/(?:video/)?([0-9]{5,12})")
_OWN_VIDEO = re.compile(r"/(?:[\w-]+/)*[\w-]+\.(?:mp4|webm)")
_YOUTUBE_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}

NOT_A_LINK = "Ghi đường dẫn trong chợ (bắt đầu bằng /), địa chỉ https://… hoặc số điện thoại dạng tel:19001234."
NOT_A_VIDEO = "Chỉ nhận video của YouTube, Vimeo, hoặc tệp .mp4, .webm trên chính trang chợ. Hãy dán địa chỉ của video."


def shop_href(typed: str) -> str:
    """A path for what lies on the shop's own host, else an ``https:`` or ``tel:`` address; empty for anything else."""
    href = typed.strip()
    own = settings.XULANG_PUBLIC_URL
    if own and (href == own or href.startswith(own + "/")):
        href = href.removeprefix(own) or "/"
    if _PATH.fullmatch(href) or _PHONE.fullmatch(href):
        return href
    return href if _is_https(href) else ""


def _is_https(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not re.search(r"[\s<>\"\\@]", href)


def video_href(typed: str) -> str:
    """The one address of a video that pages carry, whichever way it was pasted; empty if its host is not allowed.

    >>> video_href("https://youtu.be/dQw4w9WgXcQ?t=3")
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ'
    """
    href = shop_href(typed)
    if href.startswith("/"):
        return href if _OWN_VIDEO.fullmatch(href) else ""
    if not href.startswith("https:"):
        return ""
    parts = urlsplit(href)
    if parts.hostname == "youtu.be" or parts.hostname in _YOUTUBE_HOSTS:
        number = _youtube_id(parts.hostname, parts.path, parts.query)
        return f"https://www.youtube.com/watch?v={number}" if number else ""
    vimeo = _VIMEO_PATH.fullmatch(parts.path) if parts.hostname in ("vimeo.com", "player.vimeo.com") else None
    return f"https://vimeo.com/{vimeo[1]}" if vimeo else ""


def _youtube_id(host: str, path: str, query: str) -> str:
    if host == "youtu.be":
        candidate = path.removeprefix("/")
    elif path == "/watch":
        candidate = parse_qs(query).get("v", [""])[0]
    else:
        candidate = path.removeprefix("/embed/").removeprefix("/shorts/")
    return candidate if _YOUTUBE_ID.fullmatch(candidate) else ""


def check_link(typed: str) -> None:
    """For forms. Raises ValidationError with the sentence for the field."""
    if typed and not shop_href(typed):
        raise ValidationError(NOT_A_LINK)


def check_video(typed: str) -> None:
    if typed and not video_href(typed):
        raise ValidationError(NOT_A_VIDEO)
