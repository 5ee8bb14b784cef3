"""What others may read over HTTP: published things, and nothing else."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from cms.registry.models import Photo, Product
from cms.stories.models import HomePage, StoryPage

pytestmark = pytest.mark.django_db


def test_pages_are_the_published_ones(client: Client, home: HomePage, story: StoryPage) -> None:
    draft = StoryPage(title="Kín", slug="kin", summary="x", author="y", live=False)
    home.add_child(instance=draft)
    story.title = "Bản nháp mới"
    story.save_revision()
    listing = client.get("/api/v2/pages/?type=stories.StoryPage&fields=summary,author").json()
    assert [(page["title"], page["summary"]) for page in listing["items"]] == [("Mùa quýt", "Quýt chín.")]
    assert client.get(f"/api/v2/pages/{draft.pk}/").status_code == 404
    one = client.get(f"/api/v2/pages/{story.pk}/").json()
    assert one["title"] == "Mùa quýt"
    assert one["meta"]["html_url"] == "http://127.0.0.1:8000/cau-chuyen/mua-quyt"
    story.unpublish()
    assert client.get(f"/api/v2/pages/{story.pk}/").status_code == 404


def test_pictures_and_documents(client: Client, photo: Photo) -> None:
    Document.objects.create(title="Giấy chứng nhận", file=ContentFile(BytesIO(b"%PDF-1.4").read(), name="giay.pdf"))
    assert [image["title"] for image in client.get("/api/v2/images/").json()["items"]] == ["Quýt"]
    assert [d["title"] for d in client.get("/api/v2/documents/").json()["items"]] == ["Giấy chứng nhận"]


def test_households_and_products_are_not_in_it(client: Client, product: Product) -> None:
    assert client.get("/api/v2/snippets/").status_code == 404
    for address in ("/api/v2/pages/", "/api/v2/images/"):
        assert "912000111" not in client.get(address).content.decode()


def test_it_is_read_only(client: Client, story: StoryPage) -> None:
    assert client.post("/api/v2/pages/", {}).status_code == 405
    assert client.delete(f"/api/v2/pages/{story.pk}/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/?limit=100000", "/api/v2/pages/?fields=nothing", "/api/v2/pages/x/"]
)
def test_nonsense_is_a_client_error(client: Client, home: HomePage, address: str) -> None:
    assert 400 <= client.get(address).status_code < 500


def test_health_and_the_way_to_the_shop(client: Client, home: HomePage) -> None:
    assert client.get("/healthz").content == b"ok\n"
    response = client.get("/san-pham/quyt")
    assert (response.status_code, response.headers["Location"]) == (302, "http://127.0.0.1:8000/san-pham/quyt")


def test_only_pictures_are_served_as_media(client: Client, photo: Photo, settings: Any) -> None:
    document = Document.objects.create(title="Kín", file=ContentFile(b"%PDF-1.4", name="kin.pdf"))
    assert client.get(photo.file.url).status_code == 200
    assert client.get(document.file.url).status_code == 404
    assert client.get("/media/images/../../test.sqlite3").status_code in (400, 404)
