"""The order page in each of its states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import segno
from chalicelib.pages import views
from market.money import Dong
from market.parcels import DeliveryWindow, ParcelState

_QR = "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA5303704540668200053037045802VN6304ABCD"


def _step(day: int, hour: int, label: str, place: str = "", note: str = "") -> views.ParcelStep:
    return views.ParcelStep(
        occurred_at=datetime(2026, 11, day, hour, 15, tzinfo=UTC), label=label, place=place, note=note
    )


def _parcels() -> tuple[views.ParcelView, views.ParcelView]:
    window = DeliveryWindow(earliest=date(2026, 11, 27), latest=date(2026, 11, 28))
    first = views.ParcelView(
        id="LS7K3M2QA-1",
        shop_name="Vườn quýt nhà Páo",
        shop_path="/gian-hang/vuon-quyt-nha-pao",
        carrier_label="Viettel Post",
        waybill="",
        state=ParcelState.READY,
        items=(
            views.OrderedItem(
                name="Quýt vàng Bắc Sơn",
                path="/san-pham/quyt",
                quantity=2,
                unit="hộp 5 kg",
                price=Dong(190_000),
                amount=Dong(380_000),
            ),
        ),
        goods=Dong(380_000),
        fee=Dong(91_000),
        cod=Dong(471_000),
        delivery=window,
        steps=(),
    )
    second = replace(
        first,
        id="LS7K3M2QA-2",
        shop_name="Hồi nhà bà Lành",
        shop_path="/gian-hang/hoi-nha-lanh",
        carrier_label="Bưu điện Việt Nam",
        items=(
            views.OrderedItem(
                name="Hoa hồi khô Văn Quan",
                path="/san-pham/hoi",
                quantity=1,
                unit="gói 200 g",
                price=Dong(45_000),
                amount=Dong(45_000),
            ),
        ),
        goods=Dong(45_000),
        fee=Dong(26_000),
        cod=Dong(71_000),
    )
    return first, second


def orders(chrome: views.Chrome) -> dict[str, views.View]:
    first, second = _parcels()
    placed = views.OrderPage(
        chrome=chrome,
        code="LS7K3M2QA",
        shown_code="LS-7K3M-2QA",
        state="confirmed",
        headline="Đã nhận đơn",
        sentence="Hai hộ đang chuẩn bị hàng. Bưu tá sẽ gọi trước khi giao.",
        is_waiting=True,
        status_url="/api/v1/orders/LS7K3M2QA/status",
        version="1",
        placed_at=datetime(2026, 11, 24, 3, 5, tzinfo=UTC),
        pay_before=None,
        payment_label="Trả tiền khi nhận hàng",
        receiver="N*** Ánh",
        phone="091 *** 5678",
        address="Số *** phố Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội",
        goods=Dong(425_000),
        shipping=Dong(117_000),
        total=Dong(542_000),
        parcels=(first, second),
        share_url="https://cho.example.vn/don-hang/LS7K3M2QA?k=3v8Zr0m9m1b0n5Qe2rj0Xw",
    )
    unpaid = tuple(replace(parcel, state=ParcelState.WAITING_FOR_PAYMENT, cod=Dong(0)) for parcel in (first, second))
    transfer = replace(
        placed,
        state="placed",
        headline="Chờ chuyển khoản",
        sentence="Quét mã dưới đây. Tiền về là các hộ bắt đầu gói hàng.",
        pay_before=datetime(2026, 11, 24, 3, 35, tzinfo=UTC),
        payment_label="Chuyển khoản VietQR",
        parcels=unpaid,
        transfer=views.TransferView(
            bank_name="VietinBank",
            account_number="1133 6666 8888",
            account_name="CHO XU LANG",
            amount=Dong(542_000),
            memo="LS7K3M2QA",
            qr_svg=segno.make(_QR, error="m").svg_inline(scale=4, border=4, omitsize=True),
        ),
    )
    card = replace(
        transfer,
        headline="Chờ trả bằng thẻ",
        sentence="Nhập thẻ dưới đây. Ngân hàng xác nhận là các hộ bắt đầu gói hàng.",
        payment_label="Thẻ Visa, Mastercard",
        transfer=None,
        card=views.CardView(
            client_secret="pi_sample_secret_sample",
            publishable_key="pk_test_sample",
            script_url="http://localhost:1/js.stripe.com/v3/",
        ),
    )
    gateway = replace(
        card,
        headline="Đơn đang chờ thanh toán",
        sentence="Hàng được giữ cho bạn đến khi hết hạn thanh toán.",
        payment_label="VNPay",
        card=None,
        redirect_url="https://pay.example/paymentv2/vpcpay.html?vnp_Amount=54200000&vnp_TxnRef=LS7K3M2QA261124100500000",
        redirect_name="VNPay",
    )
    steps = (
        _step(24, 8, "Bưu cục đã nhận hàng", "Bưu cục Bắc Sơn"),
        _step(25, 2, "Đang vận chuyển", "Trung tâm khai thác Hà Nội"),
        _step(26, 1, "Đang giao", "Bưu cục Hoàn Kiếm", "Bưu tá sẽ gọi trước khi giao"),
    )
    travelling = replace(
        placed,
        state="dispatched",
        headline="Hàng đang trên đường",
        sentence="Một kiện đang giao, một kiện đang vận chuyển.",
        version="4",
        parcels=(
            replace(first, state=ParcelState.OUT_FOR_DELIVERY, waybill="VTP26112400017", steps=steps),
            replace(second, state=ParcelState.IN_TRANSIT, waybill="EB123456789VN", steps=steps[:2]),
        ),
    )
    delivered = replace(
        travelling,
        state="completed",
        headline="Đã giao",
        sentence="Cảm ơn bạn đã mua hàng của các hộ Xứ Lạng.",
        is_waiting=False,
        parcels=tuple(
            replace(parcel, state=ParcelState.DELIVERED, steps=(*steps, _step(26, 9, "Đã giao", "", "Người nhận: Ánh")))
            for parcel in travelling.parcels
        ),
    )
    ended = replace(
        travelling,
        state="returned",
        headline="Đơn đã đóng",
        sentence="Một kiện đã trả lại người gửi, một kiện đã hủy.",
        is_waiting=False,
        parcels=(
            replace(travelling.parcels[0], state=ParcelState.RETURNED),
            replace(second, state=ParcelState.CANCELLED),
        ),
    )
    return {
        "order": placed,
        "order-transfer": transfer,
        "order-card": card,
        "order-gateway": gateway,
        "order-unanswered": replace(card, card=None),
        "order-travelling": travelling,
        "order-delivered": delivered,
        "order-ended": ended,
    }
