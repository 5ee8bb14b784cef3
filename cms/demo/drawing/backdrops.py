"""What lies behind and under the goods: sky, the limestone mountains of Lạng Sơn, a table with a brocade runner."""

from __future__ import annotations

import math

from cms.demo.drawing.canvas import HEIGHT, WIDTH, Canvas, Colour, Point, curve, mix

INDIGO: Colour = (38, 46, 92)
BROCADE: tuple[Colour, ...] = ((204, 62, 58), (240, 176, 64), (72, 148, 128), (236, 226, 204))


def rectangle(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def sky(canvas: Canvas, top: Colour, bottom: Colour, sun: tuple[float, float, float] | None = None) -> None:
    canvas.gradient(canvas.polygon_mask(rectangle(0, 0, WIDTH, HEIGHT)), top, bottom)
    if sun:
        x, y, r = sun
        canvas.fill(canvas.ellipse_mask(x, y, r * 2.6, r * 2.6, blur=r), (255, 246, 214), 0.5)
        canvas.fill(canvas.ellipse_mask(x, y, r, r), (255, 250, 232), 0.95)


def karst(canvas: Canvas, base_y: float, height: float, colour: Colour, *, count: int = 7, mist: float = 0.6) -> None:
    """A row of steep limestone towers whose feet stand in mist."""
    dice = canvas.dice
    step = WIDTH / (count - 1)
    for i in sorted(range(count), key=lambda _: dice.random()):
        x = i * step + dice.uniform(-0.3, 0.3) * step
        tall, wide = height * dice.uniform(0.62, 1.08), step * dice.uniform(0.55, 0.95)
        ridge = [
            (x - wide, base_y),
            (x - wide * 0.72, base_y - tall * dice.uniform(0.35, 0.5)),
            (x - wide * 0.38, base_y - tall * dice.uniform(0.75, 0.9)),
            (x + dice.uniform(-0.1, 0.1) * wide, base_y - tall),
            (x + wide * 0.36, base_y - tall * dice.uniform(0.72, 0.88)),
            (x + wide * 0.7, base_y - tall * dice.uniform(0.3, 0.48)),
            (x + wide, base_y),
            (x, base_y + 60),
        ]
        tower = canvas.polygon_mask(curve(*ridge, steps=10))
        canvas.gradient(tower, mix(colour, (0, 0, 0), 0.06), mix(colour, (255, 255, 255), mist))
        # The lit face and a few cracks in it.
        for _ in range(4):
            fx, fy = x + dice.uniform(-0.35, 0.2) * wide, base_y - tall * dice.uniform(0.35, 0.8)
            crack = [(fx, fy), (fx + dice.uniform(4, 12), fy + tall * 0.1), (fx + 2, fy + tall * 0.2)]
            canvas.line(crack, mix(colour, (255, 255, 255), 0.24), 2.2)


def hill(canvas: Canvas, y: float, swell: float, colour: Colour, phase: float = 0.0) -> None:
    top = [
        (x, y + math.sin(x / 210 + phase) * swell + math.sin(x / 90 + phase * 2) * swell * 0.25)
        for x in range(-20, 1240, 20)
    ]
    ground = canvas.polygon_mask([*top, (WIDTH + 20, HEIGHT), (-20, HEIGHT)])
    canvas.gradient(ground, mix(colour, (255, 255, 220), 0.18), mix(colour, (10, 30, 20), 0.2))


def brocade(canvas: Canvas, y: float, tall: float) -> None:
    """A woven band across the picture: rows of stepped diamonds between stripes, as on a Tày or Nùng cloth."""
    canvas.fill(canvas.polygon_mask(rectangle(0, y, WIDTH, y + tall)), INDIGO)
    for edge in (y + tall * 0.06, y + tall * 0.86):
        canvas.fill(canvas.polygon_mask(rectangle(0, edge, WIDTH, edge + tall * 0.08)), BROCADE[0])
        canvas.fill(canvas.polygon_mask(rectangle(0, edge + tall * 0.025, WIDTH, edge + tall * 0.05)), BROCADE[1])
    middle, half = y + tall * 0.5, tall * 0.31
    step = half * 2.1
    for i in range(int(WIDTH / step) + 2):
        x = i * step
        for share, colour in ((1.0, BROCADE[i % 2 * 2]), (0.66, BROCADE[3]), (0.4, BROCADE[1]), (0.18, INDIGO)):
            h = half * share
            canvas.fill(
                canvas.polygon_mask([(x - h, middle), (x, middle - h), (x + h, middle), (x, middle + h)]), colour
            )
        for side in (-1, 1):
            t, ty = half * 0.26, middle + side * half * 0.72
            corner = [(x + step / 2 - t, ty), (x + step / 2, ty - t), (x + step / 2 + t, ty), (x + step / 2, ty + t)]
            canvas.fill(canvas.polygon_mask(corner), BROCADE[1])


def table(canvas: Canvas, y: float, colour: Colour) -> None:
    """A wooden board from ``y`` down, with a brocade runner hanging at its edge."""
    canvas.gradient(
        canvas.polygon_mask(rectangle(0, y, WIDTH, HEIGHT)),
        mix(colour, (255, 240, 210), 0.2),
        mix(colour, (40, 20, 10), 0.16),
    )
    for i in range(16):
        gy = y + (HEIGHT - y) * (i / 16) ** 1.25
        wave = [(x, gy + math.sin(x / 160 + i * 1.7) * 5) for x in range(-20, 1240, 40)]
        canvas.line(wave, mix(colour, (70, 40, 20), 0.16 + 0.06 * (i % 3)), 1.6)
    canvas.fill(canvas.polygon_mask(rectangle(0, y - 4, WIDTH, y + 10), blur=6), (60, 40, 25), 0.3)


def still_life(canvas: Canvas, top: Colour, bottom: Colour, wood: Colour, mountain: Colour) -> None:
    """The setting of every product: a window on the mountains, a table, a band of brocade along its front."""
    sky(canvas, top, bottom, sun=(940, 170, 62))
    karst(canvas, 560, 330, mix(mountain, bottom, 0.5), count=6, mist=0.75)
    karst(canvas, 580, 210, mountain, count=8, mist=0.5)
    table(canvas, 540, wood)
    brocade(canvas, 812, 88)
