"""How lists show a product or a shop, and what sending costs."""

from __future__ import annotations

from dataclasses import dataclass

from market.catalogue import Badge, Picture, Teaser
from market.money import Dong
from market.stock import StockLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """``price_per_kg`` is None where it means nothing or repeats the price. ``badges`` are the valid ones only."""

    id: str
    name: str
    path: str
    price: Dong
    unit: str
    price_per_kg: Dong | None
    picture: Picture | None
    shop_name: str
    commune_name: str
    stock: StockLevel
    in_season: bool
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCard:
    name: str
    path: str
    household_name: str
    commune_name: str
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaserCard:
    """``phase`` of a promotion: upcoming or running; empty for what has none. ``in_season`` of a specialty."""

    teaser: Teaser
    phase: str = ""
    in_season: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeExample:
    """“Đến Hà Nội: 26.000 ₫, giao 27/11 – 29/11”: the fee for one unit, before the cart."""

    place: str
    fee: Dong
    earliest_days: int
    latest_days: int
    is_served: bool
