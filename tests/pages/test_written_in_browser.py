"""What scripts do on the pages that editors write: a video on a click, a banner on time; nothing is lost without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.pages import render
from market.catalogue import Banner
from playwright.sync_api import Browser, Page, Route

from tests.pages.samples_goods import CHROME
from tests.pages.samples_reading import HOME
from tests.pages.site import Site

pytestmark = pytest.mark.browser

STARTS = datetime(2027, 1, 1, 0, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=1)
BANNER = Banner(text="Chợ Tết mở cửa", valid_from=STARTS, valid_until=ENDS)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def elsewhere(page: Page, site: Site) -> list[str]:
    """Addresses asked for that are not ours; answered here, so that the test needs no network."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith(site.url):
            route.fallback()
        else:
            asked.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body="<title>video</title>")

    page.route("**/*", answer)
    return asked


def test_a_video_asks_its_host_for_nothing_until_it_is_wanted(page: Page, site: Site) -> None:
    asked = elsewhere(page, site)
    page.goto(f"{site.url}/story-every-block", wait_until="networkidle")
    page.locator(".video").scroll_into_view_if_needed()
    assert page.locator(".video").count() == 1
    assert page.locator("iframe").count() == 0
    assert asked == []
    with page.expect_request(lambda request: request.is_navigation_request()):
        page.locator(".video a").click()
    page.wait_for_selector(".video iframe")
    page.wait_for_function("document.activeElement.tagName === 'IFRAME'")
    # Time for anything else that it would ask for; the host of a film never falls silent by itself.
    page.wait_for_timeout(500)
    assert asked == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"]
    assert page.locator(".video iframe").get_attribute("title") == "Hái hồi trên núi"
    assert page.locator(".video a").count() == 0


def test_without_scripts_a_video_is_a_link(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked = elsewhere(page, site)
    page.goto(f"{site.url}/story-every-block", wait_until="networkidle")
    link = page.locator(".video a")
    assert link.get_attribute("href") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert "Xem video: Hái hồi trên núi" in link.inner_text()
    assert asked == []
    context.close()


@pytest.mark.parametrize(
    ("drawn_showing", "minutes", "shows"), [(False, -1, False), (False, 1, True), (True, 59, True), (True, 61, False)]
)
def test_the_banner_keeps_its_hours_on_a_page_drawn_earlier(
    page: Page, site: Site, drawn_showing: bool, minutes: int, shows: bool
) -> None:
    site.extra = {"home": render(replace(HOME, chrome=replace(CHROME, banner=BANNER, banner_shows=drawn_showing)))}
    page.clock.install(time=STARTS + timedelta(minutes=minutes))
    page.goto(f"{site.url}/home", wait_until="load")
    site.extra = {}
    assert page.get_by_text("Chợ Tết mở cửa").is_visible() is shows


def test_the_banner_goes_while_the_page_is_open(page: Page, site: Site) -> None:
    site.extra = {"home": render(replace(HOME, chrome=replace(CHROME, banner=BANNER, banner_shows=True)))}
    page.clock.install(time=ENDS - timedelta(seconds=10))
    page.goto(f"{site.url}/home", wait_until="load")
    site.extra = {}
    line = page.get_by_text("Chợ Tết mở cửa")
    assert line.is_visible()
    page.clock.run_for(25_000)
    assert not line.is_visible()


def test_a_previewed_banner_keeps_the_moment_of_the_preview(page: Page, site: Site) -> None:
    view = replace(HOME, chrome=replace(CHROME, banner=BANNER, banner_shows=True))
    site.extra = {"home": render(view, preview_line="Bản xem trước lúc 08:00 ngày 01/01/2027")}
    page.clock.install(time=ENDS + timedelta(days=30))
    page.goto(f"{site.url}/home", wait_until="load")
    site.extra = {}
    assert page.get_by_text("Chợ Tết mở cửa").is_visible()
    assert page.get_by_text("Bản xem trước lúc").is_visible()
