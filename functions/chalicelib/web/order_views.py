"""The order as its buyer sees it: in words, with what is private masked."""

from __future__ import annotations

import hashlib
import io

import segno
from market.catalogue import CarrierName
from market.codes import show_order_code
from market.money import total
from market.orders import OrderLine, OrderParcel, OrderState, outstanding
from market.parcels import STATE_LABELS, ParcelState
from market.refunds import RefundState
from market.text import mask_address, mask_name, mask_phone

from chalicelib.pages.views import (
    CardView,
    Chrome,
    OrderedItem,
    OrderPage,
    ParcelStep,
    ParcelView,
    TransferView,
)
from chalicelib.ports import BankTransfer, PaymentStart
from chalicelib.usecases.cancelling import can_cancel
from chalicelib.usecases.orders import OrderFile

CARRIER_LABELS = {CarrierName.VIETTELPOST: "Viettel Post", CarrierName.VNPOST: "Vietnam Post"}
PAYMENT_LABELS = {
    "cod": "Trả tiền mặt khi nhận hàng",
    "vietqr": "Chuyển khoản ngân hàng (VietQR)",
    "vnpay": "VNPay",
    "momo": "Ví MoMo",
    "zalopay": "ZaloPay",
    "stripe": "Thẻ quốc tế",
}
_WORDS = {
    OrderState.AWAITING_PAYMENT: ("Đơn đang chờ thanh toán", "Hàng được giữ cho bạn đến khi hết hạn thanh toán."),
    OrderState.EXPIRED: (
        "Đơn đã hết hạn thanh toán",
        "Hàng không còn được giữ. Nếu bạn đã chuyển tiền, chúng tôi sẽ đối soát và liên hệ với bạn.",
    ),
    OrderState.CANCELLED: (
        "Đơn đã hủy",
        "Hàng không được gửi đi. Nếu bạn đã chuyển tiền, chúng tôi sẽ hoàn lại.",
    ),
    OrderState.COMPLETED: ("Đơn đã hoàn tất", "Cảm ơn bạn đã mua hàng của bà con Xứ Lạng."),
}
_CALLED_BACK = ("Đơn đang được hủy", "Chúng tôi đã báo bưu cục trả hàng lại cho hộ. Trang này sẽ báo khi xong.")
# Nothing is delivered for the money of these.
_OVER = (OrderState.CANCELLED, OrderState.EXPIRED)
_CONFIRMED_CASH = (
    "Đơn đã được xác nhận",
    "Hộ đang chuẩn bị hàng. Bạn được kiểm hàng rồi mới trả tiền cho bưu tá.",
)
_CONFIRMED_PAID = ("Đơn đã được thanh toán", "Chúng tôi đã nhận đủ tiền. Hộ đang chuẩn bị hàng.")
_UNDERWAY = ("Hàng đang trên đường", "Bạn theo dõi từng kiện bên dưới.")
# A page that waits for a parcel asks again; one whose every parcel has ended does not.
_WAITING_STATES = (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED)


def order_page(file: OrderFile, *, chrome: Chrome, share_url: str, start: PaymentStart, status_url: str) -> OrderPage:
    """The view of an order's page; ``start`` is how it is to be paid, empty where nothing is."""
    order, state = file.stored.order, file.stored.state
    headline, sentence = _words(file)
    return OrderPage(
        chrome=chrome,
        code=order.code,
        shown_code=show_order_code(order.code),
        state=state.value,
        headline=headline,
        sentence=sentence,
        is_waiting=state in _WAITING_STATES and not _has_arrived(file),
        status_url=status_url,
        version=version_of(file),
        placed_at=order.placed_at,
        pay_before=order.pay_before if state is OrderState.AWAITING_PAYMENT else None,
        payment_label=PAYMENT_LABELS.get(order.payment, order.payment),
        receiver=mask_name(order.receiver.name),
        phone=mask_phone(order.receiver.phone),
        address=", ".join(
            (mask_address(order.receiver.line), order.receiver.commune_name, order.receiver.province_name)
        ),
        goods=order.goods,
        shipping=order.shipping,
        discounts=order.discounts,
        total=order.total,
        parcels=tuple(_parcel(file, parcel) for parcel in order.parcels),
        share_url=share_url,
        transfer=_transfer(start.transfer) if start.transfer else None,
        card=_card(start),
        redirect_url=start.redirect_url,
        redirect_name=PAYMENT_LABELS[order.payment] if start.redirect_url else "",
        can_cancel=can_cancel(file),
    )


