"""The publish command, and telling everything again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from market.catalogue import Kind, content_key, load_document

from cms.publishing.announcing import announce_everything
from cms.publishing.models import OutboxRow
from cms.publishing.pictures import pictures_in
from cms.publishing.worker import Worker
from cms.registry.models import Product
from cms.stories.models import StoryPage
from tests.cms.conftest import CONTENT, QUEUE, SITE, Cloud, documents_of


def later(seconds: float) -> None:
    """Let time pass for every row: leases run out, waits are over."""
    moved = timedelta(seconds=seconds)
    for row in OutboxRow.objects.filter(sent_at__isnull=True):
        row.held_until = row.held_until and row.held_until - moved
        row.next_attempt_at = row.next_attempt_at and row.next_attempt_at - moved
        row.save()


@pytest.mark.django_db
class TestTellingAllAgain:
    def test_telling_all_again_keeps_revisions(self, product: Product, story: StoryPage, cloud: Cloud) -> None:
        product.on_sale = False
        product.save()
        Worker(cloud.delivery()).publish_due()
        first = cloud.announcements()
        latest = {(kind, document_id): revision for kind, document_id, revision in first}
        for bucket in (CONTENT, SITE):
            for key in cloud.keys(bucket):
                cloud.s3.delete_object(Bucket=bucket, Key=key)
        count = announce_everything()
        Worker(cloud.delivery()).publish_due()
        again = cloud.announcements()
        assert len(again) == count == len(latest)
        assert {(kind, i): revision for kind, i, revision in again} == latest
        # The removed product is told of as well, as removed; and all pictures lie there again.
        assert load_document(cloud.read(CONTENT, content_key(Kind.PRODUCT, "sp-thu", 2))).is_removed
        for key in cloud.keys(CONTENT):
            assert set(pictures_in(json.loads(cloud.read(CONTENT, key)))) <= set(cloud.keys(SITE))

    def test_telling_all_again_catches_what_bypassed_the_hooks(self, product: Product, cloud: Cloud) -> None:
        Worker(cloud.delivery()).publish_due()
        Product.objects.update(price=40_000)
        announce_everything()
        documents = documents_of("product", "sp-thu")
        assert [(d.revision, d.body.price.amount) for d in documents] == [(1, 35_000), (2, 40_000)]
        Product.objects.filter(pk=product.pk)._raw_delete("default")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM registry_productpicture")
        announce_everything()
        assert documents_of("product", "sp-thu")[-1].is_removed


@pytest.mark.django_db
class TestTheCommand:
    def test_it_names_the_setting_that_is_missing(self, settings: Any) -> None:
        settings.XULANG_CONTENT_BUCKET = ""
        with pytest.raises(ImproperlyConfigured, match="XULANG_CONTENT_BUCKET"):
            call_command("publish")

    def test_it_fails_loudly_and_then_delivers(
        self, product: Product, cloud: Cloud, settings: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.XULANG_CONTENT_BUCKET, settings.XULANG_SITE_BUCKET = "nowhere", SITE
        settings.XULANG_QUEUE_CONTENT, settings.AWS_REGION = QUEUE, "ap-southeast-1"
        with pytest.raises(CommandError, match="outbox"):
            call_command("publish")
        settings.XULANG_CONTENT_BUCKET = CONTENT
        later(5)
        call_command("publish", all=True)
        assert "0 failed" in capsys.readouterr().out
        assert not OutboxRow.objects.filter(sent_at__isnull=True).exists()
