"""What a page says to machines: schema.org data of a product, for search results that show price and stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from market.catalogue import ProductBody
from market.stock import StockLevel

from chalicelib.pages.links import absolute
from chalicelib.pages.views import ProductPage

_AVAILABILITY = {
    StockLevel.PLENTY: "https://schema.org/InStock",
    StockLevel.FEW: "https://schema.org/LimitedAvailability",
    StockLevel.NONE: "https://schema.org/OutOfStock",
}


def product_data(view: ProductPage) -> dict[str, Any]:
    """schema.org/Product with its one offer, to be written through jinja2's ``tojson`` (which escapes ``<``)."""
    product: ProductBody = view.document.body
    origin = view.chrome.origin
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "description": product.summary,
        "category": product.specialty,
        "image": [absolute(picture.src, origin) for picture in product.pictures],
        "offers": {
            "@type": "Offer",
            "url": absolute(view.card.path, origin),
            "price": view.card.price.amount,
            "priceCurrency": "VND",
            "availability": _AVAILABILITY[view.card.stock],
            "seller": {"@type": "Organization", "name": product.shop.name},
        },
    }


FILTERS: dict[str, Callable[..., Any]] = {"product_data": product_data}
