"""Still lifes of what is made from the harvest: jelly, starch, pickles, honey, sausages."""

from __future__ import annotations

import math

from cms.demo.drawing.backdrops import BROCADE, still_life
from cms.demo.drawing.canvas import Canvas, Colour, curve, mix, rotated
from cms.demo.drawing.fruits import LEAF
from cms.demo.drawing.goods import bowl, cloth_cap, label_band, sausage_links, vessel

WOOD: Colour = (178, 128, 82)
DARK_WOOD: Colour = (128, 88, 60)
GREEN_MOUNTAIN: Colour = (96, 138, 122)


def thach_den(c: Canvas) -> None:
    still_life(c, (202, 222, 206), (244, 240, 218), WOOD, GREEN_MOUNTAIN)
    for i in range(46):
        lean, x = c.dice.uniform(-16, 16), 310 + c.dice.uniform(-44, 44)
        stem = rotated([(0, 150), (c.dice.uniform(-8, 8), 0), (c.dice.uniform(-24, 24), -210)], lean, (x, 600))
        c.line(stem, mix((92, 74, 52), (52, 44, 36), c.dice.random()), 3.4)
        if i % 2:
            c.leaf(stem[2], 52, 22, c.dice.uniform(-160, -20), mix((86, 84, 50), (60, 52, 38), c.dice.random()))
    # A twist of red cloth about the waist of the sheaf, tied at the front.
    ties = (
        curve((250, 652), (310, 664), (370, 652), (370, 674), (310, 688), (250, 674)),
        curve((316, 672), (352, 648), (366, 668), (350, 686)),
        curve((304, 672), (268, 650), (254, 670), (270, 688)),
        curve((306, 676), (298, 722), (284, 748), (306, 744), (316, 700)),
        curve((314, 676), (330, 716), (346, 738), (326, 742), (312, 704)),
    )
    for tie in ties:
        c.lit(c.polygon_mask(tie), BROCADE[0], light=(240, 130, 110), dark=(120, 24, 30))
    c.lit(c.ellipse_mask(310, 672, 15, 14), BROCADE[0], light=(246, 150, 130), dark=(120, 24, 30))
    for x, y, size in ((650, 566, 62), (752, 546, 66), (856, 566, 62), (700, 500, 56), (806, 494, 58)):
        jelly(c, x, y, size)
    bowl(c, 754, 590, 240, (226, 232, 236))


def jelly(c: Canvas, x: float, y: float, size: float) -> None:
    """A trembling black cube with the light in it."""
    top = [(x - size, y - size * 0.5), (x, y - size * 0.85), (x + size, y - size * 0.5), (x, y - size * 0.12)]
    left = [(x - size, y - size * 0.5), (x, y - size * 0.12), (x, y + size * 0.9), (x - size, y + size * 0.5)]
    right = [(x + size, y - size * 0.5), (x, y - size * 0.12), (x, y + size * 0.9), (x + size, y + size * 0.5)]
    c.gradient(c.polygon_mask(left), (50, 42, 40), (24, 18, 20))
    c.gradient(c.polygon_mask(right), (34, 28, 28), (14, 10, 12))
    c.gradient(c.polygon_mask(top), (112, 100, 94), (64, 54, 52))
    c.line([(x - size * 0.8, y - size * 0.5), (x - size * 0.06, y - size * 0.78)], (196, 188, 180), 3)


