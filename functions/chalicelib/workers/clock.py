"""Once a minute: what nobody asks for and must happen all the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from chalice.app import Blueprint, CloudWatchEvent, Rate
from market.calendar import local_day
from market.catalogue import Kind
from market.messages import DrawAll
from market.wire import to_json

from chalicelib.usecases.calendar import begin_day, has_begun, page_turned, pages_turning
from chalicelib.usecases.dead_letters import collect_dead_letters
from chalicelib.usecases.expiry import expire_unpaid
from chalicelib.usecases.inboxes import resume_callbacks
from chalicelib.usecases.messages import forward_missed
from chalicelib.usecases.polling import poll_silent
from chalicelib.usecases.refunding import resume_refunds
from chalicelib.wiring import Services, services
from chalicelib.workers.site import draw
from chalicelib.workers.sitemap import write_sitemaps

worker = Blueprint(__name__)
_log = logging.getLogger("xulang.clock")


@worker.schedule(Rate(1, unit=Rate.MINUTES), name="clock")
def clock(event: CloudWatchEvent) -> None:
    """Each part is safe to run twice, at once, or not at all for a while; one that fails does not stop the others."""
    failed = [name for name, part in PARTS.items() if not _ran(name, part)]
    if failed:
        raise RuntimeError(f"parts of the clock failed: {', '.join(failed)}")


def _ran(name: str, part: Callable[[Services], int]) -> bool:
    try:
        count = part(services())
    except Exception:
        _log.exception("clock part failed", extra={"kind": name})
        return False
    if count:
        _log.info("clock", extra={"kind": name, "count": count})
    return True


def _turn_pages(of: Services) -> int:
    """Draw first, then forget: one drawn twice looks the same. What comes while drawing is for the next time."""
    now = of.now()
    turning = pages_turning(of.table, now=now)
    for turn in turning:
        draw(of, turn.document.kind, turn.document.id)
        if turn.every_page:
            _ask_for_every_page(of)
        page_turned(of.table, turn, now=now)
    return len(turning)


def _begin_day(of: Services) -> int:
    """Seasons and certificates change with the day: every page is drawn again, in steps."""
    today = local_day(of.now())
    if has_begun(of.table, day=today):
        return 0
    _ask_for_every_page(of)
    begin_day(of.table, day=today)
    return 1


def _ask_for_every_page(of: Services) -> None:
    """The home page first, then what editors wrote, then the many shops and products."""
    for kind in Kind:
        of.queues.send("content", to_json(DrawAll(all_of=kind, after="")))


PARTS: Mapping[str, Callable[[Services], int]] = {
    "expire_unpaid": lambda of: expire_unpaid(of.table, now=of.now()),
    "forward_missed": lambda of: forward_missed(of.table, queues=of.queues, now=of.now()),
    "resume_refunds": lambda of: resume_refunds(of.table, queues=of.queues, now=of.now()),
    "resume_callbacks": lambda of: resume_callbacks(of.table, now=of.now()),
    "collect_dead_letters": lambda of: collect_dead_letters(of.table, queues=of.queues, now=of.now()),
    "poll_silent": lambda of: poll_silent(of.table, carriers=of.carriers, now=of.now()),
    "turn_pages": _turn_pages,
    "begin_day": _begin_day,
    "write_sitemaps": write_sitemaps,
}
