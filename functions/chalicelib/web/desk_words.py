"""The desk's words: senders, reasons, deeds and events as an operator reads them. What has no words yet keeps its name,
so that nothing is hidden by a missing line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from market.money import Dong
from market.orders import OrderState
from market.parcels import STATE_LABELS, ParcelState
from market.refunds import RefundState

SOURCES = {
    "vietqr": "Chuyển khoản ngân hàng",
    "stripe": "Thẻ (Stripe)",
    "vnpay": "VNPay",
    "momo": "MoMo",
    "zalopay": "ZaloPay",
    "viettelpost": "Viettel Post",
    "vnpost": "Vietnam Post",
}
REASONS = {
    "no_order_code": "Không có mã đơn",
    "several_order_codes": "Có nhiều mã đơn",
    "unknown_order": "Không có đơn mang mã này",
    "wrong_amount": "Sai số tiền",
    "wrong_account": "Sai tài khoản nhận",
    "other_currency": "Tiền tệ khác",
    "live_and_test_mixed": "Lẫn thử và thật",
    "unknown_direction": "Không rõ tiền vào hay ra",
    "not_successful": "Giao dịch không thành công",
    "payment_id_reused": "Một mã giao dịch, hai nội dung",
    "unknown_payment": "Hoàn của khoản chưa biết",
    "unknown_refund": "Hoàn không do chợ yêu cầu",
    "other_refund": "Khác với khoản hoàn đã biết",
    "refund_failed_before": "Khoản hoàn này đã báo hỏng",
    "refund_exceeds_payment": "Hoàn nhiều hơn số đã nhận",
    "no_refund_reference": "Khoản hoàn không có mã",
    "unknown_waybill": "Chưa biết vận đơn",
    "unsigned": "Chưa được xác thực",
    "unknown_status": "Trạng thái chưa biết",
    "other_waybill": "Vận đơn khác",
    "contradicts_final_state": "Trái với trạng thái cuối",
}
STATES = {"parked": "Đang treo", "applied": "Đã áp dụng", "pending": "Đang áp dụng", "unknown": "Không có"}
ORDER_STATES = {
    OrderState.AWAITING_PAYMENT: "Chờ thanh toán",
    OrderState.CONFIRMED: "Đã xác nhận",
    OrderState.COMPLETED: "Hoàn tất",
    OrderState.EXPIRED: "Hết hạn thanh toán",
    OrderState.CANCELLED: "Đã hủy",
}
REFUND_STATES = {
    RefundState.REQUESTED: "Chờ gửi cổng thanh toán",
    RefundState.SENT: "Đã gửi cổng thanh toán",
    RefundState.DONE: "Đã hoàn",
    RefundState.FAILED: "Không hoàn được",
    RefundState.UNKNOWN: "Chưa rõ kết quả",
    RefundState.TO_TRANSFER: "Chờ chuyển khoản tay",
}
ACTIONS = {
    "operator.added": "Mở tài khoản vận hành",
    "operator.renewed": "Cấp lại tài khoản vận hành",
    "operator.closed": "Đóng tài khoản vận hành",
    "operator.entered": "Đăng nhập",
    "callback.replayed": "Phát lại thông báo",
    "callbacks.replayed": "Phát lại hàng loạt",
    "callback.handled": "Ghi là đã xử lý tay",
    "letters.redriven": "Gửi lại thư chết",
    "settlement.proposed": "Đề nghị ghép tiền vào đơn",
    "settlement.approved": "Duyệt ghép tiền",
    "settlement.rejected": "Từ chối ghép tiền",
    "settlement.done": "Đã ghép tiền",
    "settlement.failed": "Không ghép được tiền",
    "receiver.shown": "Xem thông tin người nhận",
    "refund.requested": "Yêu cầu hoàn tiền",
    "refund.approved": "Duyệt khoản đã chuyển hoàn",
    "order.cancelled": "Yêu cầu hủy đơn",
}
EVENTS = {
    "order.placed": "Đặt hàng",
    "order.confirmed": "Đơn được xác nhận",
    "order.expired": "Hết hạn thanh toán, trả hàng về kho",
    "order.cancelled": "Đơn bị hủy",
    "order.completed": "Đơn hoàn tất",
    "cancellation.requested": "Yêu cầu hủy đơn",
    "payment.captured": "Nhận tiền",
    "parcel.submitted": "Đã báo bưu cục",
    "parcel.moved": "Kiện đổi trạng thái",
    "parcel.settled": "Kết cục của kiện đã có chứng cứ",
    "parcel.parked": "Kiện cần người xem",
    "refund.requested": "Yêu cầu hoàn tiền",
    "refund.paid": "Tiền hoàn đã đi",
    "refund.failed": "Hoàn tiền không thành",
}
_SYSTEM = "hệ thống"
_ACTORS = {"system": _SYSTEM, "worker": _SYSTEM, "shopper": "người mua", "provider": "cổng thanh toán"}


def source(name: str) -> str:
    return SOURCES.get(name, name)


def reason(name: str) -> str:
    return REASONS.get(name, name)


def action(name: str) -> str:
    return ACTIONS.get(name, name)


def order_state(state: OrderState) -> str:
    return ORDER_STATES.get(state, state.value)


def parcel_state(name: str) -> str:
    try:
        return STATE_LABELS[ParcelState(name)]
    except (ValueError, KeyError):
        return name


def actor_of(name: str, details: Mapping[str, Any]) -> str:
    """Who made an event happen; what is not told was the system."""
    if said := details.get("actor"):
        return _ACTORS.get(str(said), str(said))
    if name == "order.placed":
        return _ACTORS["shopper"]
    if name == "payment.captured":
        return source(str(details.get("provider", "")))
    return _SYSTEM


def detail_of(details: Mapping[str, Any]) -> str:
    """What is worth saying of an event besides its name."""
    parts = [str(details[name]) for name in ("parcel_id", "waybill", "refund_id", "reason") if details.get(name)]
    if state := details.get("state"):
        parts.append(parcel_state(str(state)))
    amount = details.get("amount", details.get("total"))
    return " · ".join([*parts, *([str(Dong(int(amount)))] if amount is not None else [])])
