"""What others may read over HTTP: published things as they were published, and nothing else."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document

from cms.registry.models import Badge, Photo, Product, ProductPicture, Shop
from cms.stories.models import HomePage, StoryPage
from tests.cms.uploading import photograph

pytestmark = pytest.mark.django_db
SHOP = "http://127.0.0.1:8000"
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def written(home: HomePage, product: Product, photo: Photo, number: int = 1) -> StoryPage:
    page = StoryPage(title=f"Bài {number}", slug=f"bai-{number}", summary="Quýt.", author="Ban biên tập", live=False)
    page.picture, page.picture_alt = photo, "Quả quýt"
    link = f'<p>Xem <a linktype="page" id="{home.pk}">trang chủ</a>, <a href="https://langson.gov.vn">tỉnh</a>.</p>'
    page.body = [("text", link), ("image", {"photo": photo, "alt": "Quả quýt", "caption": ""}), ("product", product)]
    home.add_child(instance=page)
    page.save_revision().publish()
    home.refresh_from_db()
    return page


def test_pages_are_the_published_ones(client: Client, home: HomePage, story: StoryPage) -> None:
    draft = StoryPage(title="Kín", slug="kin", summary="x", author="y", live=False)
    home.add_child(instance=draft)
    story.title = "Bản nháp mới"
    story.save_revision()
    listing = client.get("/api/v2/pages/?type=stories.StoryPage&fields=title,summary,author").json()
    assert [(page["title"], page["summary"], page["author"]) for page in listing["items"]] == [
        ("Mùa quýt", "Quýt chín.", "Ban biên tập")
    ]
    assert client.get(f"/api/v2/pages/{draft.pk}/").status_code == 404
    one = client.get(f"/api/v2/pages/{story.pk}/").json()
    assert one["title"] == "Mùa quýt"
    assert one["meta"]["html_url"] == f"{SHOP}/cau-chuyen/mua-quyt"
    story.unpublish()
    assert client.get(f"/api/v2/pages/{story.pk}/").status_code == 404
    assert "Mùa quýt" not in client.get("/api/v2/pages/?fields=*").content.decode()


def test_words_links_pictures_and_goods_are_resolved(
    client: Client, home: HomePage, product: Product, photo: Photo
) -> None:
    page = written(home, product, photo)
    text, image, card = client.get(f"/api/v2/pages/{page.pk}/").json()["blocks"]
    assert f'<a href="{SHOP}/">trang chủ</a>' in text["html"]
    assert 'href="https://langson.gov.vn"' in text["html"]
    assert "linktype" not in text["html"]
    shown = image["picture"]
    for name, ending in (("src", "-640.webp"), ("thumb_src", "-320.webp"), ("avif_src", "-640.avif")):
        assert shown[name].startswith(f"{SHOP}/anh/")
        assert shown[name].endswith(ending)
    assert (shown["alt"], shown["width"]) == ("Quả quýt", 640)
    address = {"path": "/san-pham/quyt-vang-thu", "url": f"{SHOP}/san-pham/quyt-vang-thu"}
    assert card["product"] == {"id": "sp-thu", "name": "Quýt vàng thử", "price": 35_000, "unit": "kg", **address}
    product.price = 39_000
    product.save()
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["blocks"][2]["product"]["price"] == 39_000
    product.on_sale = False
    product.save()
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["blocks"][2]["product"] is None


def test_a_page_is_found_by_its_address_in_the_shop(client: Client, home: HomePage, story: StoryPage) -> None:
    for path in ("/cau-chuyen/mua-quyt", "cau-chuyen/mua-quyt/", "/cau-chuyen/mua-quyt?utm_source=zalo"):
        answer = client.get("/api/v2/pages/find/", {"html_path": path, "fields": "summary"})
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (
            302,
            f"http://127.0.0.1:8001/api/v2/pages/{story.pk}/",
        )
    assert client.get("/api/v2/pages/find/?html_path=/")["Location"].startswith(
        f"http://127.0.0.1:8001/api/v2/pages/{home.pk}/"
    )
    story.slug = "mua-cam"
    story.save_revision().publish()
    assert client.get("/api/v2/pages/find/?html_path=/cau-chuyen/mua-quyt").status_code == 404
    assert client.get("/api/v2/pages/find/?html_path=/cau-chuyen/mua-cam").status_code == 302
    assert client.get("/api/v2/pages/find/?html_path=/khong/co").status_code == 404
    assert client.get("/api/v2/pages/?locale=vi&fields=title").json()["meta"]["total_count"] >= 2
    assert client.get("/api/v2/pages/?locale=fr").status_code == 404


@pytest.mark.parametrize(
    "address", ["pages/?fields=*&type=stories.StoryPage", "pages/?fields=*", "images/", "products/?fields=*"]
)
def test_twenty_cost_no_more_questions_than_one(
    client: Client, home: HomePage, product: Product, photo: Photo, address: str
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(f"/api/v2/{address}{'&' if '?' in address else '?'}limit=50")
        assert answer.status_code == 200, answer.content
        return len(asked)

    written(home, product, photo, 1)
    client.get(f"/api/v2/{address}")
    one = questions()
    for number in range(2, 22):
        other = Photo.objects.create(title="Na", file=ContentFile(photograph("JPEG", 300, 200), name="na.jpg"))
        written(home, product, other, number)
        more = Product(
            shop=product.shop, name=f"Quýt {number}", summary="x", specialty="Quýt", unit="kg", price=9, weight_grams=9
        )
        more.save()
    assert questions() == one


def test_pictures_are_those_that_something_published_shows(
    client: Client, home: HomePage, product: Product, photo: Photo
) -> None:
    hidden = Photo.objects.create(title="Chưa đăng", file=ContentFile(photograph("JPEG", 300, 200), name="kin.jpg"))
    (shown,) = client.get("/api/v2/images/").json()["items"]
    assert (shown["title"], shown["picture"]["width"]) == ("Quýt", 640)
    assert shown["picture"]["avif_src"].startswith(f"{SHOP}/anh/")
    assert client.get(f"/api/v2/images/{hidden.pk}/").status_code == 404
    draft = StoryPage(title="Kín", slug="kin", summary="x", author="y", live=False, picture=hidden, picture_alt="x")
    home.add_child(instance=draft)
    assert client.get(f"/api/v2/images/{hidden.pk}/").status_code == 404
    draft.save_revision().publish()
    assert client.get(f"/api/v2/images/{hidden.pk}/").status_code == 200
    StoryPage.objects.get(pk=draft.pk).unpublish()
    assert client.get(f"/api/v2/images/{hidden.pk}/").status_code == 404
    assert "original_images" not in client.get("/api/v2/images/?fields=*").content.decode()


def test_certificates_are_those_that_prove_something_shown(client: Client, product: Product) -> None:
    paper = Document.objects.create(title="Giấy chứng nhận", file=ContentFile(PDF, name="giay.pdf"))
    badge = Badge(
        kind="ocop", label="OCOP 4 sao", number="1", issuer="x", valid_from=datetime.date(2026, 1, 1), file=paper
    )
    product.badges = [badge]
    product.save()
    assert client.get("/api/v2/documents/").json()["items"] == []
    badge.checked_by, badge.checked_at = "Hà", datetime.date(2026, 2, 1)
    product.badges = [badge]
    product.save()
    (item,) = client.get("/api/v2/documents/").json()["items"]
    assert (item["title"], item["download_url"]) == (
        "Giấy chứng nhận",
        f"{SHOP}/tai-lieu/{hashlib.sha1(PDF).hexdigest()}.pdf",
    )


def test_products_and_shops_are_read_as_published_and_without_personal_data(
    client: Client, product: Product, shop: Shop
) -> None:
    (item,) = client.get("/api/v2/products/?fields=price,shop").json()["items"]
    assert (item["public_id"], item["price"], item["shop"]["name"]) == ("sp-thu", 35_000, "Vườn quýt thử")
    one = client.get("/api/v2/shops/gh-thu/").json()
    assert (one["commune_code"], one["meta"]["path"]) == ("06325", "/gian-hang/vuon-quyt-thu")
    for address in ("pages/", "images/", "documents/", "products/", "shops/"):
        assert "912000111" not in client.get(f"/api/v2/{address}?fields=*").content.decode()
    shop.is_open = False
    shop.save()
    assert client.get("/api/v2/products/sp-thu/").status_code == 404
    assert client.get("/api/v2/shops/").json()["items"] == []


def test_an_answer_may_be_kept_and_asked_for_again(client: Client, story: StoryPage) -> None:
    address = f"/api/v2/pages/{story.pk}/"
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=30, stale-while-revalidate=300"
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    story.summary = "Quýt đã chín."
    story.save_revision().publish()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_whoever_is_logged_in_reads_what_everybody_reads(client: Client, editor: Any, story: StoryPage) -> None:
    before = client.get("/api/v2/pages/?fields=*").content
    client.force_login(editor)
    assert client.get("/api/v2/pages/?fields=*").content == before


def test_it_is_read_only(client: Client, story: StoryPage) -> None:
    for answer in (client.post("/api/v2/pages/", {}), client.delete(f"/api/v2/pages/{story.pk}/")):
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    asked = client.options("/api/v2/pages/", headers={"Origin": "https://khac.example"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("pages/?limit=100000", 400),
        ("pages/?limit=-1", 400),
        ("pages/?offset=x", 400),
        ("pages/?fields=nothing", 400),
        ("pages/?fields=((", 400),
        ("pages/?type=auth.User", 400),
        ("pages/?password=1", 400),
        ("pages/?order=nothing", 400),
        ("pages/?child_of=x", 400),
        ("pages/?locale=%00", 400),
        ("pages/find/?html_path=%00", 400),
        ("pages/find/?id=x", 400),
        ("pages/x/", 404),
        ("pages/999999/", 404),
        ("products/khong-co/", 404),
        ("snippets/", 404),
        ("images/?uploaded_by_user=1", 400),
        ("documents/?fields=file", 400),
    ],
)
def test_nonsense_is_answered_as_a_problem(client: Client, home: HomePage, address: str, status: int) -> None:
    answer = client.get(f"/api/v2/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = json.loads(answer.content)
    assert told["code"] == {400: "bad_request", 404: "not_found"}[status]
    assert (told["status"], bool(told["title"] and told["detail"])) == (status, True)


def test_health_and_the_way_to_the_shop(client: Client, home: HomePage) -> None:
    assert client.get("/healthz").content == b"ok\n"
    response = client.get("/san-pham/quyt")
    assert (response.status_code, response.headers["Location"]) == (302, f"{SHOP}/san-pham/quyt")


def test_only_pictures_are_served_as_media(client: Client, photo: Photo, product: Product) -> None:
    document = Document.objects.create(title="Kín", file=ContentFile(PDF, name="kin.pdf"))
    assert ProductPicture.objects.filter(photo=photo).exists()
    assert client.get(photo.file.url).status_code == 200
    assert client.get(document.file.url).status_code == 404
    assert client.get("/media/images/../../test.sqlite3").status_code in (400, 404)
