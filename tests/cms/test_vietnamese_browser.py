"""What the admin says once its scripts run: the sidebar, the blocks, the editor of text, the panels, the choosers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from cms.registry.models import Photo
from cms.stories.models import StoryPage
from tests.cms.english import english_in
from tests.journeys.windows import ARGUMENTS, CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Every text and every attribute that is shown or read aloud, hidden parts included: they are one click away.
SAID = """() => {
  const said = [], silent = new Set(['SCRIPT', 'STYLE', 'TEXTAREA', 'CODE', 'KBD', 'NOSCRIPT', 'TITLE']);
  const shown = ['title', 'aria-label', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { const t = node.data.replace(/\\s+/g, ' ').trim(); if (t) said.push(t); return; }
    if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
    if (silent.has(node.tagName) || node.localName === 'svg') return;
    for (const name of shown) { const v = node.getAttribute?.(name); if (v) said.push(v); }
    if (node.localName === 'input' && ['submit', 'button'].includes(node.type)) said.push(node.value);
    if (node.shadowRoot) walk(node.shadowRoot);
    if (node.localName === 'template') walk(node.content);
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return said;
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not os.path.exists(CHROMIUM):
        pytest.skip("no Chromium")
    # Playwright keeps an event loop in this thread, and Django would refuse the database beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def admin(chromium: Browser, live_server: Any, client: Client, admin_user: Any) -> Iterator[Page]:
    client.force_login(admin_user)
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


class Walk:
    """Collects the English of one moment after another."""

    def __init__(self, page: Page) -> None:
        self.page, self.moments, self.found = page, 0, dict[str, str]()

    def look(self, moment: str) -> None:
        self.page.wait_for_timeout(300)
        self.moments += 1
        for text in english_in(self.page.evaluate(SAID)):
            self.found.setdefault(text, moment)

    def open(self, address: str, moment: str) -> None:
        self.page.goto(address, wait_until="load")
        self.look(moment)

    def press(self, moment: str, button: Locator, *, leave: bool = False) -> None:
        button.first.click()
        self.look(moment)
        if leave:
            self.page.keyboard.press("Escape")

    def end(self, at_least: int) -> None:
        assert self.moments >= at_least
        assert not self.found, "\n" + "\n".join(f"{moment}: {text}" for text, moment in self.found.items())


def test_writing_a_story(admin: Page, story: StoryPage) -> None:
    walk = Walk(admin)
    walk.open(reverse("wagtailadmin_pages:edit", args=[story.pk]), "the editor")
    assert admin.evaluate("gettext('Collapse all')") == "Thu gọn tất cả"
    for panel in admin.locator("[data-side-panel-toggle]").all():
        name = panel.get_attribute("aria-label") or ""
        walk.press(f"side panel {name}", panel)
    admin.locator("[data-side-panel-toggle]").last.click()
    walk.press("the menu of blocks", admin.locator("[data-streamfield-stream-container] button.c-sf-add-button"))
    admin.get_by_role("option").first.click()
    walk.look("a new block")
    text = admin.locator(".DraftEditor-root [contenteditable]").first
    text.click()
    text.type("Quýt chín")
    walk.look("writing")
    text.press("Control+a")
    walk.look("the toolbar of chosen text")
    text.press("End")
    text.press("Enter")
    text.type("/")
    walk.look("the commands of a text")
    admin.keyboard.press("Escape")
    walk.press("more actions", admin.locator(".footer [data-w-dropdown-target='toggle'], footer .w-dropdown button"))
    admin.keyboard.press("Escape")
    walk.end(at_least=10)
