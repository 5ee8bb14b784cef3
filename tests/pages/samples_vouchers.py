"""A voucher wherever it shows: on its promotion's page, in the checkout, refused at its field, and on the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.pages import views
from market.discounts import discounted
from market.money import Dong
from market.vouchers import Standing, Voucher, VoucherKind

from tests.pages.samples_buying import CHECKOUT
from tests.pages.samples_orders import orders
from tests.pages.samples_written import RUNNING

VOUCHER = Voucher(
    code="QUYTBACSON",
    title="Tuần quýt Bắc Sơn",
    kind=VoucherKind.PERCENT,
    value=1_000,
    max_discount=Dong(30_000),
    min_goods=Dong(100_000),
    applies_to=("p-quyt",),
    valid_from=datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
    valid_until=datetime(2026, 12, 6, 16, 59, tzinfo=UTC),
    uses=200,
)
_QUOTE = discounted(
    CHECKOUT.quote, Standing(voucher=VOUCHER, rule="tuan-quyt@4", used=17), datetime(2026, 11, 24, 3, tzinfo=UTC)
)


def vouchers(chrome: views.Chrome) -> dict[str, views.View]:
    placed = orders(chrome)["order"]
    assert isinstance(placed, views.OrderPage)
    first = replace(placed.parcels[0], discount=Dong(30_000), cod=placed.parcels[0].cod - Dong(30_000))
    return {
        "promotion-voucher": replace(
            RUNNING, document=replace(RUNNING.document, body=replace(RUNNING.document.body, voucher=VOUCHER))
        ),
        "checkout-voucher": replace(
            CHECKOUT, quote=_QUOTE, values={"tinh": "01", "ma_giam_gia": "quýt bắc sơn"}, seen="da-xem-QUYTBACSON"
        ),
        "checkout-voucher-refused": replace(
            CHECKOUT,
            values={"tinh": "01", "ma_giam_gia": "QUYTBACSON"},
            errors={"ma_giam_gia": "Mã QUYTBACSON đã hết lượt dùng. Hãy để trống mã rồi đặt hàng."},
        ),
        "order-voucher": replace(
            placed,
            discounts=_QUOTE.discounts,
            total=placed.total - Dong(30_000),
            parcels=(first, *placed.parcels[1:]),
        ),
    }
