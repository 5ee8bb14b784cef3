"""The column of pictures, which nothing goes round: what is stored was drawn anew, whoever saves."""

from __future__ import annotations

from django.core.files import File
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.registry.uploads.looking import MAX_BYTES
from cms.registry.uploads.pictures import CleanPicture, redraw


class PhotoFile(WagtailImageFieldFile):
    """Keeps only pictures that were drawn anew, whoever saves: a form, a program, an upload finished later."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Raises :class:`Refused` for what is no picture."""
        clean = content if isinstance(content, CleanPicture) else redraw(content.read(MAX_BYTES + 1), name)
        clean.seek(0)
        super().save(clean.name or name, clean, save=save)


class PhotoColumn(WagtailImageField):
    attr_class = PhotoFile
