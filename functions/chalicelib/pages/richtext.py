"""Rich text of the editors, cut down to what a page of ours may contain.

The CMS cleans its rich text too, but a document crosses a bucket and a queue on its way here, and a page must not run
what somebody else put there. So: an allow-list, rebuilt tag by tag; everything else is dropped or becomes text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import Any

from markupsafe import Markup

from chalicelib.pages.links import is_remote, local

_ALLOWED = frozenset({"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "h3", "h4", "blockquote", "hr", "a"})
_VOID = frozenset({"br", "hr"})
# The page has its own h1 and h2; an editor's h2 is a heading inside a section of it.
_RENAMED = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_WITHOUT_CONTENT = frozenset({"script", "style", "template", "iframe", "object", "svg", "math", "noscript", "title"})


class _Rebuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipping or tag in _WITHOUT_CONTENT:
            self.skipping.append(tag)
            return
        tag = _RENAMED.get(tag, tag)
        if tag not in _ALLOWED:
            return
        self.parts.append(_anchor(attrs) if tag == "a" else f"<{tag}>")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.skipping and tag in _VOID:
            self.parts.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            if tag in self.skipping:
                del self.skipping[self.skipping.index(tag) :]
            return
        tag = _RENAMED.get(tag, tag)
        if tag in self.open:
            self._close_down_to(self.open.index(tag))

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.parts.append(escape(data))

    def finish(self) -> str:
        self.close()
        self._close_down_to(0)
        return "".join(self.parts)

    def _close_down_to(self, depth: int) -> None:
        while len(self.open) > depth:
            self.parts.append(f"</{self.open.pop()}>")


def _anchor(attrs: list[tuple[str, str | None]]) -> str:
    href = next((value for name, value in attrs if name == "href" and value), "")
    if is_remote(href):
        return f'<a href="{escape(href)}" rel="noopener nofollow">'
    return f'<a href="{escape(local(href))}">'


@lru_cache(maxsize=512)
def rich(html: str) -> Markup:
    """The allowed part of ``html``, balanced, so that it cannot break out of its place.

    >>> rich('<p onclick="x()">Quýt <b>ngọt<script>alert(1)</script></p><a href="javascript:x">đây</a>')
    Markup('<p>Quýt <b>ngọt</b></p><a href="/">đây</a>')
    """
    rebuilder = _Rebuilder()
    rebuilder.feed(html)
    # Made of allowed tags and escaped text only, so marking it safe is what this function is for.
    return Markup(rebuilder.finish())  # noqa: S704


FILTERS: dict[str, Callable[..., Any]] = {"rich": rich}
