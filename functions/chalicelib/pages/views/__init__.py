"""What each page shows, as data: the contract between those who know the facts and the templates that draw them.

``render(view)`` in :mod:`chalicelib.pages` is pure: the same view gives the same bytes. A view has no clock; the day
and the month are in it.
"""

from __future__ import annotations

from chalicelib.pages.views.buying import CartPage, CheckoutPage, PaymentOption
from chalicelib.pages.views.cards import FeeExample, ProductCard, ShopCard, TeaserCard
from chalicelib.pages.views.chrome import Chrome, ErrorPage
from chalicelib.pages.views.orders import (
    CardView,
    LookupPage,
    OrderedItem,
    OrderPage,
    ParcelStep,
    ParcelView,
    TransferView,
)
from chalicelib.pages.views.reading import GonePage, HomePage, ProductPage, ShopPage
from chalicelib.pages.views.written import Parts, PlainPage, PromotionPage, SpecialtyPage, StoryPage

View = (
    HomePage
    | ProductPage
    | ShopPage
    | StoryPage
    | PromotionPage
    | SpecialtyPage
    | PlainPage
    | GonePage
    | CartPage
    | CheckoutPage
    | OrderPage
    | LookupPage
    | ErrorPage
)

# One door for all of them: who makes or draws a view imports from here.
__all__ = [
    "CardView",
    "CartPage",
    "CheckoutPage",
    "Chrome",
    "ErrorPage",
    "FeeExample",
    "GonePage",
    "HomePage",
    "LookupPage",
    "OrderPage",
    "OrderedItem",
    "ParcelStep",
    "ParcelView",
    "Parts",
    "PaymentOption",
    "PlainPage",
    "ProductCard",
    "ProductPage",
    "PromotionPage",
    "ShopCard",
    "ShopPage",
    "SpecialtyPage",
    "StoryPage",
    "TeaserCard",
    "TransferView",
    "View",
]
