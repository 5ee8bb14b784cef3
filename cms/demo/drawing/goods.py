"""Goods that come in something: bottles, jars, bags, boxes, bowls."""

from __future__ import annotations

import math
from itertools import pairwise

from PIL import ImageChops

from cms.demo.drawing.backdrops import BROCADE, INDIGO, rectangle
from cms.demo.drawing.canvas import Canvas, Colour, Point, curve, mix, rotated

BAMBOO: Colour = (206, 164, 92)


def vessel(canvas: Canvas, x: float, bottom: float, profile: list[Point], content: Colour, *, full: float) -> None:
    """A glass vessel: ``profile`` is half of its outline as (radius, height above the bottom), filled to ``full``."""
    right = [(x + r, bottom - h) for r, h in profile]
    left = [(x - r, bottom - h) for r, h in reversed(profile)]
    wide = max(r for r, _ in profile)
    canvas.shadow(x + wide * 0.2, bottom - 4, wide * 1.25, wide * 0.26, 0.4)
    glass = canvas.polygon_mask([*right, *left])
    canvas.fill(glass, (236, 242, 240), 0.72)
    surface = bottom - full
    liquid = ImageChops.multiply(glass, canvas.polygon_mask(rectangle(x - wide - 9, surface, x + wide + 9, bottom + 9)))
    canvas.lit(liquid, content, light=mix(content, (255, 244, 190), 0.5), dark=mix(content, (40, 14, 0), 0.45))
    for offset, width, strength in ((-0.62, 0.09, 0.5), (0.74, 0.05, 0.28)):
        stripe = canvas.polygon_mask(
            rectangle(x + wide * offset, bottom - profile[-1][1], x + wide * (offset + width), bottom - 16), blur=4
        )
        canvas.fill(ImageChops.multiply(stripe, glass), (255, 255, 255), strength)


def cloth_cap(canvas: Canvas, x: float, y: float, r: float, colour: Colour) -> None:
    """A cloth tied over a lid with a string."""
    frill = [
        (
            x + math.cos(i / 40 * math.tau) * r * (1.16 + 0.06 * math.sin(i * 1.9)),
            y + r * 0.42 + math.sin(i / 40 * math.tau) * r * 0.3,
        )
        for i in range(40)
    ]
    canvas.lit(
        canvas.polygon_mask(frill), mix(colour, (0, 0, 0), 0.12), light=colour, dark=mix(colour, (20, 10, 30), 0.4)
    )
    top = curve(
        (x - r, y + r * 0.36),
        (x - r * 0.86, y - r * 0.12),
        (x, y - r * 0.28),
        (x + r * 0.86, y - r * 0.12),
        (x + r, y + r * 0.36),
        (x, y + r * 0.48),
    )
    canvas.lit(
        canvas.polygon_mask(top), colour, light=mix(colour, (255, 255, 255), 0.35), dark=mix(colour, (20, 10, 30), 0.35)
    )
    canvas.line(
        [(x - r * 0.99, y + r * 0.34), (x, y + r * 0.47), (x + r * 0.99, y + r * 0.34)], (226, 196, 140), r * 0.07
    )


def label_band(canvas: Canvas, x: float, top: float, half: float, tall: float) -> None:
    """A paper label with a row of woven diamonds: a pattern, no writing."""
    canvas.gradient(
        canvas.polygon_mask(rectangle(x - half, top, x + half, top + tall)), (250, 242, 222), (228, 214, 184)
    )
    size = tall * 0.24
    count = max(3, int(half / size / 1.3))
    for i in range(count):
        cx = x - half + (i + 0.5) * half * 2 / count
        for share, colour in ((1.0, BROCADE[i % 2 * 2]), (0.5, BROCADE[1])):
            s = size * share
            canvas.fill(
                canvas.polygon_mask(
                    [
                        (cx - s, top + tall / 2),
                        (cx, top + tall / 2 - s),
                        (cx + s, top + tall / 2),
                        (cx, top + tall / 2 + s),
                    ]
                ),
                colour,
            )
    for edge in (top + tall * 0.08, top + tall * 0.86):
        canvas.fill(canvas.polygon_mask(rectangle(x - half, edge, x + half, edge + tall * 0.06)), INDIGO)


