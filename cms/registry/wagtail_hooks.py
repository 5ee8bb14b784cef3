"""The registry in Wagtail's admin: one menu, lists searched by name with and without marks."""

from __future__ import annotations

from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.access.viewsets import OwnRows
from cms.registry.choosers import NamedChooserViewSet, ProductChooserViewSet, ShopChooserViewSet
from cms.registry.models import Household, Product, Shop
from cms.registry.search import NamedIndexView


class NamedViewSet(OwnRows, SnippetViewSet):
    index_view_class = NamedIndexView
    chooser_viewset_class = NamedChooserViewSet
    list_per_page = 25


class HouseholdViewSet(NamedViewSet):
    model = Household
    icon = "home"
    menu_label = "Hộ nông dân"
    list_display = ["name", "commune", "hamlet", UpdatedAtColumn()]
    list_filter = ["commune", "is_sample"]
    list_select_related = ["commune"]


class ShopViewSet(NamedViewSet):
    model = Shop
    icon = "group"
    menu_label = "Gian hàng"
    chooser_viewset_class = ShopChooserViewSet
    list_display = ["name", "household", "carrier", BooleanColumn("is_open", label="Đang mở"), UpdatedAtColumn()]
    list_filter = ["carrier", "is_open", "is_sample"]
    list_select_related = ["household"]


class ProductViewSet(NamedViewSet):
    model = Product
    icon = "tag"
    menu_label = "Sản phẩm"
    chooser_viewset_class = ProductChooserViewSet
    list_display = ["name", "price_shown", "shop", BooleanColumn("on_sale", label="Đang bán"), UpdatedAtColumn()]
    list_filter = ["on_sale", "ship_policy", "is_sample"]
    list_select_related = ["shop"]


class RegistryGroup(SnippetViewSetGroup):
    items = (ProductViewSet, ShopViewSet, HouseholdViewSet)
    menu_label = "Sổ bộ"
    menu_icon = "folder-open-inverse"
    menu_order = 150


register_snippet(RegistryGroup)
