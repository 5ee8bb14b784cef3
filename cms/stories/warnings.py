"""What is allowed, and yet likely not meant: goods that nobody can buy, promotions that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from market.text import fold
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page

from cms.registry.choosers import why_not_on_sale, why_not_open
from cms.registry.models import Product, Shop
from cms.stories.models import PromotionPage, SpecialtyPage

# More than a person reads; the rest shows when these are mended.
MOST_SHOWN = 8


def warnings_of(page: Page) -> list[str]:
    """Sentences for the editor of ``page``, which may be a draft; empty if all is well."""
    found = dict.fromkeys([*_hidden_goods(page), *_of_its_kind(page)])
    return list(found)[:MOST_SHOWN]


def chosen_products(page: Page) -> list[Product]:
    """Those of its list, then those of its blocks, each once."""
    ids = [row.product_id for row in page.products.all()] if hasattr(page, "products") else []
    ids += [product.pk for product in _named_in_blocks(page, "product")]
    found = Product.objects.select_related("shop").in_bulk(ids)
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def _named_in_blocks(page: Page, kind: str) -> Iterator[Any]:
    body = getattr(page, "body", None)
    if isinstance(body, StreamValue):
        yield from (child.value for child in body if child.block_type == kind and child.value is not None)


def _chosen_shops(page: Page) -> list[Shop]:
    ids = [row.shop_id for row in page.shops.all()] if hasattr(page, "shops") else []
    ids += [shop.pk for shop in _named_in_blocks(page, "shop")]
    found = Shop.objects.in_bulk(ids)
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def _hidden_goods(page: Page) -> Iterator[str]:
    for product in chosen_products(page):
        if reason := why_not_on_sale(product):
            yield f"“{product.name}” không hiện trên trang: {reason.lower()}."
    for shop in _chosen_shops(page):
        if reason := why_not_open(shop):
            yield f"Gian hàng “{shop.name}” không hiện trên trang: {reason.lower()}."
    body = getattr(page, "body", None)
    for child in body if isinstance(body, StreamValue) else ():
        if child.block_type in ("product", "shop") and child.value is None:
            yield "Một thẻ sản phẩm hoặc gian hàng trong nội dung đã bị xoá khỏi sổ bộ; phần đó không hiện trên trang."


def _of_its_kind(page: Page) -> Iterator[str]:
    if isinstance(page, PromotionPage):
        yield from _about_a_promotion(page)
    if isinstance(page, SpecialtyPage):
        yield from _about_a_specialty(page)


def _about_a_promotion(page: PromotionPage) -> Iterator[str]:
    if page.ends_at and page.ends_at <= timezone.now():
        yield "Chương trình đã kết thúc; trang vẫn còn và ghi “Đã kết thúc”."
    if page.voucher_code and page.voucher_for_products and not page.products.count():
        yield f"Mã {page.voucher_code} chỉ giảm cho sản phẩm trong chương trình, mà chưa chọn sản phẩm nào."
    yield from _overlaps(page)


def _overlaps(page: PromotionPage) -> Iterator[str]:
    """Other promotions that run, or will run, in the same days with the same goods."""
    chosen = {row.product_id for row in page.products.all()}
    if not (chosen and page.starts_at and page.ends_at):
        return
    others = (
        PromotionPage.objects.exclude(pk=page.pk)
        .filter(products__product__in=chosen, starts_at__lt=page.ends_at, ends_at__gt=page.starts_at)
        .distinct()
        .order_by("starts_at", "pk")[:MOST_SHOWN]
    )
    for other in others:
        names = ", ".join(f"“{name}”" for name in _shared_names(other, chosen))
        state = "" if other.live else " (chưa đăng)"
        days = f"từ {_moment(other.starts_at)} đến {_moment(other.ends_at)}"
        yield f"{names} cũng nằm trong “{other.title}”{state}, {days}."


def _shared_names(other: PromotionPage, chosen: set[int]) -> list[str]:
    rows = other.products.filter(product__in=chosen).select_related("product")
    return list(dict.fromkeys(row.product.name for row in rows))[:3]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y")


def _about_a_specialty(page: SpecialtyPage) -> Iterator[str]:
    if page.goods_name and not Product.objects.filter(folded_specialty=fold(page.goods_name)).exists():
        yield f"Chưa sản phẩm nào ghi đặc sản là “{page.goods_name}”; trang chỉ có sản phẩm chọn tay."
    if not page.live:
        return
    same = SpecialtyPage.objects.exclude(pk=page.pk).filter(folded_goods_name=fold(page.goods_name)).live().first()
    if same:
        yield f"Trang “{same.title}” cũng lấy sản phẩm của nhóm “{page.goods_name}”."
