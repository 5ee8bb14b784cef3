"""Every page in every state worth looking at, by name: for golden files, axe, and the gallery."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.pages import views
from chalicelib.pages.render import Shown

from tests.pages.samples_buying import CART, CHECKOUT, FIRST_VISIT, TROUBLED_CART, WITH_ERRORS, quote_of
from tests.pages.samples_desk import DESK_PAGES
from tests.pages.samples_goods import CARDS, CHROME
from tests.pages.samples_orders import orders
from tests.pages.samples_reading import BARE, EMPTY_SHOP, HOME, PRODUCT, SHOP, SOLD_OUT
from tests.pages.samples_vouchers import vouchers
from tests.pages.samples_written import WRITTEN_PAGES

# What is known of the site before the CMS has said anything, or when it cannot be read.
UNNAMED = views.Chrome(hotline="", zalo="", legal_lines=())

PAGES: dict[str, Shown] = {
    "home": HOME,
    "home-bare": replace(
        HOME, chrome=UNNAMED, picture=None, in_season=(), other=(), shops=(), specialties=(), teasers=()
    ),
    "home-banner-to-come": replace(HOME, chrome=replace(CHROME, banner_shows=False)),
    "product": PRODUCT,
    "product-sold-out": SOLD_OUT,
    "product-bare": BARE,
    "shop": SHOP,
    "shop-empty": EMPTY_SHOP,
    **WRITTEN_PAGES,
    "gone": views.GonePage(chrome=CHROME, products=(CARDS["p-quyt"], CARDS["p-hoi"])),
    "gone-bare": views.GonePage(chrome=UNNAMED, products=()),
    "cart": CART,
    "cart-troubled": TROUBLED_CART,
    "cart-empty": replace(CART, quote=quote_of(()), notices=()),
    "checkout": CHECKOUT,
    "checkout-first-visit": FIRST_VISIT,
    "checkout-errors": WITH_ERRORS,
    "checkout-troubled": replace(CHECKOUT, quote=TROUBLED_CART.quote),
    **orders(CHROME),
    **vouchers(CHROME),
    "lookup": views.LookupPage(chrome=CHROME),
    "lookup-errors": views.LookupPage(
        chrome=CHROME,
        values={"ma_don": "LS-1234", "so_dien_thoai": "0912345678"},
        errors={"ma_don": "Không tìm thấy đơn với mã và số điện thoại này. Hãy xem lại cả hai."},
    ),
    "error-404": views.ErrorPage(
        chrome=CHROME,
        status=404,
        title="Không có trang này",
        sentence="Địa chỉ có thể đã gõ sai, hoặc trang đã đổi chỗ.",
    ),
    "error-500": views.ErrorPage(
        chrome=UNNAMED,
        status=500,
        title="Chợ đang trục trặc",
        sentence="Lỗi ở phía chợ, không phải ở bạn. Giỏ hàng vẫn còn. Hãy thử lại sau ít phút.",
        correlation_id="b7c1f0d2",
    ),
    **DESK_PAGES,
}


def card_page(script_url: str) -> views.OrderPage:
    """The page with the card form, its script coming from ``script_url``."""
    page = PAGES["order-card"]
    assert isinstance(page, views.OrderPage)
    assert page.card
    return replace(page, card=replace(page.card, script_url=script_url))
