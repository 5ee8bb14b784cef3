"""Documents as they were published last, and how their addresses look from another host."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from market.catalogue import BODIES, Kind, Language, site_id
from wagtail.models import Page

from cms.publishing.documents import PAGE_KINDS
from cms.publishing.models import OutboxRow, PublishedDocument
from cms.registry.models import Product, Shop
from cms.stories.models import HomePage

Key = tuple[str, str]
Plain = dict[str, Any]
# Fields that hold an address of the shop, or HTML with such addresses in it.
_ADDRESSES = frozenset({"src", "thumb_src", "avif_src", "share_src", "file_path", "href"})
_HTML = frozenset({"html", "description_html", "intro_html", "choosing_html", "keeping_html"})
# What the document says of itself rather than of its subject.
ABOUT = ("path", "language", "translations", "revision", "valid_from", "valid_until")


def body_names(kind: Kind) -> list[str]:
    return [field.name for field in fields(BODIES[kind])]


def key_of(row: Any) -> Key | None:
    """The document of a row of the CMS; None for a page that the shop does not show."""
    if isinstance(row, Product):
        return Kind.PRODUCT.value, row.public_id
    if isinstance(row, Shop):
        return Kind.SHOP.value, row.public_id
    model = row.cached_content_type.model_class() if isinstance(row, Page) else None
    if model is HomePage:
        return Kind.SITE.value, site_id(Language(row.locale.language_code.partition("-")[0]))
    kind = PAGE_KINDS.get(model)
    return (kind.value, f"{kind.value}-{row.pk}") if kind else None


def latest(keys: Iterable[Key]) -> dict[Key, Plain]:
    """The documents that readers have, or will have in a moment, by kind and id; in one query, tombstones left out."""
    by_kind: dict[str, list[str]] = {}
    for kind, id in keys:
        by_kind.setdefault(kind, []).append(id)
    if not by_kind:
        return {}
    wanted = Q()
    for kind, ids in by_kind.items():
        wanted |= Q(kind=kind, document_id__in=ids)
    current = PublishedDocument.objects.filter(
        kind=OuterRef("kind"), document_id=OuterRef("document_id"), revision=OuterRef("revision"), is_removed=False
    )
    rows = OutboxRow.objects.filter(wanted).filter(Exists(current))
    return {(row.kind, row.document_id): json.loads(row.document) for row in rows}


def named(documents: Iterable[Plain]) -> tuple[set[str], set[str]]:
    """Ids of the products and of the shops that the documents name."""
    products: set[str] = set()
    shops: set[str] = set()
    for document in documents:
        body = document["body"]
        for part in [body, *body.get("blocks", ())]:
            products.update(filter(None, [*part.get("product_ids", ()), part.get("product_id", "")]))
            shops.update(filter(None, [*part.get("shop_ids", ()), part.get("shop_id", "")]))
    return products, shops


def for_others(value: Any, goods: Mapping[str, Plain]) -> Any:
    """A piece of a document with whole addresses, and beside each id of a product or shop what it is called and where
    it is; None there for what is not sold any more."""
    if isinstance(value, list):
        return [for_others(item, goods) for item in value]
    if not isinstance(value, dict):
        return value
    seen: Plain = {}
    for name, item in value.items():
        if name in _ADDRESSES and isinstance(item, str):
            seen[name] = address(item)
        elif name in _HTML and isinstance(item, str):
            # Our own cleaner wrote it: an attribute starts so, and text has no bare quotation mark.
            seen[name] = item.replace('href="/', f'href="{settings.XULANG_PUBLIC_URL}/')
        else:
            seen[name] = for_others(item, goods)
        if name in ("product_id", "shop_id") and item:
            seen[name.removesuffix("_id")] = goods.get(item)
    return seen


def address(path: str) -> str:
    return f"{settings.XULANG_PUBLIC_URL}{path}" if path.startswith("/") else path


def summary_of(document: Plain) -> Plain:
    """A product or a shop in a few words, as it is sold now."""
    body = document["body"]
    known = {name: body[name] for name in ("name", "price", "unit") if name in body}
    return {"id": document["id"], **known, "path": document["path"], "url": address(document["path"])}
