"""Text of anybody, in every field: it stays text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from chalicelib.pages import render
from chalicelib.pages.links import action
from chalicelib.pages.richtext import rich
from chalicelib.pages.videos import video
from playwright.sync_api import Browser

from tests.pages.hostile import HOSTILE, count_strings, poisoned
from tests.pages.samples import PAGES
from tests.pages.site import Site

_HARMLESS = re.compile(r"/(?!/)|#|https://zalo\.me/|https://www\.youtube\.com/watch\?v=[\w-]{11}$|tel:\+?\d*$")


def _hostile_page(name: str) -> str:
    """The page with the hostile text in every field. Kinds of blocks and what they name stay, so that each is drawn; so
    does the address of a video, without which nothing of it would be."""
    view, meant = poisoned(PAGES[name]), PAGES[name]
    document = getattr(view, "document", None)
    if document is not None and hasattr(document.body, "blocks"):
        blocks = zip(document.body.blocks, meant.document.body.blocks, strict=True)  # type: ignore[union-attr]
        drawn = tuple(
            replace(
                bad,
                kind=good.kind,
                product_id=good.product_id,
                shop_id=good.shop_id,
                commune_codes=good.commune_codes,
                href=good.href if good.kind == "video" else bad.href,
            )
            for bad, good in blocks
        )
        body = replace(document.body, blocks=drawn)
        view = replace(view, document=replace(document, body=body))  # type: ignore[call-arg]
    return render(view)


class _Reader(HTMLParser):
    """What a page is made of, as a browser would see it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.embeds: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append(dict(attrs))
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.handlers.append(f"{tag} {name}")
            if name in ("data-embed", "srcdoc"):
                self.embeds.append(value or "")
            if name in ("href", "src", "action", "formaction"):
                self.addresses.append(value or "")


_OURS = {tag for view in PAGES.values() for tag in _Reader(render(view)).tags}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_adds_no_element_and_no_address(name: str) -> None:
    view = poisoned(PAGES[name])
    assert count_strings(view) >= 2
    as_meant, as_attacked = _Reader(render(PAGES[name])), _Reader(_hostile_page(name))
    assert as_attacked.handlers == []
    assert set(as_attacked.tags) <= _OURS
    assert as_attacked.embeds == as_meant.embeds
    assert [script.get("type") for script in as_attacked.scripts] == [s.get("type") for s in as_meant.scripts]
    for address in as_attacked.addresses:
        assert re.match(
            r"/(?!/)|#|https://zalo\.me/|https://www\.youtube\.com/watch\?v=[\w-]{11}$|tel:\+?\d*$", address
        ), address


def test_json_ld_cannot_be_left_and_is_read_back_whole() -> None:
    html = _hostile_page("product")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    assert "<" not in found[1]
    product, trail = json.loads(found[1])["@graph"]
    assert product["name"] == product["offers"]["seller"]["name"] == HOSTILE
    assert product["offers"]["url"] == "/"
    assert [step["item"] for step in trail["itemListElement"]] == ["/", "/", "/"]


HOSTILE_VIDEOS = (
    "javascript:alert(1)//youtube.com/watch?v=dQw4w9WgXcQ",
    "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://evil.example/?x=https://youtu.be/dQw4w9WgXcQ",
    "https://youtu.be@evil.example/dQw4w9WgXcQ",
    'https://www.youtube.com/watch?v=dQw4w9"><script>',
    "https://www.youtube.com/watch?v=../../redirect",
    "https://vimeo.com/1234567/x",
    "https://[::1/watch?v=dQw4w9WgXcQ",
    HOSTILE,
)


@pytest.mark.parametrize("address", HOSTILE_VIDEOS)
def test_a_video_of_no_known_host_is_left_out(address: str) -> None:
    assert video(address) is None


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "javascript:x", "http://evil.example", "tel:1;x", "data:text/html,x"],
)
def test_a_button_leads_nowhere_else(address: str) -> None:
    assert action(address) == "/"


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("<p>Quýt <b>ngọt</b></p>", "<p>Quýt <b>ngọt</b></p>"),
        ('<p style="x" onclick="x">a</p>', "<p>a</p>"),
        ("<script>x</script>a<style>y</style>", "a"),
        ("<svg><a href='javascript:x'>b</a></svg>c", "c"),
        ('<a href="javascript:alert(1)">x</a>', '<a href="/">x</a>'),
        ('<a href="java\tscript:x">x</a>', '<a href="/">x</a>'),
        ('<a href="//evil.example/">x</a>', '<a href="/">x</a>'),
        ('<a href="https://langson.gov.vn/">x</a>', '<a href="https://langson.gov.vn/" rel="noopener nofollow">x</a>'),
        ('<a href="/san-pham/na">x</a>', '<a href="/san-pham/na">x</a>'),
        ("</div></section><p>a", "<p>a</p>"),
        ("<ul><li>a<li>b", "<ul><li>a<li>b</li></li></ul>"),
        ("<h2>Cách chọn</h2>", "<h3>Cách chọn</h3>"),
        ("a<br/>b &lt;b&gt; &amp; <!-- c -->", "a<br>b &lt;b&gt; &amp; "),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
        ("<iframe src=x>", ""),
    ],
)
def test_rich_text_keeps_what_is_allowed(given: str, left: str) -> None:
    assert rich(given) == left


@pytest.mark.browser
def test_no_script_of_anybody_runs_even_without_the_policy(browser: Browser, site: Site) -> None:
    # Without the Content-Security-Policy, so that it is the escaping that is tested, not the belt over it.
    site.with_policy = False
    page = browser.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for name in PAGES:
        site.extra = {name: _hostile_page(name)}
        page.goto(f"{site.url}/{name}", wait_until="load")
        assert page.evaluate("window.hacked") is None, name
    page.close()
    site.extra, site.with_policy = {}, True
    assert dialogs == []
