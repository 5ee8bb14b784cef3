"""How many are left. ``available`` can be promised, ``reserved`` is promised and unpaid, ``sold`` is on confirmed
orders.

Always: available + reserved + sold = everything that was ever put in, and none is below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

# Below this, a page says “Sắp hết”: about one morning's orders of a good product.
FEW_LEFT = 5


class StockLevel(Enum):
    """Static pages know three levels only, so that they change on a level and not on each sale."""

    PLENTY = "plenty"
    FEW = "few"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"plenty": "Còn hàng", "few": "Sắp hết", "none": "Hết hàng"}[self.value]


def level_of(available: int) -> StockLevel:
    """
    >>> [level_of(n).label for n in (0, 4, 5)]
    ['Hết hàng', 'Sắp hết', 'Còn hàng']
    """
    if available <= 0:
        return StockLevel.NONE
    return StockLevel.FEW if available < FEW_LEFT else StockLevel.PLENTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The stock row of one product, with the revision of the product document that is on sale."""

    product_id: str
    revision: int
    on_sale: bool
    available: int
    reserved: int
    sold: int

    @property
    def level(self) -> StockLevel:
        return level_of(self.available if self.on_sale else 0)

    @property
    def entered(self) -> int:
        return self.available + self.reserved + self.sold


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Units put in (positive) or taken out (negative) by hand. ``id`` makes it happen once; ``actor`` is a role or an
    account name, never a person's name or phone."""

    id: str
    change: int
    reason: str
    actor: str
    at: datetime
