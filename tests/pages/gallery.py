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


def picture_at(path: str) -> bytes | None:
    """The drawing behind ``/anh/<name>-<width>.webp``, None where there is none."""
    name, _, size = path.removeprefix("/anh/").removesuffix(".webp").rpartition("-")
    if name not in PICTURES or not size.isdigit():
        return None
    return drawing(name, int(size), int(size) * 3 // 4)


def write(out: Path) -> None:
    files = {path: content for path, (content, _) in assets().items()}
    files |= {
        f"/anh/{name}-{size}.webp": picture_at(f"/anh/{name}-{size}.webp") or b""
        for name in PICTURES
        for size in (480, 1200)
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
