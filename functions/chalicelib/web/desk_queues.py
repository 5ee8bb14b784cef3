"""The desk's lists: each thing that waits, why, and since when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalice.app import Response
from market.refusals import Cause, Refused

from chalicelib.pages.desk_views import Desk, WorkPage, WorkRow
from chalicelib.usecases.desk_queues import Waiting, letters, parcels_in_trouble, silent_ones, stray_orders
from chalicelib.web import desk_words as words
from chalicelib.web.answers import page
from chalicelib.web.desk_access import DeskRoutes
from chalicelib.wiring import services

routes = DeskRoutes(__name__)


class NoSuchList(Refused):
    code = "desk.no_such_list"
    cause = Cause.NOT_FOUND
    sentence = "Không có danh sách này."


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    title: str
    lead: str
    nothing: str
    read: Callable[[], list[Waiting]]
    redrive: bool = False


_LISTS = {
    "kien": _List(
        title="Kiện cần người xem",
        lead="Máy đã thử và dừng lại. Mở đơn để hỏi lại bưu điện, gửi lại hoặc hủy.",
        nothing="Không có kiện nào bị dừng.",
        read=lambda: parcels_in_trouble(services().table),
    ),
    "im-lang": _List(
        title="Kiện im lặng",
        lead="Quá 24 giờ không có tin. Vietnam Post đã được hỏi lại; Viettel Post không có cách hỏi qua máy, hãy gọi.",
        nothing="Mọi kiện đang đi đều có tin trong 24 giờ qua.",
        read=lambda: silent_ones(services().table),
    ),
    "lac": _List(
        title="Vận đơn lạc",
        lead="Danh sách của bưu điện và của chợ không khớp nhau ở lần so gần nhất.",
        nothing="Hai bên khớp nhau.",
        read=lambda: stray_orders(services().table),
    ),
    "thu-chet": _List(
        title="Thư chết",
        lead="Việc đã thử hết số lần mà không xong. Nội dung chỉ có mã, không có thông tin riêng.",
        nothing="Mọi hàng đợi đều thông.",
        read=lambda: letters(services().table),
        redrive=True,
    ),
}


@routes.look("/van-hanh/viec/{kind}")
def show_list(desk: Desk, kind: str) -> Response:
    chosen = _LISTS.get(kind)
    if chosen is None:
        raise NoSuchList
    now = services().now()
    rows = tuple(_row(one, now) for one in chosen.read())
    view = WorkPage(
        desk=desk,
        title=chosen.title,
        lead=chosen.lead,
        nothing=chosen.nothing,
        rows=rows,
        redrive=chosen.redrive,
    )
    return page(view)


def _row(one: Waiting, now: datetime) -> WorkRow:
    carrier = words.source(one.carrier) if one.carrier else ""
    return WorkRow(
        title=one.id,
        cause=words.reason(one.cause),
        path=f"/van-hanh/don/{one.order_code}" if one.order_code else "",
        who=" · ".join(part for part in (one.shop_name, carrier) if part),
        detail=words.parcel_state(one.detail),
        since=one.since,
        age=words.age(one.since, now),
        amount=one.amount,
    )
