"""Every page in every state, byte for byte. After a change that is meant: ``python -m tests.pages.update_golden``."""

from __future__ import annotations

import pytest

from tests.pages.samples import PAGES
from tests.pages.update_golden import GOLDEN, golden_form


@pytest.mark.parametrize("name", PAGES)
def test_page_is_as_it_was_last_looked_at(name: str) -> None:
    expected = (GOLDEN / f"{name}.html").read_text(encoding="utf-8")
    assert golden_form(PAGES[name]) == expected


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.html")} == set(PAGES)
