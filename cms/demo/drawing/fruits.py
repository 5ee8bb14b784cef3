"""The fruits of Lạng Sơn, each as one would know it by sight."""

from __future__ import annotations

import math

from PIL import ImageChops

from cms.demo.drawing.canvas import Canvas, Colour, curve, mix, rotated

LEAF: Colour = (74, 128, 62)
MANDARIN: Colour = (242, 146, 34)
BLOOD_ORANGE: Colour = (226, 98, 30)
PERSIMMON: Colour = (232, 104, 38)
ANISE: Colour = (142, 82, 42)


def custard_apple(canvas: Canvas, x: float, y: float, r: float, *, is_open: bool = False) -> None:
    """Na: a heart of round scales, pale in the grooves where the eyes have opened; or a half with its white flesh."""
    base: Colour = (140, 172, 92)
    canvas.shadow(x + r * 0.1, y + r * 0.86, r * 0.98, r * 0.26)
    body = curve((x, y - r * 0.88), (x + r * 0.85, y - r * 0.5), (x + r * 0.88, y + r * 0.3), (x, y + r * 0.95),
                 (x - r * 0.88, y + r * 0.3), (x - r * 0.85, y - r * 0.5))  # fmt: skip
    mask = canvas.polygon_mask(body)
    canvas.lit(mask, (206, 214, 160), light=(232, 236, 190), dark=(96, 118, 62))
    if is_open:
        _open_custard_apple(canvas, x, y, r)
        return
    rows = 8
    for row in range(rows):
        v = (row + 0.5) / rows * 2 - 1
        across = max(3, round(9 * math.sqrt(1 - v * v)))
        for col in range(across):
            u = (col + 0.5 + (row % 2) * 0.25 - 0.12) / across * 2 - 1
            reach = math.sqrt(max(0.0, 1 - v * v)) * 0.98
            cx, cy = x + math.sin(u * 1.35) * r * 0.92 * reach, y + v * r * 0.9 + 0.02 * r
            size = r * 0.135 * (1 - 0.28 * abs(u)) * (1 - 0.12 * abs(v))
            shade = mix(base, (44, 70, 34), max(0.0, (u + v + 0.4) * 0.26))
            bump = ImageChops.multiply(canvas.ellipse_mask(cx, cy, size * (1 - 0.2 * abs(u)), size), mask)
            canvas.lit(bump, shade, light=mix(shade, (250, 255, 206), 0.5), dark=mix(shade, (30, 50, 24), 0.3))
    canvas.line([(x, y - r * 0.82), (x + r * 0.05, y - r * 1.08)], (104, 82, 50), r * 0.09)


def _open_custard_apple(canvas: Canvas, x: float, y: float, r: float) -> None:
    rim = curve((x, y - r * 0.78), (x + r * 0.74, y - r * 0.42), (x + r * 0.76, y + r * 0.26), (x, y + r * 0.82),
                (x - r * 0.76, y + r * 0.26), (x - r * 0.74, y - r * 0.42))  # fmt: skip
    canvas.lit(canvas.polygon_mask(rim), (252, 248, 234), light=(255, 255, 250), dark=(224, 214, 186))
    for ring, count in ((0.56, 13), (0.3, 7)):
        for i in range(count):
            angle = i / count * 360 + ring * 40
            cx, cy = x + math.cos(math.radians(angle)) * r * ring, y + math.sin(math.radians(angle)) * r * ring
            petal = rotated(curve((-r * 0.13, 0), (0, -r * 0.085), (r * 0.13, 0), (0, r * 0.085)), angle, (cx, cy))
            canvas.lit(canvas.polygon_mask(petal), (250, 244, 226), light=(255, 255, 252), dark=(214, 202, 170))
            if i % 2:
                seed = rotated(curve((-r * 0.075, 0), (0, -r * 0.04), (r * 0.075, 0), (0, r * 0.04)), angle, (cx, cy))
                canvas.lit(canvas.polygon_mask(seed), (52, 34, 28), light=(140, 106, 88), dark=(20, 12, 10), sheen=0.5)


def citrus(
    canvas: Canvas, x: float, y: float, r: float, colour: Colour = MANDARIN, *, leaf: float | None = None
) -> None:
    """A mandarin: flattened, with a dimple, oil glands in the peel, and a leaf to ``leaf`` degrees."""
    ry = r * 0.84
    canvas.ball(x, y, r, ry, colour, sheen=0.45)
    for _ in range(70):
        angle, reach = canvas.dice.uniform(0, 6.28), math.sqrt(canvas.dice.random()) * 0.86
        gx, gy = x + math.cos(angle) * r * reach, y + math.sin(angle) * ry * reach
        canvas.fill(canvas.ellipse_mask(gx, gy, r * 0.012 + 0.6, r * 0.012 + 0.6), mix(colour, (120, 50, 0), 0.3), 0.5)
    dx, dy = x + r * 0.06, y - ry * 0.62
    canvas.fill(canvas.ellipse_mask(dx, dy, r * 0.26, ry * 0.14, blur=r * 0.06), mix(colour, (110, 50, 0), 0.5), 0.7)
    star = [
        (math.cos(i * 0.628) * r * (0.13 if i % 2 else 0.07), math.sin(i * 0.628) * r * (0.08 if i % 2 else 0.045))
        for i in range(10)
    ]
    canvas.fill(canvas.polygon_mask([(dx + a, dy + b) for a, b in star]), (86, 112, 50))
    if leaf is not None:
        canvas.leaf((dx, dy), r * 1.0, r * 0.42, leaf, LEAF)


