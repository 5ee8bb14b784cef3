"""Cart and checkout in each of their states, quoted by the market itself."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.pages import views
from market.cart import CartLine, Offer, Quote, quote
from market.money import Dong
from market.places import communes_of, provinces
from market.shipping import Zone
from market.stock import Stock

from tests.pages.samples_goods import CHROME, PATHS, PRODUCTS, TODAY

PROVINCES = provinces()
_OFFERS = {
    id: Offer(
        product=product,
        stock=Stock(product_id=id, revision=1, on_sale=True, available=2 if id == "p-hoi" else 40, reserved=0, sold=3),
        path=PATHS[id],
    )
    for id, product in PRODUCTS.items()
}


def quote_of(lines: tuple[tuple[str, int, int], ...], zone: Zone = Zone.NORTH, province: str = "01") -> Quote:
    return quote(
        [CartLine(product_id=id, quantity=count, seen_price=Dong(seen)) for id, count, seen in lines],
        _OFFERS,
        province_code=province,
        zone=zone,
        today=TODAY,
    )


CART = views.CartPage(
    chrome=CHROME,
    quote=quote_of((("p-quyt", 2, 190_000), ("p-mat-ong", 1, 165_000), ("p-hoi", 1, 45_000))),
    provinces=PROVINCES,
    notices=("Đã thêm Hoa hồi khô Văn Quan vào giỏ.",),
)
TROUBLED_CART = replace(
    CART,
    quote=quote_of(
        (("p-quyt", 6, 175_000), ("p-hoi", 3, 45_000), ("p-hong", 1, 38_000), ("p-da-go", 1, 20_000)), Zone.FAR, "79"
    ),
    notices=(),
)

OPTIONS = (
    views.PaymentOption(
        name="cod",
        label="Trả tiền khi nhận hàng",
        hint="Kiểm hàng trước, trả tiền mặt cho bưu tá.",
        button=f"Đặt hàng – trả {CART.quote.total} khi nhận",
    ),
    views.PaymentOption(
        name="vietqr",
        label="Chuyển khoản VietQR",
        hint="Quét mã bằng ứng dụng của mọi ngân hàng.",
        button=f"Đặt hàng – chuyển khoản {CART.quote.total}",
    ),
    views.PaymentOption(
        name="stripe",
        label="Thẻ Visa, Mastercard",
        hint="Trả ngay ở bước sau.",
        button=f"Đặt hàng – trả {CART.quote.total} bằng thẻ",
    ),
)
CHECKOUT = views.CheckoutPage(
    chrome=CHROME,
    quote=CART.quote,
    provinces=PROVINCES,
    communes=communes_of("01"),
    options=OPTIONS,
    values={"tinh": "01"},
    errors={},
    seen="da-xem-717500",
    key="0b6c9a0e-7f4e-4f6e-9a51-0a5f6f1f2c11",
)
FIRST_VISIT = replace(CHECKOUT, communes=(), values={})
WITH_ERRORS = replace(
    CHECKOUT,
    values={
        "ho_ten": "Nguyễn Thị Ngọc Ánh",
        "so_dien_thoai": "912 345",
        "tinh": "01",
        "dia_chi": "",
        "ghi_chu": "Giao giờ hành chính",
        "thanh_toan": "vietqr",
    },
    errors={
        "so_dien_thoai": "Số điện thoại cần 10 số, bắt đầu bằng 0.",
        "xa": "Hãy chọn xã, phường nơi nhận.",
        "dia_chi": "Hãy ghi số nhà, đường hoặc thôn bản.",
    },
    changes=("Quýt vàng Bắc Sơn: giá đổi từ 185.000 ₫ thành 190.000 ₫.",),
)


def checkout_for(province: str) -> views.CheckoutPage:
    """The checkout as the server would draw it for another province: other communes, another fee."""
    zone = Zone.PROVINCE if province == "20" else Zone.NORTH
    lines = (("p-quyt", 2, 190_000), ("p-mat-ong", 1, 165_000), ("p-hoi", 1, 45_000))
    return replace(
        CHECKOUT,
        quote=quote_of(lines, zone, province),
        communes=communes_of(province),
        values={"tinh": province},
        seen=f"da-xem-{province}",
        key="another-key-that-the-page-does-not-take-over",
    )
