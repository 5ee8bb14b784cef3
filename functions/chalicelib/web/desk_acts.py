"""The desk, with one order in hand: called off, money given back, a transfer that was made approved by another."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from chalice.app import Response
from market.codes import is_order_code
from market.money import ZERO, Dong
from market.refunds import RefundKind, Wanted, order_code_of_refund
from market.refusals import Cause, InvalidInput, Refused

from chalicelib.pages.desk_views import Desk
from chalicelib.usecases.desk_callbacks import read_reason
from chalicelib.usecases.desk_orders import read_file
from chalicelib.usecases.desk_refunds import (
    Cancellation,
    RefundOrder,
    approve_by_hand,
    cancel_by_hand,
    refund_by_hand,
)
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.web.answers import STATUSES, page, see_other
from chalicelib.web.desk_access import DeskRoutes, refusal
from chalicelib.web.desk_building import file_page
from chalicelib.wiring import services

routes = DeskRoutes(__name__)
# Of a refund by lines the desk has no form yet: the amount and the reason say the same to the shopper.
_KINDS = {kind.value: kind for kind in (RefundKind.OWED, RefundKind.AMOUNT, RefundKind.FULL)}
_AMOUNT = re.compile(r"[0-9]{1,12}")
_ATTEMPT = re.compile(r"desk-[0-9a-f]{16}")


@routes.act("/van-hanh/don/{code}/huy")
def cancel(desk: Desk, form: dict[str, str], code: str) -> Response:
    asked = Cancellation(order_code=_checked(code), actor=desk.operator, reason="")
    try:
        asked = replace(asked, reason=read_reason(form.get("ly_do_huy", "")))
        cancel_by_hand(services().table, asked=asked, now=services().now())
    except Refused as refused:
        return _again(desk, code, form, "ly_do_huy", refused)
    return see_other(f"/van-hanh/don/{code}")


@routes.act("/van-hanh/don/{code}/hoan")
def refund(desk: Desk, form: dict[str, str], code: str) -> Response:
    try:
        asked = RefundOrder(order_code=_checked(code), name=_attempt(form), wanted=_wanted(form), actor=desk.operator)
        refund_by_hand(services().table, asked=asked, by_program=services().refunding, now=services().now())
    except InvalidInput as wrong:
        [(field, sentence)] = wrong.fields.items()
        return _again(desk, code, form, field, wrong, sentence)
    except Refused as refused:
        return _again(desk, code, form, "ly_do_hoan", refused)
    return see_other(f"/van-hanh/don/{code}")


@routes.act("/van-hanh/hoan-tien")
def approve_refund(desk: Desk, form: dict[str, str]) -> Response:
    id = form.get("khoan", "")
    code = order_code_of_refund(id)
    back = f"/van-hanh/don/{code}" if is_order_code(code) else "/van-hanh/de-nghi"
    try:
        approve_by_hand(
            services().table,
            id=id,
            bank_reference=form.get("ma_giao_dich", ""),
            actor=desk.operator,
            now=services().now(),
        )
    except Refused as refused:
        return refusal(desk, refused, back=back)
    return see_other("/van-hanh/de-nghi?kq=transferred")


def new_attempt() -> str:
    return f"desk-{secrets.token_hex(8)}"


def _attempt(form: dict[str, str]) -> str:
    found = form.get("lan", "")
    if not _ATTEMPT.fullmatch(found):
        raise InvalidInput({"ly_do_hoan": "Trang đã cũ. Hãy tải lại trang rồi thử lại."})
    return found


def _wanted(form: dict[str, str]) -> Wanted:
    kind = _KINDS.get(form.get("kieu", ""))
    if kind is None:
        raise InvalidInput({"kieu": "Hãy chọn cách hoàn."})
    typed = re.sub(r"[.\s]", "", form.get("so_tien", ""))
    if kind is RefundKind.AMOUNT and not _AMOUNT.fullmatch(typed):
        raise InvalidInput({"so_tien": "Hãy ghi số tiền, chỉ gồm chữ số."})
    amount = Dong(int(typed)) if kind is RefundKind.AMOUNT else ZERO
    return Wanted(kind=kind, reason=read_reason(form.get("ly_do_hoan", "")), amount=amount)


def _again(desk: Desk, code: str, form: dict[str, str], field: str, refused: Refused, sentence: str = "") -> Response:
    """The file once more, with what was typed and what is wrong with it."""
    if refused.cause in (Cause.NOT_FOUND, Cause.UNAVAILABLE):
        return refusal(desk, refused)
    view = file_page(desk, read_file(services().table, code=code), attempt=new_attempt())
    problem = {field: sentence or refused.sentence}
    return page(replace(view, values=form, errors=problem), status=STATUSES[refused.cause])


def _checked(code: str) -> str:
    if not is_order_code(code):
        raise NoSuchOrder("Không có đơn hàng mang mã này.")
    return code
