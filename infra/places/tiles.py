"""Lays the communes of Lạng Sơn out as a cloth of diamonds, each near its true place.

``python -m infra.places.tiles`` writes ``functions/chalicelib/pages/commune_tiles.json``: by code, the column and the
row of the diamond in units of half a diamond. The same table of centres gives the same file.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "functions" / "chalicelib" / "pages" / "commune_tiles.json"
# A diamond stands for the mean area of a commune (8,310 km² over 65): its diagonal is the root of twice that.
DIAGONAL_KM = 16.0
KM_PER_DEGREE = 111.2

Place = tuple[float, float]


def centres() -> dict[str, Place]:
    """Where each commune lies, in half diamonds to the right and down from the north-western corner."""
    with (HERE / "communes_2025.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]
    top, left = max(lat for _, lat, _ in rows), min(lon for _, _, lon in rows)
    narrower = math.cos(math.radians(sum(lat for _, lat, _ in rows) / len(rows)))
    unit = DIAGONAL_KM / 2 / KM_PER_DEGREE
    return {code: ((lon - left) * narrower / unit, (top - lat) / unit) for code, lat, lon in rows}


def layout(places: dict[str, Place]) -> dict[str, tuple[int, int]]:
    """A diamond for each place, the sum of the squares of the distances as small as can be."""
    wide = math.ceil(max(x for x, _ in places.values())) + 2
    high = math.ceil(max(y for _, y in places.values())) + 2
    lattice = [(x, y) for y in range(high) for x in range(wide) if (x + y) % 2 == 0]
    codes = sorted(places)
    costs = [[(places[code][0] - x) ** 2 + (places[code][1] - y) ** 2 for x, y in lattice] for code in codes]
    return {code: lattice[column] for code, column in zip(codes, assignment(costs), strict=True)}


def assignment(costs: list[list[float]]) -> list[int]:
    """The column of each row, no column twice, the sum of the costs as small as can be: the Hungarian method with
    potentials, in the time rows² × columns."""
    rows, columns = len(costs), len(costs[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    holder = [0] * (columns + 1)
    for row in range(1, rows + 1):
        holder[0], column = row, 0
        least, came_from, seen = [math.inf] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while holder[column]:
            seen[column] = True
            here, step, best = holder[column], math.inf, 0
            for other in range(1, columns + 1):
                if seen[other]:
                    continue
                cost = costs[here - 1][other - 1] - row_price[here] - column_price[other]
                if cost < least[other]:
                    least[other], came_from[other] = cost, column
                if least[other] < step:
                    step, best = least[other], other
            for other in range(columns + 1):
                if seen[other]:
                    row_price[holder[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = best
        while column:
            holder[column] = holder[came_from[column]]
            column = came_from[column]
    found = [0] * rows
    for column in range(1, columns + 1):
        if holder[column]:
            found[holder[column] - 1] = column - 1
    return found


def written() -> str:
    """The file's content, a commune a line."""
    lines = (f'"{code}":{json.dumps(place)}' for code, place in layout(centres()).items())
    return "{" + ",\n".join(lines) + "}\n"


if __name__ == "__main__":
    OUT.write_text(written(), encoding="utf-8")
