"""The admin as an editor and an administrator meet it: it opens, it finds, it refuses in Vietnamese."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.publishing.models import OutboxRow
from cms.registry.models import Household, Photo, Product, Shop
from cms.registry.search import named
from cms.stories.models import HomePage, PromotionPage, StoryPage
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["editor", "reviewer", "admin_user"])
def browser(request: pytest.FixtureRequest, client: Client) -> Client:
    client.force_login(request.getfixturevalue(request.param))
    return client


@pytest.fixture
def as_editor(client: Client, editor: Any) -> Client:
    client.force_login(editor)
    return client


def product_form(product: Product, **changes: Any) -> dict[str, Any]:
    """The product's edit form as the browser would send it."""
    picture = product.pictures.get()
    form = {
        "name": product.name,
        "slug": product.slug,
        "shop": product.shop_id,
        "summary": product.summary,
        "specialty": product.specialty,
        "price": product.price,
        "unit": product.unit,
        "price_note": "",
        "on_sale": "on",
        "weight_grams": product.weight_grams,
        "net_grams": product.net_grams,
        "ship_policy": product.ship_policy,
        "harvest_months": product.harvest_months,
        "description": "null",
        "sources": "",
        "pictures-TOTAL_FORMS": 1,
        "pictures-INITIAL_FORMS": 1,
        "pictures-0-id": picture.pk,
        "pictures-0-photo": picture.photo_id,
        "pictures-0-alt": picture.alt,
        "pictures-0-ORDER": 1,
        "badges-TOTAL_FORMS": 0,
        "badges-INITIAL_FORMS": 0,
    }
    return form | changes


def edit_url(product: Product) -> str:
    return reverse("wagtailsnippets_registry_product:edit", args=[product.pk])


def test_every_screen_of_the_daily_work_opens(
    browser: Client, product: Product, story: StoryPage, photo: Photo
) -> None:
    snippets = {"product": product, "shop": product.shop, "household": product.shop.household}
    addresses = ["/admin/", f"/admin/pages/{story.get_parent().pk}/", f"/admin/pages/{story.pk}/edit/"]
    addresses += [reverse("wagtailadmin_pages:add", args=["stories", kind, story.get_parent().pk]) for kind in
                  ("storypage", "promotionpage")]  # fmt: skip
    for kind, row in snippets.items():
        base = f"wagtailsnippets_registry_{kind}"
        addresses += [reverse(f"{base}:list"), reverse(f"{base}:add"), reverse(f"{base}:edit", args=[row.pk])]
        addresses += [reverse(f"wagtailsnippetchoosers_registry_{kind}:choose")]
        addresses += [reverse(f"{base}:delete", args=[row.pk]), reverse(f"{base}:history", args=[row.pk])]
    addresses += ["/admin/images/", f"/admin/images/{photo.pk}/", "/admin/documents/", reverse("outbox_report")]
    for address in addresses:
        assert browser.get(address).status_code == 200, address


def test_an_editor_gets_no_further_than_the_content(as_editor: Client) -> None:
    for address in ("/admin/users/", "/admin/groups/", "/admin/sites/", "/admin/settings/stories/sitesettings/"):
        assert as_editor.get(address).status_code in (302, 403), address
    client = Client()
    for address in ("/admin/", reverse("outbox_report"), reverse("wagtailsnippets_registry_household:list")):
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("query", ["Quýt vàng", "quyt vang", "QUYT", "vàng quýt", "  thử  quyt "])
def test_a_product_is_found_with_and_without_marks(browser: Client, product: Product, query: str) -> None:
    shop = product.shop
    Product.objects.create(
        shop=shop, name="Đào Mẫu Sơn", summary="x", specialty="Đào", unit="kg", price=1, weight_grams=1
    )
    for name in ("wagtailsnippets_registry_product:list", "wagtailsnippetchoosers_registry_product:choose_results"):
        page = browser.get(reverse(name), {"q": query}).content.decode()
        assert "Quýt vàng thử" in page
        assert "Đào Mẫu Sơn" not in page
    assert [p.name for p in named(Product.objects.all(), "dao mau")] == ["Đào Mẫu Sơn"]