def basket(canvas: Canvas, x: float, y: float, rx: float, tall: float) -> None:
    """The front of a woven bamboo basket whose rim is at ``y``; draw the goods before it."""
    body = [(x - rx, y), (x + rx, y), (x + rx * 0.8, y + tall), (x - rx * 0.8, y + tall)]
    canvas.shadow(x, y + tall, rx * 1.0, tall * 0.16, 0.45)
    mask = canvas.polygon_mask(body)
    canvas.lit(mask, BAMBOO, light=(240, 208, 142), dark=(128, 88, 40))
    rows, cols = max(3, int(tall / 26)), int(rx / 15)
    for row in range(rows):
        for col in range(cols):
            if (row + col) % 2:
                continue
            cx = x - rx + (col + 0.5) * 2 * rx / cols
            strip = canvas.polygon_mask(
                rectangle(cx - rx / cols, y + row * tall / rows + 2, cx + rx / cols, y + (row + 1) * tall / rows - 2)
            )
            canvas.fill(ImageChops.multiply(strip, mask), (150, 104, 50), 0.42)
    rim = canvas.polygon_mask(curve((x - rx * 1.03, y), (x, y - 9), (x + rx * 1.03, y), (x, y + 22)))
    canvas.gradient(rim, (236, 200, 130), (150, 106, 54))


def box(canvas: Canvas, x: float, y: float, rx: float, tall: float, colour: Colour) -> None:
    """The front of an open wooden or paper box, its edge at ``y``."""
    canvas.shadow(x, y + tall, rx * 1.04, tall * 0.14, 0.45)
    for i in range(3):
        top = y + i * tall / 3
        plank = canvas.polygon_mask(rectangle(x - rx, top + 2, x + rx, top + tall / 3 - 2))
        canvas.gradient(plank, mix(colour, (255, 244, 214), 0.3), mix(colour, (70, 40, 16), 0.12))
        for k in range(4):
            gy = top + 10 + k * tall / 15
            canvas.line(
                [(x - rx + 8, gy), (x + rx - 8, gy + canvas.dice.uniform(-3, 3))], mix(colour, (80, 46, 20), 0.25), 1.2
            )
    for side in (-1, 1):
        post = canvas.polygon_mask(rectangle(x + side * rx * 0.94 - 14, y - 8, x + side * rx * 0.94 + 14, y + tall))
        canvas.gradient(post, mix(colour, (255, 240, 200), 0.2), mix(colour, (60, 30, 10), 0.3))


def bowl(canvas: Canvas, x: float, y: float, rx: float, colour: Colour) -> None:
    """The front of a glazed bowl, its rim at ``y``."""
    canvas.shadow(x + rx * 0.1, y + rx * 0.66, rx * 0.72, rx * 0.13, 0.42)
    body = [(x + math.cos(i / 30 * math.pi) * rx, y + math.sin(i / 30 * math.pi) ** 0.8 * rx * 0.68) for i in range(31)]
    canvas.lit(
        canvas.polygon_mask(body),
        colour,
        light=mix(colour, (255, 255, 255), 0.55),
        dark=mix(colour, (20, 30, 40), 0.4),
        sheen=0.5,
    )
    band = canvas.polygon_mask(rectangle(x - rx, y + rx * 0.12, x + rx, y + rx * 0.17))
    canvas.fill(ImageChops.multiply(band, canvas.polygon_mask(body)), INDIGO, 0.75)


def sausage_links(canvas: Canvas, points: list[Point], r: float) -> None:
    """Smoked sausages in a chain, marbled with fat, tied between."""
    for (x0, y0), (x1, y1) in pairwise(points):
        length, angle = math.hypot(x1 - x0, y1 - y0), math.degrees(math.atan2(y1 - y0, x1 - x0))
        half = length / 2
        body = rotated(
            curve(
                (-half * 0.94, 0),
                (-half * 0.7, -r),
                (0, -r * 1.12),
                (half * 0.7, -r),
                (half * 0.94, 0),
                (half * 0.7, r),
                (0, r * 0.9),
                (-half * 0.7, r),
            ),
            angle,
            ((x0 + x1) / 2, (y0 + y1) / 2),
        )
        canvas.fill(canvas.polygon_mask([(px + 8, py + 16) for px, py in body], blur=10), (50, 24, 14), 0.4)
        mask = canvas.polygon_mask(body)
        canvas.lit(mask, (158, 52, 36), light=(224, 124, 88), dark=(78, 18, 16), sheen=0.35)
        for _ in range(26):
            sx, sy = rotated(
                [(canvas.dice.uniform(-half * 0.85, half * 0.85), canvas.dice.uniform(-r * 0.8, r * 0.8))],
                angle,
                ((x0 + x1) / 2, (y0 + y1) / 2),
            )[0]
            fat = canvas.ellipse_mask(sx, sy, canvas.dice.uniform(2.5, 7), canvas.dice.uniform(2, 4.5))
            canvas.fill(ImageChops.multiply(fat, mask), (238, 176, 140), 0.55)
    for x, y in points:
        canvas.fill(canvas.ellipse_mask(x, y, r * 0.22, r * 0.22), (222, 190, 130))
