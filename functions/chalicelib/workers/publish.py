"""The publisher: takes over what the CMS announces, and draws every page that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from chalice.app import Blueprint, SQSEvent
from market.catalogue import Announcement, Kind
from market.messages import DrawAll, DrawPages, PageName, StockMoved
from market.wire import from_json, to_json

from chalicelib.sources import CONTENT_QUEUE_ARN
from chalicelib.usecases.publication import Page, all_pages, pages_of_stock, publish_document
from chalicelib.wiring import services
from chalicelib.workers.site import draw

worker = Blueprint(__name__)

# Drawn at once, so that an editor's change is live in a moment; the rest goes through the queue in pieces of as many.
AT_ONCE = 40


@worker.on_sqs_message(queue_arn=CONTENT_QUEUE_ARN, batch_size=1, name="publish")
def publish(event: SQSEvent) -> None:
    """One message, one outcome: what fails is left in the queue, and in the end with the dead letters."""
    for record in event:
        _draw(_pages_of(record.body))


def _pages_of(body: str) -> Sequence[Page]:
    fields: dict[str, Any] = json.loads(body)
    if "draw" in fields:
        return [(page.kind, page.id) for page in from_json(DrawPages, body).draw]
    if "stock_of" in fields:
        return pages_of_stock(services().table, from_json(StockMoved, body).stock_of)
    if "all_of" in fields:
        return _next_of_all(from_json(DrawAll, body))
    announcement = from_json(Announcement, body)
    published = publish_document(services().table, announcement=announcement, content=services().content_bucket)
    if published.every_page:
        # In steps, from the queue: an editor who changes the hotline does not wait for 100,000 pages.
        for kind in Kind:
            services().queues.send("content", to_json(DrawAll(all_of=kind, after="")))
    return published.pages


def _next_of_all(wanted: DrawAll) -> Sequence[Page]:
    pages = all_pages(services().table, kind=wanted.all_of, after=wanted.after, limit=AT_ONCE)
    if len(pages) == AT_ONCE:
        services().queues.send("content", to_json(DrawAll(all_of=wanted.all_of, after=pages[-1][1])))
    return pages


def _draw(pages: Sequence[Page]) -> None:
    for kind, id in pages[:AT_ONCE]:
        draw(services(), kind, id)
    for start in range(AT_ONCE, len(pages), AT_ONCE):
        services().queues.send("content", to_json(_request(pages[start : start + AT_ONCE])))


def _request(pages: Iterable[Page]) -> DrawPages:
    return DrawPages(draw=tuple(PageName(kind=kind, id=id) for kind, id in pages))
