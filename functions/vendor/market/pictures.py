"""Pictures and claims as documents carry them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture beside the pages: paths on the shop's own host, sizes in pixels.

    ``src`` and ``thumb_src`` are WebP; ``avif_src`` is ``src`` in AVIF, empty where none was made; ``share_src`` is
    a JPEG of 1,200 × 630 for link previews. ``focus`` is the point that must stay in sight when the picture is cut,
    in per cent from the left and from the top."""

    src: str
    width: int
    height: int
    alt: str
    thumb_src: str
    thumb_width: int
    thumb_height: int
    avif_src: str = ""
    share_src: str = ""
    focus: tuple[int, ...] = (50, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A claim with its evidence; shown only while valid. ``kind``: ocop, gi, vietgap, mark. ``file_path`` is the
    certificate itself on the shop's own host, empty where none was given."""

    kind: str
    label: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None
    file_path: str = ""

    def is_valid(self, today: date) -> bool:
        return self.valid_from <= today and (self.valid_until is None or today <= self.valid_until)
