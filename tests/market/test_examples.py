"""The examples in the docstrings are true: of the whole core, and of the functions' modules that have some."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"


def _with_examples() -> list[str]:
    """The dotted names of the modules with a prompt in their text."""
    found = []
    for root, package in ((FUNCTIONS / "vendor", "market"), (FUNCTIONS, "chalicelib")):
        for path in sorted((root / package).rglob("*.py")):
            if ">>> " in path.read_text(encoding="utf-8"):
                found.append(".".join(path.relative_to(root).with_suffix("").parts))
    return found


MODULES = _with_examples()


def test_there_are_examples_on_both_sides() -> None:
    assert {"market.money", "market.parcels", "market.codes"} <= set(MODULES)
    assert {name.split(".")[0] for name in MODULES} == {"market", "chalicelib"}


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert result.attempted > 0, "a prompt that doctest does not see is not an example"
    assert result.failed == 0
