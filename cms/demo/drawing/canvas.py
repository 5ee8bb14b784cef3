"""Brushes: shapes with soft light and shadow on a canvas of 1200 × 900 units."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
SCALE = 2

Colour = tuple[int, int, int]
Point = tuple[float, float]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """``share`` 0 is ``a``, 1 is ``b``."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def rotated(points: Sequence[Point], angle: float, at: Point = (0, 0)) -> list[Point]:
    """Points turned by ``angle`` degrees about the origin, then moved to ``at``."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [(at[0] + x * c - y * s, at[1] + x * s + y * c) for x, y in points]


def curve(*points: Point, steps: int = 24) -> list[Point]:
    """A smooth closed outline through ``points`` (Catmull-Rom)."""
    n, outline = len(points), []
    for i in range(n):
        p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            outline.append(
                tuple(
                    0.5
                    * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    return outline


class Canvas:
    """A picture in the making. Coordinates and sizes are in units; ``dice`` is seeded, so a drawing never changes."""

    def __init__(self, seed: int) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
        self.dice = random.Random(seed)  # noqa: S311 - for leaves, not for secrets

    def finished(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def mask(self, paint: Callable[[ImageDraw.ImageDraw], None], blur: float = 0) -> Image.Image:
        mask = Image.new("L", self.image.size)
        paint(ImageDraw.Draw(mask))
        return mask.filter(ImageFilter.GaussianBlur(blur * SCALE)) if blur else mask

    def polygon_mask(self, points: Sequence[Point], blur: float = 0) -> Image.Image:
        return self.mask(lambda d: d.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255), blur)

    def ellipse_mask(self, x: float, y: float, rx: float, ry: float, blur: float = 0) -> Image.Image:
        box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        return self.mask(lambda d: d.ellipse(box, fill=255), blur)

    def fill(self, mask: Image.Image, colour: Colour, strength: float = 1) -> None:
        if strength < 1:
            mask = mask.point(lambda v: int(v * strength))
        if box := mask.getbbox():
            patch = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), colour)
            self.image.paste(patch, box[:2], mask.crop(box))

    def gradient(self, mask: Image.Image, top: Colour, bottom: Colour) -> None:
        """Fill from ``top`` to ``bottom`` over the height of the mask."""
        if box := mask.getbbox():
            size = (box[2] - box[0], box[3] - box[1])
            ramp = Image.linear_gradient("L").resize(size)
            patch = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)
            self.image.paste(patch, box[:2], mask.crop(box))

    def lit(self, mask: Image.Image, base: Colour, *, light: Colour, dark: Colour, sheen: float = 0.0) -> None:
        """Fill as something round, lit from the upper left: light there, dark at the lower right rim."""
        box = mask.getbbox()
        if box is None:
            return
        w, h = box[2] - box[0], box[3] - box[1]
        glow = Image.radial_gradient("L").resize((round(w * 2.1), round(h * 2.1)))
        left, top = round(w * 0.72), round(h * 0.78)
        glow = glow.crop((left, top, left + w, top + h))
        near = Image.composite(
            Image.new("RGB", (w, h), base), Image.new("RGB", (w, h), light), glow.point(lambda v: min(255, v * 3))
        )
        shade = glow.point(lambda v: max(0, min(255, (v - 70) * 2)))
        patch = Image.composite(Image.new("RGB", (w, h), dark), near, shade)
        self.image.paste(patch, box[:2], mask.crop(box))
        if sheen:
            x, y = (box[0] + w * 0.34) / SCALE, (box[1] + h * 0.27) / SCALE
            spot = self.ellipse_mask(x, y, w * 0.12 / SCALE, h * 0.075 / SCALE, blur=w * 0.025 / SCALE)
            self.fill(ImageChops.multiply(spot, mask), (255, 255, 255), sheen)

    def shadow(self, x: float, y: float, rx: float, ry: float, strength: float = 0.35) -> None:
        """The soft shadow of something that stands at (x, y)."""
        self.fill(self.ellipse_mask(x, y, rx, ry, blur=ry * 0.55), (46, 32, 22), strength)

    def ball(self, x: float, y: float, rx: float, ry: float, base: Colour, *, sheen: float = 0.5) -> None:
        self.shadow(x + rx * 0.08, y + ry * 0.92, rx * 0.95, ry * 0.26)
        self.lit(
            self.ellipse_mask(x, y, rx, ry),
            base,
            light=mix(base, (255, 250, 220), 0.42),
            dark=mix(base, (50, 20, 10), 0.38),
            sheen=sheen,
        )

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        ends = [(x * SCALE, y * SCALE) for x, y in points]
        draw = ImageDraw.Draw(self.image)
        draw.line(ends, fill=colour, width=max(1, round(width * SCALE)), joint="curve")
        r = width * SCALE / 2
        for x, y in (ends[0], ends[-1]):
            draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)

    def leaf(self, at: Point, length: float, width: float, angle: float, colour: Colour) -> None:
        """A leaf from its stalk at ``at``, pointing to ``angle`` (0 is right, 90 is down), its two halves lit apart."""
        half = [(0, 0), (length * 0.3, -width * 0.5), (length * 0.68, -width * 0.4), (length, 0)]
        upper = curve(*half, (length * 0.5, 0))
        lower = [(x, -y) for x, y in upper]
        self.fill(self.polygon_mask(rotated([*upper], angle, (at[0] + 5, at[1] + 8)), blur=5), (40, 30, 20), 0.22)
        self.fill(self.polygon_mask(rotated(upper, angle, at)), mix(colour, (255, 255, 200), 0.16))
        self.fill(self.polygon_mask(rotated(lower, angle, at)), mix(colour, (0, 30, 10), 0.16))
        vein = mix(colour, (255, 255, 210), 0.45)
        self.line(rotated([(0, 0), (length * 0.94, 0)], angle, at), vein, width * 0.035 + 0.6)
        for share in (0.25, 0.42, 0.58, 0.73):
            for side in (-1, 1):
                tip = (length * (share + 0.13), side * width * 0.36 * (1 - abs(share - 0.45)))
                self.line(rotated([(length * share, 0), tip], angle, at), mix(vein, colour, 0.4), width * 0.018 + 0.4)
