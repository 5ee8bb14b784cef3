"""Emptying the outbox: at least once, in the order of each document's revisions, by any number of workers.

A row is in one worker's hand at a time: taking it is one conditional UPDATE that writes a lease, and only the lowest
unsent revision of a document can be taken, so one that fails holds back its own document and no other. Killed anywhere,
a worker leaves a row unsent whose lease runs out; whoever takes it next repeats the same key with the same content.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from market.catalogue import Kind

from cms.publishing.delivery import Delivery, DeliveryFailed
from cms.publishing.models import OutboxRow, PublishedDocument
from cms.publishing.pictures import pictures_in

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
LONGEST_WAIT = timedelta(seconds=60)
KEPT_FOR = timedelta(days=90)
_BATCH = 20


@dataclass(frozen=True)
class Pass:
    """What one pass over the outbox did. ``is_outage``: it ended early, because the next row would fail too."""

    sent: int = 0
    failed: int = 0
    is_outage: bool = False


class LeaseLost(Exception):
    """Another worker has the row in hand, because this one was too slow."""


def wait_after(attempts: int) -> timedelta:
    """2, 4, 8 … seconds, at most a minute: an editor who mends the cause need not wait long."""
    return min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_WAIT)


class Worker:
    def __init__(self, delivery: Delivery, name: str = "") -> None:
        self._delivery = delivery
        self._name = name or secrets.token_hex(8)

    def publish_due(self, should_stop: Callable[[], bool] = lambda: False) -> Pass:
        """Send what can be sent now. ``should_stop`` is asked between rows."""
        sent = failed = 0
        while not should_stop():
            row = self._take()
            if row is None:
                break
            try:
                self._send(row)
                sent += 1
            except LeaseLost:
                logger.warning("%s: another worker took it over", row)
            except DeliveryFailed as failure:
                failed += 1
                self._put_back(row, str(failure))
                if failure.is_outage:
                    return Pass(sent, failed, is_outage=True)
            except BaseException:
                # Asked to end, or a defect: nobody should have to wait for the lease.
                self._let_go(row)
                raise
        return Pass(sent, failed)

    def _take(self) -> OutboxRow | None:
        now = timezone.now()
        for row in _due(now)[:_BATCH]:
            taken = _free(OutboxRow.objects.filter(pk=row.pk, sent_at__isnull=True), now)
            if taken.update(held_by=self._name, held_until=now + LEASE):
                return row
        return None

    def _send(self, row: OutboxRow) -> None:
        """Pictures, then the document, then the word: who hears of a document finds it whole."""
        kind = Kind(row.kind)
        for name in dict.fromkeys(pictures_in(json.loads(row.document))):
            self._hold(row)
            self._delivery.put_picture(name)
        self._hold(row)
        self._delivery.put_document(kind, row.document_id, row.revision, row.document)
        self._hold(row)
        self._delivery.announce(kind, row.document_id, row.revision)
        OutboxRow.objects.filter(pk=row.pk).update(
            sent_at=timezone.now(), attempts=F("attempts") + 1, last_error="", held_by="", held_until=None
        )
        logger.info("published %s %s revision %d", row.kind, row.document_id, row.revision)

    def _mine(self, row: OutboxRow) -> QuerySet[OutboxRow]:
        return OutboxRow.objects.filter(pk=row.pk, held_by=self._name, sent_at__isnull=True)

    def _hold(self, row: OutboxRow) -> None:
        if not self._mine(row).update(held_until=timezone.now() + LEASE):
            raise LeaseLost

    def _put_back(self, row: OutboxRow, reason: str) -> None:
        attempts = row.attempts + 1
        self._mine(row).update(
            attempts=attempts,
            last_error=reason[:300],
            next_attempt_at=timezone.now() + wait_after(attempts),
            held_by="",
            held_until=None,
        )
        logger.warning("not published: %s %s revision %d: %s", row.kind, row.document_id, row.revision, reason)

    def _let_go(self, row: OutboxRow) -> None:
        self._mine(row).update(held_by="", held_until=None)


def _free(rows: QuerySet[OutboxRow], now: datetime) -> QuerySet[OutboxRow]:
    return rows.filter(Q(held_until__isnull=True) | Q(held_until__lt=now))


def _due(now: datetime) -> QuerySet[OutboxRow]:
    earlier = OutboxRow.objects.filter(
        kind=OuterRef("kind"),
        document_id=OuterRef("document_id"),
        revision__lt=OuterRef("revision"),
        sent_at__isnull=True,
    )
    due = OutboxRow.objects.filter(sent_at__isnull=True).filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    )
    return _free(due, now).filter(~Exists(earlier)).order_by("pk")


def prune(now: datetime) -> int:
    """Forget revisions sent more than 90 days ago, but never a document's latest: it may have to be sent again."""
    latest = PublishedDocument.objects.filter(
        kind=OuterRef("kind"), document_id=OuterRef("document_id"), revision=OuterRef("revision")
    )
    deleted, _ = OutboxRow.objects.filter(sent_at__lt=now - KEPT_FOR).filter(~Exists(latest)).delete()
    return deleted


def retry_now(row: OutboxRow) -> None:
    """Bring a failed row's next attempt forward to now."""
    OutboxRow.objects.filter(pk=row.pk, sent_at__isnull=True).update(next_attempt_at=None)