@pytest.mark.parametrize("query", ["Mùa quýt", "mua quyt"])
def test_a_page_is_found_with_and_without_marks(browser: Client, story: StoryPage, query: str) -> None:
    assert "Mùa quýt" in browser.get("/admin/pages/search/", {"q": query}).content.decode()


def test_a_search_is_bounded(product: Product) -> None:
    sql = str(named(Product.objects.all(), "quyt " * 500).query)
    assert sql.count("LIKE") == 6
    assert list(named(Product.objects.all(), "100%_")) == []


def test_a_new_price_is_published_by_saving(as_editor: Client, product: Product) -> None:
    response = as_editor.post(edit_url(product), product_form(product, price="36000", harvest_months=["12", "1"]))
    assert response.status_code == 302, response.context["form"].errors
    document = documents_of("product", "sp-thu")[-1]
    assert document.body.price.amount == 36_000
    assert document.body.harvest_months == (1, 12)
    assert len(document.body.pictures) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"price": "0"}, "Giá phải lớn hơn 0 đồng."),
        ({"price": "45.000 ₫"}, "Giá chỉ ghi số, ví dụ 45000."),
        ({"price": "999999999"}, "Giá quá lớn: tối đa 100.000.000 đồng."),
        ({"weight_grams": "0"}, "Khối lượng phải lớn hơn 0 gam."),
        ({"weight_grams": "40000"}, "Một đơn vị bán nặng tối đa 30.000 gam (30 kg)."),
        ({"net_grams": "5000"}, "Khối lượng tịnh không thể lớn hơn khối lượng khi gửi."),
        ({"name": ""}, "Trường này là bắt buộc."),
        ({"slug": "da-co"}, "Đường dẫn này đã có sản phẩm khác dùng. Hãy chọn đường dẫn khác."),
        ({"harvest_months": ["13"]}, "13"),
    ],
)
def test_bad_input_is_refused_at_the_field(
    as_editor: Client, product: Product, changes: dict[str, Any], sentence: str
) -> None:
    Product.objects.create(
        shop=product.shop, name="Có", slug="da-co", summary="x", specialty="x", unit="kg", price=1, weight_grams=1
    )
    before = OutboxRow.objects.count()
    response = as_editor.post(edit_url(product), product_form(product, **changes))
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == list(changes)
    assert any(sentence in str(error) for error in errors[next(iter(changes))]), errors
    assert OutboxRow.objects.count() == before


def test_evidence_that_contradicts_itself_is_refused(as_editor: Client, product: Product) -> None:
    badge = {
        "badges-TOTAL_FORMS": 1,
        "badges-0-kind": "ocop",
        "badges-0-label": "OCOP",
        "badges-0-number": "1",
        "badges-0-issuer": "UBND",
        "badges-0-valid_from": "2026-01-01",
        "badges-0-valid_until": "2025-01-01",
        "badges-0-ORDER": 1,
    }
    page = as_editor.post(edit_url(product), product_form(product, **badge)).content.decode()
    assert "Ngày hết hạn phải sau ngày có hiệu lực." in page


@pytest.mark.parametrize("phone", ["123", "0212345", "abc"])
def test_a_wrong_telephone_number(as_editor: Client, shop: Shop, phone: str) -> None:
    address = reverse("wagtailsnippets_registry_household:add")
    response = as_editor.post(address, {"name": "Hộ mới", "phone": phone, "commune": "06325", "hamlet": ""})
    assert response.status_code == 200
    assert response.context["form"].errors["phone"][0].startswith("Số ")
    assert Household.objects.count() == 1


def test_names_are_kept_composed(as_editor: Client) -> None:
    address = reverse("wagtailsnippets_registry_household:add")
    form = {"name": " Hô\u0323  bà La\u0323ng\u200b ", "phone": "0912 345 678", "commune": "06325", "hamlet": ""}
    assert as_editor.post(address, form).status_code == 302
    household = Household.objects.get()
    assert (household.name, household.folded_name, household.phone) == ("Hộ bà Lạng", "ho ba lang", "+84912345678")


def test_a_promotion_must_end_after_it_starts(promotion: Any) -> None:
    now = timezone.now()
    with pytest.raises(ValidationError) as refusal:
        promotion(starts_at=now, ends_at=now).clean()
    assert refusal.value.message_dict == {"ends_at": ["Thời điểm kết thúc phải sau thời điểm bắt đầu."]}
    with pytest.raises(ValidationError, match="Thể lệ tối đa 5 dòng"):
        promotion(starts_at=now, ends_at=now + timedelta(days=1), rules="a\nb\nc\nd\ne\nf").clean()


