"""How rows of the CMS are read for a document: in the editors' order, clean, and only what shoppers may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from market.catalogue import Badge
from market.text import clean_line, nfc

from cms.publishing.papers import published_paper
from cms.registry.models import Evidence, Product


def lines(text: str) -> tuple[str, ...]:
    return tuple(nfc(line.strip()) for line in text.splitlines() if line.strip())


def one_line(text: Any) -> str:
    """As people see it: composed, on one line, nothing invisible; empty for what a draft lacks."""
    return clean_line(text or "", max_length=max(len(text or ""), 1))


def in_order(rows: QuerySet) -> QuerySet:
    """As the editor arranged them. Rows made by a program may have no place; they keep the order of their making."""
    return rows.order_by("sort_order", "pk")


def products_on_sale() -> QuerySet[Product]:
    return Product.objects.filter(on_sale=True, shop__is_open=True)


def chosen_products(page: Any) -> tuple[str, ...]:
    """Public ids of the products in a page's list that shoppers may see."""
    rows = in_order(page.products.select_related("product__shop"))
    products = (row.product for row in rows if row.product_id)
    return _each_once(p.public_id for p in products if p.on_sale and p.shop.is_open)


def chosen_shops(page: Any) -> tuple[str, ...]:
    rows = in_order(page.shops.select_related("shop"))
    return _each_once(row.shop.public_id for row in rows if row.shop_id and row.shop.is_open)


def commune_codes(page: Any) -> tuple[str, ...]:
    """In the registry's order; a draft's list may be held in memory, in whatever order it was ticked."""
    return tuple(commune.code for commune in sorted(page.communes.all(), key=lambda commune: commune.place))


def badges(rows: QuerySet[Evidence]) -> tuple[Badge, ...]:
    """The claims whose evidence somebody has checked."""
    return tuple(
        Badge(
            kind=row.kind,
            label=row.label,
            number=row.number,
            issuer=row.issuer,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            file_path=published_paper(row.file),
        )
        for row in in_order(rows).select_related("file")
        if row.is_checked
    )


def _each_once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