def half_citrus(canvas: Canvas, x: float, y: float, r: float, colour: Colour = MANDARIN) -> None:
    """A mandarin cut across: peel, pith and ten segments."""
    canvas.shadow(x + r * 0.08, y + r * 0.86, r * 0.98, r * 0.24)
    canvas.lit(
        canvas.ellipse_mask(x, y, r, r * 0.94),
        colour,
        light=mix(colour, (255, 240, 200), 0.4),
        dark=mix(colour, (90, 30, 0), 0.3),
    )
    canvas.fill(canvas.ellipse_mask(x, y, r * 0.9, r * 0.845), (255, 238, 204))
    for i in range(10):
        outline = curve(
            (r * 0.1, 0), (r * 0.5, -r * 0.17), (r * 0.83, -r * 0.15), (r * 0.83, r * 0.15), (r * 0.5, r * 0.17)
        )
        wedge = [(px, y + (py - y) * 0.94) for px, py in rotated(outline, i * 36 + 8, (x, y))]
        canvas.lit(
            canvas.polygon_mask(wedge),
            mix(colour, (255, 190, 60), 0.35),
            light=(255, 214, 120),
            dark=mix(colour, (255, 120, 0), 0.3),
        )
    canvas.fill(canvas.ellipse_mask(x, y, r * 0.08, r * 0.075), (255, 246, 222))


def persimmon(canvas: Canvas, x: float, y: float, r: float) -> None:
    """Hồng vành khuyên: a full round fruit with the ring about its calyx that gave it the name."""
    ry = r * 0.92
    canvas.ball(x, y, r, ry, PERSIMMON, sheen=0.55)
    top = y - ry * 0.52
    ring = ImageChops.subtract(
        canvas.ellipse_mask(x, top, r * 0.58, ry * 0.3), canvas.ellipse_mask(x, top - ry * 0.03, r * 0.52, ry * 0.25)
    )
    canvas.fill(ring, mix(PERSIMMON, (130, 40, 10), 0.55), 0.75)
    for angle in (20, 110, 200, 290):
        sepal = curve((0, 0), (r * 0.2, -r * 0.17), (r * 0.44, 0), (r * 0.2, r * 0.17))
        flat = [(px, top - ry * 0.03 + (py - top) * 0.55) for px, py in rotated(sepal, angle, (x, top))]
        canvas.fill(canvas.polygon_mask([(px + 3, py + 5) for px, py in flat], blur=4), (80, 30, 10), 0.4)
        canvas.lit(canvas.polygon_mask(flat), (112, 132, 66), light=(176, 186, 110), dark=(66, 84, 40))
    canvas.line([(x, top - ry * 0.04), (x + r * 0.04, top - ry * 0.2)], (96, 76, 46), r * 0.09)


def star_anise(canvas: Canvas, x: float, y: float, r: float, angle: float = 0) -> None:
    """A dry star of eight boats, each split along its back with a shining seed in it."""
    canvas.shadow(x + r * 0.05, y + r * 0.2, r * 0.95, r * 0.78, 0.28)
    for i in range(8):
        turn = angle + i * 45 + canvas.dice.uniform(-4, 4)
        reach = r * canvas.dice.uniform(0.88, 1.06)
        boat = curve(
            (reach * 0.05, 0), (reach * 0.45, -reach * 0.2), (reach, -reach * 0.02), (reach * 0.45, reach * 0.2)
        )
        tone = mix(ANISE, (92, 46, 22), canvas.dice.uniform(0, 0.5))
        canvas.lit(
            canvas.polygon_mask(rotated(boat, turn, (x, y))),
            tone,
            light=mix(tone, (240, 190, 130), 0.5),
            dark=mix(tone, (30, 12, 4), 0.55),
        )
        split = curve((reach * 0.2, 0), (reach * 0.46, -reach * 0.085), (reach * 0.8, 0), (reach * 0.46, reach * 0.085))
        canvas.fill(canvas.polygon_mask(rotated(split, turn, (x, y))), (62, 32, 16))
        seed = curve((reach * 0.32, 0), (reach * 0.46, -reach * 0.07), (reach * 0.6, 0), (reach * 0.46, reach * 0.07))
        canvas.lit(
            canvas.polygon_mask(rotated(seed, turn, (x, y))),
            (166, 94, 40),
            light=(255, 214, 150),
            dark=(92, 44, 16),
            sheen=0.7,
        )
    canvas.fill(canvas.ellipse_mask(x, y, r * 0.1, r * 0.1), (70, 38, 20))


def canarium(canvas: Canvas, x: float, y: float, r: float, angle: float) -> None:
    """Trám đen: a black-violet spindle with a grey bloom."""
    canvas.shadow(x + r * 0.1, y + r * 0.5, r * 0.95, r * 0.24)
    body = rotated(
        curve((-r, 0), (-r * 0.5, -r * 0.47), (r * 0.5, -r * 0.47), (r, 0), (r * 0.5, r * 0.47), (-r * 0.5, r * 0.47)),
        angle,
        (x, y),
    )
    canvas.lit(canvas.polygon_mask(body), (58, 40, 74), light=(150, 132, 170), dark=(22, 12, 30), sheen=0.35)
    tip = rotated([(r * 0.95, 0)], angle, (x, y))[0]
    canvas.fill(canvas.ellipse_mask(*tip, r * 0.06, r * 0.06), (150, 124, 96))
