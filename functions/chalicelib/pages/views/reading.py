"""The pages that people read: drawn once, when something changes, and kept as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from market.catalogue import Document, Found, Picture

from chalicelib.pages.views.cards import FeeExample, ProductCard, ShopCard, TeaserCard
from chalicelib.pages.views.chrome import Chrome


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """``month`` 1–12 is the month whose harvest is shown as “Đang mùa”. ``specialties``: those in season first;
    ``teasers``: promotions that have not ended, then stories."""

    chrome: Chrome
    title: str
    tagline: str
    picture: Picture | None
    month: int
    in_season: tuple[ProductCard, ...]
    other: tuple[ProductCard, ...]
    shops: tuple[ShopCard, ...]
    specialties: tuple[TeaserCard, ...]
    teasers: tuple[TeaserCard, ...]
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """``document.body`` is a ProductBody. ``fees`` by zone. ``more`` are others of the same shop."""

    chrome: Chrome
    document: Document
    card: ProductCard
    fees: tuple[FeeExample, ...]
    more: tuple[ProductCard, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPage:
    """``document.body`` is a ShopBody."""

    chrome: Chrome
    document: Document
    products: tuple[ProductCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    """A page whose thing was removed: says so, and offers what there is instead (status 410)."""

    chrome: Chrome
    products: tuple[ProductCard, ...]
