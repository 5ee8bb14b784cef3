"""The outbox shares the fate of the change, and its revisions only rise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from market.catalogue import Kind, load_document

from cms.publishing.followers import site_written_once
from cms.publishing.models import OutboxRow, PublishedDocument
from cms.publishing.pictures import pictures_storage
from cms.registry.models import Badge, Household, Photo, Product, Shop
from cms.stories.models import HomePage, SiteSettings, StoryPage
from tests.cms.conftest import documents_of, rows_of

pytestmark = pytest.mark.django_db


class Undone(Exception):
    pass


def test_a_change_that_is_rolled_back_leaves_no_row(product: Product) -> None:
    before = OutboxRow.objects.count()

    def change_and_fail() -> None:
        with transaction.atomic():
            product.price = 99_000
            product.save()
            assert OutboxRow.objects.count() > before
            raise Undone

    with pytest.raises(Undone):
        change_and_fail()
    assert OutboxRow.objects.count() == before
    assert PublishedDocument.objects.get(kind="product", document_id="sp-thu").revision == 1
    assert Product.objects.get().price == 35_000


def test_a_row_that_cannot_be_written_undoes_the_change(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise Undone

    monkeypatch.setattr("cms.publishing.followers.record", broken)
    product.price = 99_000
    with pytest.raises(Undone):
        product.save()
    assert Product.objects.get().price == 35_000


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


def test_a_save_that_changes_nothing_for_readers_writes_nothing(product: Product) -> None:
    before = OutboxRow.objects.count()
    Product.objects.get().save()
    assert OutboxRow.objects.count() == before


def test_revisions_rise_through_removal_deletion_and_return(product: Product, shop: Shop) -> None:
    product.on_sale = False
    product.save()
    product.on_sale = True
    product.save()
    product.delete()
    again = Product.objects.create(
        public_id="sp-thu",
        shop=shop,
        name="Quýt lại",
        summary="x",
        specialty="Quýt",
        unit="kg",
        price=1,
        weight_grams=1,
    )
    documents = documents_of("product", "sp-thu")
    assert [d.revision for d in documents] == [1, 2, 3, 4, 5]
    assert [d.is_removed for d in documents] == [False, True, False, True, False]
    assert documents[3].path == "/san-pham/quyt-vang-thu"
    assert documents[4].path == again.public_path


def test_a_shop_change_publishes_its_products_again(product: Product, shop: Shop) -> None:
    shop.carrier = "viettelpost"
    shop.save()
    assert documents_of("product", "sp-thu")[-1].body.shop.carrier.value == "viettelpost"
    assert documents_of("shop", "gh-thu")[-1].body.carrier.value == "viettelpost"


def test_a_household_change_reaches_shop_and_products(product: Product) -> None:
    household = Household.objects.get()
    household.name = "Hộ ông Nông Văn Cam"
    household.save()
    assert documents_of("shop", "gh-thu")[-1].body.household_name == "Hộ ông Nông Văn Cam"
    assert documents_of("product", "sp-thu")[-1].body.shop.household_name == "Hộ ông Nông Văn Cam"


def test_closing_or_deleting_a_shop_takes_its_products_down(product: Product, shop: Shop) -> None:
    shop.is_open = False
    shop.save()
    assert documents_of("shop", "gh-thu")[-1].is_removed
    assert documents_of("product", "sp-thu")[-1].is_removed
    shop.is_open = True
    shop.save()
    shop.delete()
    assert documents_of("shop", "gh-thu")[-1].is_removed
    assert documents_of("product", "sp-thu")[-1].is_removed
    assert "sp-thu" not in documents_of("site", "home")[-1].body.product_ids


def test_deleting_many_at_once_leaves_tombstones_too(product: Product) -> None:
    # As Wagtail's bulk action does it.
    Product.objects.filter(pk__in=[product.pk]).delete()
    assert documents_of("product", "sp-thu")[-1].is_removed


def test_a_public_id_never_changes(product: Product) -> None:
    product.public_id = "sp-khac"
    with pytest.raises(ValidationError, match="sp-thu"):
        product.save()


def test_a_story_goes_up_is_renamed_comes_down_and_is_deleted(story: StoryPage) -> None:
    document_id = f"story-{story.pk}"
    story.slug = "mua-quyt-chin"
    story.save_revision().publish()
    story = StoryPage.objects.get(pk=story.pk)
    story.unpublish()
    StoryPage.objects.get(pk=story.pk).get_latest_revision().publish()
    StoryPage.objects.get(pk=story.pk).delete()
    documents = documents_of("story", document_id)
    assert [d.revision for d in documents] == [1, 2, 3, 4, 5]
    assert [d.path for d in documents] == ["/cau-chuyen/mua-quyt"] + ["/cau-chuyen/mua-quyt-chin"] * 4
    assert [d.is_removed for d in documents] == [False, False, True, False, True]


def test_a_draft_reaches_nobody(story: StoryPage) -> None:
    before = OutboxRow.objects.count()
    story.title = "Bản nháp kín"
    story.save_revision()
    assert OutboxRow.objects.count() == before
    # Nor does it slip out when the live page is saved for another reason.
    story.save(update_fields=["has_unpublished_changes"], clean=False)
    SiteSettings.for_site(story.get_site()).save()
    assert not OutboxRow.objects.filter(document__contains="Bản nháp kín").exists()


def test_a_page_that_a_program_made_live_can_be_read(home: HomePage) -> None:
    page = home.add_child(instance=StoryPage(title="Từ chương trình", summary="x", author="y"))
    document = documents_of("story", f"story-{page.pk}")[-1]
    assert document.body.published_at == StoryPage.objects.get(pk=page.pk).first_published_at


def test_a_story_goes_up_at_its_hour(home: HomePage) -> None:
    page = StoryPage(
        title="Hẹn giờ", summary="x", author="y", live=False, go_live_at=timezone.now() + timedelta(hours=1)
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    assert rows_of("story", f"story-{page.pk}") == []
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert [d.body.title for d in documents_of("story", f"story-{page.pk}")] == ["Hẹn giờ"]


def test_the_longest_address_fits(home: HomePage) -> None:
    page = StoryPage(title="Dài", slug="d" * 255, summary="x", author="y")
    home.add_child(instance=page)
    page.delete()
    assert OutboxRow.objects.filter(kind="story").first().title.startswith("Gỡ /cau-chuyen/ddd")
    assert OutboxRow.objects.filter(kind="story").count() == 2


def test_pages_cannot_be_made_private(story: StoryPage) -> None:
    assert StoryPage.private_page_options == []


def test_a_photo_whose_file_is_lost_holds_up_nothing(product: Product, photo: Photo) -> None:
    storage = photo.file.storage
    for rendition in photo.renditions.all():
        storage.delete(rendition.file.name)
    before = documents_of("product", "sp-thu")[-1].body.pictures
    product.price = 39_000
    product.save()
    # Cut anew from the original, to the same content.
    assert documents_of("product", "sp-thu")[-1].body.pictures == before
    for file in (photo.file, *(rendition.file for rendition in photo.renditions.all())):
        storage.delete(file.name)
    product.price = 40_000
    product.save()
    body = documents_of("product", "sp-thu")[-1].body
    assert (body.price.amount, body.pictures) == (40_000, ())


def test_a_picture_outlives_its_photo(product: Product, photo: Photo) -> None:
    src = documents_of("product", "sp-thu")[-1].body.pictures[0].src
    product.pictures.all().delete()
    photo.delete()
    assert pictures_storage().exists(src[1:])


def test_changes_in_bulk_write_the_home_page_once(product: Product) -> None:
    before = len(rows_of("site", "home"))
    with transaction.atomic(), site_written_once():
        for name in ("Một", "Hai", "Ba"):
            Product.objects.create(
                shop=product.shop, name=name, summary="x", specialty="x", unit="kg", price=1, weight_grams=1
            )
    rows = rows_of("site", "home")
    assert len(rows) == before + 1
    assert len(load_document(rows[-1].document).body.product_ids) == 4


def test_a_story_that_was_never_live_leaves_no_tombstone(home: HomePage) -> None:
    page = StoryPage(title="Nháp", slug="nhap", summary="x", author="y", live=False)
    home.add_child(instance=page)
    page.delete()
    assert rows_of("story", f"story-{page.pk}") == []


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
