"""Pages whose hour has come: put live or taken down by the worker, on time, whoever is logged in."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db.models import QuerySet
from wagtail.models import Page, Revision

logger = logging.getLogger(__name__)

# Beyond this an editor should hear that a scheduled page did not move.
LATE = timedelta(minutes=1)


def due(now: datetime) -> bool:
    """Whether anything is due. Two quick look-ups, where Wagtail's own command asks about every model."""
    return overdue(now).exists() or _expired(now).exists()


def overdue(now: datetime) -> QuerySet[Revision]:
    """Approved revisions whose time to go live has come."""
    return Revision.objects.filter(approved_go_live_at__lte=now)


def _expired(now: datetime) -> QuerySet[Page]:
    return Page.objects.filter(live=True, expire_at__lte=now)


def keep_schedule(now: datetime) -> bool:
    """Publish and unpublish what is due; False when it could not be done.

    One broken page must not end the worker that everybody else's pages wait for: it is logged, told on the dashboard
    (it is overdue there) and tried again.
    """
    if not due(now):
        return True
    try:
        call_command("publish_scheduled")
    except Exception:
        logger.exception("a scheduled page could not be published")
        return False
    return True