def tinh_bot_san_day(c: Canvas) -> None:
    still_life(c, (214, 228, 236), (250, 244, 226), (184, 138, 92), GREEN_MOUNTAIN)
    root = curve((150, 700), (260, 640), (400, 650), (520, 690), (590, 720), (500, 750), (360, 742), (230, 752))
    c.shadow(370, 752, 230, 26)
    c.lit(c.polygon_mask(root), (172, 124, 78), light=(226, 186, 134), dark=(100, 64, 36))
    for i in range(9):
        x = 200 + i * 40
        c.line([(x, 668 + (i % 3) * 14), (x + 12, 690 + (i % 2) * 20)], (122, 82, 48), 2.4)
    heap = curve((590, 600), (680, 510), (800, 468), (920, 512), (1010, 600), (800, 640))
    c.lit(c.polygon_mask(heap), (250, 248, 242), light=(255, 255, 255), dark=(206, 202, 198))
    for _ in range(26):
        x, y, s = c.dice.uniform(640, 960), c.dice.uniform(520, 596), c.dice.uniform(10, 24)
        lump = rotated(
            [(-s, 0), (-s * 0.3, -s * 0.8), (s * 0.8, -s * 0.5), (s, s * 0.4), (0, s * 0.7)],
            c.dice.uniform(0, 90),
            (x, y),
        )
        c.lit(c.polygon_mask(lump), (246, 244, 238), light=(255, 255, 255), dark=(196, 192, 190))
    bowl(c, 800, 596, 232, (150, 184, 176))
    c.leaf((560, 770), 150, 92, -32, LEAF)
    c.leaf((540, 776), 150, 92, 200, mix(LEAF, (40, 90, 50), 0.4))


def mang_ot(c: Canvas) -> None:
    still_life(c, (236, 226, 200), (252, 244, 222), WOOD, GREEN_MOUNTAIN)
    jar = [(150, 0), (172, 26), (176, 60), (176, 300), (160, 340), (132, 358), (132, 392)]
    vessel(c, 600, 776, jar, (236, 214, 140), full=330)
    for i in range(38):
        x, y = 600 + c.dice.uniform(-136, 136), 750 - c.dice.uniform(0, 270)
        if i % 3:
            slice_ = rotated(curve((-52, 0), (0, -15), (52, -4), (0, 13)), c.dice.uniform(-50, 50), (x, y))
            c.lit(c.polygon_mask(slice_), (248, 232, 176), light=(255, 250, 220), dark=(212, 180, 104))
        else:
            chilli(c, x, y, 46, c.dice.uniform(-60, 60), c.dice.choice(((206, 42, 30), (86, 140, 56), (226, 86, 34))))
    c.fill(c.polygon_mask([(466, 420), (486, 420), (486, 740), (466, 740)], blur=5), (255, 255, 255), 0.45)
    cloth_cap(c, 600, 366, 150, BROCADE[2])
    chilli(c, 900, 730, 110, -14, (206, 42, 30))
    chilli(c, 960, 770, 96, 12, (86, 140, 56))
    for k, (x, tall) in enumerate(((240, 270), (330, 220))):
        shoot = curve(
            (x - 62, 772), (x - 44, 772 - tall * 0.5), (x, 772 - tall), (x + 44, 772 - tall * 0.5), (x + 62, 772)
        )
        c.shadow(x, 772, 76, 16)
        c.lit(c.polygon_mask(shoot), (206, 186, 112), light=(246, 236, 180), dark=(126, 104, 56))
        for j in range(4):
            y = 750 - j * tall * 0.2
            w = 54 * (1 - j * 0.2)
            c.line([(x - w, y), (x + (k or -1) * 6, y - 40), (x + w, y)], (128, 132, 70), 3.4)


def chilli(c: Canvas, x: float, y: float, r: float, angle: float, colour: Colour) -> None:
    body = rotated(
        curve(
            (-r * 0.8, -r * 0.12),
            (-r * 0.2, -r * 0.2),
            (r * 0.5, -r * 0.1),
            (r, r * 0.08),
            (r * 0.4, r * 0.14),
            (-r * 0.4, r * 0.18),
            (-r * 0.8, r * 0.1),
        ),
        angle,
        (x, y),
    )
    c.lit(
        c.polygon_mask(body),
        colour,
        light=mix(colour, (255, 230, 200), 0.5),
        dark=mix(colour, (30, 0, 0), 0.4),
        sheen=0.4,
    )
    c.line(rotated([(-r * 0.8, 0), (-r * 1.1, -r * 0.1)], angle, (x, y)), (84, 118, 52), r * 0.09)


