"""The desk's words: senders, reasons, deeds and events as an operator reads them. What has no words yet keeps its name,
so that nothing is hidden by a missing line here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.codes import show_order_code
from market.money import Dong
from market.orders import OrderState
from market.parcels import STATE_LABELS, ParcelState
from market.refunds import RefundKind, RefundState

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
    "unknown_statement": "Tiền của bưu điện, chưa rõ bảng kê",
    "sent_back": "Đã gửi trả người chuyển",
    "paid_out": "Đã ghép vào bảng kê",
    "collected_differs": "Tiền thu hộ khác số phải thu",
    "unknown_parcel": "Không có kiện này",
    "other_carrier": "Kiện của hãng khác",
    "contradicts_history": "Trái với hành trình đã biết",
    "remitted_before": "Đã đối soát ở dòng khác",
    "no_statement": "Chưa có bảng kê",
    "no_news": "Không có tin quá 24 giờ",
    "not_collected": "Chưa ai đến lấy quá 24 giờ",
    "not_confirmed": "Kết cục chưa được xác nhận",
    "unknown_reference": "Bưu cục có, chợ không có",
    "second_order": "Kiện đã có vận đơn khác",
    "not_to_be_sent": "Kiện không được gửi",
    "unknown_to_carrier": "Chợ có, bưu cục không có",
    "failed": "Làm nhiều lần không xong",
    "malformed": "Không đọc được",
    "stream_record": "Thay đổi chưa được báo",
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
REFUND_KINDS = {
    RefundKind.OWED: "Phần chợ không được giữ",
    RefundKind.FULL: "Toàn bộ, cả phí giao",
    RefundKind.LINES: "Theo sản phẩm",
    RefundKind.AMOUNT: "Một số tiền, chợ chịu",
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
    "return.proposed": "Đề nghị gửi trả tiền",
    "return.approved": "Duyệt gửi trả tiền",
    "return.rejected": "Từ chối gửi trả tiền",
    "return.sent": "Đã gửi trả tiền",
    "return.failed": "Không gửi trả được, giữ lại tiền",
    "payout.proposed": "Đề nghị ghép tiền vào bảng kê",
    "payout.approved": "Duyệt ghép tiền vào bảng kê",
    "payout.rejected": "Từ chối ghép tiền vào bảng kê",
    "difference.proposed": "Đề nghị chấp nhận chênh lệch",
    "difference.approved": "Duyệt chênh lệch đối soát",
    "difference.rejected": "Từ chối chấp nhận chênh lệch",
    "difference.noted": "Ghi rõ một dòng đối soát",
    "carrier.asked": "Hỏi lại bưu điện",
    "payment.asked": "Hỏi lại bên thanh toán",
    "refund.asked": "Hỏi lại khoản hoàn",
    "callback.asked": "Hỏi lại bên gửi thông báo",
    "payout.taken": "Lấy tệp chi trả",
    "payout.reported": "Ghi kết quả chi trả",
    "payout.confirmed": "Duyệt kết quả chi trả",
    "payee.proposed": "Đề nghị đổi tài khoản hộ",
    "payee.approved": "Duyệt đổi tài khoản hộ",
    "payee.rejected": "Từ chối đổi tài khoản hộ",
    "household.told": "Đã báo cho hộ",
    "person.erased": "Xóa thông tin người mua",
    "label.shown": "Mở nhãn kiện",
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


# What an operator is told after having somebody asked.
HEARD = {
    "news": "Đã hỏi lại: có tin mới, đã áp dụng.",
    "same": "Đã hỏi lại: không có gì mới.",
    "again": "Đã hỏi lại: việc được làm lại ngay, kết quả hiện ở đây sau ít giây.",
    "unheard": "Bên kia chưa trả lời. Hãy thử lại sau.",
    "mute": "Bên này không có cách hỏi qua máy. Hãy gọi điện cho họ.",
}


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that says enough; nothing where it is not known."""
    if since is None:
        return ""
    hours = int((now - since).total_seconds() // 3600)
    return f"{hours // 24} ngày" if hours >= 48 else f"{hours} giờ" if hours >= 1 else "chưa đến 1 giờ"


def shown_code(code: str) -> str:
    return show_order_code(code)


def way_back(provider: str, by_program: bool) -> str:
    """How money of a refund goes back."""
    if by_program:
        return f"Qua {source(provider)}, tự động"
    return "Chuyển khoản tay, người khác duyệt"


def claimed(account: str) -> str:
    """Who bears what, by the account of a carrier that lost a parcel; other accounts keep their names."""
    kind, _, name = account.partition(":")
    return f"{source(name)} (hàng thất lạc)" if kind == "claim" else account


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
