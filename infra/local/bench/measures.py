"""Clocks and summaries. All times in milliseconds."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path


class NoProcessTimes(Exception):
    """This system does not tell what another process used: only Linux does, in /proc."""


def cpu_ms(pid: int) -> float:
    """User and system time that all threads of a process have used so far, as the kernel counts it (in steps of 10 ms).

    Raises :class:`NoProcessTimes`."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        raise NoProcessTimes(f"no /proc/{pid}/stat") from None
    user, system = int(after_name[11]), int(after_name[12])
    return (user + system) * 1000 / os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed (nearest rank).

    >>> percentile([4, 1, 3, 2], 0.5), percentile([4, 1, 3, 2], 0.95)
    (2, 4)
    """
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def summary(values: Sequence[float]) -> dict[str, float]:
    return {"p50_ms": round(percentile(values, 0.5), 2), "p95_ms": round(percentile(values, 0.95), 2)}
