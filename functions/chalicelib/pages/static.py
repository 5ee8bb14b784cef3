"""Style sheet, scripts and drawings, under addresses that change with their content.

So they may be kept by browsers and the CDN for ever, and a page rendered last week still finds the files it was
rendered with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType

_CONTENT_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@cache
def assets() -> Mapping[str, tuple[bytes, str]]:
    """Every static file by its path on the shop's host: ``{"/assets/shop.<hash>.css": (content, content type)}``."""
    found = {name: _content(name) for name in _names()}
    paths = asset_paths()
    return MappingProxyType({paths[name]: (found[name], _CONTENT_TYPES[name.rsplit(".")[-1]]) for name in found})


@cache
def asset_paths() -> Mapping[str, str]:
    """From a file's own name to its path: ``{"shop.css": "/assets/shop.<hash>.css"}``."""
    return MappingProxyType({name: _hashed(name) for name in _names()})


def _hashed(name: str) -> str:
    stem, extension = name.rsplit(".", 1)
    return f"/assets/{stem}.{sha256(_content(name)).hexdigest()[:12]}.{extension}"


def _names() -> list[str]:
    entries = files(__package__).joinpath("static").iterdir()
    return sorted(entry.name for entry in entries if entry.name.rsplit(".")[-1] in _CONTENT_TYPES)


@cache
def _content(name: str) -> bytes:
    content = files(__package__).joinpath("static", name).read_bytes()
    return _squeezed(content.decode()).encode() if name.endswith(".css") else content


def _squeezed(css: str) -> str:
    """Without comments and layout: a phone pays for every byte before it draws anything.

    >>> _squeezed("a, b { color: red; } /* why */")
    'a,b{color: red;}'
    """
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", without_comments).strip()
