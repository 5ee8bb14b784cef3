"""From what was uploaded to a picture that we made ourselves."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import PurePath

from django.core.files.base import ContentFile

from cms.registry.uploads import drawing
from cms.registry.uploads.looking import MAX_PIXELS, Refused, broken, look_at_picture

logger = logging.getLogger(__name__)

SECONDS = 30
# Each takes up to drawing.MEMORY_BYTES for a moment, and a small server has little more.
_one_at_a_time = threading.BoundedSemaphore(1)


class CleanPicture(ContentFile):
    """A picture that needs no looking at: one that came out of :func:`redraw`, or that is part of this program."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content, name=name)
        self.content_type = "image/webp" if content[8:12] == b"WEBP" else "image/jpeg"


def redraw(content: bytes, name: str) -> CleanPicture:
    """What is to be kept of an upload: upright, without position or other metadata, at most 2,560 pixels long.

    Raises :class:`Refused` with a sentence for whoever chose the file. Memory and time are bounded, whatever it is."""
    seen = look_at_picture(content)
    command = [sys.executable, "-m", drawing.__name__, seen.kind, str(MAX_PIXELS[seen.kind])]
    with _one_at_a_time:
        try:
            # Our own interpreter and module, and a kind out of four: nothing of the upload is in the command.
            done = subprocess.run(  # noqa: S603
                command, input=content, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            logger.warning("an uploaded %s took too long to draw", seen.kind)
            raise broken() from None
    if done.returncode:
        logger.warning(
            "an uploaded %s was not drawn: %s", seen.kind, done.stderr.decode(errors="replace").strip()[-80:]
        )
        raise broken()
    return CleanPicture(done.stdout, name=clean_name(name, done.stdout))


def clean_name(name: str, content: bytes) -> str:
    """The uploader's name with the ending of what the file is now."""
    stem = PurePath(name.replace("\\", "/")).stem or "anh"
    return f"{stem}.webp" if content[8:12] == b"WEBP" else f"{stem}.jpg"


__all__ = ["CleanPicture", "Refused", "clean_name", "redraw"]
