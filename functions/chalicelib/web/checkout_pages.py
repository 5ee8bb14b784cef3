"""The checkout, for people: five inputs, and the page again with what was typed when something is not right."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from chalice.app import Response
from market.cart import CartLine, Quote
from market.money import Dong
from market.places import Commune, UnknownPlace, communes_of, province, provinces
from market.refusals import InvalidInput
from market.vouchers import VoucherRefused, read_code

from chalicelib.pages.views import CheckoutPage, PaymentOption
from chalicelib.usecases.carts import quote_cart
from chalicelib.usecases.checkout import Checkout, EmptyCart, QuoteChanged, Seen, place_order
from chalicelib.usecases.receiver import read_note, read_receiver
from chalicelib.usecases.redeeming import Claim
from chalicelib.web.answers import STATUSES, chrome, cookie, page, see_other
from chalicelib.web.cart_pages import COOKIE_SECONDS, PROVINCE_COOKIE, cart_id_of, province_of
from chalicelib.web.requests import form_of, query_of
from chalicelib.web.routes import Routes
from chalicelib.web.tongues import tongue_of
from chalicelib.wiring import services

routes = Routes(__name__)

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
# What each way to pay is called, what there is to know about it, and what the button says that orders by it.
_OFFERS = {
    "cod": (
        "Trả tiền mặt khi nhận hàng",
        "Kiểm hàng rồi mới trả tiền cho bưu tá.",
        "Đặt hàng – trả {total} khi nhận",
    ),
    "vietqr": (
        "Chuyển khoản bằng mã QR",
        "Quét mã bằng ứng dụng của bất kỳ ngân hàng nào. Đơn được xác nhận ngay khi tiền đến.",
        "Đặt hàng – chuyển khoản {total}",
    ),
    "vnpay": (
        "VNPay",
        "Thẻ ATM, tài khoản ngân hàng hoặc quét mã VNPAY-QR, trên trang của VNPay.",
        "Đặt hàng – trả {total} qua VNPay",
    ),
    "momo": (
        "Ví MoMo",
        "Mở ứng dụng MoMo trên điện thoại này hoặc quét mã bằng điện thoại khác.",
        "Đặt hàng – trả {total} bằng MoMo",
    ),
    "zalopay": (
        "ZaloPay",
        "Mở ứng dụng ZaloPay hoặc trả bằng thẻ, trên trang của ZaloPay.",
        "Đặt hàng – trả {total} bằng ZaloPay",
    ),
    "stripe": (
        "Thẻ quốc tế",
        "Visa, Mastercard, JCB. Chợ không lưu số thẻ.",
        "Đặt hàng – trả {total} bằng thẻ",
    ),
}
# The field of the voucher's code.
FIELD = "ma_giam_gia"
_SEEN_TOTAL = re.compile(r"=([0-9]{1,12})(?:!([A-Z0-9]{3,24}))?")
_SEEN_LINE = re.compile(r"([a-z0-9-]{3,64})\*([0-9]{1,2})@([0-9]{1,12})")


@routes.page("/thanh-toan")
def show_checkout() -> Response:
    request = routes.current_request
    chosen = province_of(request) if "tinh" in query_of(request) else ""
    values = {"tinh": chosen, "thanh_toan": "cod", FIELD: query_of(request).get(FIELD, "")}
    quoted, refused = _quote(chosen or province_of(request), values)
    if not quoted.lines:
        return see_other("/gio-hang")
    return page(_view(quoted, values, refused, key=new_key()))


@routes.form("/thanh-toan")
def check_out() -> Response:
    form = form_of(routes.current_request, public_url=services().settings["XULANG_PUBLIC_URL"])
    if form.get("buoc") in ("chon_tinh", "ap_dung"):
        return _again(form, {}, status=200)
    try:
        code = _place(form)
    except InvalidInput as wrong:
        return _again(form, wrong.fields, status=422)
    except VoucherRefused as refused:
        return _again(form, {FIELD: refused.sentence}, status=STATUSES[refused.cause])
    except QuoteChanged as changed:
        sentences = (changed.sentence,)
        return page(_view(changed.quote, form, {}, key=form.get("key", ""), changes=sentences), status=409)
    except EmptyCart:
        return see_other("/gio-hang")
    remembered = cookie(PROVINCE_COOKIE, _province_code(form), seconds=COOKIE_SECONDS)
    return see_other(f"/don-hang/{code}?k={services().order_token(code)}", cookies=[remembered])


def _again(form: Mapping[str, str], errors: Mapping[str, str], *, status: int) -> Response:
    """The page with what was typed, at what holds now; a voucher that is refused takes nothing off it."""
    quoted, refused = _quote(_province_code(form), form, with_voucher=FIELD not in errors)
    return page(_view(quoted, form, {**errors, **refused}, key=form.get("key", "")), status=status)


def _place(form: Mapping[str, str]) -> str:
    payment = services().providers.get(form.get("thanh_toan", ""))
    if payment is None:
        raise InvalidInput({"thanh_toan": "Hãy chọn cách thanh toán."})
    key = form.get("key", "")
    if not KEY.fullmatch(key):
        raise InvalidInput({"key": "Trang đã cũ. Hãy tải lại trang rồi đặt hàng."})
    receiver = read_receiver(form)
    checkout = Checkout(
        key=key,
        cart_id=cart_id_of(routes.current_request),
        seen=read_seen(form.get("seen", "")),
        receiver=receiver,
        note=read_note(form),
        payment=payment.name,
        pays_first=not payment.confirms_at_once,
        phone_tail=services().phone_tail(receiver.phone),
        claim=claim_of(form.get(FIELD, ""), receiver.phone),
    )
    return place_order(services().table, checkout=checkout, now=services().now()).code


def _view(
    quoted: Quote, values: Mapping[str, str], errors: Mapping[str, str], *, key: str, changes: tuple[str, ...] = ()
) -> CheckoutPage:
    chosen = values.get("tinh", "")
    return CheckoutPage(
        chrome=chrome(tongue_of(routes.current_request)),
        quote=quoted,
        provinces=provinces(),
        communes=_communes(chosen),
        options=payment_options(quoted.total),
        values=values,
        errors=errors,
        seen=write_seen(quoted),
        key=key if KEY.fullmatch(key) else new_key(),
        changes=changes,
    )


def _quote(
    province_code: str, values: Mapping[str, str], *, with_voucher: bool = True
) -> tuple[Quote, Mapping[str, str]]:
    """The quote with the voucher that was typed; without it, and with the sentence why, where that is refused."""
    cart_id, table, now = cart_id_of(routes.current_request), services().table, services().now()
    refused = {}
    if with_voucher:
        try:
            claim = claim_of(values.get(FIELD, ""))
            return quote_cart(table, cart_id=cart_id, province_code=province_code, now=now, claim=claim), {}
        except VoucherRefused as refusal:
            refused = {FIELD: refusal.sentence}
    return quote_cart(table, cart_id=cart_id, province_code=province_code, now=now), refused


def claim_of(typed: str, phone: str = "") -> Claim | None:
    """The voucher that was typed, None for nothing. Raises :class:`~market.vouchers.UnknownVoucher` for what can be no
    code. ``phone`` is the number that orders, empty before it is known."""
    code = read_code(typed)
    return Claim(code=code, phone=services().voucher_phone(code, phone) if phone else "") if code else None


def _province_code(form: Mapping[str, str]) -> str:
    try:
        return province(form.get("tinh", "")).code
    except UnknownPlace:
        return province_of(routes.current_request)


def _communes(province_code: str) -> tuple[Commune, ...]:
    try:
        return communes_of(province_code) if province_code else ()
    except UnknownPlace:
        return ()


def payment_options(total: Dong) -> tuple[PaymentOption, ...]:
    """Ways to pay that are configured, cash first: it is what most people here trust."""
    return tuple(
        PaymentOption(name=name, label=label, hint=hint, button=button.format(total=total))
        for name in services().providers
        for label, hint, button in (_OFFERS[name],)
    )


def write_seen(quoted: Quote) -> str:
    """What this page shows, in a form that a hidden field can carry: lines with their prices, the total, and the
    code of the voucher that is in it."""
    lines = [f"{line.product_id}*{line.quantity}@{int(line.price)}" for line in quoted.lines]
    vouchers = [f"!{discount.code}" for discount in quoted.discounts]
    return " ".join([*lines, f"={int(quoted.total)}{''.join(vouchers)}"])


def read_seen(text: str) -> Seen:
    """The reverse of :func:`write_seen`. Raises :class:`~market.refusals.InvalidInput`."""
    *lines, last = text.split(" ") if text else [""]
    found = [_SEEN_LINE.fullmatch(line) for line in lines]
    total = _SEEN_TOTAL.fullmatch(last)
    if total is None or not all(found):
        raise InvalidInput({"seen": "Trang đã cũ. Hãy tải lại trang rồi đặt hàng."})
    return Seen(
        lines=tuple(
            CartLine(product_id=match[1], quantity=int(match[2]), seen_price=Dong(int(match[3])))
            for match in found
            if match
        ),
        total=Dong(int(total[1])),
        voucher=total[2] or "",
    )


def new_key() -> str:
    return secrets.token_urlsafe(16)