def version_of(file: OrderFile) -> str:
    """Changes whenever the page would show something else."""
    parts = [file.stored.state.value, *(f"{id}{file.parcels[id].version}" for id in sorted(file.parcels))]
    parts += [f"{id}{file.refunds[id].state.value}" for id in sorted(file.refunds)]
    heard = sum(len(notices) for notices in file.notices.values())
    return hashlib.sha256("|".join([*parts, str(heard)]).encode()).hexdigest()[:12]


def _words(file: OrderFile) -> tuple[str, str]:
    """What the state says, and what went back of the money; of an order that is over, that alone is news."""
    headline, sentence = _state_words(file)
    if not file.refunds:
        return headline, sentence
    money = _refund_sentence(file)
    return headline, money if file.stored.state in _OVER else f"{sentence} {money}"


def _state_words(file: OrderFile) -> tuple[str, str]:
    if file.stored.state is not OrderState.CONFIRMED:
        return _WORDS[file.stored.state]
    if any(parcel.cancel_wanted and not parcel.state.is_final for parcel in file.parcels.values()):
        return _CALLED_BACK
    if _has_arrived(file):
        # The buyer holds the goods; that our books still wait for the carrier's proof is no news to them.
        return _WORDS[OrderState.COMPLETED]
    if any(parcel.state.rank >= ParcelState.PICKED_UP.rank for parcel in file.parcels.values()):
        return _UNDERWAY
    return _CONFIRMED_PAID if file.stored.captured else _CONFIRMED_CASH


def _refund_sentence(file: OrderFile) -> str:
    """What became of the money, in numbers: a refund is believed when its sum is named."""
    done = total(of.refund.share.amount for of in file.refunds.values() if of.state is RefundState.DONE)
    under_way = total(of.refund.share.amount for of in file.refunds.values() if of.state.is_open)
    sentences = [f"Chúng tôi đã hoàn lại {done}."] if done else []
    sentences += [f"Chúng tôi đang hoàn lại {under_way}; ngân hàng cần vài ngày."] if under_way else []
    return " ".join(sentences) or "Khoản hoàn tiền chưa thành công; tổng đài sẽ gọi cho bạn."


def _has_arrived(file: OrderFile) -> bool:
    return all(parcel.state.is_final for parcel in file.parcels.values())


def _parcel(file: OrderFile, parcel: OrderParcel) -> ParcelView:
    progress = file.parcels[parcel.id]
    return ParcelView(
        id=parcel.id,
        shop_name=parcel.shop.name,
        shop_path=parcel.shop.path,
        carrier_label=CARRIER_LABELS[parcel.shop.carrier],
        waybill=progress.waybill,
        state=progress.state,
        items=tuple(_item(line) for line in parcel.lines),
        goods=parcel.goods,
        fee=parcel.fee,
        discount=parcel.discount,
        cod=outstanding(file.stored.order, parcel),
        delivery=parcel.delivery,
        steps=tuple(
            ParcelStep(occurred_at=notice.occurred_at, label=STATE_LABELS[notice.state], place=notice.place, note="")
            for notice in file.notices.get(parcel.id, ())
            if notice.state
        ),
    )


def _item(line: OrderLine) -> OrderedItem:
    return OrderedItem(
        name=line.name, path=line.path, quantity=line.quantity, unit=line.unit, price=line.price, amount=line.amount
    )


def _transfer(transfer: BankTransfer) -> TransferView:
    return TransferView(
        bank_name=transfer.bank_name,
        account_number=transfer.account_number,
        account_name=transfer.account_name,
        amount=transfer.amount,
        memo=transfer.memo,
        qr_svg=_qr_svg(transfer.qr_payload),
    )


def _card(start: PaymentStart) -> CardView | None:
    if start.card is None:
        return None
    return CardView(
        client_secret=start.card.client_secret,
        publishable_key=start.card.publishable_key,
        script_url=start.card.script_url,
    )


def _qr_svg(payload: str) -> str:
    """The QR code as an SVG element without inline style, which our content policy would refuse."""
    svg = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(
        svg, kind="svg", xmldecl=False, svgns=True, border=4, omitsize=True, lineclass=None, svgclass="qr"
    )
    return svg.getvalue().decode()
