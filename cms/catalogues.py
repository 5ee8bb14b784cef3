"""Compile the Vietnamese of the admin: ``python -m cms.catalogues`` after a change in ``cms/locale``.

What it writes is committed with the words, so that a new machine needs neither gettext nor a step of its own. A second
run writes the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import polib

LOCALE = Path(__file__).parent / "locale"


def compiled(written: Path) -> bytes:
    """The catalogue of the ``.po`` file ``written`` as Django reads it. Raises ``OSError`` where it is not one."""
    return polib.pofile(str(written)).to_binary()


def main() -> None:
    for written in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        written.with_suffix(".mo").write_bytes(compiled(written))


if __name__ == "__main__":
    main()
