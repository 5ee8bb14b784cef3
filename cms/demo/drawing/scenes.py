"""Landscapes: the shops' gardens, the two stories, the promotion and the home page."""

from __future__ import annotations

from collections.abc import Callable

from cms.demo.drawing.backdrops import BROCADE, INDIGO, brocade, hill, karst, rectangle, sky
from cms.demo.drawing.canvas import Canvas, Colour, curve, mix
from cms.demo.drawing.fruits import LEAF, citrus, custard_apple, persimmon, star_anise

SKIN: Colour = (226, 178, 142)


def tree(c: Canvas, x: float, y: float, size: float, crown: Colour, fruit: Colour | None = None) -> None:
    """A round garden tree standing at (x, y), with fruit showing in its crown."""
    c.shadow(x, y, size * 0.6, size * 0.1, 0.3)
    c.line([(x, y), (x - size * 0.02, y - size * 0.5)], (112, 82, 56), size * 0.07)
    c.line([(x, y - size * 0.3), (x + size * 0.2, y - size * 0.62)], (112, 82, 56), size * 0.04)
    for _ in range(9):
        dx, dy = c.dice.uniform(-0.36, 0.36) * size, c.dice.uniform(-1.0, -0.55) * size
        r = size * c.dice.uniform(0.2, 0.3)
        tone = mix(crown, (20, 60, 40), c.dice.uniform(0, 0.35))
        c.lit(
            c.ellipse_mask(x + dx, y + dy, r, r * 0.86),
            tone,
            light=mix(tone, (240, 250, 180), 0.42),
            dark=mix(tone, (10, 40, 30), 0.4),
        )
    if fruit:
        for _ in range(13):
            fx, fy = x + c.dice.uniform(-0.44, 0.44) * size, y + c.dice.uniform(-1.05, -0.48) * size
            r = size * 0.055
            c.lit(
                c.ellipse_mask(fx, fy, r, r),
                fruit,
                light=mix(fruit, (255, 250, 220), 0.5),
                dark=mix(fruit, (60, 20, 0), 0.35),
            )


def anise_tree(c: Canvas, x: float, y: float, size: float) -> None:
    """Star anise grows straight and narrow, like a candle flame."""
    c.shadow(x, y, size * 0.3, size * 0.06, 0.3)
    c.line([(x, y), (x, y - size * 0.6)], (128, 104, 84), size * 0.045)
    for i in range(11):
        share = i / 10
        w = size * (0.24 - 0.19 * share)
        tone = mix((58, 112, 74), (28, 74, 56), c.dice.uniform(0, 0.6))
        cy = y - size * (0.3 + 0.74 * share)
        c.lit(
            c.ellipse_mask(x + c.dice.uniform(-0.03, 0.03) * size, cy, w, size * 0.1),
            tone,
            light=mix(tone, (214, 236, 170), 0.4),
            dark=mix(tone, (8, 34, 28), 0.4),
        )


def stilt_house(c: Canvas, x: float, y: float, w: float) -> None:
    """A nhà sàn: on posts, under a broad tiled roof."""
    c.shadow(x, y + 4, w * 0.62, w * 0.06, 0.35)
    for i in range(6):
        px = x - w * 0.42 + i * w * 0.168
        c.line([(px, y), (px, y - w * 0.26)], (108, 78, 52), w * 0.022)
    c.gradient(
        c.polygon_mask(rectangle(x - w * 0.46, y - w * 0.5, x + w * 0.46, y - w * 0.24)), (178, 134, 90), (134, 94, 60)
    )
    for i in range(12):
        px = x - w * 0.44 + i * w * 0.08
        c.line([(px, y - w * 0.49), (px, y - w * 0.25)], (150, 108, 70), 1.6)
    for i in range(3):
        px = x - w * 0.26 + i * w * 0.26
        c.fill(c.polygon_mask(rectangle(px - w * 0.045, y - w * 0.45, px + w * 0.045, y - w * 0.3)), (84, 56, 40))
        c.fill(
            c.polygon_mask(rectangle(px - w * 0.034, y - w * 0.44, px + w * 0.034, y - w * 0.34)), (250, 214, 140), 0.85
        )
    roof = [
        (x - w * 0.62, y - w * 0.46),
        (x - w * 0.3, y - w * 0.76),
        (x + w * 0.3, y - w * 0.76),
        (x + w * 0.62, y - w * 0.46),
    ]
    c.gradient(c.polygon_mask(roof), (132, 88, 74), (92, 58, 52))
    for i in range(6):
        ry = y - w * (0.74 - i * 0.05)
        half = w * (0.31 + i * 0.056)
        c.line([(x - half, ry), (x + half, ry)], (152, 108, 92), 1.8)
    for i in range(7):
        sx = x + w * (0.47 + i * 0.018)
        c.line([(sx, y - w * 0.25 + i * w * 0.036), (sx + w * 0.06, y - w * 0.25 + i * w * 0.036)], (120, 88, 60), 2.4)


