"""Certificates beside the pages: ``tai-lieu/<hash>.pdf`` or ``.jpg``, kept for good like the pictures."""

from __future__ import annotations

import logging

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from cms.publishing.pictures import pictures_storage
from cms.registry.uploads.looking import Refused
from cms.registry.uploads.papers import MAX_BYTES, looked_through

logger = logging.getLogger(__name__)

_ENDINGS = {"pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "png": "jpg", "webp": "webp"}


def published_paper(paper: Document | None) -> str:
    """The path of a certificate on the shop's host, named by what is in its file; empty without one, or where it is
    lost or no certificate. The file is read only the first time, and looked through then, whoever put it there."""
    ending = _ENDINGS.get(paper.file_extension.lower()) if paper else None
    if paper is None or ending is None:
        return ""
    try:
        name = f"tai-lieu/{paper.get_file_hash()}.{ending}"
        storage = pictures_storage()
        if not storage.exists(name):
            with paper.file.storage.open(paper.file.name, "rb") as file:
                clean = looked_through(file.read(MAX_BYTES + 1), paper.filename)
            saved = storage.save(name, ContentFile(clean.read()))
            if saved != name:
                storage.delete(saved)
    except (OSError, Refused):
        logger.warning("document %s has no file fit to publish; its claim is published without it", paper.pk)
        return ""
    return f"/{name}"
