"""The site bucket as pages: which object a path is, and how it is to be sent."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError

TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/xml", "image/svg+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One object. ``etag`` is quoted; ``status`` is what the metadata says: 410 where its thing is gone, 301 where it
    has moved to ``location``."""

    content: bytes
    content_type: str
    etag: str
    cache_control: str
    modified: str
    status: int
    location: str = ""
    disposition: str = ""

    @property
    def is_text(self) -> bool:
        return self.content_type.startswith(TEXT_TYPES)


class SiteBucket:
    """Reads the bucket anew for every page: a change is on the site as soon as it is in the bucket."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def page(self, path: str) -> Page | None:
        """The object at a decoded path; None if there is none. Raises what botocore raises for any other trouble."""
        try:
            found = self._client.get_object(Bucket=self._name, Key=key_of(path))
        except ClientError as problem:
            if problem.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise
        # S3 gives these names back in small letters; moto, asked over HTTP, in the form of headers.
        said = {name.lower(): value for name, value in found["Metadata"].items()}
        status, location = said.get("status", "200"), said.get("location", "")
        if status == "301" and not location.startswith("/"):
            status = "200"
        return Page(
            content=found["Body"].read(),
            content_type=found.get("ContentType", "application/octet-stream"),
            etag=found["ETag"],
            cache_control=found.get("CacheControl") or "no-cache",
            modified=format_datetime(found["LastModified"].astimezone(UTC), usegmt=True),
            status=int(status) if status in ("301", "410") else 200,
            location=location,
            disposition=found.get("ContentDisposition", ""),
        )


def key_of(path: str) -> str:
    """The key of the object at a path (the rule of DESIGN's static pages).

    >>> key_of("/"), key_of("/san-pham/quyt-bac-son"), key_of("/assets/site.4f2a.css")
    ('index.html', 'san-pham/quyt-bac-son/index.html', 'assets/site.4f2a.css')
    """
    key = path.removeprefix("/")
    if not key:
        return "index.html"
    return key if "." in key.rsplit("/", 1)[-1] else f"{key}/index.html"


@lru_cache(maxsize=256)
def packed(content: bytes) -> bytes:
    """Compressed for sending; kept, because the same few pages are asked for again and again."""
    return gzip.compress(content, compresslevel=6, mtime=0)
