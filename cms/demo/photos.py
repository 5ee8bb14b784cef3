"""The drawn pictures of the samples, in the CMS."""

from __future__ import annotations

from pathlib import Path

from cms.registry.models import Photo
from cms.registry.uploads.pictures import CleanPicture

PICTURES = Path(__file__).resolve().parent / "pictures"


def photo(name: str, alt: str) -> Photo:
    """The drawn picture ``name``, uploaded once."""
    title = f"Ảnh mẫu: {name}"
    if known := Photo.objects.filter(title=title).first():
        return known
    # Drawn by our own program (cms.demo.drawing), so there is nothing in it to look for.
    drawn = CleanPicture((PICTURES / f"{name}.jpg").read_bytes(), name=f"{name}.jpg")
    return Photo.objects.create(title=title, description=alt, file=drawn)
