"""What our scripts add to pages that work without them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(8_000)
    yield page
    context.close()


def test_quantity_buttons(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/product")
    page.get_by_role("button", name="Thêm: Số lượng").click(click_count=2)
    expect(page.locator("#so_luong")).to_have_value("3")
    page.get_by_role("button", name="Bớt: Số lượng").click(click_count=4)
    expect(page.locator("#so_luong")).to_have_value("1")


def test_tapping_in_the_cart_sends_the_new_quantity_once(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/cart")
    before = len(site.posted)
    with page.expect_navigation():
        page.get_by_role("button", name="Thêm: Số lượng Quýt").click(click_count=3)
    assert site.posted[before:] == [("/gio-hang/sua", {"san_pham": ["p-quyt"], "so_luong": ["5"]})]


def test_typing_in_the_cart_brings_the_button_back(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/cart")
    update = page.get_by_role("button", name="Cập nhật Quýt vàng Bắc Sơn")
    expect(update).to_be_hidden()
    page.locator("#sl-1-1").fill("9")
    expect(update).to_be_visible()


def test_another_province_brings_its_communes_and_its_total(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/checkout")
    page.fill("#ho_ten", "Nguyễn Thị Ánh")
    key = page.locator("[name=key]").input_value()
    before = page.locator(".grand dd").inner_text()
    page.select_option("#tinh", "20")
    expect(page.locator("#xa option", has_text="Phường Kỳ Lừa")).to_have_count(1)
    expect(page.locator("[name=seen]")).to_have_value("da-xem-20")
    assert page.locator(".grand dd").inner_text() != before
    assert page.locator("#ho_ten").input_value() == "Nguyễn Thị Ánh"
    # The key stays: it names this attempt to order, wherever the goods go.
    assert page.locator("[name=key]").input_value() == key


def test_communes_are_found_without_marks(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/checkout")
    page.select_option("#tinh", "20")
    expect(page.locator("#xa option", has_text="Phường Kỳ Lừa")).to_have_count(1)
    page.fill("#tim-xa", "ky lua")
    expect(page.locator("#xa option:checked")).to_have_text("Phường Kỳ Lừa")
    page.fill("#tim-xa", "")
    assert page.locator("#xa option").count() > 60
    expect(page.locator("#xa option:checked")).to_have_text("Phường Kỳ Lừa")


def test_without_an_answer_the_plain_way_comes_back(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/checkout")
    expect(page.locator("#chon-tinh")).to_be_hidden()
    site.is_down = True
    page.select_option("#tinh", "20")
    expect(page.locator("#chon-tinh")).to_be_visible()
    site.is_down = False


def test_a_double_press_sends_one_order(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/checkout")
    before = len(site.posted)
    with page.expect_navigation():
        page.evaluate("() => { const b = document.getElementById('nut-dat'); b.click(); b.click(); }")
    assert len(site.posted) == before + 1


def test_a_waiting_order_shows_its_news_without_a_reload_by_hand(page: Page, site: Site) -> None:
    site.status = b'{"state":"placed","changed":"1"}'
    page.goto(f"{site.url}/order-transfer")
    page.evaluate("window.old = true")
    page.wait_for_timeout(2_600)
    assert page.evaluate("window.old") is True
    with page.expect_navigation(timeout=6_000):
        site.status = b'{"state":"paid","changed":"2"}'
    site.status = b'{"state":"placed","changed":"1"}'


def test_copy_buttons_copy_what_a_bank_wants(browser: Browser, site: Site) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.url}/order-transfer")
    for label, text in (("số tài khoản", "113366668888"), ("số tiền", "542000"), ("nội dung", "LS7K3M2QA")):
        page.get_by_role("button", name=f"Sao chép {label}").click()
        expect(page.locator("#tin")).to_have_text("Đã sao chép")
        assert page.evaluate("navigator.clipboard.readText()") == text
    context.close()


WAITING = "Đã gửi, đang chờ xác nhận…"


def press_pay(page: Page, site: Site, **answers: str) -> None:
    """``answers``: what the provider's script is to answer, as JavaScript, by the name of its variable."""
    page.goto(f"{site.url}/order-card")
    for name, value in answers.items():
        page.evaluate(f"window.{name} = {value}")
    page.locator("#tra-the button").click()


