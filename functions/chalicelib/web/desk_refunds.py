"""The desk gives money back: seen before it is asked for, asked for once, and where a person transfers it, approved by
another."""

from __future__ import annotations

from chalice.app import Response
from market.codes import is_order_code
from market.refund_plans import plan
from market.refunds import order_code_of_refund, refund_id
from market.refusals import InvalidInput, Refused

from chalicelib.pages.desk_views import Desk
from chalicelib.usecases.books import books_of
from chalicelib.usecases.desk_asking import ask_refund
from chalicelib.usecases.desk_orders import read_file
from chalicelib.usecases.desk_refunds import RefundOrder, approve_by_hand, refund_by_hand
from chalicelib.web.answers import page, see_other
from chalicelib.web.desk_access import DeskRoutes, refusal
from chalicelib.web.desk_acts import checked, file_again
from chalicelib.web.desk_refund_form import attempt_of, preview_page, seen_of, wanted_of
from chalicelib.wiring import services

routes = DeskRoutes(__name__)


@routes.act("/van-hanh/don/{code}/hoan/xem")
def preview(desk: Desk, form: dict[str, str], code: str) -> Response:
    """What the refund would do. Nothing is written."""
    books = books_of(read_file(services().table, code=checked(code)).file, services().refunding)
    try:
        wanted, name = wanted_of(form, books), attempt_of(form)
        planned = plan(books, wanted, id=refund_id(code, name), now=services().now())
    except Refused as refused:
        return _wrong(desk, code, form, refused)
    return page(preview_page(desk, books, wanted, planned, attempt=name))


@routes.act("/van-hanh/don/{code}/hoan")
def refund(desk: Desk, form: dict[str, str], code: str) -> Response:
    books = books_of(read_file(services().table, code=checked(code)).file, services().refunding)
    try:
        asked = RefundOrder(
            order_code=code,
            name=attempt_of(form),
            wanted=wanted_of(form, books),
            actor=desk.operator,
            seen=seen_of(form),
        )
        refund_by_hand(services().table, asked=asked, by_program=services().refunding, now=services().now())
    except Refused as refused:
        return _wrong(desk, code, form, refused)
    return see_other(f"/van-hanh/don/{code}")


@routes.act("/van-hanh/hoan-tien")
def approve_refund(desk: Desk, form: dict[str, str]) -> Response:
    id = form.get("khoan", "")
    try:
        approve_by_hand(
            services().table,
            id=id,
            bank_reference=form.get("ma_giao_dich", ""),
            actor=desk.operator,
            now=services().now(),
        )
    except Refused as refused:
        return refusal(desk, refused, back=_file_of(id))
    return see_other("/van-hanh/de-nghi?kq=transferred")


@routes.act("/van-hanh/hoan-tien/hoi")
def ask_about_refund(desk: Desk, form: dict[str, str]) -> Response:
    id = form.get("khoan", "")
    ask_refund(services().table, id=id, queues=services().queues, actor=desk.operator, now=services().now())
    return see_other(f"{_file_of(id)}?kq=again")


def _file_of(refund: str) -> str:
    code = order_code_of_refund(refund)
    return f"/van-hanh/don/{code}" if is_order_code(code) else "/van-hanh/de-nghi"


def _wrong(desk: Desk, code: str, form: dict[str, str], refused: Refused) -> Response:
    if isinstance(refused, InvalidInput):
        [(field, sentence)] = refused.fields.items()
        return file_again(desk, code, form, field, refused, sentence)
    return file_again(desk, code, form, "ly_do_hoan", refused)
