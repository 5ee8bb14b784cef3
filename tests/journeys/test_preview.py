"""What an editor sees before publishing is what shoppers get: through the whole system, in a browser too."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from infra.local.trial import System
from tests.journeys.conftest import until
from tests.journeys.editing import Editor, log_in
from tests.journeys.windows import chromium, window

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

LINE = re.compile(r'<aside class="preview-line"[^>]*>[^<]*</aside>\n')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
UNSEEN = "Bản nháp chưa ai được thấy"


def live_pages(editor: Editor, kind: str = "stories.") -> list[int]:
    found: list[int] = []
    for offset in (0, 20):
        items = editor.http.get("/api/v2/pages/", params={"limit": 20, "offset": offset}).json()["items"]
        found += [item["id"] for item in items if item["meta"]["type"].startswith(kind)]
    return found


def test_preview_equals_page_byte_for_byte_but_for_its_line(system: System) -> None:
    # Somebody who may edit the translations too.
    editor = Editor(system, "admin")
    compared = set()
    for number in live_pages(editor):
        preview = editor.http.get(f"/admin/pages/{number}/view_draft/").text
        [line] = LINE.findall(preview)
        assert "Bản xem trước, chưa đăng." in line
        [address] = CANONICAL.findall(preview)
        published = httpx.get(address, timeout=10)
        assert LINE.sub("", preview).encode() == published.content, address
        compared.add(urlsplit(address).path.split("/")[1])
    assert compared >= {"", "cau-chuyen", "khuyen-mai"}


@pytest.mark.browser
def test_a_draft_is_seen_in_the_panel_and_by_its_link_and_nowhere_else(system: System, artifacts: Path) -> None:
    editor = Editor(system, "admin")
    number = live_pages(editor, "stories.PromotionPage")[0]
    with chromium() as browser, window(browser, artifacts, "xem-truoc") as opened:
        page = opened.page
        page.set_viewport_size({"width": 1400, "height": 900})
        log_in(page, system)
        page.goto(f"{system.addresses['cms']}/admin/pages/{number}/edit/")
        page.locator("[data-side-panel-toggle=preview]").click()
        shown = page.frame_locator("iframe").last
        expect(shown.locator(".phase")).to_have_text("Đang diễn ra", timeout=20_000)
        assert shown.locator("html").evaluate("() => innerWidth") == 360
        # Wagtail notes two seconds after opening how the form was; what is typed before that is no change to it.
        page.wait_for_timeout(3_000)
        page.fill("#id_title", UNSEEN)
        expect(shown.get_by_role("heading", level=1)).to_have_text(UNSEEN, timeout=20_000)
        page.get_by_label("Kiểu xem trước").select_option(label="Khi chương trình kết thúc")
        expect(shown.locator(".phase")).to_have_text("Đã kết thúc", timeout=20_000)
        page.screenshot(path=artifacts / "xem-truoc-1400.png")
        [address] = CANONICAL.findall(shown.locator("html").evaluate("html => html.outerHTML"))
        edit = urlsplit(page.url).path
        with page.expect_response(lambda one: one.request.method == "POST" and urlsplit(one.url).path == edit):
            page.get_by_role("button", name="Lưu nháp").click()
    made = editor.post(f"/admin/xem-truoc/{number}/", {"days": "1", "as_of": ""}).text
    link = re.search(r'href="(http://[^"]+/xem-truoc/[^"]+)"', made)
    assert link
    until(lambda: UNSEEN in httpx.get(link[1], timeout=20).text, what="the draft by its link")
    assert UNSEEN not in httpx.get(address, timeout=10).text


def test_with_the_functions_down_the_editor_reads_a_sentence_and_loses_nothing(system: System) -> None:
    editor = Editor(system, "duyet")
    number = live_pages(editor, "stories.StoryPage")[0]
    system.stop("functions")
    try:
        answer = editor.http.get(f"/admin/pages/{number}/view_draft/")
    finally:
        system.start("functions")
    assert answer.status_code == 503
    assert "đang không trả lời" in answer.text
    back = f"/admin/pages/{number}/view_draft/"
    until(lambda: editor.http.get(back).status_code == 200, seconds=30, what="the preview")
