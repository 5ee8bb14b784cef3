"""The province as a cloth of diamonds, one for each commune, near its true place.

A tile map and no map of borders: it is read at 300 pixels, weighs half a kilobyte, and gives the small commune the same
room as the large one. The places are laid out by :mod:`infra.places.tiles`.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from market.places import commune


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A commune on the map; ``number`` is its place in the list beside it, ``x`` and ``y`` count half diamonds."""

    number: int
    name: str
    x: int
    y: int


@cache
def _places() -> dict[str, tuple[int, int]]:
    data = pkgutil.get_data(__package__, "commune_tiles.json")
    if data is None:
        raise FileNotFoundError("commune_tiles.json is not packaged")
    return {code: (x, y) for code, (x, y) in json.loads(data).items()}


def communes(codes: Iterable[str]) -> tuple[Tile, ...]:
    """The communes of the province among the codes, each once, numbered as they stand.

    >>> communes(["06463", "00004", "06463", "06325"])[1]
    Tile(number=2, name='Xã Bắc Sơn', x=3, y=7)
    """
    known = [code for code in dict.fromkeys(codes) if code in _places()]
    return tuple(
        Tile(number=number, name=commune(code).name, x=_places()[code][0], y=_places()[code][1])
        for number, code in enumerate(known, start=1)
    )


@cache
def land() -> str:
    """The outline of all diamonds, as the data of one SVG path."""
    return "".join(diamond(x, y) for x, y in sorted(_places().values()))


def diamond(x: int, y: int) -> str:
    """
    >>> diamond(3, 6)
    'M3 5.1l.9 .9-.9 .9-.9-.9z'
    """
    return f"M{x} {y - 0.9:g}l.9 .9-.9 .9-.9-.9z"


@cache
def frame() -> str:
    """The viewBox that holds all diamonds."""
    return f"-1 -1 {max(x for x, _ in _places().values()) + 2} {max(y for _, y in _places().values()) + 2}"


FILTERS: dict[str, Callable[..., Any]] = {"communes": communes}
GLOBALS: dict[str, Callable[..., Any]] = {"map_land": land, "map_diamond": diamond, "map_frame": frame}
