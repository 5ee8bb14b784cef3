"""A card at the order's own page, in a browser, with the provider's script: paid, declined, checked by the bank."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from infra.local.trial import System
from tests.journeys.conftest import Shopper, audit, order_in, until

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(180)]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
GOOD, DECLINED, CHECKED = "4242424242424242", "4000000000000341", "4000002500003155"
AWAITED = "Đơn đang chờ thanh toán"
# A parcel may be on its way before the page asks again.
PAID = re.compile("Đơn đã được thanh toán|Hàng đang trên đường")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Phone:
    """A phone that opened the order's private link."""

    page: Page
    code: str
    complaints: list[str]

    def pay(self, number: str) -> None:
        for placeholder, text in {"number": number, "exp_month": "12", "exp_year": "30", "cvc": "123"}.items():
            self.page.get_by_placeholder(placeholder, exact=True).fill(text)
        self.page.locator("#tra-the button").click()

    def trouble(self, sentence: str) -> None:
        """The page says so, and the shopper may try again."""
        expect(self.page.locator("#the-loi")).to_contain_text(sentence)
        expect(self.page.locator("#tra-the button")).to_be_enabled()
        expect(self.page.locator("h1")).to_have_text(AWAITED)

    def paid(self) -> None:
        """The page has the callback's news by itself."""
        expect(self.page.locator("h1")).to_have_text(PAID, timeout=15_000)
        expect(self.page.locator("#tra-the")).to_have_count(0)


@pytest.fixture
def phone(browser: Browser, shopper: Shopper) -> Iterator[Phone]:
    code = shopper.buy("stripe", {"sp-mat-ong": 1})
    link = re.search(r'href="([^"]*/don-hang/[^"?]*\?k=[^"]*)"', shopper.order_page(code))
    assert link, "the order's page offers its private link"
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(html.unescape(link[1]))
    expect(page.locator("h1")).to_have_text(AWAITED)
    phone = Phone(page, code, complaints)
    yield phone
    assert phone.complaints == []
    context.close()


def state(system: System, code: str) -> tuple[str, int]:
    order = order_in(audit(system), code)
    assert order["captured"] in (0, order["total"])
    return order["state"], order["captured"]


def confirmed(system: System, code: str) -> None:
    order = until(lambda: (found := order_in(audit(system), code))["state"] == "confirmed" and found)
    assert order["captured"] == order["total"]
    assert order["history"].count("order.confirmed") == 1


def test_a_good_card_pays_and_the_callback_tells_the_page(system: System, phone: Phone, artifacts: Path) -> None:
    phone.page.screenshot(path=artifacts / "order-card-form.png", full_page=True)
    phone.pay(GOOD)
    phone.paid()
    confirmed(system, phone.code)
    phone.page.screenshot(path=artifacts / "order-card-paid.png", full_page=True)


def test_a_declined_card_is_explained_and_another_one_pays(system: System, phone: Phone, artifacts: Path) -> None:
    phone.pay(DECLINED)
    phone.trouble("Ngân hàng từ chối thẻ này. Hãy thử thẻ khác hoặc gọi ngân hàng của bạn.")
    phone.page.screenshot(path=artifacts / "order-card-declined.png", full_page=True)
    assert state(system, phone.code) == ("awaiting_payment", 0)
    phone.pay(GOOD)
    phone.paid()
    confirmed(system, phone.code)


def test_the_banks_check_may_fail_and_then_be_passed(system: System, phone: Phone) -> None:
    phone.pay(CHECKED)
    phone.page.get_by_role("button", name="Fail authentication").click()
    phone.trouble("Ngân hàng chưa xác nhận được chủ thẻ. Hãy thử lại.")
    phone.pay(CHECKED)
    assert state(system, phone.code) == ("awaiting_payment", 0)
    phone.page.get_by_role("button", name="Complete authentication").click()
    phone.paid()
    confirmed(system, phone.code)
