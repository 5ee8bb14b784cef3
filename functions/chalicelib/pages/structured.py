"""What a page says to machines: schema.org data, for search results that show price, stock, and where a page belongs.

Every page has one graph, written through jinja2's ``tojson``, which escapes ``<``. A household's telephone and its
street are never in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from market.catalogue import Picture, PlainBody, ProductBody, PromotionBody, ShopBody, SpecialtyBody, StoryBody
from market.stock import StockLevel

from chalicelib.pages.formats import machine_time
from chalicelib.pages.links import absolute, local
from chalicelib.pages.phrases import say
from chalicelib.pages.views import (
    Chrome,
    HomePage,
    PlainPage,
    ProductPage,
    PromotionPage,
    ShopPage,
    SpecialtyPage,
    StoryPage,
)

NAME = "Chợ Xứ Lạng"
_AVAILABILITY = {
    StockLevel.PLENTY: "https://schema.org/InStock",
    StockLevel.FEW: "https://schema.org/LimitedAvailability",
    StockLevel.NONE: "https://schema.org/OutOfStock",
}
Read = HomePage | ProductPage | ShopPage | StoryPage | PromotionPage | SpecialtyPage | PlainPage
Node = dict[str, Any]


def structured(view: Read) -> Node:
    """The graph of a page that people read."""
    if isinstance(view, HomePage):
        nodes = [_site(view.chrome), _organization(view.chrome)]
    elif isinstance(view, ProductPage):
        nodes = [_product(view), _trail(view, (view.document.body.shop.name, view.document.body.shop.path))]
    elif isinstance(view, ShopPage):
        nodes = [_shop(view), _trail(view)]
    elif isinstance(view, PromotionPage):
        nodes = [_promotion(view), _trail(view)]
    elif isinstance(view, SpecialtyPage):
        nodes = [_article(view), _trail(view, _specialties(view.chrome))]
    else:
        nodes = [_article(view), _trail(view)]
    return {"@context": "https://schema.org", "@graph": nodes}


def _product(view: ProductPage) -> Node:
    product: ProductBody = view.document.body
    origin = view.chrome.origin
    return {
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
            "seller": {"@type": "LocalBusiness", "name": product.shop.name, "url": absolute(product.shop.path, origin)}
            | _place(product.shop.commune_name),
        },
    }


def _shop(view: ShopPage) -> Node:
    shop: ShopBody = view.document.body
    return {
        "@type": "LocalBusiness",
        "name": shop.name,
        "description": f"{shop.household_name}, {shop.commune_name}, Lạng Sơn",
        "url": absolute(view.document.path, view.chrome.origin),
        **_place(shop.commune_name),
        **_image(shop.picture, view.chrome),
    }


def _place(commune: str) -> Node:
    """Down to the commune and no further: it is somebody's home."""
    return {
        "address": {
            "@type": "PostalAddress",
            "addressLocality": commune,
            "addressRegion": "Lạng Sơn",
            "addressCountry": "VN",
        }
    }


def _promotion(view: PromotionPage) -> Node:
    promotion: PromotionBody = view.document.body
    starts, ends = view.document.valid_from, view.document.valid_until
    return {
        "@type": "SaleEvent",
        "name": promotion.title,
        "description": promotion.summary,
        "url": absolute(view.document.path, view.chrome.origin),
        "organizer": {"@type": "Organization", "name": promotion.organiser},
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": absolute(view.document.path, view.chrome.origin)},
        **({"startDate": machine_time(starts)} if starts else {}),
        **({"endDate": machine_time(ends)} if ends else {}),
        **_image(promotion.picture, view.chrome),
    }


def _article(view: StoryPage | SpecialtyPage | PlainPage) -> Node:
    body: StoryBody | SpecialtyBody | PlainBody = view.document.body
    node: Node = {
        "@type": "WebPage" if isinstance(body, PlainBody) else "Article",
        "headline": body.title,
        "description": body.summary,
        "url": absolute(view.document.path, view.chrome.origin),
        "inLanguage": view.document.language.value,
        "publisher": {"@type": "Organization", "name": NAME},
    }
    if isinstance(body, PlainBody):
        return node | {"dateModified": machine_time(body.updated_at)}
    if isinstance(body, StoryBody):
        author = {"@type": "Person", "name": body.author}
        node |= {"author": author, "datePublished": machine_time(body.published_at)}
    return node | _image(body.picture, view.chrome)


def _specialties(chrome: Chrome) -> tuple[str, str]:
    return say(chrome.language, "Đặc sản"), f"{chrome.home}#dac-san"


def _site(chrome: Chrome) -> Node:
    address = absolute(chrome.home, chrome.origin)
    return {"@type": "WebSite", "name": NAME, "url": address, "inLanguage": chrome.language.value}


def _organization(chrome: Chrome) -> Node:
    hotline = {"telephone": chrome.hotline} if chrome.hotline else {}
    return {"@type": "Organization", "name": NAME, "url": absolute("/", chrome.origin), **hotline}


def _trail(view: ProductPage | ShopPage | StoryPage | PromotionPage | SpecialtyPage | PlainPage, *above: Any) -> Node:
    """The way from the front page to this one, as the page itself shows it."""
    body = view.document.body
    here = body.name if isinstance(body, ProductBody | ShopBody) else body.title
    steps = [(NAME, view.chrome.home), *above, (here, view.document.path)]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(local(path), view.chrome.origin)}
        for place, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _image(picture: Picture | None, chrome: Chrome) -> Node:
    return {"image": [absolute(picture.share_src or picture.src, chrome.origin)]} if picture else {}


FILTERS: dict[str, Callable[..., Any]] = {"structured": structured}
