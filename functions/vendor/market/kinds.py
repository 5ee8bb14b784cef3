"""What can be published, and in which languages."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    SITE = "site"
    STORY = "story"
    PROMOTION = "promotion"
    SPECIALTY = "specialty"
    PAGE = "page"
    SHOP = "shop"
    PRODUCT = "product"
    LOT = "lot"


class Language(Enum):
    """Vietnamese first; the others for the border's trade and for visitors. The value is its HTML ``lang``."""

    VIETNAMESE = "vi"
    ENGLISH = "en"
    CHINESE = "zh"