def picker(c: Canvas, x: float, y: float, h: float, *, scarf: Colour, faces_left: bool = False) -> None:
    """A woman in Nùng indigo with a headscarf and a basket on her back, reaching up."""
    way = -1 if faces_left else 1
    c.shadow(x, y, h * 0.22, h * 0.04, 0.35)
    for leg in (-0.05, 0.06):
        c.line([(x + leg * h, y - h * 0.32), (x + leg * h * 1.1, y - 4)], mix(INDIGO, (0, 0, 0), 0.3), h * 0.075)
    back = curve(
        (x - way * h * 0.12, y - h * 0.66),
        (x - way * h * 0.3, y - h * 0.64),
        (x - way * h * 0.27, y - h * 0.36),
        (x - way * h * 0.13, y - h * 0.36),
    )
    c.lit(c.polygon_mask(back), (198, 152, 86), light=(238, 206, 140), dark=(124, 86, 40))
    for i in range(3):
        by = y - h * (0.6 - i * 0.08)
        c.line([(x - way * h * 0.29, by), (x - way * h * 0.13, by)], (146, 102, 52), 2.2)
    body = curve(
        (x - h * 0.11, y - h * 0.7),
        (x + h * 0.11, y - h * 0.7),
        (x + h * 0.13, y - h * 0.5),
        (x + h * 0.17, y - h * 0.27),
        (x - h * 0.17, y - h * 0.27),
        (x - h * 0.13, y - h * 0.5),
    )
    c.lit(c.polygon_mask(body), INDIGO, light=mix(INDIGO, (150, 170, 230), 0.4), dark=mix(INDIGO, (0, 0, 10), 0.4))
    c.line([(x - h * 0.15, y - h * 0.29), (x + h * 0.15, y - h * 0.29)], BROCADE[0], h * 0.022)
    c.line([(x - h * 0.115, y - h * 0.5), (x + h * 0.115, y - h * 0.5)], BROCADE[1], h * 0.026)
    for dx, dy in ((0.3, -0.94), (0.24, -0.7)):
        c.line(
            [
                (x + way * h * 0.07, y - h * 0.66),
                (x + way * h * (dx * 0.62), y + h * (dy + 0.14)),
                (x + way * h * dx, y + h * dy),
            ],
            mix(INDIGO, (110, 130, 200), 0.25),
            h * 0.06,
        )
        c.fill(c.ellipse_mask(x + way * h * dx, y + h * dy, h * 0.03, h * 0.03), SKIN)
    c.lit(
        c.ellipse_mask(x + way * h * 0.02, y - h * 0.79, h * 0.075, h * 0.085),
        SKIN,
        light=(250, 214, 182),
        dark=(182, 130, 96),
    )
    cloth = curve(
        (x - h * 0.1, y - h * 0.8),
        (x - h * 0.06, y - h * 0.9),
        (x + h * 0.06, y - h * 0.9),
        (x + h * 0.1, y - h * 0.82),
        (x, y - h * 0.85),
        (x - way * h * 0.12, y - h * 0.7),
    )
    c.lit(c.polygon_mask(cloth), scarf, light=mix(scarf, (255, 255, 255), 0.35), dark=mix(scarf, (20, 0, 20), 0.35))


