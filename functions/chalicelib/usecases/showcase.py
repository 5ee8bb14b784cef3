"""What the pages that people read are drawn from: documents, stock levels, and what the whole site says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from market.catalogue import Document, Kind, Language, SiteBody, named_products, named_shops, site_id
from market.stock import Stock

from chalicelib.store import catalogue
from chalicelib.store.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One page's document with everything that it shows. ``stocks`` by product id; ``document`` may be a tombstone.

    ``owns_path``: nobody else has published at its address since. ``redirects`` are addresses that it has left and that
    nobody has taken."""

    document: Document
    products: dict[str, Document]
    shops: dict[str, Document]
    stocks: dict[str, Stock]
    owns_path: bool
    redirects: tuple[str, ...]


def read_site(table: Table, language: Language = Language.VIETNAMESE) -> Document | None:
    """What every page says: hotline, Zalo, legal lines, menus; in Vietnamese where the site is not in ``language``.
    None before the CMS published it."""
    document = catalogue.get(table, Kind.SITE, site_id(language))
    if document and isinstance(document.body, SiteBody):
        return document
    return None if language is Language.VIETNAMESE else read_site(table)


def read_shelf(table: Table, *, kind: Kind, id: str) -> Shelf | None:
    """Everything that a page is drawn from, None if there never was such a document."""
    document, former = catalogue.get_with_former_paths(table, kind, id)
    if document is None:
        return None
    owned = catalogue.owned_paths(table, kind, id, {document.path, *former})
    return _shelf(table, document, owns_path=document.path in owned, redirects=tuple(sorted(owned - {document.path})))


def shelf_of_draft(table: Table, document: Document) -> Shelf:
    """What the page of a document would be drawn from if it were published now. Stores nothing."""
    return _shelf(table, document, owns_path=True, redirects=())


def _shelf(table: Table, document: Document, *, owns_path: bool, redirects: tuple[str, ...]) -> Shelf:
    product_ids = [*named_products(document), *_ids_of_its_shop(table, document)]
    if document.kind is Kind.PRODUCT:
        product_ids.append(document.id)
    products = catalogue.get_many(table, Kind.PRODUCT, product_ids)
    if document.kind is Kind.PRODUCT and not document.is_removed:
        # Its own words, and not what is stored of it: that may be older, or be nothing yet.
        products[document.id] = document
    return Shelf(
        document=document,
        products=products,
        shops=catalogue.get_many(table, Kind.SHOP, named_shops(document)),
        stocks=read_stocks(table, product_ids),
        owns_path=owns_path,
        redirects=redirects,
    )


def read_stocks(table: Table, product_ids: Iterable[str]) -> dict[str, Stock]:
    return catalogue.get_stocks(table, product_ids)


def _ids_of_its_shop(table: Table, document: Document) -> list[str]:
    if document.kind is Kind.SHOP:
        return catalogue.products_of_shop(table, document.id)
    if document.kind is Kind.PRODUCT and not document.is_removed:
        return catalogue.products_of_shop(table, document.body.shop.id)
    return []
