"""What the carriers do later than their callbacks: they answer when asked, and account for the cash."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from market.statements import COLUMNS

from infra.local.trial import System
from tests.journeys.conftest import xulang


def prove(system: System, parcels: Iterable[dict[str, Any]], folder: Path) -> None:
    """Both carriers prove that the parcels were delivered: Vietnam Post when asked, Viettel Post by its statement."""
    swept = xulang(system, "sweep", "--json")
    assert swept.returncode == 0, swept.stderr
    statement = write_statement(parcels, folder / "bang-ke.csv", carrier="viettelpost")
    done = xulang(system, "statement", str(statement), "--json")
    assert (done.returncode, json.loads(done.stdout)["broken"]) == (0, []), done.stderr


def write_statement(parcels: Iterable[dict[str, Any]], path: Path, *, carrier: str) -> Path:
    """The statement of one carrier on delivered parcels, as an operator exports it from the carrier's spreadsheet."""
    today = f"{datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')):%d/%m/%Y}"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, delimiter=";")
        rows.writeheader()
        for parcel in parcels:
            if parcel["carrier"] != carrier:
                continue
            rows.writerow(
                {
                    "bang_ke": f"BK-{path.stem}",
                    "hang": carrier,
                    "van_don": parcel["waybill"],
                    "ma_kien": parcel["reference"],
                    "trang_thai": "da_giao",
                    "ngay": today,
                    "tien_thu_ho": f"{parcel['cod']:,}".replace(",", "."),
                    "cuoc": parcel["fee"],
                }
            )
    return path