def land(c: Canvas, top: Colour, bottom: Colour, mountain: Colour, field: Colour) -> None:
    sky(c, top, bottom, sun=(250, 180, 58))
    karst(c, 470, 330, mix(mountain, bottom, 0.5), count=6, mist=0.8)
    karst(c, 500, 220, mountain, count=8, mist=0.55)
    hill(c, 500, 26, mix(field, (200, 220, 190), 0.35), 0.6)
    hill(c, 590, 30, field, 2.4)


def garden(
    top: Colour, bottom: Colour, mountain: Colour, field: Colour, crown: Colour, fruit: Colour
) -> Callable[[Canvas], None]:
    def draw(c: Canvas) -> None:
        land(c, top, bottom, mountain, field)
        stilt_house(c, 780, 620, 320)
        for x, y, size in ((120, 640, 190), (330, 610, 160), (1080, 640, 190), (520, 660, 170)):
            tree(c, x, y, size, crown, fruit)
        hill(c, 700, 20, mix(field, (40, 70, 30), 0.25), 4.2)
        for x, y, size in ((230, 800, 280), (640, 830, 250), (1000, 812, 290)):
            tree(c, x, y, size, crown, fruit)
        brocade(c, 838, 62)

    return draw


def hoi_hill(c: Canvas) -> None:
    land(c, (196, 220, 226), (244, 238, 214), (110, 140, 140), (98, 144, 92))
    for i in range(12):
        anise_tree(c, 60 + i * 98 + c.dice.uniform(-20, 20), 600 + c.dice.uniform(-14, 26), 170)
    stilt_house(c, 850, 690, 280)
    hill(c, 720, 20, (74, 122, 74), 4.2)
    for i in range(6):
        anise_tree(c, 70 + i * 200 + c.dice.uniform(-30, 30), 810 + c.dice.uniform(-8, 12), 330)
    brocade(c, 838, 62)


def jelly_field(c: Canvas) -> None:
    land(c, (206, 222, 240), (250, 240, 216), (116, 140, 156), (128, 160, 92))
    stilt_house(c, 330, 640, 330)
    for row in range(7):
        y = 668 + row * 24
        for i in range(34):
            x = i * 37 + (row % 2) * 18 + c.dice.uniform(-5, 5)
            tone = mix((76, 116, 62), (46, 78, 52), c.dice.random())
            for angle in (-150, -90, -30):
                c.leaf((x, y), 22 + row * 3, 12 + row, angle, tone)
    brocade(c, 838, 62)


def hoi_pickers(c: Canvas) -> None:
    land(c, (250, 222, 190), (255, 242, 214), (140, 140, 150), (104, 142, 88))
    for i in range(13):
        anise_tree(c, 40 + i * 95 + c.dice.uniform(-16, 16), 610 + c.dice.uniform(-16, 20), 200)
    hill(c, 690, 22, (82, 126, 76), 1.2)
    for x, size in ((130, 460), (620, 500), (1080, 470)):
        anise_tree(c, x, 820, size)
    picker(c, 330, 810, 340, scarf=BROCADE[0])
    picker(c, 850, 814, 330, scarf=BROCADE[2], faces_left=True)
    star_anise(c, 470, 800, 40, 10)
    star_anise(c, 745, 806, 34, 25)
    brocade(c, 838, 62)


