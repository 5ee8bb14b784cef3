"""Pictures of the shop's pages: cut once when a document is written, named by their content, kept for good.

The outbox row names a picture, so its bytes must outlive the photo in the CMS: a copy under the very name it has in
the site bucket (``anh/<hash>-<width>.webp``) lies in the "pictures" storage, where the worker finds it however late it
comes.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from market.catalogue import Picture
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError

logger = logging.getLogger(__name__)

HERO_FILTER = "width-640|format-webp|webpquality-80"
THUMB_FILTER = "width-320|format-webp|webpquality-75"


def pictures_storage() -> Storage:
    return storages["pictures"]


def published_picture(photo: AbstractImage | None, alt: str) -> Picture | None:
    """``photo`` as pages show it, at 640 and 320 pixels wide or its own width if that is less; None without a photo."""
    if photo is None:
        return None
    try:
        cut = _cut(photo)
    except SourceImageIOError:
        # The original is lost or broken. The words and the price must not wait for it.
        logger.warning("photo %s has no readable file; published without it", photo.pk)
        return None
    hero, thumb = cut[HERO_FILTER], cut[THUMB_FILTER]
    return Picture(
        src=_keep(hero),
        width=hero.width,
        height=hero.height,
        alt=alt or photo.description or photo.title,
        thumb_src=_keep(thumb),
        thumb_width=thumb.width,
        thumb_height=thumb.height,
    )


def _cut(photo: AbstractImage) -> dict[str, AbstractRendition]:
    """Both sizes; one whose file has been cleared away is cut anew. Raises SourceImageIOError without an original."""
    cut = photo.get_renditions(HERO_FILTER, THUMB_FILTER)
    lost = [rendition for rendition in cut.values() if not rendition.file.storage.exists(rendition.file.name)]
    for rendition in lost:
        rendition.delete()
    return photo.get_renditions(HERO_FILTER, THUMB_FILTER) if lost else cut


def _keep(rendition: AbstractRendition) -> str:
    with rendition.file.open("rb") as file:
        content = file.read()
    name = f"anh/{hashlib.sha256(content).hexdigest()[:20]}-{rendition.width}.webp"
    storage = pictures_storage()
    if not storage.exists(name):
        saved = storage.save(name, ContentFile(content))
        # Somebody else kept the same picture in between: the same name has the same content.
        if saved != name:
            storage.delete(saved)
    return f"/{name}"


def pictures_in(document: Any) -> Iterator[str]:
    """Names of the pictures that a plain (JSON) document shows, as in the storage and in the site bucket."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key in ("src", "thumb_src") and isinstance(value, str):
                yield value.removeprefix("/")
            else:
                yield from pictures_in(value)
    elif isinstance(document, list):
        for value in document:
            yield from pictures_in(value)
