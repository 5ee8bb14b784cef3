"""The worker: order, failure, death at any step, two at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.db import connection
from django.utils import timezone
from market.catalogue import Kind, content_key, load_document

from cms.publishing.delivery import Delivery, DeliveryFailed
from cms.publishing.models import OutboxRow
from cms.publishing.worker import LEASE, Worker, prune, wait_after
from cms.registry.models import Product
from tests.cms.conftest import CONTENT, QUEUE, SITE, Cloud, documents_of


def reprice(product: Product, *prices: int) -> None:
    for price in prices:
        product.price = price
        product.save()


def later(seconds: float) -> None:
    """Let time pass for every row: leases run out, waits are over."""
    moved = timedelta(seconds=seconds)
    for row in OutboxRow.objects.filter(sent_at__isnull=True):
        row.held_until = row.held_until and row.held_until - moved
        row.next_attempt_at = row.next_attempt_at and row.next_attempt_at - moved
        row.save()


def in_order(announcements: list[tuple[str, str, int]]) -> bool:
    """Whether no document's revision falls."""
    last: dict[tuple[str, str], int] = {}
    for kind, document_id, revision in announcements:
        if revision < last.get((kind, document_id), 0):
            return False
        last[kind, document_id] = revision
    return True


@pytest.mark.django_db
class TestOneWorker:
    def test_everything_arrives_before_it_is_announced(self, product: Product, cloud: Cloud) -> None:
        steps: list[str] = []

        class Watched(Delivery):
            def put_picture(self, name: str) -> None:
                super().put_picture(name)
                steps.append(name)

            def put_document(self, *args: Any) -> None:
                super().put_document(*args)
                steps.append("document")

            def announce(self, *args: Any) -> None:
                super().announce(*args)
                steps.append("announced")

        OutboxRow.objects.exclude(kind="product").delete()
        Worker(Watched(cloud.s3, cloud.sqs, content_bucket=CONTENT, site_bucket=SITE, queue=QUEUE)).publish_due()
        picture = documents_of("product", "sp-thu")[0].body.pictures[0]
        cuts = {picture.src[1:], picture.thumb_src[1:], picture.avif_src[1:], picture.share_src[1:]}
        assert len(cuts) == 4
        assert (set(steps[:4]), steps[4:]) == (cuts, ["document", "announced"])
        assert cloud.keys(CONTENT) == [content_key(Kind.PRODUCT, "sp-thu", 1)]
        assert load_document(cloud.read(CONTENT, cloud.keys(CONTENT)[0])).body.name == "Quýt vàng thử"
        assert set(cloud.keys(SITE)) == cuts
        head = cloud.s3.head_object(Bucket=SITE, Key=picture.src[1:])
        assert (head["ContentType"], head["CacheControl"]) == ("image/webp", "public, max-age=31536000, immutable")
        assert cloud.announcements() == [("product", "sp-thu", 1)]
        row = OutboxRow.objects.get()
        assert row.sent_at is not None
        assert (row.attempts, row.last_error, row.held_by) == (1, "", "")

    def test_a_document_keeps_its_order(self, product: Product, cloud: Cloud) -> None:
        reprice(product, 36_000, 37_000, 38_000)
        done = Worker(cloud.delivery()).publish_due()
        assert (done.sent, done.failed) == (OutboxRow.objects.count(), 0)
        heard = cloud.announcements()
        assert [r for k, i, r in heard if i == "sp-thu"] == [1, 2, 3, 4]
        assert in_order(heard)

    def test_a_dead_bucket_loses_and_reorders_nothing(self, product: Product, cloud: Cloud) -> None:
        reprice(product, 36_000, 37_000)
        cloud.s3.delete_bucket(Bucket=CONTENT)
        worker = Worker(cloud.delivery())
        done = worker.publish_due()
        assert (done.sent, done.failed, done.is_outage) == (0, 1, True)
        failed = OutboxRow.objects.exclude(last_error="").get()
        assert failed.last_error == "Kho nội dung từ chối: NoSuchBucket (PutObject)."
        assert failed.next_attempt_at is not None
        assert failed.next_attempt_at > timezone.now()
        assert cloud.announcements() == []
        cloud.s3.create_bucket(Bucket=CONTENT, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
        later(3)
        assert worker.publish_due().failed == 0
        assert not OutboxRow.objects.filter(sent_at__isnull=True).exists()
        heard = cloud.announcements()
        assert [r for k, i, r in heard if i == "sp-thu"] == [1, 2, 3]
        assert in_order(heard)

    def test_a_row_that_cannot_be_sent_holds_back_its_own_document_only(self, product: Product, cloud: Cloud) -> None:
        reprice(product, 36_000)

        class Choosy(Delivery):
            def put_document(self, kind: Kind, document_id: str, *rest: Any) -> None:
                if document_id == "sp-thu":
                    raise DeliveryFailed("Không nhận.", is_outage=False)
                super().put_document(kind, document_id, *rest)

        worker = Worker(Choosy(cloud.s3, cloud.sqs, content_bucket=CONTENT, site_bucket=SITE, queue=QUEUE))
        assert worker.publish_due().failed == 1
        unsent = OutboxRow.objects.filter(sent_at__isnull=True)
        assert {row.document_id for row in unsent} == {"sp-thu"}
        assert [(row.revision, row.attempts) for row in unsent.order_by("revision")] == [(1, 1), (2, 0)]

    def test_a_missing_picture_is_said_in_words(self, product: Product, cloud: Cloud) -> None:
        row = OutboxRow.objects.get(kind="product")
        row.document = row.document.replace("-640.webp", "-641.webp")
        row.save()
        Worker(cloud.delivery()).publish_due()
        row.refresh_from_db()
        assert row.sent_at is None
        assert row.last_error.startswith("Thiếu tệp anh/")

    def test_a_bucket_that_hides_what_it_lacks_gets_its_pictures(
        self, product: Product, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden(**arguments: Any) -> None:
            raise ClientError({"Error": {"Code": "403"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "HeadObject")

        monkeypatch.setattr(cloud.s3, "head_object", forbidden)
        assert Worker(cloud.delivery()).publish_due().failed == 0
        assert len(cloud.keys(SITE)) == 4, "WebP, its thumb, AVIF, and the picture for link previews"

    def test_no_way_to_the_endpoint_is_an_outage(self, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
        from django.conf import settings

        for name in ("XULANG_CONTENT_BUCKET", "XULANG_SITE_BUCKET", "XULANG_QUEUE_CONTENT", "AWS_REGION"):
            monkeypatch.setattr(settings, name, "x")
        done = Worker(Delivery.from_settings()).publish_due()
        assert done.is_outage
        assert OutboxRow.objects.exclude(last_error="").get().last_error.startswith("Không tới được kho nội dung (")

    @pytest.mark.parametrize("step", ["put_picture", "put_document", "announce"])
    @pytest.mark.parametrize("when", ["before", "after"])
    def test_killed_anywhere_and_taken_up_again(self, product: Product, cloud: Cloud, step: str, when: str) -> None:
        """The process is gone: nothing of it runs any more, not even its clean-up."""
        reprice(product, 36_000)
        OutboxRow.objects.exclude(kind="product").delete()
        delivery = cloud.delivery()
        whole = getattr(delivery, step)

        class Killed(BaseException):
            pass

        def dies(*args: Any) -> None:
            if when == "after":
                whole(*args)
            raise Killed

        setattr(delivery, step, dies)
        dead = Worker(delivery)
        dead._let_go = lambda row: None  # type: ignore[method-assign]
        with pytest.raises(Killed):
            dead.publish_due()
        # Its lease still runs: another worker leaves the document alone, later revisions included.
        rival = Worker(cloud.delivery())
        assert rival.publish_due().sent == 0
        later(LEASE.total_seconds() + 1)
        assert rival.publish_due().sent == 2
        heard = cloud.announcements()
        assert in_order(heard)
        assert {revision for _, _, revision in heard} == {1, 2}
        for revision, price in ((1, 35_000), (2, 36_000)):
            document = load_document(cloud.read(CONTENT, content_key(Kind.PRODUCT, "sp-thu", revision)))
            assert document.body.price.amount == price

    def test_a_worker_asked_to_end_lets_go_at_once(self, product: Product, cloud: Cloud) -> None:
        delivery = cloud.delivery()

        def interrupted(*args: Any) -> None:
            raise KeyboardInterrupt

        delivery.put_document = interrupted  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            Worker(delivery).publish_due()
        assert not OutboxRow.objects.exclude(held_by="").exists()
        assert Worker(cloud.delivery()).publish_due().failed == 0

    def test_a_slow_worker_that_lost_its_row_does_not_announce_it(self, product: Product, cloud: Cloud) -> None:
        OutboxRow.objects.exclude(kind="product").delete()
        delivery = cloud.delivery()
        whole = delivery.put_document

        def slow(*args: Any) -> None:
            whole(*args)
            later(LEASE.total_seconds() + 1)
            assert Worker(cloud.delivery()).publish_due().sent == 1

        delivery.put_document = slow  # type: ignore[method-assign]
        assert Worker(delivery).publish_due().sent == 0
        assert cloud.announcements() == [("product", "sp-thu", 1)]

    def test_waits_grow_and_are_capped(self) -> None:
        assert [wait_after(n).total_seconds() for n in (1, 2, 3, 6, 7, 400)] == [2, 4, 8, 60, 60, 60]

    def test_pruning_keeps_the_latest(self, product: Product, cloud: Cloud) -> None:
        reprice(product, 36_000)
        Worker(cloud.delivery()).publish_due()
        OutboxRow.objects.update(sent_at=timezone.now() - timedelta(days=100))
        prune(timezone.now())
        assert [row.revision for row in OutboxRow.objects.filter(document_id="sp-thu")] == [2]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_row_once_and_in_order(product: Product, cloud: Cloud) -> None:
    reprice(product, *range(36_000, 36_012))
    expected = OutboxRow.objects.count()
    start = threading.Barrier(2)
    sent: list[int] = []
    problems: list[BaseException] = []

    def work() -> None:
        try:
            start.wait(5)
            sent.append(Worker(cloud.delivery()).publish_due().sent)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # One may find nothing to take while the other holds the only free document; what is left is then sent.
    sent.append(Worker(cloud.delivery()).publish_due().sent)
    assert problems == []
    heard = cloud.announcements()
    assert sum(sent) == len(heard) == expected
    assert in_order(heard)