def na_on_limestone(c: Canvas) -> None:
    sky(c, (170, 212, 232), (248, 242, 218), sun=(980, 150, 60))
    karst(c, 520, 430, (136, 160, 170), count=5, mist=0.7)
    karst(c, 640, 420, (116, 134, 132), count=4, mist=0.35)
    hill(c, 540, 22, (142, 166, 120), 1.0)
    for x, y, size in ((110, 580, 120), (330, 610, 130), (560, 580, 110), (770, 620, 130), (1010, 590, 120)):
        tree(c, x, y, size, (92, 142, 72), (196, 214, 132))
    hill(c, 660, 24, (112, 142, 92), 3.4)
    for _ in range(22):
        x, y, r = c.dice.uniform(0, 1200), c.dice.uniform(690, 800), c.dice.uniform(14, 40)
        rock = curve(
            (x - r, y), (x - r * 0.5, y - r * 0.8), (x + r * 0.3, y - r), (x + r, y - r * 0.1), (x, y + r * 0.2)
        )
        c.lit(c.polygon_mask(rock), (158, 160, 158), light=(220, 222, 218), dark=(98, 102, 104))
    tree(c, 210, 800, 320, (88, 140, 66), (206, 222, 142))
    tree(c, 1020, 806, 330, (88, 140, 66), (206, 222, 142))
    custard_apple(c, 560, 742, 92)
    custard_apple(c, 720, 764, 78)
    c.leaf((470, 800), 110, 46, 200, LEAF)
    brocade(c, 838, 62)


def quyt_season(c: Canvas) -> None:
    land(c, (252, 226, 186), (255, 244, 214), (132, 146, 160), (120, 150, 84))
    for x, y, size in ((100, 640, 200), (290, 620, 170), (900, 620, 180), (1100, 640, 200)):
        tree(c, x, y, size, (70, 126, 62), (244, 150, 36))
    hill(c, 680, 18, (98, 132, 70), 2.0)
    tree(c, 130, 820, 340, (66, 122, 58), (244, 150, 36))
    tree(c, 1080, 820, 340, (66, 122, 58), (244, 150, 36))
    picker(c, 330, 812, 300, scarf=BROCADE[1], faces_left=True)
    for x, y, r in ((520, 740, 70), (650, 720, 80), (780, 744, 72), (590, 790, 66), (720, 794, 68)):
        citrus(c, x, y, r, leaf=c.dice.choice((-40, -140, None)))
    brocade(c, 838, 62)


def home(c: Canvas) -> None:
    sky(c, (160, 206, 230), (252, 240, 212), sun=(880, 180, 66))
    karst(c, 480, 380, (150, 176, 190), count=6, mist=0.8)
    karst(c, 520, 250, (110, 146, 146), count=8, mist=0.5)
    hill(c, 510, 26, (150, 182, 128), 0.4)
    stilt_house(c, 300, 630, 290)
    stilt_house(c, 620, 600, 190)
    for i in range(5):
        anise_tree(c, 760 + i * 92, 610 + (i % 2) * 16, 190)
    hill(c, 640, 22, (112, 152, 92), 2.6)
    tree(c, 120, 760, 230, (80, 134, 64), (244, 150, 36))
    tree(c, 1090, 770, 240, (86, 138, 66), (232, 104, 38))
    custard_apple(c, 430, 740, 92)
    citrus(c, 590, 764, 82, leaf=-130)
    persimmon(c, 740, 752, 88)
    star_anise(c, 890, 778, 66, 14)
    citrus(c, 300, 782, 62, leaf=-40)
    brocade(c, 838, 62)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "vuon-na": garden(
        (190, 220, 232), (250, 242, 214), (118, 142, 140), (122, 156, 90), (92, 142, 72), (198, 214, 132)
    ),
    "rung-hoi": hoi_hill,
    "vuon-quyt": garden(
        (252, 230, 196), (255, 244, 216), (136, 146, 162), (126, 152, 86), (70, 126, 62), (244, 150, 36)
    ),
    "ruong-thach-den": jelly_field,
    "vuon-hong": garden(
        (212, 214, 232), (252, 236, 210), (130, 134, 150), (150, 150, 88), (150, 132, 62), (232, 104, 38)
    ),
    "vuon-cam": garden((222, 232, 238), (250, 238, 214), (120, 140, 132), (104, 148, 96), (62, 116, 66), (226, 98, 30)),
    "hai-hoi-van-quan": hoi_pickers,
    "na-tren-nui-da": na_on_limestone,
    "mua-quyt": quyt_season,
    "trang-chu": home,
}
