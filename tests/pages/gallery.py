"""``python -m tests.pages.gallery OUT_DIR``: every sample page as a file, to look at without a server.

Serve the folder (``python -m http.server -d OUT_DIR``), because the pages name their files from the root.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chalicelib.pages import assets, render

from tests.pages.drawings import drawing
from tests.pages.samples import PAGES

PICTURES = ("quyt", "hoi", "mat-ong", "hong", "vuon", "nui")


TYPES = {"webp": "image/webp", "avif": "image/avif", "jpg": "image/jpeg"}


def picture_at(path: str) -> tuple[bytes, str] | None:
    """The drawing behind ``/anh/<name>-<width>.<kind>`` with its content type, None where there is none."""
    stem, _, kind = path.removeprefix("/anh/").rpartition(".")
    name, _, size = stem.rpartition("-")
    if name not in PICTURES or not size.isdigit() or kind not in TYPES:
        return None
    return drawing(name, int(size), int(size) * 3 // 4, kind), TYPES[kind]


def write(out: Path) -> None:
    files = {path: content for path, (content, _) in assets().items()}
    files |= {
        path: drawn[0]
        for name in PICTURES
        for path in (f"/anh/{name}-480.webp", f"/anh/{name}-1200.webp", f"/anh/{name}-1200.avif")
        if (drawn := picture_at(path))
    }
    files |= {f"/{name}.html": render(view).encode() for name, view in PAGES.items()}
    links = "".join(f'<li><a href="/{name}.html">{name}</a></li>' for name in PAGES)
    files["/index.html"] = f'<!doctype html><meta charset="utf-8"><title>Pages</title><ul>{links}</ul>'.encode()
    for path, content in files.items():
        target = out / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    print(f"{len(PAGES)} pages in {sys.argv[1]}")
