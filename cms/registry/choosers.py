"""Choosing a household, a shop or a product: found by name without marks, seen with picture, price, shop and state.

However many rows there are, a chooser looks for :data:`MOST_FOUND` at most and says so: whoever finds more types a word
more, instead of turning pages.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.widgets import AdminSnippetChooser

from cms.access.policies import within
from cms.access.viewsets import OwnChoicesOnly
from cms.registry.models import Photo, Product, ProductPicture, Shop
from cms.registry.search import NameFilterForm, keys_first

MOST_FOUND = 200
# As the cell's template cuts it.
THUMB_FILTER = "fill-96x96|format-webp|webpquality-70"


class PictureColumn(Column):
    """The row's picture, small; ``accessor`` gives the photo or None."""

    cell_template_name = "registry/picture_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["photo"] = self.get_value(instance)
        return context


class NamedChooseMixin:
    """What the whole dialog and its list of results share."""

    filter_form_class = NameFilterForm
    results_template_name = "registry/chooser_results.html"
    more_columns: tuple[Column, ...] = ()
    picture: Column | None = None

    @property
    def columns(self) -> list[Column]:
        columns = super().columns
        columns[0].label = "Tên"
        return [*([self.picture] if self.picture else []), *columns, *self.more_columns]

    def filter_object_list(self, objects: QuerySet) -> QuerySet:
        return keys_first(super().filter_object_list(within(self.request.user, objects)), 0, MOST_FOUND)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["most_found"] = MOST_FOUND
        context["there_may_be_more"] = self.paginator.count >= MOST_FOUND
        return context


def chooser_views(name: str, **attributes: Any) -> dict[str, Any]:
    """Both views of a chooser, with the same columns and rows."""
    return {
        "choose_view_class": type(f"{name}ChooseView", (NamedChooseMixin, ChooseView), attributes),
        "choose_results_view_class": type(
            f"{name}ChooseResultsView", (NamedChooseMixin, ChooseResultsView), attributes
        ),
    }


class NamedChooserViewSet(OwnChoicesOnly, SnippetChooserViewSet):
    choose_view_class, choose_results_view_class = chooser_views("Named").values()
    per_page = 10


def why_not_on_sale(product: Product) -> str:
    """Why shoppers do not see it; empty when they do."""
    if not product.shop.is_open:
        return "Gian hàng đã đóng"
    return "" if product.on_sale else "Ngừng bán"


def why_not_open(shop: Shop) -> str:
    return "" if shop.is_open else "Đã đóng"


def product_title(product: Product) -> str:
    """What stands in a form for a chosen product: name, price, shop, and a word where shoppers do not see it."""
    parts = [product.name, product.price_shown(), product.shop.name, why_not_on_sale(product).upper()]
    return " · ".join(part for part in parts if part)


def shop_title(shop: Shop) -> str:
    parts = [shop.name, shop.household.commune.name, why_not_open(shop).upper()]
    return " · ".join(part for part in parts if part)


class OnSaleFilterForm(NameFilterForm):
    hidden_too = forms.BooleanField(label="Cả hàng đã ngừng bán", required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        return objects if self.cleaned_data.get("hidden_too") else objects.filter(on_sale=True, shop__is_open=True)


class OpenFilterForm(NameFilterForm):
    hidden_too = forms.BooleanField(label="Cả gian hàng đã đóng", required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        return objects if self.cleaned_data.get("hidden_too") else objects.filter(is_open=True)


def products_with_pictures(view: Any) -> QuerySet[Product]:
    photos = Prefetch("photo", Photo.objects.prefetch_renditions(THUMB_FILTER))
    pictures = ProductPicture.objects.order_by("sort_order", "pk").prefetch_related(photos)
    return Product.objects.select_related("shop").prefetch_related(Prefetch("pictures", pictures))


def shops_with_pictures(view: Any) -> QuerySet[Shop]:
    photos = Prefetch("picture", Photo.objects.prefetch_renditions(THUMB_FILTER))
    return Shop.objects.select_related("household__commune").prefetch_related(photos)


def first_photo(product: Product) -> Photo | None:
    return next((row.photo for row in product.pictures.all()), None)


class ProductChooserWidget(AdminSnippetChooser):
    def get_display_title(self, instance: Product) -> str:
        return product_title(instance)


class ProductChosenView(SnippetChosenView):
    def get_display_title(self, instance: Product) -> str:
        return product_title(instance)


class ProductsChosenView(SnippetChosenMultipleView):
    def get_display_title(self, instance: Product) -> str:
        return product_title(instance)


class ProductChooserViewSet(NamedChooserViewSet):
    base_widget_class = ProductChooserWidget
    chosen_view_class = ProductChosenView
    chosen_multiple_view_class = ProductsChosenView
    choose_view_class, choose_results_view_class = chooser_views(
        "Product",
        filter_form_class=OnSaleFilterForm,
        get_object_list=products_with_pictures,
        picture=PictureColumn("picture", label="Ảnh", accessor=first_photo, width="6rem"),
        more_columns=(
            Column("price", label="Giá", accessor="price_shown"),
            Column("shop", label="Gian hàng", accessor="shop"),
            StatusTagColumn(
                "state",
                label="Tình trạng",
                accessor=lambda product: why_not_on_sale(product) or "Đang bán",
                primary=lambda product: not why_not_on_sale(product),
            ),
        ),
    ).values()


class ShopChooserWidget(AdminSnippetChooser):
    def get_display_title(self, instance: Shop) -> str:
        return shop_title(instance)


class ShopChosenView(SnippetChosenView):
    def get_display_title(self, instance: Shop) -> str:
        return shop_title(instance)


class ShopsChosenView(SnippetChosenMultipleView):
    def get_display_title(self, instance: Shop) -> str:
        return shop_title(instance)


class ShopChooserViewSet(NamedChooserViewSet):
    base_widget_class = ShopChooserWidget
    chosen_view_class = ShopChosenView
    chosen_multiple_view_class = ShopsChosenView
    choose_view_class, choose_results_view_class = chooser_views(
        "Shop",
        filter_form_class=OpenFilterForm,
        get_object_list=shops_with_pictures,
        picture=PictureColumn("picture", label="Ảnh", accessor="picture", width="6rem"),
        more_columns=(
            Column("household", label="Hộ", accessor="household"),
            Column("commune", label="Xã, phường", accessor="household.commune"),
            StatusTagColumn(
                "state",
                label="Tình trạng",
                accessor=lambda shop: why_not_open(shop) or "Đang mở",
                primary=lambda shop: shop.is_open,
            ),
        ),
    ).values()
