"""``python -m tests.pages.update_golden``: write the golden files anew, to be read in the diff before a commit."""

from __future__ import annotations

import re
from pathlib import Path

from chalicelib.pages import render
from chalicelib.pages.views import View

from tests.pages.samples import PAGES

GOLDEN = Path(__file__).with_name("golden")
_ASSET_HASH = re.compile(r"(/assets/[a-z]+)\.[0-9a-f]{12}\.")


def golden_form(view: View) -> str:
    """The page without the hashes of the assets, which change with every touch of the style sheet."""
    return _ASSET_HASH.sub(r"\1.HASH.", render(view))


def main() -> None:
    for old in GOLDEN.glob("*.html"):
        old.unlink()
    for name, view in PAGES.items():
        (GOLDEN / f"{name}.html").write_text(golden_form(view), encoding="utf-8")
    print(f"{len(PAGES)} golden files")


if __name__ == "__main__":
    main()
