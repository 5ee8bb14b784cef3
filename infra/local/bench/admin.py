"""``python -m infra.local.bench.admin``: how long Wagtail's admin takes over a whole province.

It makes the samples of ``demo_many`` in the database of ``DATABASE_URL`` (or in a fresh SQLite file), logs an
administrator in, asks for each listing, search, chooser, report and form several times in this process, and says p50
and p95 of each. Exit status 1 when some p95 is over the limit. Nothing outside of the process is measured: a browser
and a network come on top.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

import django
from django.core.management import call_command

from infra.local.bench.measures import summary

LIMIT_MS = 500.0


@dataclass(frozen=True, kw_only=True)
class Timing:
    name: str
    p50_ms: float
    p95_ms: float
    rows: int

    @property
    def is_slow(self) -> bool:
        return self.p95_ms > LIMIT_MS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.bench.admin", description=__doc__.splitlines()[0])
    parser.add_argument("--households", type=int, default=100_000, help="size of the province, 100000 unless told")
    parser.add_argument("--rounds", type=int, default=5, help="how often each address is asked for, 5 unless told")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xulang-admin-") as folder:
        os.environ.setdefault("XULANG_STAGE", "local")
        os.environ.setdefault("XULANG_VAR_DIR", folder)
        os.environ.setdefault("XULANG_PUBLIC_URL", "http://127.0.0.1:8000")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("demo_many", households=given.households)
        timings = measure(given.rounds)
    print(_text(timings))
    return 1 if any(timing.is_slow for timing in timings) else 0


def measure(rounds: int) -> list[Timing]:
    """Each address of the walk in turn, so that none finds only what the one before left in a cache."""
    # The walk imports models, which only exist once Django is set up.
    from infra.local.bench.admin_walk import Admin, addresses  # noqa: PLC0415

    admin, found = Admin(), addresses()
    spent: dict[str, list[float]] = {name: [] for name in found}
    rows: dict[str, int] = {}
    for name, address in found.items():
        # Templates and imports are paid for once a process, by whoever comes first.
        rows[name] = admin.open(address).rows
    for _ in range(rounds):
        for name, address in found.items():
            began = time.perf_counter()
            admin.open(address)
            spent[name].append((time.perf_counter() - began) * 1_000)
    return [Timing(name=name, rows=rows[name], **summary(values)) for name, values in spent.items()]


def _text(timings: Sequence[Timing]) -> str:
    lines = [f"{'':54}{'p50':>9}{'p95':>9} ms {'rows read':>10}"]
    slowest_first = sorted(timings, key=lambda timing: -timing.p95_ms)
    return "\n".join(lines + [_line(timing) for timing in slowest_first])


def _line(timing: Timing) -> str:
    mark = "  SLOW" if timing.is_slow else ""
    return f"{timing.name:54}{timing.p50_ms:9.1f}{timing.p95_ms:9.1f}    {timing.rows:10}{mark}"


if __name__ == "__main__":
    sys.exit(main())
