"""The desk's lists of work, its statements, and a refund before it is asked for. Names and numbers are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.pages import desk_views as desk
from chalicelib.pages.render import Shown
from market.money import Dong

DESK = desk.Desk(operator="lan", csrf="0f" * 20)
NIGHT = datetime(2026, 11, 24, 1, 5, tzinfo=UTC)
_CODE, _SHOWN = "LS7K3M2QS", "LS-7K3M-2QS"

FORM = desk.RefundForm(
    owed=Dong(20_000),
    full=Dong(717_500),
    most=Dong(717_500),
    parcels=(
        desk.RefundParcel(
            id=f"{_CODE}-1",
            shop_name="Vườn quýt nhà Páo",
            lines=(
                desk.RefundLineField(
                    field=f"sl.{_CODE}-1.sp-quyt",
                    name="Quýt vàng Bắc Sơn loại 1, hái trong ngày",
                    unit="kg",
                    units=5,
                    price=Dong(38_000),
                ),
                desk.RefundLineField(
                    field=f"sl.{_CODE}-1.sp-hong", name="Hồng vành khuyên", unit="kg", units=2, price=Dong(95_000)
                ),
            ),
        ),
    ),
)
_WORK = desk.WorkPage(
    desk=DESK,
    title="Kiện im lặng",
    lead="Quá 24 giờ không có tin. Vietnam Post đã được hỏi lại; Viettel Post không có cách hỏi qua máy, hãy gọi.",
    nothing="Mọi kiện đang đi đều có tin trong 24 giờ qua.",
    rows=(
        desk.WorkRow(
            title=f"{_CODE}-1",
            cause="Chưa ai đến lấy quá 24 giờ",
            path=f"/van-hanh/don/{_CODE}",
            who="Vườn quýt nhà Páo · Viettel Post",
            detail="Đã báo bưu cục đến lấy",
            since=NIGHT,
            age="31 giờ",
        ),
        desk.WorkRow(title="dispatch-vnpost", cause="Không đọc được", since=NIGHT, age="3 ngày", amount=Dong(5_000)),
    ),
)
_STATEMENTS = desk.StatementsPage(
    desk=DESK,
    lines=(
        desk.LineRow(
            path="/van-hanh/doi-soat/dong/dmlldHRlbHBvc3QjMTIz",
            carrier="Viettel Post",
            waybill="1180923847561",
            cause="Tiền thu hộ khác số phải thu",
            since=NIGHT,
            amount=Dong(180_000),
            is_proposed=True,
        ),
    ),
    statements=(
        desk.StatementRow(
            path="/van-hanh/doi-soat/bang-ke/dmlldHRlbHBvc3QjMTIz",
            carrier="Viettel Post",
            number="BK-0511",
            since=NIGHT,
            promised=Dong(166_000),
            received=Dong(160_000),
            open=Dong(6_000),
            is_proposed=False,
            calls=True,
        ),
    ),
    cash=(desk.CashRow(parcel_id=f"{_CODE}-2", path=f"/van-hanh/don/{_CODE}", since=NIGHT, amount=Dong(156_500)),),
)
_DIFFERENCE = desk.DifferencePage(
    desk=DESK,
    path="/van-hanh/doi-soat/dong/dmlldHRlbHBvc3QjMTIz",
    title="Tiền thu hộ khác số phải thu",
    lead="Viettel Post, bảng kê BK-0511",
    facts=(
        ("Vận đơn", "1180923847561"),
        ("Kiện", f"{_CODE}-1"),
        ("Kết cục theo bảng kê", "Đã giao"),
        ("Bưu điện thu hộ", "180.000 ₫"),
        ("Bưu điện giữ lại (cước)", "22.000 ₫"),
        ("Trạng thái", "Đã ghi sổ"),
    ),
    difference=Dong(8_000),
    explained="Bưu điện còn thiếu số này so với sổ.",
    needs_two=True,
    can_act=True,
    is_proposed=False,
    order_path=f"/van-hanh/don/{_CODE}",
)
_PREVIEW = desk.RefundPreviewPage(
    desk=DESK,
    code=_CODE,
    shown_code=_SHOWN,
    kind="Theo sản phẩm",
    amount=Dong(133_000),
    bearers=(
        ("Vườn quýt nhà Páo", Dong(114_000)),
        ("Chợ (phiếu giảm giá trả lại)", Dong(-1_000)),
        ("Phần chợ vốn phải trả lại", Dong(20_000)),
    ),
    ways=(("Qua Thẻ (Stripe), tự động", Dong(100_000)), ("Chuyển khoản tay, người khác duyệt", Dong(33_000))),
    left=Dong(584_500),
    reason="hàng dập, khách gửi ảnh trong ngày",
    fields={"lan": "desk-0123456789abcdef", "kieu": "lines", f"sl.{_CODE}-1.sp-quyt": "3", "thay": "133000"},
)

MONEY_PAGES: dict[str, Shown] = {
    "desk-work": _WORK,
    "desk-work-letters": replace(_WORK, title="Thư chết", redrive=True),
    "desk-work-none": replace(_WORK, rows=()),
    "desk-statements": _STATEMENTS,
    "desk-statements-none": replace(_STATEMENTS, lines=(), statements=(), cash=(), notice="Đã ghi."),
    "desk-difference": _DIFFERENCE,
    "desk-difference-note": replace(
        _DIFFERENCE,
        title="Không có kiện này",
        difference=Dong(0),
        explained="",
        needs_two=False,
        order_path="",
        errors={"ly_do": "Hãy ghi rõ lý do, từ 8 đến 300 ký tự."},
    ),
    "desk-difference-decided": replace(_DIFFERENCE, can_act=False, is_proposed=True),
    "desk-refund-preview": _PREVIEW,
}
