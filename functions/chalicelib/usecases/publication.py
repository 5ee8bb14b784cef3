"""A document that the CMS published becomes what the functions know, and names the pages that must be drawn again."""

from __future__ import annotations

from dataclasses import dataclass

from market.catalogue import (
    Announcement,
    Document,
    Kind,
    ProductBody,
    SiteBody,
    UnknownVersion,
    content_key,
    load_document,
)
from market.wire import Malformed

from chalicelib.store import catalogue
from chalicelib.store.objects import Bucket
from chalicelib.store.table import Table
from chalicelib.usecases.redeeming import flaw_of, promising

TRIES = 5
Page = tuple[Kind, str]
HOME: Page = (Kind.SITE, "home")


class NotThereYet(Exception):
    """The announcement came before its document, or the store is too busy: leave it in the queue."""


class Unacceptable(Exception):
    """A document that this reader cannot take: the last good one stays, the announcement goes to the dead letters."""


class _Overtaken(Exception):
    """Another revision came in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The pages to draw; ``every_page`` if what all of them carry has changed: contacts, menus, banner."""

    pages: tuple[Page, ...] = ()
    every_page: bool = False


def publish_document(table: Table, *, announcement: Announcement, content: Bucket) -> Publication:
    """Take over an announced revision; answers what to draw, nothing for one that is not newer than what is known.

    Raises :class:`NotThereYet`, or :class:`Unacceptable` for a document of an unknown version or form."""
    document = _fetch(content, announcement)
    for _ in range(TRIES):
        previous, former = catalogue.get_with_former_paths(table, document.kind, document.id)
        if previous and previous.revision > document.revision:
            return Publication()
        # The same revision again is drawn again: its first worker may have died before the page was written.
        if previous and previous.revision == document.revision:
            return Publication(pages=_pages_of(table, document, None), every_page=_is_site(document))
        try:
            table.commit(
                *catalogue.put(table, document, previous=previous, former=former, overtaken=_Overtaken()),
                *promising(table, document, previous=previous, overtaken=_Overtaken()),
            )
        except _Overtaken:
            continue
        return Publication(
            pages=_pages_of(table, document, previous), every_page=_shared(document) != _shared(previous)
        )
    raise NotThereYet


def _fetch(content: Bucket, announcement: Announcement) -> Document:
    text = content.get(content_key(announcement.kind, announcement.id, announcement.revision))
    if text is None:
        raise NotThereYet
    try:
        document = load_document(text)
    except (UnknownVersion, Malformed) as problem:
        raise Unacceptable(str(problem)) from None
    if flaw := flaw_of(document):
        raise Unacceptable(flaw)
    return document


def _is_site(document: Document) -> bool:
    return document.kind is Kind.SITE


def _shared(document: Document | None) -> tuple[object, ...]:
    """What every page repeats of a document: nothing, unless it is the site's own."""
    body = document.body if document else None
    if not isinstance(body, SiteBody):
        return ()
    return (body.hotline, body.zalo, body.legal_lines, body.menu, body.footer, body.banner)


def _pages_of(table: Table, document: Document, previous: Document | None) -> tuple[Page, ...]:
    pages = [(document.kind, document.id)]
    if document.kind is Kind.PRODUCT:
        pages += catalogue.pages_naming(table, document.id)
        for known in (document, previous):
            if known and isinstance(known.body, ProductBody):
                pages.append((Kind.SHOP, known.body.shop.id))
    if document.kind is Kind.SHOP:
        pages += [(Kind.PRODUCT, id) for id in catalogue.products_of_shop(table, document.id)] + [HOME]
        pages += catalogue.pages_naming_shop(table, document.id)
    return tuple(dict.fromkeys(pages))


def pages_of_stock(table: Table, product_id: str) -> tuple[Page, ...]:
    """The pages that say whether the product is in stock."""
    document = catalogue.get(table, Kind.PRODUCT, product_id)
    if document is None:
        return ()
    return _pages_of(table, document, None)


def all_pages(table: Table, *, kind: Kind, after: str, limit: int) -> list[Page]:
    """The next pages of a kind after an id, for drawing all of them again in small steps."""
    return [(kind, id) for _, id in table.due_after(catalogue.listing(kind), after, limit)]