def test_a_card_becomes_a_token_that_our_server_charges_and_the_page_decides_nothing(page: Page, site: Site) -> None:
    before = len(site.posted)
    press_pay(page, site)
    expect(page.locator("#tra-the button")).to_have_text(WAITING)
    asked = page.evaluate("window.asked")
    assert (asked["key"], asked["card"]) == ("pk_test_sample", True)
    assert site.posted[before:] == [("/don-hang/LS7K3M2QA/the", {"the": ["tok_sample"]})]
    assert page.evaluate("window.checked") is None
    assert page.locator("h1").inner_text() == "Chờ trả bằng thẻ"


@pytest.fixture
def with_check(site: Site) -> Iterator[None]:
    """The bank wants to know who pays."""
    usual, site.charge = site.charge, (200, b'{"needs_action":true}')
    yield
    site.charge = usual


@pytest.mark.usefixtures("with_check")
def test_the_banks_check_is_the_providers_to_show(page: Page, site: Site) -> None:
    press_pay(page, site)
    expect(page.locator("#tra-the button")).to_have_text(WAITING)
    assert page.evaluate("window.checked") == {"secret": "pi_sample_secret_sample", "data": None}
    assert page.locator("h1").inner_text() == "Chờ trả bằng thẻ"


@pytest.mark.usefixtures("with_check")
@pytest.mark.parametrize(
    "answer",
    [
        "{error: {code: 'payment_intent_authentication_failure'}}",
        "{paymentIntent: {status: 'requires_payment_method', "
        "last_payment_error: {code: 'payment_intent_authentication_failure'}}}",
    ],
)
def test_a_failed_check_may_be_tried_again(page: Page, site: Site, answer: str) -> None:
    press_pay(page, site, checkAnswer=answer)
    expect(page.locator("#the-loi")).to_contain_text("Ngân hàng chưa xác nhận được chủ thẻ")
    expect(page.locator("#tra-the button")).to_be_enabled()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("{code: 'incorrect_number'}", "Số thẻ không đúng"),
        ("{type: 'validation_error', message: 'Số thẻ của bạn chưa đầy đủ.'}", "Số thẻ của bạn chưa đầy đủ."),
        ("{message: 'Something in English'}", "Chưa trả được"),
        ("new TypeError('Failed to fetch')", "Chưa trả được"),
    ],
)
def test_a_card_without_a_token_is_explained_and_never_reaches_us(
    page: Page, site: Site, error: str, sentence: str
) -> None:
    before = len(site.posted)
    press_pay(page, site, tokenAnswer=f"{{error: {error}}}")
    expect(page.locator("#the-loi")).to_contain_text(sentence)
    expect(page.locator("#tra-the button")).to_be_enabled()
    assert site.posted[before:] == []


@pytest.mark.parametrize(
    ("status", "answer", "sentence"),
    [
        (409, '{"code":"card.declined","decline_code":"insufficient_funds","title":"x"}', "Thẻ không đủ tiền"),
        (409, '{"code":"card.declined","decline_code":"card_declined","title":"x"}', "Ngân hàng từ chối thẻ này"),
        (409, '{"code":"card.declined","decline_code":"lost_card","title":"Hãy thử thẻ khác."}', "Hãy thử thẻ khác."),
        (409, '{"code":"order.no_card_due","title":"Hãy tải lại trang."}', "Hãy tải lại trang."),
        (503, '{"code":"card.not_charged","title":"Hãy thử lại sau ít giây."}', "Hãy thử lại sau ít giây."),
        (502, "<html>Bad gateway</html>", "Chưa trả được"),
    ],
)
def test_a_refused_charge_is_explained_and_may_be_tried_again(
    page: Page, site: Site, status: int, answer: str, sentence: str
) -> None:
    usual, site.charge = site.charge, (status, answer.encode())
    press_pay(page, site)
    expect(page.locator("#the-loi")).to_contain_text(sentence)
    site.charge = usual
    page.locator("#tra-the button").click()
    expect(page.locator("#tra-the button")).to_have_text(WAITING)
    expect(page.locator("#the-loi")).to_be_empty()


def test_without_the_providers_script_the_page_says_so(page: Page, site: Site) -> None:
    page.route("**/js.stripe.com/**", lambda route: route.abort())
    page.goto(f"{site.url}/order-card")
    expect(page.locator("#the-loi")).to_contain_text("Không tải được biểu mẫu thẻ")
