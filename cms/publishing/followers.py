"""Which documents follow which change: the one place where the CMS's signals are listened to.

A page names products by their ids and carries none of their prices, so it follows a product only when that appears,
disappears or changes its specialty; and then no more than :data:`MOST_FOLLOWERS` pages of a kind do, those that end
last first. A page beyond that shows nothing wrong: readers leave out what is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, pre_delete
from market.catalogue import Document, Kind, load_document
from market.text import fold
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from cms.changes import changed
from cms.publishing import documents
from cms.publishing.models import OutboxRow
from cms.publishing.outbox import record, remove
from cms.registry.models import Household, Photo, Product, Shop
from cms.stories.models import HomePage, PromotionPage, SiteSettings, SpecialtyPage
from cms.translating import versions

MOST_FOLLOWERS = 20

# What waits for the end of a change in bulk: pages by their number, and the site under no number at all.
_postponed: ContextVar[dict[int | None, Page | None] | None] = ContextVar("postponed", default=None)


def connect() -> None:
    """Called once, when the applications are ready."""
    pages = tuple(documents.PAGE_KINDS)
    for model, follow in (
        (Household, household_changed),
        (Shop, shop_changed),
        (Product, product_changed),
        *((page, page_changed) for page in pages),
        (HomePage, site_changed),
        (SiteSettings, site_changed),
        (Photo, photo_changed),
    ):
        changed.connect(follow, sender=model, dispatch_uid=f"follow {model.__name__}")
    # A page saved as a bare wagtailcore.Page does not pass through our save(); what it did is caught up with here.
    for signal in (page_published, page_unpublished):
        for model in pages:
            signal.connect(page_changed, sender=model, dispatch_uid=f"catch up {model.__name__}")
    pre_delete.connect(product_leaves, sender=Product, dispatch_uid="who lists the product")
    for model, forget in (
        (Shop, shop_deleted),
        (Product, product_deleted),
        *((page, page_deleted) for page in pages),
    ):
        post_delete.connect(forget, sender=model, dispatch_uid=f"forget {model.__name__}")


# Each reads its row again: what is in hand may be a draft, or carry children that were not saved.


def household_changed(instance: Household, **kwargs: Any) -> None:
    for shop in instance.shops.all():
        shop_changed(instance=shop)


def shop_changed(instance: Shop, **kwargs: Any) -> None:
    """A product's document says who sells it, so the products of a shop follow their shop."""
    shop = Shop.objects.select_related("household__commune").get(pk=instance.pk)
    with written_once():
        if record(documents.shop_document(shop)) is not None:
            for promotion in (
                PromotionPage.objects.live().filter(shops__shop=shop).order_by("-ends_at")[:MOST_FOLLOWERS]
            ):
                page_follows(promotion)
            site_changed()
        for product in shop.products.all():
            product.shop = shop
            _record_product(product)


def product_changed(instance: Product, **kwargs: Any) -> None:
    with written_once():
        _record_product(Product.objects.select_related("shop__household__commune").get(pk=instance.pk))


def _record_product(product: Product) -> None:
    before, now = _last_written(Kind.PRODUCT, product.public_id), documents.product_document(product)
    if record(now) is None or _listed(before) == _listed(now):
        return
    for page in pages_that_list(product, {*_listed(before), *_listed(now)}):
        page_follows(page)
    site_changed()


def _listed(document: Document | None) -> tuple[str, ...]:
    """The specialty among whose goods readers find the product; nothing where they do not."""
    return () if document is None or document.is_removed else (fold(document.body.specialty),)


def _last_written(kind: Kind, document_id: str) -> Document | None:
    rows = OutboxRow.objects.filter(kind=kind.value, document_id=document_id).order_by("-revision")
    text = rows.values_list("document", flat=True).first()
    return load_document(text) if text else None


def pages_that_list(product: Product, groups: set[str]) -> Iterator[Page]:
    """Live pages with ``product`` among their goods, chosen or because it belongs to one of ``groups``; bounded."""
    chosen = PromotionPage.objects.live().filter(products__product=product).distinct()
    yield from chosen.order_by("-ends_at", "-pk")[:MOST_FOLLOWERS]
    of_group = Q(products__product=product) | Q(folded_goods_name__in=groups - {""})
    yield from SpecialtyPage.objects.live().filter(of_group).distinct().order_by("pk")[:MOST_FOLLOWERS]


def photo_changed(instance: Photo, **kwargs: Any) -> None:
    """Another file or focal point: what shows the photo names other files from now on. No more than
    :data:`MOST_FOLLOWERS` things follow at once; ``publish --all`` finds the rest."""
    references = ReferenceIndex.get_references_to(instance).values_list("base_content_type", "object_id").distinct()
    with written_once():
        for content_type, object_id in references[:MOST_FOLLOWERS]:
            model = ContentType.objects.get_for_id(content_type).model_class()
            follow = _FOLLOWED_BY_PHOTO.get(model) or (page_changed if model in documents.PAGE_KINDS else None)
            shown = model.objects.filter(pk=object_id).first() if follow else None
            if shown is not None:
                follow(instance=shown)


def page_follows(page: Page) -> None:
    """Write the page's document again, at the end of a change in bulk once for all of it."""
    if (postponed := _postponed.get()) is not None:
        postponed[page.pk] = page
        return
    current = type(page).objects.filter(pk=page.pk).first()
    if current is not None:
        record(documents.page_document(current))


def page_changed(instance: Page, **kwargs: Any) -> None:
    record(documents.page_document(type(instance).objects.get(pk=instance.pk)))
    with written_once():
        _translations_follow(instance)
        site_changed()


def _translations_follow(page: Page) -> None:
    """Each says where its others are."""
    for other in versions.others(page):
        page_follows(other)


def site_changed(**kwargs: Any) -> None:
    """The home page names products, shops and written pages, and carries the settings."""
    if (postponed := _postponed.get()) is not None:
        postponed[None] = None
        return
    for document in documents.site_documents():
        record(document)


@contextmanager
def written_once() -> Iterator[None]:
    """For changes in bulk: pages that follow, and the home page, are written once, at the end of the outermost of
    these. Open it inside the transaction; or around it, for what Wagtail tells of after the commit as well, where
    somebody runs ``publish --all`` after a crash."""
    if _postponed.get() is not None:
        yield
        return
    postponed: dict[int | None, Page | None] = {}
    token = _postponed.set(postponed)
    try:
        yield
    finally:
        _postponed.reset(token)
    with transaction.atomic():
        for page in postponed.values():
            site_changed() if page is None else page_follows(page)


def shop_deleted(instance: Shop, **kwargs: Any) -> None:
    remove(Kind.SHOP, instance.public_id)
    site_changed()


def product_leaves(instance: Product, **kwargs: Any) -> None:
    """Once it is deleted, no row tells any more which pages had chosen it."""
    instance.pages_that_listed_it = list(pages_that_list(instance, {instance.folded_specialty}))


def product_deleted(instance: Product, **kwargs: Any) -> None:
    remove(Kind.PRODUCT, instance.public_id)
    for page in instance.pages_that_listed_it:
        page_follows(page)
    site_changed()


def page_deleted(instance: Page, **kwargs: Any) -> None:
    remove(documents.PAGE_KINDS[type(instance)], documents.page_id(instance))
    with written_once():
        _translations_follow(instance)
        site_changed()


_FOLLOWED_BY_PHOTO = {
    Shop: shop_changed,
    Product: product_changed,
    HomePage: site_changed,
    SiteSettings: site_changed,
}
