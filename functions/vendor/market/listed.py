"""A page as search engines are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from market.catalogue import Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page, the moment its content changed, and the same page in each language where there are several."""

    path: str
    changed_at: datetime
    translations: tuple[Translation, ...] = ()
