"""Small pictures for the sample pages, drawn when they are needed: the same name gives the same drawing."""

from __future__ import annotations

import io
import math
import random
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

_FRUIT = {
    "quyt": ("#6d8f3d", "#f08a24"),
    "hoi": ("#c9a77a", "#6b3424"),
    "mat-ong": ("#e9d9b4", "#d9941e"),
    "hong": ("#5f7f45", "#e0631c"),
    "vuon": ("#9ec3d6", "#3f6b34"),
}


@cache
def drawing(name: str, width: int, height: int, kind: str = "webp") -> bytes:
    """The picture ``name`` as webp, avif or jpg, at most about 40 KB."""
    image = _valley(name) if name == "nui" else _basket(name)
    out = io.BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(
        out, {"jpg": "JPEG"}.get(kind, kind.upper()), quality=60
    )
    return out.getvalue()


def _valley(name: str) -> Image.Image:
    dice = random.Random(name)
    image = Image.new("RGB", (1200, 900), "#f5d9a8")
    draw = ImageDraw.Draw(image)
    for row in range(450):
        shade = row / 450
        draw.line([(0, row), (1200, row)], fill=(int(150 + 95 * shade), int(180 + 40 * shade), int(205 - 30 * shade)))
    for layer, colour in enumerate(("#8ea3ad", "#6f8a86", "#4d6f5c", "#35573f")):
        base = 430 + 90 * layer
        for _ in range(11 - layer):
            x, w, h = dice.randint(-80, 1200), dice.randint(120, 260), dice.randint(120, 300 - 40 * layer)
            top = [(x + w * t / 20, base - h * math.sin(math.pi * t / 20) ** 0.6) for t in range(21)]
            draw.polygon([*top, (x + w, 900), (x, 900)], fill=colour)
    for band in range(9):
        y = 760 + band * 17
        draw.polygon([(0, y), (1200, y - 30), (1200, 900), (0, 900)], fill="#d8b13f" if band % 2 else "#b99a35")
    return image.filter(ImageFilter.GaussianBlur(1))


def _basket(name: str) -> Image.Image:
    dice = random.Random(name)
    ground, fruit = _FRUIT.get(name, ("#cfc4ad", "#6b3f24"))
    image = Image.new("RGB", (1200, 900), ground)
    draw = ImageDraw.Draw(image)
    for _ in range(90):
        x, y, r = dice.randint(0, 1200), dice.randint(0, 900), dice.randint(40, 110)
        draw.ellipse([x - r, y - r / 2, x + r, y + r / 2], fill=_shade(ground, dice.uniform(0.75, 1.1)))
    for step in range(46):
        x, y = (step % 9) * 145 + dice.randint(-30, 30), 200 + (step // 9) * 140 + dice.randint(-20, 20)
        r, tone = dice.randint(72, 92), dice.uniform(0.85, 1.05)
        if name == "hoi":
            for petal in range(8):
                angle = petal * math.pi / 4 + step
                tip = (x + r * math.cos(angle), y + r * math.sin(angle))
                side = [(x + 22 * math.cos(angle + s), y + 22 * math.sin(angle + s)) for s in (-0.9, 0.9)]
                draw.polygon([(x, y), side[0], tip, side[1]], fill=_shade(fruit, tone))
            continue
        draw.ellipse([x - r, y - r, x + r, y + r], fill=_shade(fruit, tone * 0.8))
        draw.ellipse([x - r + 4, y - r, x + r - 8, y + r - 14], fill=_shade(fruit, tone))
        draw.ellipse([x - r / 2, y - r / 1.6, x - r / 8, y - r / 4], fill=_shade(fruit, tone * 1.3))
    return image.filter(ImageFilter.GaussianBlur(1))


def _shade(colour: str, by: float) -> tuple[int, ...]:
    return tuple(min(255, int(int(colour[i : i + 2], 16) * by)) for i in (1, 3, 5))
