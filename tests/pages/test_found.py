"""What search engines are told by a page that they may read: a title and description of its own, its one address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
READ = ("home", "product", "shop", "story", "promotion", "specialty", "plain")


def told(name: str) -> dict[str, list[str]]:
    head = (GOLDEN / f"{name}.html").read_text().partition("</head>")[0]
    return {
        "title": re.findall(r"<title>(.*?)</title>", head),
        "description": re.findall(r'<meta name="description" content="([^"]+)"', head),
        "canonical": re.findall(r'<link rel="canonical" href="([^"]+)"', head),
        "noindex": re.findall(r'name="robots" content="(noindex)', head),
    }


@pytest.mark.parametrize("name", READ)
def test_a_page_to_be_found_says_each_thing_once(name: str) -> None:
    found = told(name)
    assert (len(found["title"]), len(found["description"]), len(found["canonical"])) == (1, 1, 1)
    assert found["noindex"] == []
    assert found["canonical"][0].startswith("http")


def test_no_two_kinds_of_page_say_the_same() -> None:
    for what in ("title", "description", "canonical"):
        said = [told(name)[what][0] for name in READ]
        assert len(set(said)) == len(said), what


@pytest.mark.parametrize("name", ["cart", "checkout", "order", "lookup", "desk-login", "error-404"])
def test_what_is_for_one_person_is_not_to_be_found(name: str) -> None:
    assert told(name)["noindex"] == ["noindex"]
