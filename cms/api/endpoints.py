"""The endpoints: pages, pictures, certificates, products and shops."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import path
from market.catalogue import Kind
from rest_framework import serializers
from wagtail.api import APIField
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter, SearchFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.models import Document
from wagtail.models import Page, ReferenceIndex

from cms.api import published
from cms.api.answers import HtmlUrl, Published, as_published
from cms.publishing.documents import PAGE_KINDS, products_on_sale
from cms.publishing.models import PublishedDocument
from cms.publishing.papers import published_paper
from cms.publishing.pictures import picture_of
from cms.registry.models import Badge, Photo, Product, ProductPicture, Shop
from cms.stories.models import HomePage, SpecialtyBadge

_SHOWN = (HomePage, *PAGE_KINDS)


class Pages(Published, PagesAPIViewSet):
    """Pages by the fields of their published documents. ``find/?html_path=`` takes a path of the shop."""

    known_query_parameters = PagesAPIViewSet.known_query_parameters - {"rich_text_format", "format", "_"}

    @classmethod
    def get_body_fields(cls, model: type) -> list[APIField]:
        kinds = [Kind.SITE if one is HomePage else PAGE_KINDS[one] for one in _SHOWN if issubclass(one, model)]
        names = dict.fromkeys(name for kind in kinds for name in published.body_names(kind))
        return [APIField("id"), *as_published(*(names or {"title": None}))]

    @classmethod
    def get_meta_fields(cls, model: type) -> list[APIField]:
        usual = ("type", "detail_url", "slug", "first_published_at", "alias_of", "parent", "locale")
        return [
            *(APIField(name) for name in usual),
            APIField("html_url", serializer=HtmlUrl()),
            *as_published(*published.ABOUT, about=True),
        ]

    def get_base_queryset(self) -> QuerySet[Page]:
        # Whoever asks, logged in or not, gets what everybody may see.
        return super().get_base_queryset().public().type(_SHOWN).select_related("locale")

    def get_queryset(self) -> QuerySet[Page]:
        return super().get_queryset().select_related("locale")

    def find_object(self, queryset: QuerySet[Page], request: HttpRequest) -> Page | None:
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        wanted = "/" + request.GET["html_path"].partition("?")[0].strip("/")
        kinds = [Kind.SITE.value, *(kind.value for kind in PAGE_KINDS.values())]
        known = PublishedDocument.objects.filter(path=wanted, is_removed=False, kind__in=kinds)
        found = known.order_by("-pk").values_list("kind", "document_id").first()
        if found is None:
            return None
        kind, id = found
        if kind != Kind.SITE.value:
            return queryset.filter(pk=id.rpartition("-")[2]).first()
        homes = queryset.filter(pk__in=HomePage.objects.values("pk"))
        return next((page for page in homes if published.key_of(page) == found), None)


class _Picture(serializers.Field):
    def __init__(self) -> None:
        super().__init__(read_only=True, source="*")

    def to_representation(self, photo: Photo) -> Any:
        shown = picture_of(photo)
        names = ("src", "thumb_src", "avif_src", "share_src")
        return {
            "width": shown.width,
            "height": shown.height,
            "thumb_width": shown.thumb_width,
            "thumb_height": shown.thumb_height,
            "focus": list(shown.focus),
            **{name: published.address(getattr(shown, name)) for name in names},
        }


class Pictures(Published):
    """Pictures that something published shows, in the sizes that the shop uses; never an original, never another."""

    filter_backends = (FieldsFilter, OrderingFilter, SearchFilter)
    name = "images"
    model = Photo

    @classmethod
    def get_body_fields(cls, model: type) -> list[APIField]:
        return [*map(APIField, ("id", "title", "description")), APIField("picture", serializer=_Picture())]

    @classmethod
    def get_listing_default_fields(cls, model: type) -> list[str]:
        return cls.get_available_fields(model)

    def get_queryset(self) -> QuerySet[Photo]:
        live = Page.objects.live().public().annotate(as_text=Cast("pk", CharField()))
        on_pages = ReferenceIndex.objects.filter(
            to_content_type__app_label="registry",
            to_content_type__model="photo",
            to_object_id=OuterRef("as_text"),
            base_content_type__app_label="wagtailcore",
            base_content_type__model="page",
            object_id__in=live.values("as_text"),
        )
        of_products = ProductPicture.objects.filter(
            photo=OuterRef("pk"), product__on_sale=True, product__shop__is_open=True
        )
        of_shops = Shop.objects.filter(picture=OuterRef("pk"), is_open=True)
        photos = Photo.objects.annotate(as_text=Cast("pk", CharField())).exclude(cut={})
        return photos.filter(Exists(on_pages) | Exists(of_products) | Exists(of_shops)).order_by("pk")


class _PaperUrl(serializers.Field):
    def __init__(self) -> None:
        super().__init__(read_only=True, source="*")

    def to_representation(self, paper: Document) -> str:
        return published.address(published_paper(paper))


class Papers(Published):
    """Certificates that prove a claim which shoppers see now."""

    filter_backends = (FieldsFilter, OrderingFilter, SearchFilter)
    name = "documents"
    model = Document

    @classmethod
    def get_body_fields(cls, model: type) -> list[APIField]:
        return [APIField("id"), APIField("title"), APIField("download_url", serializer=_PaperUrl())]

    @classmethod
    def get_meta_fields(cls, model: type) -> list[APIField]:
        return [APIField("type"), APIField("detail_url")]

    @classmethod
    def get_listing_default_fields(cls, model: type) -> list[str]:
        return cls.get_available_fields(model)

    def get_queryset(self) -> QuerySet[Document]:
        checked = Q(checked_at__isnull=False) & ~Q(checked_by="")
        of_products = Badge.objects.filter(
            checked, file=OuterRef("pk"), product__on_sale=True, product__shop__is_open=True
        )
        of_pages = SpecialtyBadge.objects.filter(checked, file=OuterRef("pk"), page__live=True)
        return Document.objects.filter(Exists(of_products) | Exists(of_pages)).order_by("pk")


class _Goods(Published):
    """Rows of the registry by their public id, with the fields of their published documents."""

    filter_backends = (FieldsFilter, OrderingFilter)
    lookup_field = "public_id"
    kind: Kind

    @classmethod
    def get_body_fields(cls, model: type) -> list[APIField]:
        return [APIField("public_id"), *as_published(*published.body_names(cls.kind))]

    @classmethod
    def get_meta_fields(cls, model: type) -> list[APIField]:
        return [*as_published(*published.ABOUT, about=True), APIField("html_url", serializer=HtmlUrl())]

    @classmethod
    def get_listing_default_fields(cls, model: type) -> list[str]:
        return ["public_id", "name", "html_url", "path"]

    def detail_view(self, request: HttpRequest, public_id: str) -> Any:
        return super().detail_view(request, public_id)

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<slug:public_id>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]


class Products(_Goods):
    name = "products"
    model = Product
    kind = Kind.PRODUCT

    def get_queryset(self) -> QuerySet[Product]:
        return products_on_sale().order_by("pk")


class Shops(_Goods):
    name = "shops"
    model = Shop
    kind = Kind.SHOP

    def get_queryset(self) -> QuerySet[Shop]:
        return Shop.objects.filter(is_open=True).order_by("pk")


api = WagtailAPIRouter("wagtailapi")
for endpoint in (Pages, Pictures, Papers, Products, Shops):
    api.register_endpoint(endpoint.name, endpoint)
