"""The pages that editors write: stories, specialties, promotions and plain pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from market.catalogue import Badge, Document
from market.money import Dong

from chalicelib.pages.views.cards import ProductCard, ShopCard, TeaserCard
from chalicelib.pages.views.chrome import Chrome


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the blocks of a written page name, by id, those that are gone left out; ``month`` is marked in season
    calendars."""

    products: Mapping[str, ProductCard]
    shops: Mapping[str, ShopCard]
    month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """``document.body`` is a StoryBody."""

    chrome: Chrome
    document: Document
    parts: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPage:
    """``document.body`` is a PlainBody."""

    chrome: Chrome
    document: Document
    parts: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionPage:
    """``document.body`` is a PromotionBody; ``phase``: upcoming, running, ended. ``running`` are other promotions, for
    who comes after the end."""

    chrome: Chrome
    document: Document
    parts: Parts
    phase: str
    running: tuple[TeaserCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyPage:
    """``document.body`` is a SpecialtyBody. ``badges`` are the valid ones only; ``cards`` what is sold of it, in stock
    first; ``price_from`` is the lowest price of a kilogram (the only measure in which packs can be compared) of what is
    in stock, None where nothing is or a kilogram means nothing."""

    chrome: Chrome
    document: Document
    parts: Parts
    badges: tuple[Badge, ...]
    cards: tuple[ProductCard, ...]
    in_season: bool
    price_from: Dong | None = None
