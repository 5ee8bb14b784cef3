"""Draw every picture, or the named ones: ``python -m cms.demo.drawing [name …]``."""

from __future__ import annotations

import sys
from pathlib import Path

from cms.demo.drawing.canvas import Canvas
from cms.demo.drawing.compositions import PRODUCTS
from cms.demo.drawing.scenes import SCENES

FOLDER = Path(__file__).resolve().parent.parent / "pictures"


def draw(names: list[str]) -> None:
    drawings = {**PRODUCTS, **SCENES}
    for name in names or drawings:
        # The seed is the name, so that one picture drawn again does not depend on the others.
        canvas = Canvas(seed=sum(name.encode()))
        drawings[name](canvas)
        canvas.finished().save(FOLDER / f"{name}.jpg", quality=88, optimize=True, progressive=True)
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    draw(sys.argv[1:])
