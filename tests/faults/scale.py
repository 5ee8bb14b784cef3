"""How much of each fault test is run: enough in every run of the suite, all of it in ``make test-faults``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

FULL = os.environ.get("XULANG_FAULTS") == "full"


def scaled(*, bounded: int, full: int) -> int:
    return full if FULL else bounded


def chosen(*always: T, full: Sequence[T]) -> list[T]:
    """The cases that every run has, and in a full one the others too."""
    return [*always, *full] if FULL else list(always)
