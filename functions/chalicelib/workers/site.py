"""Static pages: drawn from what is stored now, put in the site bucket whole."""

from __future__ import annotations

from market.catalogue import Kind

from chalicelib.pages import render
from chalicelib.showing import view_of
from chalicelib.usecases.showcase import Shelf, read_shelf, read_site
from chalicelib.usecases.sitemaps import note_page
from chalicelib.wiring import Services

TRIES = 4
# An edge keeps a page for two seconds: a crowd costs the bucket little, and a new price is live in five everywhere.
CACHE = "public, max-age=0, s-maxage=2, must-revalidate"


def draw(services: Services, kind: Kind, id: str) -> None:
    """Draw one page and put it in the bucket. Two workers may draw the same page at once: each looks again afterwards,
    and draws again if what it drew from is no longer what is stored, so that the newest always ends up on top."""
    for _ in range(TRIES):
        shelf = read_shelf(services.table, kind=kind, id=id)
        if shelf is None:
            return
        _put(services, shelf)
        again = read_shelf(services.table, kind=kind, id=id)
        if again is not None and _mark(again) == _mark(shelf):
            is_shown = shelf.owns_path and not shelf.document.is_removed
            note_page(services.table, shelf.document, is_shown=is_shown, now=services.now())
            return


def _mark(shelf: Shelf) -> tuple[object, ...]:
    """What of the shelf shows on the page: revisions, and stock as far as its level."""
    documents = [shelf.document, *shelf.products.values(), *shelf.shops.values()]
    revisions = sorted((document.kind.value, document.id, document.revision) for document in documents)
    levels = sorted((stock.product_id, stock.level.value) for stock in shelf.stocks.values())
    return (*revisions, *levels)


def _put(services: Services, shelf: Shelf) -> None:
    """The page itself, and at each address that it has left the way to it. The metadata is what the CDN answers by."""
    # Read now, and not as the functions' pages do, at most a minute old: this page stays until something changes.
    site = read_site(services.table, shelf.document.language)
    view = view_of(shelf, site, now=services.now(), origin=services.settings["XULANG_PUBLIC_URL"])
    document, html = shelf.document, render(view).encode()
    pages: dict[str, dict[str, str]] = {}
    if shelf.owns_path:
        pages[document.path] = {"status": "410"} if document.is_removed else {}
    for left in shelf.redirects:
        pages[left] = {"status": "410"} if document.is_removed else {"status": "301", "location": document.path}
    for path, metadata in pages.items():
        key = f"{path.strip('/')}/index.html".lstrip("/")
        services.site_bucket.put(key, html, content_type="text/html; charset=utf-8", cache=CACHE, **metadata)