def test_a_promotion_is_published_through_the_admin(
    client: Client, reviewer: Any, home: HomePage, product: Product
) -> None:
    client.force_login(reviewer)
    form = {
        "title": "Đồng giá quýt",
        "slug": "",
        "summary": "Quýt vào vụ.",
        "starts_at": "2026-11-15 08:00",
        "ends_at": "2026-12-31 23:59",
        "organiser": "Sở Công Thương",
        "rules": "Một.\nHai.",
        "products-TOTAL_FORMS": 1,
        "products-INITIAL_FORMS": 0,
        "products-0-product": product.pk,
        "products-0-ORDER": 1,
        "shops-TOTAL_FORMS": 0,
        "shops-INITIAL_FORMS": 0,
        "picture": "",
        "picture_alt": "",
        "body-count": 1,
        "body-0-type": "heading",
        "body-0-order": 0,
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value": "Cách chọn quýt",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "action-publish": "1",
    }
    address = reverse("wagtailadmin_pages:add", args=["stories", "promotionpage", home.pk])
    wrong = client.post(address, form | {"ends_at": "2026-11-14 08:00"})
    assert "Thời điểm kết thúc phải sau thời điểm bắt đầu." in wrong.content.decode()
    response = client.post(address, form)
    assert response.status_code == 302, response.context["form"].errors
    page = PromotionPage.objects.get()
    document = documents_of("promotion", f"promotion-{page.pk}")[-1]
    assert document.path == "/khuyen-mai/dong-gia-quyt"
    assert document.valid_from.isoformat() == "2026-11-15T01:00:00+00:00"
    assert document.valid_until > document.valid_from
    assert document.body.product_ids == ("sp-thu",)
    assert document.body.rules == ("Một.", "Hai.")
    teaser = documents_of("site", "home")[-1].body.teasers[0]
    assert (teaser.path, teaser.valid_until) == (document.path, document.valid_until)


def test_a_story_picture_needs_its_description(home: HomePage, photo: Photo) -> None:
    page = StoryPage(title="x", summary="x", author="x", picture=photo)
    with pytest.raises(ValidationError, match="mô tả cho người không nhìn thấy"):
        page.clean()


def test_deleting_a_product_in_the_admin_takes_its_page_down(as_editor: Client, product: Product) -> None:
    assert as_editor.post(reverse("wagtailsnippets_registry_product:delete", args=[product.pk])).status_code == 302
    assert documents_of("product", "sp-thu")[-1].is_removed


def test_a_failed_publication_shows_its_reason_and_can_be_tried_again(as_editor: Client, product: Product) -> None:
    row = OutboxRow.objects.get(kind="product")
    row.attempts, row.last_error, row.next_attempt_at = 3, "Kho nội dung từ chối: NoSuchBucket.", timezone.now()
    row.save()
    page = as_editor.get(reverse("outbox_report"), {"trang_thai": "loi"}).content.decode()
    assert "Chưa lên được (đã thử 3 lần): Kho nội dung từ chối: NoSuchBucket." in page
    assert "Vườn quýt thử" not in page
    assert "1 lần đăng chưa thành công" in as_editor.get("/admin/").content.decode()
    retry = reverse("outbox_retry", args=[row.pk])
    assert as_editor.get(retry).status_code == 405
    assert Client().post(retry).status_code == 302
    row.refresh_from_db()
    assert row.next_attempt_at is not None
    assert as_editor.post(retry).status_code == 302
    row.refresh_from_db()
    assert row.next_attempt_at is None


def test_the_admin_says_when_something_went_up(as_editor: Client, product: Product) -> None:
    sent_at = datetime(2026, 11, 24, 3, 42, 7, tzinfo=UTC)
    OutboxRow.objects.filter(kind="product").update(sent_at=sent_at)
    assert "đã lên trang lúc 10:42:07 24/11/2026" in as_editor.get("/admin/").content.decode()
    assert "Đã lên trang lúc 10:42:07 24/11/2026" in as_editor.get(reverse("outbox_report")).content.decode()
