"""The outbox shares the fate of the change, and its revisions only rise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from market.catalogue import load_document

from cms.publishing.followers import written_once
from cms.publishing.models import OutboxRow, PublishedDocument
from cms.registry.models import Household, Product, Shop
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


def test_pages_cannot_be_made_private(story: StoryPage) -> None:
    assert StoryPage.private_page_options == []


def test_changes_in_bulk_write_the_home_page_once(product: Product) -> None:
    before = len(rows_of("site", "home"))
    with transaction.atomic(), written_once():
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
