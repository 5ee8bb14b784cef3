"""What the documents say: whole, clean, readable by the other side, and nothing that is not for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import ProtectedError
from market.catalogue import Kind, load_document

from cms.publishing.models import OutboxRow
from cms.publishing.pictures import pictures_storage
from cms.registry.models import Badge, Photo, Product
from cms.stories.models import HomePage, SiteSettings, StoryPage
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db


def test_a_product_document_is_whole(product: Product) -> None:
    product.badges = [
        Badge(kind="mark", label="Nhãn hiệu", number="1", issuer="Cục", valid_from=date(2020, 1, 1), checked_by="An",
              checked_at=date(2026, 1, 1)),
        Badge(kind="ocop", label="OCOP 4 sao", number="2", issuer="UBND", valid_from=date(2020, 1, 1)),
    ]  # fmt: skip
    product.description = "<p>Ngon <b>lắm</b><script>alert(1)</script></p>"
    product.sources = "theo Báo Lạng Sơn\n\n"
    product.save()
    document = documents_of("product", "sp-thu")[-1]
    body = document.body
    assert (document.revision, document.path) == (2, "/san-pham/quyt-vang-thu")
    assert (body.price.amount, body.harvest_months, body.shop.household_name) == (
        35_000,
        (11, 12),
        "Hộ bà Nông Thị Quýt",
    )
    assert (body.shop.commune_name, body.shop.carrier.value) == ("Xã Bắc Sơn", "vnpost")
    # Only evidence that somebody checked is shown.
    assert [badge.label for badge in body.badges] == ["Nhãn hiệu"]
    assert body.description_html == "<p>Ngon <b>lắm</b></p>"
    assert body.sources == ("theo Báo Lạng Sơn",)
    picture = body.pictures[0]
    assert (picture.width, picture.height, picture.thumb_width, picture.thumb_height) == (640, 480, 320, 240)
    assert picture.src.startswith("/anh/")
    assert picture.src.endswith("-640.webp")
    assert picture.alt == "Một quả quýt"


def test_the_telephone_number_is_in_no_document(product: Product) -> None:
    assert not OutboxRow.objects.filter(document__contains="912000111").exists()


def test_a_page_that_a_program_made_live_can_be_read(home: HomePage) -> None:
    page = home.add_child(instance=StoryPage(title="Từ chương trình", summary="x", author="y"))
    document = documents_of("story", f"story-{page.pk}")[-1]
    assert document.body.published_at == StoryPage.objects.get(pk=page.pk).first_published_at


def test_the_longest_address_fits(home: HomePage) -> None:
    page = StoryPage(title="Dài", slug="d" * 255, summary="x", author="y")
    home.add_child(instance=page)
    page.delete()
    assert OutboxRow.objects.filter(kind="story").first().title.startswith("Gỡ /cau-chuyen/ddd")
    assert OutboxRow.objects.filter(kind="story").count() == 2


def test_a_photo_whose_file_is_lost_holds_up_nothing(product: Product, photo: Photo) -> None:
    before = documents_of("product", "sp-thu")[-1].body.pictures
    pictures_storage().delete(before[0].src[1:])
    product.price = 39_000
    product.save()
    # Cut anew from the original, to the same content.
    assert documents_of("product", "sp-thu")[-1].body.pictures == before
    assert pictures_storage().exists(before[0].src[1:])
    photo.file.storage.delete(photo.file.name)
    product.price = 40_000
    product.save()
    # What is kept is enough.
    assert documents_of("product", "sp-thu")[-1].body.pictures == before
    pictures_storage().delete(before[0].src[1:])
    product.price = 41_000
    product.save()
    body = documents_of("product", "sp-thu")[-1].body
    assert (body.price.amount, body.pictures) == (41_000, ())


def test_a_picture_outlives_its_photo(product: Product, photo: Photo) -> None:
    src = documents_of("product", "sp-thu")[-1].body.pictures[0].src
    product.pictures.all().delete()
    photo.delete()
    assert pictures_storage().exists(src[1:])


def test_the_home_page_follows_what_it_shows(product: Product, story: StoryPage) -> None:
    site = documents_of("site", "home")[-1].body
    assert site.product_ids == ("sp-thu",)
    assert site.shop_ids == ("gh-thu",)
    assert [teaser.path for teaser in site.teasers] == ["/cau-chuyen/mua-quyt"]
    settings = SiteSettings.for_site(story.get_site())
    settings.hotline = "1900 565 657"
    settings.legal_lines = "Dòng một\n\n Dòng hai "
    settings.save()
    site = documents_of("site", "home")[-1].body
    assert (site.hotline, site.legal_lines) == ("1900 565 657", ("Dòng một", "Dòng hai"))


def test_the_parts_of_a_story(home: HomePage, product: Product, photo: object) -> None:
    page = StoryPage(title="Đủ phần", summary="x", author="y", live=False)
    page.body = [
        ("heading", "Đề mục"),
        ("text", f'<p>Xem <a linktype="page" id="{home.pk}">trang chủ</a>, <a href="javascript:alert(1)">không</a>, '
                 '<a href="//khac.example/x">không</a> và <a href="https://baolangson.vn/">báo</a>.</p>'),
        ("image", {"photo": photo, "alt": "Quýt", "caption": "Chú thích"}),
        ("quote", {"text": "Ngon", "attribution": "bà Én"}),
        ("product", product),
    ]  # fmt: skip
    home.add_child(instance=page)
    page.save_revision().publish()
    assert page.slug == "du-phan"
    blocks = documents_of("story", f"story-{page.pk}")[-1].body.blocks
    assert [block.kind for block in blocks] == ["heading", "text", "image", "quote", "product"]
    assert blocks[1].html == (
        '<p>Xem <a href="/">trang chủ</a>, không, không và '
        '<a href="https://baolangson.vn/" rel="nofollow noopener">báo</a>.</p>'
    )
    assert (blocks[2].picture.alt, blocks[2].text) == ("Quýt", "Chú thích")
    assert (blocks[3].text, blocks[3].attribution) == ("Ngon", "bà Én")
    assert blocks[4].product_id == "sp-thu"
    product.delete()
    page = StoryPage.objects.get(pk=page.pk)
    page.save()
    assert [b.kind for b in documents_of("story", f"story-{page.pk}")[-1].body.blocks] == [
        "heading",
        "text",
        "image",
        "quote",
    ]


def test_every_row_can_be_read_by_the_other_side(product: Product, story: StoryPage) -> None:
    for row in OutboxRow.objects.all():
        document = load_document(row.document)
        assert (document.kind.value, document.id, document.revision) == (row.kind, row.document_id, row.revision)
    assert Kind.SITE.value in set(OutboxRow.objects.values_list("kind", flat=True))


def test_a_photo_in_use_cannot_be_deleted(product: Product, photo: Photo) -> None:
    with pytest.raises(ProtectedError):
        photo.delete()
