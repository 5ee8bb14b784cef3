"""Which documents follow which change: the one place where the CMS's signals are listened to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.signals import post_delete
from market.catalogue import Kind
from wagtail.models import Site
from wagtail.signals import page_published, page_unpublished

from cms.changes import changed
from cms.publishing import documents
from cms.publishing.outbox import record, remove
from cms.registry.models import Household, Product, Shop
from cms.stories.models import HomePage, PromotionPage, SiteSettings, StoryPage

_postponed: ContextVar[list[str] | None] = ContextVar("postponed", default=None)


def connect() -> None:
    """Called once, when the applications are ready."""
    for model, follow in (
        (Household, household_changed),
        (Shop, shop_changed),
        (Product, product_changed),
        (StoryPage, page_changed),
        (PromotionPage, page_changed),
        (HomePage, site_changed),
        (SiteSettings, site_changed),
    ):
        changed.connect(follow, sender=model, dispatch_uid=f"follow {model.__name__}")
    # A page saved as a bare wagtailcore.Page does not pass through our save(); what it did is caught up with here.
    for signal in (page_published, page_unpublished):
        for model in (StoryPage, PromotionPage):
            signal.connect(page_changed, sender=model, dispatch_uid=f"catch up {model.__name__}")
    for model, forget in (
        (Shop, shop_deleted),
        (Product, product_deleted),
        (StoryPage, page_deleted),
        (PromotionPage, page_deleted),
    ):
        post_delete.connect(forget, sender=model, dispatch_uid=f"forget {model.__name__}")


# Each reads its row again: what is in hand may be a draft, or carry children that were not saved.


def household_changed(instance: Household, **kwargs: Any) -> None:
    for shop in instance.shops.all():
        shop_changed(instance=shop)


def shop_changed(instance: Shop, **kwargs: Any) -> None:
    """A product's document says who sells it, so the products of a shop follow their shop."""
    shop = Shop.objects.select_related("household__commune").get(pk=instance.pk)
    record(documents.shop_document(shop))
    for product in shop.products.all():
        product.shop = shop
        record(documents.product_document(product))
    site_changed()


def product_changed(instance: Product, **kwargs: Any) -> None:
    product = Product.objects.select_related("shop__household__commune").get(pk=instance.pk)
    record(documents.product_document(product))
    promotions_changed(product)
    site_changed()


def promotions_changed(product: Product) -> None:
    for promotion in PromotionPage.objects.live().filter(products__product=product).distinct():
        record(documents.page_document(promotion))


def page_changed(instance: StoryPage | PromotionPage, **kwargs: Any) -> None:
    record(documents.page_document(type(instance).objects.get(pk=instance.pk)))
    site_changed()


def site_changed(**kwargs: Any) -> None:
    """The home page names products, shops, stories and promotions, and carries the settings."""
    if (postponed := _postponed.get()) is not None:
        postponed.append("site")
        return
    site = Site.objects.filter(is_default_site=True).first()
    home = HomePage.objects.live().first()
    if site and home:
        record(documents.site_document(home, SiteSettings.for_site(site)))


@contextmanager
def site_written_once() -> Iterator[None]:
    """For changes in bulk: the home page's document is written once, at the end. Open it inside the transaction."""
    postponed: list[str] = []
    token = _postponed.set(postponed)
    try:
        yield
    finally:
        _postponed.reset(token)
    if postponed:
        site_changed()


def shop_deleted(instance: Shop, **kwargs: Any) -> None:
    remove(Kind.SHOP, instance.public_id)
    site_changed()


def product_deleted(instance: Product, **kwargs: Any) -> None:
    remove(Kind.PRODUCT, instance.public_id)
    site_changed()


def page_deleted(instance: StoryPage | PromotionPage, **kwargs: Any) -> None:
    kind = Kind.STORY if isinstance(instance, StoryPage) else Kind.PROMOTION
    remove(kind, documents.page_id(instance))
    site_changed()
