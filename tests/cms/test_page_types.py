"""Specialties, promotions, plain pages and the site: what is refused, warned of and published, and what follows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from market.catalogue import Season
from market.money import Dong

from cms.publishing.documents import page_document
from cms.publishing.models import OutboxRow
from cms.registry.models import Commune, Photo, Product, Shop
from cms.stories.models import (
    HomePage,
    PlainPage,
    PromotionPage,
    PromotionProduct,
    PromotionShop,
    SpecialtyBadge,
    SpecialtyPage,
    SpecialtyProduct,
    StoryPage,
)
from cms.stories.warnings import warnings_of
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 8, 1, 0, tzinfo=UTC)
TIMES = {"starts_at": START, "ends_at": START + timedelta(days=20)}


def another(shop: Shop, name: str, **changes: Any) -> Product:
    values = {"summary": "x", "specialty": "Quýt vàng Bắc Sơn", "unit": "kg", "price": 1, "weight_grams": 1}
    return Product.objects.create(shop=shop, name=name, **{**values, **changes})


@pytest.fixture
def specialty(home: HomePage, product: Product) -> SpecialtyPage:
    page = SpecialtyPage(title="Quýt Bắc Sơn", slug="quyt-bac-son", summary="Quýt.", goods_name="quýt  vàng BẮC Sơn")
    page.seasons = [("season", {"label": "Chính vụ", "months": ["12", "1"]})]
    page.choosing, page.keeping = "<p>Nặng tay.</p>", "<p>Nơi thoáng.</p>"
    page.sources = "theo Báo Lạng Sơn\n\n"
    page.communes = Commune.objects.filter(code__in=["06325", "05977"])
    page.badges = [
        SpecialtyBadge(kind="mark", label="Nhãn hiệu", number="1", issuer="Cục", valid_from=date(2017, 1, 1),
                       checked_by="An", checked_at=date(2026, 1, 1)),
        SpecialtyBadge(kind="gi", label="Chưa kiểm tra", number="2", issuer="Cục", valid_from=date(2017, 1, 1)),
    ]  # fmt: skip
    home.add_child(instance=page)
    page.save_revision().publish()
    return SpecialtyPage.objects.get(pk=page.pk)


def latest(page: Any) -> Any:
    document = page_document(page)
    return documents_of(document.kind.value, document.id)[-1]


def test_a_specialty_is_whole(specialty: SpecialtyPage) -> None:
    document = latest(specialty)
    body = document.body
    assert (document.path, body.seasons) == ("/dac-san/quyt-bac-son", (Season(label="Chính vụ", months=(1, 12)),))
    assert (body.choosing_html, body.keeping_html) == ("<p>Nặng tay.</p>", "<p>Nơi thoáng.</p>")
    assert (body.sources, body.commune_codes) == (("theo Báo Lạng Sơn",), ("05977", "06325"))
    assert [badge.label for badge in body.badges] == ["Nhãn hiệu"]
    # Its goods are found whatever marks and capitals the two names were written with.
    assert body.product_ids == ("sp-thu",)
    teaser = documents_of("site", "home")[-1].body.teasers[0]
    assert (teaser.kind.value, teaser.path, teaser.months) == ("specialty", "/dac-san/quyt-bac-son", (1, 12))


def test_a_specialty_shows_the_chosen_and_then_the_newest(specialty: SpecialtyPage, shop: Shop) -> None:
    newer = another(shop, "Quýt mới")
    other = another(shop, "Cam", specialty="Cam")
    assert latest(specialty).body.product_ids == (newer.public_id, "sp-thu")
    specialty.products = [SpecialtyProduct(product=other)]
    specialty.save()
    assert latest(specialty).body.product_ids == (other.public_id, newer.public_id, "sp-thu")
    newer.on_sale = False
    newer.save()
    assert latest(specialty).body.product_ids == (other.public_id, "sp-thu")
    other.delete()
    assert latest(specialty).body.product_ids == ("sp-thu",)
    shop.is_open = False
    shop.save()
    assert latest(specialty).body.product_ids == ()


def test_a_product_that_changes_its_specialty_moves_from_page_to_page(
    home: HomePage, specialty: SpecialtyPage, product: Product
) -> None:
    cam = SpecialtyPage(title="Cam", slug="cam", summary="x", goods_name="Cam Vũ Lăng")
    home.add_child(instance=cam)
    product.specialty = "Cam Vũ Lăng"
    product.save()
    assert (latest(specialty).body.product_ids, latest(cam).body.product_ids) == ((), ("sp-thu",))


def test_a_new_price_writes_its_product_and_no_page(specialty: SpecialtyPage, product: Product) -> None:
    before = set(OutboxRow.objects.values_list("pk", flat=True))
    product.price = 99_000
    with CaptureQueriesContext(
        connection,
    ) as queries:
        product.save()
    assert [(r.kind, r.document_id) for r in OutboxRow.objects.exclude(pk__in=before)] == [("product", "sp-thu")]
    assert not [q for q in queries.captured_queries if "stories_" in q["sql"]]


def test_what_follows_a_product_is_bounded(home: HomePage, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.publishing.followers.MOST_FOLLOWERS", 3)
    pages = []
    for number in range(5):
        page = PromotionPage(title=f"Chương trình {number}", summary="x", organiser="y", starts_at=START,
                             ends_at=START + timedelta(days=number + 1))  # fmt: skip
        page.products = [PromotionProduct(product=product)]
        pages.append(home.add_child(instance=page))
    before = set(OutboxRow.objects.values_list("pk", flat=True))
    product.on_sale = False
    product.save()
    written = OutboxRow.objects.exclude(pk__in=before).filter(kind="promotion")
    # Those that end last.
    assert {row.document_id for row in written} == {f"promotion-{page.pk}" for page in pages[2:]}


def test_a_shop_in_bulk_writes_each_page_once(specialty: SpecialtyPage, shop: Shop) -> None:
    for name in ("Một", "Hai", "Ba"):
        another(shop, name)
    count = len(documents_of("specialty", f"specialty-{specialty.pk}"))
    site = len(documents_of("site", "home"))
    shop.is_open = False
    shop.save()
    assert len(documents_of("specialty", f"specialty-{specialty.pk}")) == count + 1
    assert len(documents_of("site", "home")) == site + 1


def test_a_promotion_names_its_shops_and_communes(promotion: Any, home: HomePage, shop: Shop) -> None:
    page = promotion(**TIMES)
    page.shops = [PromotionShop(shop=shop)]
    page.communes = Commune.objects.filter(code="06325")
    home.add_child(instance=page)
    assert (latest(page).body.shop_ids, latest(page).body.commune_codes) == (("gh-thu",), ("06325",))
    shop.is_open = False
    shop.save()
    assert latest(page).body.shop_ids == ()


def test_promotions_that_share_goods_at_the_same_time_are_told_of(
    promotion: Any, home: HomePage, product: Product
) -> None:
    def made(slug: str, start: datetime, days: int, **more: Any) -> PromotionPage:
        page = promotion(title=f"Đợt {slug}", slug=slug, starts_at=start, ends_at=start + timedelta(days=days), **more)
        page.products = [PromotionProduct(product=product)]
        return home.add_child(instance=page)

    first = made("mot", START, 10)
    made("hai", START + timedelta(days=10), 5)
    assert warnings_of(first) == []
    made("ba", START + timedelta(days=9), 5, live=False)
    assert warnings_of(first) == [
        "“Quýt vàng thử” cũng nằm trong “Đợt ba” (chưa đăng), từ 08:00 17/01/2027 đến 08:00 22/01/2027."
    ]


def test_goods_that_nobody_sees_are_told_of(home: HomePage, product: Product, shop: Shop) -> None:
    page = StoryPage(title="Chuyện", summary="x", author="y")
    page.body = [("product", product), ("shop", shop)]
    home.add_child(instance=page)
    assert warnings_of(page) == []
    Product.objects.update(on_sale=False)
    assert warnings_of(StoryPage.objects.get()) == ["“Quýt vàng thử” không hiện trên trang: ngừng bán."]
    Shop.objects.update(is_open=False)
    assert warnings_of(StoryPage.objects.get()) == [
        "“Quýt vàng thử” không hiện trên trang: gian hàng đã đóng.",
        "Gian hàng “Vườn quýt thử” không hiện trên trang: đã đóng.",
    ]
    product.delete()
    assert "đã bị xoá khỏi sổ bộ" in warnings_of(StoryPage.objects.get())[-1]


def test_warnings_stand_above_the_form(client: Client, admin_user: Any, home: HomePage, product: Product) -> None:
    page = StoryPage(title="Chuyện", summary="x", author="y")
    page.body = [("product", product)]
    home.add_child(instance=page)
    client.force_login(admin_user)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Nên xem lại" not in client.get(address).content.decode()
    Product.objects.update(on_sale=False)
    shown = client.get(address).content.decode()
    assert "Nên xem lại" in shown
    assert "“Quýt vàng thử” không hiện trên trang: ngừng bán." in shown


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"seo_title": "x" * 61}, "seo_title", "Dài 61 chữ; máy tìm kiếm chỉ hiện 60. Hãy viết ngắn lại."),
        (
            {"search_description": "x" * 161},
            "search_description",
            "Dài 161 chữ; máy tìm kiếm chỉ hiện 160. Hãy viết ngắn lại.",
        ),
        (
            {"search_description": "x" * 49},
            "search_description",
            "Mới có 49 chữ; nên từ 50, hoặc để trống để dùng tóm tắt.",
        ),
    ],
)
@pytest.mark.parametrize("model", [StoryPage, PromotionPage, SpecialtyPage, PlainPage, HomePage])
def test_what_search_engines_would_cut_is_refused(
    model: Any, changes: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        model(title="x", slug="x", **changes).clean()
    assert refusal.value.message_dict == {field: [sentence]}


def test_what_search_engines_are_told(home: HomePage, photo: Photo) -> None:
    page = PlainPage(title="Giới thiệu", summary="x", seo_title="Chợ của hộ nông dân", search_description="x" * 50)
    page.share_picture = photo
    page.body = [("heading", "Chợ làm gì")]
    home.add_child(instance=page)
    document = latest(page)
    assert document.path == "/trang/gioi-thieu"
    found = document.body.found
    assert (found.title, found.description, found.picture.alt) == ("Chợ của hộ nông dân", "x" * 50, "Giới thiệu")
    assert document.body.updated_at == PlainPage.objects.get().first_published_at


def test_an_address_is_not_given_twice_even_on_another_shelf(home: HomePage) -> None:
    home.add_child(instance=StoryPage(title="Một", slug="mot", summary="x", author="y"))
    with pytest.raises(ValidationError) as refusal:
        StoryPage(title="Hai", slug="mot", summary="x", author="y", locale=home.locale).clean()
    assert list(refusal.value.message_dict) == ["slug"]
    PlainPage(title="Hai", slug="mot", summary="x", locale=home.locale).clean()


@pytest.mark.parametrize("model", [StoryPage, PromotionPage, SpecialtyPage, PlainPage])
def test_a_page_that_was_never_saved_can_be_looked_at(model: Any, home: HomePage) -> None:
    before = OutboxRow.objects.count()
    document = page_document(model(title="Nháp", slug="nhap"), as_if_live=True)
    assert (document.id.split("-")[1], document.body.title, document.body.blocks) == ("nhap", "Nháp", ())
    assert page_document(model(title="Nháp", slug="nhap", live=False)).is_removed
    assert OutboxRow.objects.count() == before


def test_a_chooser_asks_a_bounded_question(
    client: Client, admin_user: Any, product: Product, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        another(shop, f"Quýt {number}")
    hidden = another(shop, "Quýt cũ", on_sale=False)
    client.force_login(admin_user)
    address = reverse("wagtailsnippetchoosers_registry_product:choose_results")
    client.get(address, {"q": "quyt"})
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address, {"q": "quyt"}).content.decode()
    assert "9 kết quả." in page
    assert f"{Dong(1)}/kg" in page
    assert "Vườn quýt thử" in page
    assert "Quýt cũ" not in page
    rows = [q["sql"] for q in queries.captured_queries if "FROM " in q["sql"] and "registry_product" in q["sql"]]
    assert all("LIMIT" in sql or " IN (" in sql for sql in rows), rows
    assert len(queries) < 25
    assert "Ngừng bán" in client.get(address, {"q": "quyt cu", "hidden_too": "on"}).content.decode()
    monkeypatch.setattr("cms.registry.choosers.MOST_FOUND", 5)
    assert "Có từ 5 kết quả trở lên" in client.get(address, {"q": "quyt"}).content.decode()
    chosen = client.get(reverse("wagtailsnippetchoosers_registry_product:chosen", args=[hidden.pk])).json()
    assert chosen["result"]["string"] == f"Quýt cũ · {Dong(1)}/kg · Vườn quýt thử · NGỪNG BÁN"
