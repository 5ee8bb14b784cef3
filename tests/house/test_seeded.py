"""A seeded fault whose place is not in the source any more proves nothing, and nobody would notice."""

from __future__ import annotations

import pytest

from tests.faults.seeded import Outdated, outdated, spoiled


def test_every_seeded_fault_still_has_its_place() -> None:
    assert outdated() == []


@pytest.mark.parametrize("text", ["nothing of the kind", "x >= 1 and x >= 1"])
def test_a_place_that_is_gone_or_not_alone_is_told(text: str) -> None:
    with pytest.raises(Outdated):
        spoiled("module.py", text, "x >= 1", "x > 1")
