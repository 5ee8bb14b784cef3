"""Telling everything again: for a bucket or queue that has forgotten, and for documents that changed their form."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from market.catalogue import Document, Kind

from cms.publishing import documents
from cms.publishing.models import PublishedDocument
from cms.publishing.outbox import announce_again, record, remove
from cms.registry.models import Shop

_BATCH = 200


def everything_live() -> Iterator[Document]:
    """Every document that readers should have, shops first, so that a page finds what it names."""
    shops = Shop.objects.filter(is_open=True).select_related("household__commune")
    for shop in shops.order_by("pk").iterator(_BATCH):
        yield documents.shop_document(shop)
    products = documents.products_on_sale().select_related("shop__household__commune")
    for product in products.order_by("pk").iterator(_BATCH):
        yield documents.product_document(product)
    for model in documents.PAGE_KINDS:
        for page in model.objects.live().order_by("pk").iterator(_BATCH):
            yield documents.page_document(page)
    yield from documents.site_documents()


def announce_everything() -> int:
    """Put every live document and every tombstone in the outbox once more; returns how many.

    A document keeps its revision, or gets the next one if what it should say is not what was said last. What is known
    to readers but no longer in the CMS, for whatever reason, gets its tombstone.
    """
    live: set[tuple[str, str]] = set()
    for document in everything_live():
        with transaction.atomic():
            if record(document) is None:
                announce_again(document.kind, document.id)
        live.add((document.kind.value, document.id))
    gone = 0
    for kind, document_id in PublishedDocument.objects.order_by("pk").values_list("kind", "document_id"):
        if (kind, document_id) not in live:
            with transaction.atomic():
                if remove(Kind(kind), document_id) is None:
                    announce_again(Kind(kind), document_id)
            gone += 1
    return len(live) + gone
