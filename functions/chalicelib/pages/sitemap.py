"""What search engines read: the sitemap's files, their index, and robots.txt. Form: https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from market.listed import Listed

from chalicelib.pages.links import absolute

MOST = 50_000
# What is for one person, or has an answer of its own for every question.
PRIVATE = ("/gio-hang", "/thanh-toan", "/don-hang/", "/tra-cuu", "/tim-kiem", "/van-hanh", "/api/", "/webhooks/")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap_file(pages: Iterable[Listed], origin: str) -> str:
    """One file. Raises ValueError for more than are allowed in one, so that we notice before search engines."""
    entries = [_entry(page, origin) for page in pages]
    if len(entries) > MOST:
        raise ValueError(f"{len(entries)} addresses in one sitemap, {MOST} are allowed")
    return f'{_HEAD}<urlset {_NAMES} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(entries)}</urlset>\n'


def sitemap_index(files: Iterable[tuple[str, datetime]], origin: str) -> str:
    """The index of the files, by their paths and the moments at which they were written."""
    entries = "".join(
        f"<sitemap><loc>{_address(path, origin)}</loc><lastmod>{_moment(at)}</lastmod></sitemap>\n"
        for path, at in files
    )
    return f"{_HEAD}<sitemapindex {_NAMES}>\n{entries}</sitemapindex>\n"


def robots(origin: str) -> str:
    forbidden = "".join(f"Disallow: {path}\n" for path in PRIVATE)
    return f"User-agent: *\n{forbidden}\nSitemap: {absolute('/sitemap.xml', origin)}\n"


def _entry(page: Listed, origin: str) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{one.language.value}" href={quoteattr(_address(one.path, origin))}/>'
        for one in page.translations
    )
    return f"<url><loc>{_address(page.path, origin)}</loc><lastmod>{_moment(page.changed_at)}</lastmod>{others}</url>\n"


def _address(path: str, origin: str) -> str:
    return escape(absolute(quote(path, safe="/%-._~"), origin))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
