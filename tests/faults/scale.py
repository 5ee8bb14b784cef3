"""How much of each fault test is run: enough in every run of the suite, all of it in ``make test-faults``."""

from __future__ import annotations

import os

FULL = os.environ.get("XULANG_FAULTS") == "full"


def scaled(*, bounded: int, full: int) -> int:
    return full if FULL else bounded
