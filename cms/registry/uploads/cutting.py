"""The sizes of a picture that the shop's pages show, cut once, under names that say what is in them.

``anh/<hash>-640.webp`` and its AVIF for the page, ``-320.webp`` for cards, ``-1200.jpg`` for link previews. They lie
in the storage “pictures” for good: a document names them, and must be deliverable when the photo is gone.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from PIL import Image

HERO_WIDTH, THUMB_WIDTH = 640, 320
SHARE_SIZE = (1200, 630)
# Below this a link preview would be a blur; the page's own picture does better.
LEAST_SHARE_WIDTH = 600
# Raised when the numbers below change: pictures are then cut anew when their documents are written next.
RECIPE = 1
HERO_WEBP: dict[str, Any] = {"format": "WEBP", "quality": 80}
THUMB_WEBP: dict[str, Any] = {"format": "WEBP", "quality": 75}
# Speed 8 takes a tenth of the time of speed 6 for a file 7 % larger; one thread, because others are serving pages.
HERO_AVIF: dict[str, Any] = {"format": "AVIF", "quality": 55, "speed": 8, "max_threads": 1}
SHARE_JPEG: dict[str, Any] = {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True}


def pictures_storage() -> Storage:
    return storages["pictures"]


def cut(original: bytes, focal_point: tuple[int, int] | None) -> dict[str, Any]:
    """Cut and keep all sizes of a picture of ours; the answer is :class:`market.catalogue.Picture` without its ``alt``.

    ``focal_point`` in pixels of the original. The same picture again writes nothing. Raises OSError for no picture."""
    with Image.open(io.BytesIO(original)) as opened:
        picture = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    x, y = focal_point or (picture.width // 2, picture.height // 2)
    hero, thumb = _at_most(picture, HERO_WIDTH), _at_most(picture, THUMB_WIDTH)
    return {
        "src": keep("anh", _encoded(hero, HERO_WEBP), f"-{hero.width}.webp"),
        "width": hero.width,
        "height": hero.height,
        "thumb_src": keep("anh", _encoded(thumb, THUMB_WEBP), f"-{thumb.width}.webp"),
        "thumb_width": thumb.width,
        "thumb_height": thumb.height,
        "avif_src": keep("anh", _encoded(hero, HERO_AVIF), f"-{hero.width}.avif"),
        "share_src": _share(picture, x, y),
        "focus": [_per_cent(x, picture.width), _per_cent(y, picture.height)],
    }


def keep(folder: str, content: bytes, ending: str) -> str:
    """Store ``content`` under a name made of it, unless it is there; answers the path on the shop's host."""
    name = f"{folder}/{hashlib.sha256(content).hexdigest()[:20]}{ending}"
    storage = pictures_storage()
    if not storage.exists(name):
        saved = storage.save(name, ContentFile(content))
        # Somebody else kept the same in between: the same name has the same content.
        if saved != name:
            storage.delete(saved)
    return f"/{name}"


def _at_most(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    size = (width, max(1, round(picture.height * width / picture.width)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _share(picture: Image.Image, x: int, y: int) -> str:
    """The largest piece of the right shape around the focal point; see-through becomes white."""
    if picture.width < LEAST_SHARE_WIDTH:
        return ""
    scale = min(picture.width / SHARE_SIZE[0], picture.height / SHARE_SIZE[1])
    width, height = SHARE_SIZE[0] * scale, SHARE_SIZE[1] * scale
    left = min(max(x - width / 2, 0), picture.width - width)
    top = min(max(y - height / 2, 0), picture.height - height)
    box = (left, top, left + width, top + height)
    piece = picture.resize(SHARE_SIZE, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    if piece.mode == "RGBA":
        white = Image.new("RGB", piece.size, "white")
        white.paste(piece, mask=piece)
        piece = white
    return keep("anh", _encoded(piece, SHARE_JPEG), f"-{SHARE_SIZE[0]}.jpg")


def _encoded(picture: Image.Image, how: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    picture.save(out, **how)
    return out.getvalue()


def _per_cent(place: int, whole: int) -> int:
    return min(max(round(100 * place / whole), 0), 100)
