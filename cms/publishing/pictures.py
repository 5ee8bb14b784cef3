"""Pictures and certificates as documents name them: paths in the site bucket, where their bytes come with the document.

They are cut and kept when they are uploaded (:mod:`cms.registry.uploads.cutting`); publishing only looks them up.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from market.catalogue import Picture

from cms.registry.models import Photo
from cms.registry.uploads.cutting import pictures_storage

__all__ = ["picture_of", "pictures_in", "pictures_storage", "published_picture"]

logger = logging.getLogger(__name__)

# The fields of the contract that name an object of the site bucket.
_NAMING = frozenset({"src", "thumb_src", "avif_src", "share_src", "file_path"})


def published_picture(photo: Photo | None, alt: str) -> Picture | None:
    """``photo`` as pages show it; None without a photo, or where its file is lost (words and price must
    not wait for it).

    One that is not cut yet, or whose sizes were lost, is cut now, and remembers that."""
    if photo is None:
        return None
    if not photo.is_cut and photo.cut_anew():
        Photo.objects.filter(pk=photo.pk).update(cut=photo.cut, file_hash=photo.file_hash, file_size=photo.file_size)
    if not photo.is_cut:
        logger.warning("photo %s has no readable file; published without it", photo.pk)
        return None
    return picture_of(photo, alt)


def picture_of(photo: Photo, alt: str = "") -> Picture:
    """Of a photo that is cut."""
    facts = {name: value for name, value in photo.cut.items() if name != "key"}
    focus = tuple(facts.pop("focus"))
    return Picture(**facts, focus=focus, alt=alt or photo.description or photo.title)


def pictures_in(document: Any) -> Iterator[str]:
    """Names of the files that a plain (JSON) document shows, as in the storage and in the site bucket."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key in _NAMING and isinstance(value, str):
                if value:
                    yield value.removeprefix("/")
            else:
                yield from pictures_in(value)
    elif isinstance(document, list):
        for value in document:
            yield from pictures_in(value)
