"""The desk, with one order in hand: called off, and its providers and carriers asked once more."""

from __future__ import annotations

from dataclasses import replace

from chalice.app import Response
from market.codes import is_order_code
from market.orders import order_code_of
from market.refusals import Cause, Refused

from chalicelib.pages.desk_views import Desk
from chalicelib.usecases.desk_asking import Heard, Payments, ask_carrier, ask_payment
from chalicelib.usecases.desk_callbacks import read_reason
from chalicelib.usecases.desk_orders import read_file
from chalicelib.usecases.desk_refunds import Cancellation, cancel_by_hand
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.web.answers import STATUSES, page, see_other
from chalicelib.web.desk_access import DeskRoutes, refusal
from chalicelib.web.desk_building import file_page
from chalicelib.web.desk_refund_form import new_attempt
from chalicelib.wiring import services

routes = DeskRoutes(__name__)


@routes.act("/van-hanh/don/{code}/huy")
def cancel(desk: Desk, form: dict[str, str], code: str) -> Response:
    asked = Cancellation(order_code=checked(code), actor=desk.operator, reason="")
    try:
        asked = replace(asked, reason=read_reason(form.get("ly_do_huy", "")))
        cancel_by_hand(services().table, asked=asked, now=services().now())
    except Refused as refused:
        return file_again(desk, code, form, "ly_do_huy", refused)
    return see_other(f"/van-hanh/don/{code}")


@routes.act("/van-hanh/don/{code}/kien/hoi")
def ask_about_parcel(desk: Desk, form: dict[str, str], code: str) -> Response:
    """Its carrier is asked at once, and its answer believed as it always is."""
    parcel_id = form.get("kien", "")
    if order_code_of(parcel_id) != checked(code):
        raise NoSuchOrder
    heard = ask_carrier(
        services().table,
        parcel_id=parcel_id,
        carriers=services().carriers,
        actor=desk.operator,
        now=services().now(),
    )
    return see_other(f"/van-hanh/don/{code}?kq={heard.value}")


@routes.act("/van-hanh/don/{code}/hoi-tien")
def ask_about_payment(desk: Desk, form: dict[str, str], code: str) -> Response:
    heard: Heard = ask_payment(
        services().table, code=checked(code), payments=payments(), actor=desk.operator, now=services().now()
    )
    return see_other(f"/van-hanh/don/{code}?kq={heard.value}")


def payments() -> Payments:
    """Everybody who can be asked about payments."""
    return Payments(askable=services().askable, lists=services().payment_lists)


def file_again(
    desk: Desk, code: str, form: dict[str, str], field: str, refused: Refused, sentence: str = ""
) -> Response:
    """The file once more, with what was typed and what is wrong with it."""
    if refused.cause in (Cause.NOT_FOUND, Cause.UNAVAILABLE):
        return refusal(desk, refused)
    view = file_page(desk, read_file(services().table, code=code), attempt=new_attempt(), now=services().now())
    problem = {field: sentence or refused.sentence}
    return page(replace(view, values=form, errors=problem), status=STATUSES[refused.cause])


def checked(code: str) -> str:
    """Raises ``NoSuchOrder`` for what is no order's code."""
    if not is_order_code(code):
        raise NoSuchOrder("Không có đơn hàng mang mã này.")
    return code
