"""``python -m cms.manage publish [--watch] [--all]``: deliver what the editors published."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from cms.publishing.announcing import announce_everything
from cms.publishing.delivery import Delivery
from cms.publishing.schedule import keep_schedule
from cms.publishing.worker import Pass, Worker, prune

POLL_SECONDS = 0.4
LONGEST_PAUSE_SECONDS = 15.0
SCHEDULE_SECONDS = 1.0
# After a scheduled page that could not be published, so that its error is logged now and then and not each second.
SCHEDULE_RETRY_SECONDS = 30.0
PRUNE_SECONDS = 3600.0


class Command(BaseCommand):
    help = "Deliver published documents to the content bucket and announce them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--watch", action="store_true", help="stay, and deliver what comes (until SIGTERM or Ctrl-C)"
        )
        parser.add_argument("--all", action="store_true", help="first put every document in the outbox once more")

    def handle(self, *args: Any, watch: bool, all: bool, **options: Any) -> None:
        worker = Worker(Delivery.from_settings())
        if all:
            self.stdout.write(f"{announce_everything()} documents to announce again")
        if watch:
            self._watch(worker)
        else:
            done = worker.publish_due()
            self.stdout.write(f"{done.sent} sent, {done.failed} failed")
            if done.failed:
                raise CommandError("not everything could be delivered; it stays in the outbox", returncode=1)

    def _watch(self, worker: Worker) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("watching the outbox")
        pause = POLL_SECONDS
        due_at = {"schedule": 0.0, "prune": 0.0}
        while not stop.is_set():
            try:
                self._keep_house(due_at)
                done = worker.publish_due(stop.is_set)
            except (OperationalError, InterfaceError) as trouble:
                self.stderr.write(f"the database does not answer ({type(trouble).__name__}); trying again")
                connection.close()
                done = Pass(is_outage=True)
            pause = min(max(1.0, pause * 2), LONGEST_PAUSE_SECONDS) if done.is_outage else POLL_SECONDS
            stop.wait(pause)

    @staticmethod
    def _keep_house(due_at: dict[str, float]) -> None:
        """What has to happen now and then: pages whose hour has come, rows whose time is over."""
        close_old_connections()
        now = time.monotonic()
        if now >= due_at["schedule"]:
            is_kept = keep_schedule(timezone.now())
            due_at["schedule"] = now + (SCHEDULE_SECONDS if is_kept else SCHEDULE_RETRY_SECONDS)
        if now >= due_at["prune"]:
            due_at["prune"] = now + PRUNE_SECONDS
            prune(timezone.now())
