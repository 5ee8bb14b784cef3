"""What the admin says once its scripts run: the sidebar, the blocks, the editor of text, the panels, the choosers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from cms.registry.models import Photo, Product
from cms.stories.models import StoryPage
from tests.cms.english import english_in
from tests.journeys.windows import ARGUMENTS, CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Every text and every attribute that is shown or read aloud, hidden parts included: they are one click away.
SAID = """() => {
  const said = [], silent = new Set(['SCRIPT', 'STYLE', 'TEXTAREA', 'CODE', 'KBD', 'NOSCRIPT', 'TITLE']);
  const shown = ['title', 'aria-label', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replace(/\\s+/g, ' ').trim();
      if (text) said.push(text);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
    if (silent.has(node.tagName) || node.localName === 'svg') return;
    if (node.classList?.contains('xdsoft_save_selected')) return;  // The date picker's own, and never shown.
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
    admin.get_by_role("option").filter(has_text="Đoạn văn").click()
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
    walk.press("more actions", admin.locator("footer [data-w-dropdown-target='toggle']"), leave=True)
    walk.press("the page in the tree", admin.get_by_role("button", name="Trang", exact=True), leave=True)
    walk.end(at_least=12)


def test_a_schedule_and_its_calendar(admin: Page, story: StoryPage) -> None:
    walk = Walk(admin)
    walk.open(reverse("wagtailadmin_pages:edit", args=[story.pk]), "the editor")
    admin.locator("[data-side-panel-toggle='status']").click()
    walk.press("the schedule", admin.locator("[data-a11y-dialog-show='schedule-publishing-dialog']"))
    walk.press("the calendar", admin.locator("#id_go_live_at"))
    said = admin.evaluate(SAID)
    assert "Tháng 11" in said or any(text.startswith("Tháng") for text in said)
    walk.end(at_least=3)


def test_choosers_and_uploads(admin: Page, story: StoryPage, photo: Photo, product: Product) -> None:
    walk = Walk(admin)
    walk.open(reverse("wagtailimages:add_multiple"), "many pictures")
    admin.locator("input[type=file]").first.set_input_files(
        files=[{"name": "ghi-chu.txt", "mimeType": "text/plain", "buffer": b"no picture"}]
    )
    walk.look("a file that is no picture")
    admin.locator("input[type=file]").first.set_input_files(str(photo.file.path))
    admin.get_by_role("button", name="Xoá").or_(admin.get_by_role("link", name="Xoá")).first.wait_for()
    walk.look("the same picture again")
    walk.open(reverse("wagtailimages:edit", args=[photo.pk]), "one picture")
    walk.open(reverse("wagtaildocs:add_multiple"), "many documents")
    walk.open(reverse("wagtailadmin_explore", args=[story.get_parent().pk]), "the list of pages")
    admin.locator("input[type=checkbox][data-bulk-action-checkbox]").first.check()
    walk.look("pages chosen for a bulk action")
    walk.open(reverse("wagtailsnippets_registry_product:edit", args=[product.pk]), "a product")
    walk.open(reverse("wagtailadmin_pages:edit", args=[story.pk]), "the editor")
    walk.press("the chooser of a picture", admin.locator("[data-chooser-action-choose]:visible"))
    admin.locator(".modal").wait_for()
    walk.look("its window")
    walk.end(at_least=8)


def test_the_slug_of_a_vietnamese_title(admin: Page, story: StoryPage) -> None:
    admin.goto(reverse("wagtailadmin_pages:add", args=["stories", "storypage", story.get_parent().pk]))
    admin.locator("#id_title").press_sequentially("Đồng bào Tày đón Tết", delay=5)
    admin.locator("#id_title").blur()
    expect(admin.locator("#id_slug")).to_have_value("dong-bao-tay-don-tet")
