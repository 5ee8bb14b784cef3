"""The pages in a real browser, behind their real headers: for everybody, on every width, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.pages.samples import PAGES
from tests.pages.site import Site

pytestmark = pytest.mark.browser

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_LISTEN = (
    "window.reports = [];"
    "addEventListener('securitypolicyviolation', e => reports.push(e.violatedDirective + ' ' + e.blockedURI));"
    "addEventListener('error', e => reports.push(e.message));"
)
_SHIFTS = (
    "window.shifts = 0;"
    "new PerformanceObserver(list => list.getEntries().forEach(entry => shifts += entry.value))"
    ".observe({type: 'layout-shift', buffered: true})"
)


@contextmanager
def _opened(browser: Browser, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


_VIEWS: dict[str, dict[str, Any]] = {
    "360": {"viewport": {"width": 360, "height": 740}},
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "forced-colours": {"viewport": {"width": 360, "height": 740}, "forced_colors": "active"},
}


@pytest.fixture(scope="module", params=_VIEWS)
def watched(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A tab of one width that notes what the policy blocks and what goes wrong in a script."""
    with _opened(browser, reduced_motion="reduce", **_VIEWS[request.param]) as page:
        page.add_init_script(_LISTEN)
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_the_policy_blocks_nothing(watched: Page, site: Site, name: str) -> None:
    watched.goto(f"{site.url}/{name}", wait_until="load")
    result = Axe().run(watched, options=_RULES)
    assert result.violations_count == 0, result.generate_report()
    assert watched.evaluate("reports") == []


@pytest.mark.parametrize("name", ["home", "product", "cart", "checkout"])
def test_first_load_is_light_steady_and_all_from_us(browser: Browser, site: Site, name: str) -> None:
    with _opened(browser, viewport={"width": 360, "height": 740}, device_scale_factor=2) as page:
        page.add_init_script(_SHIFTS)
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(f"{site.url}/{name}", wait_until="networkidle")
        assert {answer.url.split("/")[2] for answer in answers} == {site.url.split("/")[2]}
        assert len(answers) <= 10
        assert sum(int(answer.headers["content-length"]) for answer in answers) <= 100 * 1024
        assert page.evaluate("shifts") <= 0.02


def test_nothing_reaches_beyond_320_pixels(browser: Browser, site: Site) -> None:
    with _opened(browser, viewport={"width": 320, "height": 640}) as page:
        for name in PAGES:
            page.goto(f"{site.url}/{name}", wait_until="load")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_text_at_twice_its_size_stays_on_the_page(browser: Browser, site: Site) -> None:
    with _opened(browser, viewport={"width": 360, "height": 740}) as page:
        for name in PAGES:
            page.goto(f"{site.url}/{name}", wait_until="load")
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
            cut = page.evaluate(
                "[...document.querySelectorAll('button, .button, h1, h2, h3, .price, label:not(.vh), td')]"
                ".filter(e => e.offsetParent && getComputedStyle(e).display !== 'inline'"
                " && getComputedStyle(e).overflow !== 'hidden' && e.scrollWidth > e.clientWidth + 1)"
                ".map(e => e.outerHTML.slice(0, 80))"
            )
            assert cut == [], name


def test_what_a_thumb_presses_is_at_least_44_pixels_high(browser: Browser, site: Site) -> None:
    with _opened(browser, viewport={"width": 360, "height": 740}) as page:
        for name in PAGES:
            page.goto(f"{site.url}/{name}", wait_until="load")
            small = page.evaluate(
                "[...document.querySelectorAll('button, .button, select, input:not([type=hidden]):not([type=radio]),"
                " .pay label, header a, footer a, .crumbs a')]"
                ".filter(e => e.offsetParent && !e.closest('.card-box') && e.getBoundingClientRect().height < 44)"
                ".map(e => e.outerHTML.slice(0, 80))"
            )
            assert small == [], name


def test_the_buy_bar_never_covers_the_focus(browser: Browser, site: Site) -> None:
    with _opened(browser, viewport={"width": 360, "height": 640}) as page:
        page.goto(f"{site.url}/product", wait_until="load")
        bar = page.locator(".buy")
        assert bar.evaluate("e => getComputedStyle(e).position") == "fixed"
        seen = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            where = page.evaluate(
                "() => { const a = document.activeElement, r = a.getBoundingClientRect();"
                " return [a.outerHTML.slice(0, 60), Boolean(a.closest('.buy')), r.top, r.bottom, innerHeight] }"
            )
            text, is_in_bar, top, bottom, height = where
            if text.startswith("<body") or text in seen:
                continue
            seen.add(text)
            limit = height if is_in_bar else bar.bounding_box()["y"]  # type: ignore[index]
            assert top >= -1, text
            assert bottom <= limit + 1, text
        assert len(seen) > 10


def test_the_skip_link_is_first_and_leads_to_the_content(browser: Browser, site: Site) -> None:
    with _opened(browser) as page:
        page.goto(f"{site.url}/home", wait_until="load")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_without_scripts_one_can_read_and_put_into_the_cart(browser: Browser, site: Site) -> None:
    with _opened(browser, java_script_enabled=False) as page:
        page.goto(f"{site.url}/product")
        assert page.locator("h1").inner_text() == "Quýt vàng Bắc Sơn"
        assert page.locator(".price").first.inner_text().startswith("190.000")
        page.fill("#so_luong", "3")
        page.click("text=Thêm vào giỏ")
    assert site.posted[-1] == ("/gio-hang/them", {"san_pham": ["p-quyt"], "so_luong": ["3"]})


def test_without_scripts_the_order_button_still_says_what_it_does(browser: Browser, site: Site) -> None:
    with _opened(browser, java_script_enabled=False) as page:
        page.goto(f"{site.url}/checkout")
        assert page.locator("#nut-dat").inner_text().endswith("khi nhận")
        page.check("[value=vietqr]")
        assert "chuyển khoản" in page.locator("#nut-dat").inner_text()
        page.fill("#ho_ten", "Nguyễn Thị Ánh")
        page.select_option("#tinh", "20")
        page.click("#chon-tinh")
        path, form = site.posted[-1]
        assert path == "/thanh-toan"
        assert form["buoc"] == ["chon_tinh"]
        assert form["tinh"] == ["20"]
        assert form["ho_ten"] == ["Nguyễn Thị Ánh"]
        page.goto(f"{site.url}/checkout")
        page.click("#nut-dat")
        assert "buoc" not in site.posted[-1][1]


def test_without_scripts_a_waiting_order_reloads_by_itself(browser: Browser, site: Site) -> None:
    with _opened(browser, java_script_enabled=False) as page:
        page.goto(f"{site.url}/order-transfer")
        assert page.locator("meta[http-equiv=refresh]").count() == 1
        assert page.locator("[data-copy]:visible").count() == 0
        page.goto(f"{site.url}/order-delivered")
        assert page.locator("meta[http-equiv=refresh]").count() == 0
