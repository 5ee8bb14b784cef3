"""One still life for each product of the demo, by the name of its file."""

from __future__ import annotations

from collections.abc import Callable

from cms.demo.drawing.backdrops import still_life
from cms.demo.drawing.canvas import Canvas, Colour, curve, mix, rotated
from cms.demo.drawing.fruits import (
    BLOOD_ORANGE,
    LEAF,
    canarium,
    citrus,
    custard_apple,
    half_citrus,
    persimmon,
    star_anise,
)
from cms.demo.drawing.goods import basket, box, label_band, vessel
from cms.demo.drawing.kitchen import (
    DARK_WOOD,
    GREEN_MOUNTAIN,
    WOOD,
    lap_xuong,
    mang_ot,
    mat_ong,
    thach_den,
    tinh_bot_san_day,
)

BLUE_MOUNTAIN: Colour = (104, 132, 160)


def na_chi_lang(c: Canvas) -> None:
    still_life(c, (190, 222, 226), (246, 240, 214), WOOD, GREEN_MOUNTAIN)
    c.leaf((330, 640), 230, 92, 196, LEAF)
    c.leaf((380, 690), 220, 88, 164, mix(LEAF, (30, 80, 40), 0.3))
    custard_apple(c, 430, 560, 178)
    custard_apple(c, 700, 620, 158)
    custard_apple(c, 950, 664, 142, is_open=True)


def na_qua_to(c: Canvas) -> None:
    still_life(c, (246, 222, 190), (252, 244, 220), DARK_WOOD, GREEN_MOUNTAIN)
    for x, y, r in ((360, 470, 122), (600, 452, 130), (840, 470, 122)):
        custard_apple(c, x, y, r)
    for x, angle in ((260, 200), (480, 300), (722, 244), (945, 340)):
        c.leaf((x, 560), 130, 56, angle, LEAF)
    for x, y, r in ((290, 590, 130), (470, 604, 134), (730, 604, 134), (912, 590, 130)):
        custard_apple(c, x, y, r)
    box(c, 600, 640, 440, 170, (214, 160, 96))


def hoa_hoi(c: Canvas) -> None:
    still_life(c, (236, 212, 186), (250, 238, 212), (196, 150, 104), (150, 134, 116))
    for x, y, r, turn in (
        (300, 600, 96, 10),
        (470, 540, 92, 32),
        (640, 560, 100, 5),
        (820, 548, 94, 21),
        (960, 620, 100, 38),
    ):
        star_anise(c, x, y, r, turn)
    for x, y, r, turn in ((390, 690, 122, 14), (640, 700, 132, 30), (880, 716, 118, 6)):
        star_anise(c, x, y, r, turn)
    c.leaf((150, 720), 210, 66, -28, mix(LEAF, (40, 90, 60), 0.3))
    c.leaf((170, 730), 190, 60, 6, LEAF)


def tinh_dau_hoi(c: Canvas) -> None:
    still_life(c, (214, 226, 206), (248, 242, 216), WOOD, (126, 140, 110))
    glass = [(108, 0), (118, 20), (118, 250), (96, 300), (46, 336), (40, 400)]
    vessel(c, 560, 760, glass, (178, 104, 30), full=270)
    c.lit(
        c.polygon_mask(curve((512, 372), (560, 362), (608, 372), (606, 300), (560, 290), (514, 300))),
        (60, 46, 40),
        light=(140, 120, 106),
        dark=(20, 14, 12),
    )
    label_band(c, 560, 560, 116, 120)
    star_anise(c, 850, 690, 126, 12)
    star_anise(c, 300, 716, 104, 30)
    drop = curve((768, 470), (800, 540), (768, 580), (736, 540))
    c.lit(c.polygon_mask(drop), (222, 152, 50), light=(255, 234, 170), dark=(150, 84, 16), sheen=0.8)
    c.leaf((700, 770), 190, 62, -24, LEAF)