def mat_ong(c: Canvas) -> None:
    still_life(c, (250, 230, 180), (255, 246, 220), WOOD, (150, 150, 110))
    comb = [(940 + math.cos(i * math.tau / 40) * 170, 640 + math.sin(i * math.tau / 40) * 120) for i in range(40)]
    c.shadow(950, 760, 180, 26)
    c.lit(c.polygon_mask(comb), (222, 158, 52), light=(255, 222, 130), dark=(156, 96, 20))
    for row in range(7):
        for col in range(8):
            x, y = 800 + col * 40 + (row % 2) * 20, 540 + row * 34
            if ((x - 940) / 150) ** 2 + ((y - 640) / 104) ** 2 < 1:
                cell = [
                    (x + math.cos(k * math.tau / 6 + 0.52) * 17, y + math.sin(k * math.tau / 6 + 0.52) * 17)
                    for k in range(6)
                ]
                c.lit(c.polygon_mask(cell), (182, 110, 24), light=(250, 196, 84), dark=(132, 70, 10), sheen=0.4)
    bottle = [(120, 0), (130, 24), (130, 260), (104, 320), (52, 356), (48, 430)]
    vessel(c, 480, 776, bottle, (216, 132, 22), full=346)
    c.lit(
        c.polygon_mask(curve((424, 350), (480, 340), (536, 350), (534, 286), (480, 276), (426, 286))),
        (170, 122, 74),
        light=(226, 190, 140),
        dark=(100, 66, 36),
    )
    label_band(c, 480, 570, 128, 116)
    bee(c, 760, 420, 46)
    bee(c, 250, 500, 34)


def bee(c: Canvas, x: float, y: float, r: float) -> None:
    for dx, angle in ((-0.2, -60), (0.3, -30)):
        wing = rotated(
            curve((0, 0), (r * 0.6, -r * 0.34), (r * 1.2, 0), (r * 0.6, r * 0.3)), angle, (x + r * dx, y - r * 0.3)
        )
        c.fill(c.polygon_mask(wing), (236, 244, 250), 0.8)
    body = c.ellipse_mask(x, y, r, r * 0.62)
    c.lit(body, (240, 180, 40), light=(255, 230, 140), dark=(150, 96, 10))
    for dx in (-0.45, 0.0, 0.42):
        half = r * 0.6 * math.sqrt(1 - dx * dx)
        c.fill(c.ellipse_mask(x + dx * r, y, r * 0.11, half), (62, 42, 26))
    c.ball(x - r * 1.02, y - r * 0.06, r * 0.34, r * 0.34, (70, 48, 30), sheen=0.3)


def lap_xuong(c: Canvas) -> None:
    still_life(c, (232, 214, 200), (250, 238, 218), DARK_WOOD, (140, 126, 116))
    board = curve((150, 610), (600, 580), (1050, 610), (1090, 690), (1040, 780), (600, 800), (160, 780), (110, 690))
    c.shadow(600, 790, 480, 30, 0.45)
    c.lit(c.polygon_mask(board), (218, 172, 112), light=(246, 212, 156), dark=(152, 106, 58))
    sausage_links(c, [(180, 662), (470, 634), (750, 640), (1030, 672)], 35)
    sausage_links(c, [(210, 744), (500, 736), (790, 748)], 35)
    for x, y in ((860, 752), (926, 744), (992, 750)):
        c.shadow(x + 4, y + 22, 40, 12, 0.3)
        c.lit(c.ellipse_mask(x, y, 38, 34), (176, 66, 46), light=(228, 136, 98), dark=(110, 30, 24))
        for _ in range(9):
            c.fill(
                c.ellipse_mask(x + c.dice.uniform(-24, 24), y + c.dice.uniform(-20, 20), 5, 4), (246, 204, 172), 0.85
            )
    c.leaf((120, 640), 120, 50, -36, LEAF)