def tram_den(c: Canvas) -> None:
    still_life(c, (206, 214, 236), (240, 236, 226), (190, 148, 108), BLUE_MOUNTAIN)
    spots = [(440, 590), (560, 566), (690, 572), (800, 594), (500, 540), (630, 522), (740, 540)]
    for i, (x, y) in enumerate(spots):
        canarium(c, x, y, 92, (-24, 16, -8, 30, 12, -18, 22)[i])
    basket(c, 620, 610, 300, 170)
    canarium(c, 240, 742, 96, -16)
    canarium(c, 1000, 736, 98, 20)
    half = rotated(curve((-90, 0), (-44, -42), (44, -42), (90, 0), (44, 42), (-44, 42)), -12, (1040, 650))
    c.lit(c.polygon_mask(half), (66, 44, 78), light=(140, 120, 160), dark=(26, 14, 34))
    flesh = rotated(curve((-76, 0), (-38, -33), (38, -33), (76, 0), (38, 33), (-38, 33)), -12, (1040, 650))
    c.lit(c.polygon_mask(flesh), (222, 188, 90), light=(250, 230, 160), dark=(176, 134, 56))
    stone = rotated(curve((-46, 0), (0, -15), (46, 0), (0, 15)), -12, (1040, 650))
    c.lit(c.polygon_mask(stone), (140, 98, 58), light=(200, 160, 110), dark=(80, 50, 26))


def quyt_bac_son(c: Canvas) -> None:
    still_life(c, (180, 214, 236), (252, 238, 206), WOOD, BLUE_MOUNTAIN)
    citrus(c, 350, 620, 150, leaf=-150)
    citrus(c, 640, 600, 158, leaf=-30)
    citrus(c, 500, 712, 132, leaf=-70)
    half_citrus(c, 860, 690, 140)
    c.leaf((1000, 760), 150, 58, -40, LEAF)


def quyt_hop(c: Canvas) -> None:
    still_life(c, (250, 226, 196), (255, 244, 220), DARK_WOOD, BLUE_MOUNTAIN)
    for row, (y, count) in enumerate(((470, 5), (550, 6), (620, 5))):
        for i in range(count):
            x = 600 + (i - (count - 1) / 2) * 152
            citrus(
                c,
                x,
                y,
                86,
                mix((242, 146, 34), (255, 186, 60), c.dice.random() * 0.5),
                leaf=c.dice.choice((None, -60, -130)) if row < 2 else None,
            )
    box(c, 600, 650, 470, 170, (206, 150, 90))


def cam_duong_canh(c: Canvas) -> None:
    still_life(c, (226, 216, 238), (252, 234, 214), WOOD, (132, 124, 156))
    for x, y, leaf in ((430, 560, -140), (600, 520, -60), (770, 560, -35)):
        citrus(c, x, y, 118, BLOOD_ORANGE, leaf=leaf)
    for x, y in ((350, 640), (520, 640), (690, 640), (850, 640)):
        citrus(c, x, y, 112, mix(BLOOD_ORANGE, (244, 130, 40), 0.3))
    basket(c, 600, 664, 380, 140)
    half_citrus(c, 1050, 730, 96, BLOOD_ORANGE)
    citrus(c, 140, 730, 96, BLOOD_ORANGE, leaf=-30)


def hong_vanh_khuyen(c: Canvas) -> None:
    still_life(c, (208, 226, 230), (252, 236, 208), (170, 118, 78), (118, 140, 120))
    persimmon(c, 380, 590, 162)
    persimmon(c, 740, 570, 170)
    persimmon(c, 560, 690, 140)
    c.leaf((880, 720), 220, 104, -14, (186, 106, 48))
    c.leaf((240, 740), 180, 84, 190, (206, 140, 58))
    persimmon(c, 980, 716, 96)


PRODUCTS: dict[str, Callable[[Canvas], None]] = {
    "na-chi-lang": na_chi_lang,
    "na-chi-lang-qua-to": na_qua_to,
    "hoa-hoi-kho": hoa_hoi,
    "tinh-dau-hoi": tinh_dau_hoi,
    "tram-den": tram_den,
    "quyt-bac-son": quyt_bac_son,
    "quyt-bac-son-hop-5kg": quyt_hop,
    "cam-duong-canh": cam_duong_canh,
    "hong-vanh-khuyen": hong_vanh_khuyen,
    "thach-den": thach_den,
    "tinh-bot-san-day": tinh_bot_san_day,
    "mang-ot": mang_ot,
    "mat-ong": mat_ong,
    "lap-xuong": lap_xuong,
}
