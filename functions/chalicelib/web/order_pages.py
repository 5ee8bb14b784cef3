"""The order's own page, opened by its private link or by code and phone; the code alone opens nothing."""

from __future__ import annotations

import logging
import re

from chalice.app import Response
from market.codes import is_order_code, show_order_code
from market.refusals import Cause, InvalidInput, Refused

from chalicelib.pages.views import LookupPage
from chalicelib.ports import PaymentStart, ProviderError
from chalicelib.usecases.cancelling import Cancellation, cancel_order
from chalicelib.usecases.orders import Lookup, NoSuchOrder, OrderFile, TooManyLookups, look_up, read_order
from chalicelib.usecases.paying import charge_card, payment_of
from chalicelib.web.answers import chrome, cookie, page, plain, refused_as, see_other, vietnamese_chrome
from chalicelib.web.order_views import order_page, version_of
from chalicelib.web.requests import cookie_of, form_of, query_of
from chalicelib.web.routes import Routes
from chalicelib.web.tongues import remembered, tongue_of
from chalicelib.wiring import services

routes = Routes(__name__)

ORDER_COOKIE = "don"
COOKIE_SECONDS = 180 * 24 * 3600
CARD_TOKEN = re.compile(r"tok_[A-Za-z0-9_]{1,64}")
_log = logging.getLogger("xulang.web")


class CardNotCharged(Refused):
    """Nobody knows yet, or the provider could not do it; charging again is safe, and it is not marked paid."""

    code = "card.not_charged"
    cause = Cause.UNAVAILABLE
    sentence = "Cổng thanh toán chưa nhận thẻ. Hãy thử lại sau ít giây."


@routes.page("/don-hang/{code}")
def show_order(code: str) -> Response:
    if token := query_of(routes.current_request).get("k"):
        return _enter(code, token)
    if not _may_see(code):
        return page(
            LookupPage(chrome=chrome(), values={"ma_don": show_order_code(code)} if is_order_code(code) else {})
        )
    file = read_order(services().table, code=code)
    start = start_of(file)
    view = order_page(
        file,
        chrome=vietnamese_chrome(tongue_of(routes.current_request)),
        share_url=f"{services().settings['XULANG_PUBLIC_URL']}/don-hang/{code}?k={services().order_token(code)}",
        start=start,
        status_url=f"/don-hang/{code}/trang-thai",
    )
    return page(view, card_script=start.card.script_url if start.card else "")


@routes.api("GET", "/don-hang/{code}/trang-thai")
def show_status(code: str) -> Response:
    """News for the order's own page: the state, and a mark that changes with anything that the page shows."""
    if not _may_see(code):
        raise NoSuchOrder
    file = read_order(services().table, code=code)
    return plain({"state": file.stored.state.value, "changed": version_of(file)})


@routes.api("POST", "/don-hang/{code}/the")
def pay_by_card(code: str) -> Response:
    """Charge the card that the form's script got a token for. The answer says what the browser does next, and never
    that anything is paid."""
    if not _may_see(code):
        raise NoSuchOrder
    form = form_of(routes.current_request, public_url=services().settings["XULANG_PUBLIC_URL"])
    token = form.get("the", "")
    if not CARD_TOKEN.fullmatch(token):
        raise InvalidInput({"the": "Chưa nhận được thẻ. Hãy nhập lại thẻ."})
    try:
        step = charge_card(services().table, code=code, token=token, cards=services().cards)
    except ProviderError as problem:
        _log.warning("card could not be charged", extra={"reason": str(problem), "permanent": problem.permanent})
        raise CardNotCharged from None
    return plain({"needs_action": step.needs_action})


@routes.form("/don-hang/{code}/huy")
def cancel(code: str) -> Response:
    """The buyer calls the order off, for as long as no carrier has heard of it; a second press changes nothing."""
    if not _may_see(code):
        raise NoSuchOrder
    form_of(routes.current_request, public_url=services().settings["XULANG_PUBLIC_URL"])
    asked = Cancellation(order_code=code, actor="shopper", reason="người mua hủy trên trang đơn", only_unsent=True)
    cancel_order(services().table, asked=asked, now=services().now())
    return see_other(f"/don-hang/{code}")


@routes.page("/tra-cuu")
def show_lookup() -> Response:
    request = routes.current_request
    return page(LookupPage(chrome=vietnamese_chrome(tongue_of(request))), cookies=remembered(request))


@routes.form("/tra-cuu")
def find_order() -> Response:
    form = form_of(routes.current_request, public_url=services().settings["XULANG_PUBLIC_URL"])
    lookup = Lookup(typed_code=form.get("ma_don", ""), typed_phone=form.get("so_dien_thoai", ""))
    try:
        code = look_up(services().table, lookup=lookup, now=services().now())
    except (NoSuchOrder, TooManyLookups) as refused:
        view = LookupPage(chrome=chrome(), values=form, errors={"ma_don": refused.sentence})
        return refused_as(view, refused)
    return see_other(f"/don-hang/{code}", cookies=[_pass(code)])


def start_of(file: OrderFile) -> PaymentStart:
    """How the order is to be paid; nothing for now where the provider does not answer, and the page asks again."""
    try:
        return payment_of(
            services().table,
            stored=file.stored,
            providers=services().providers,
            return_url=f"{services().settings['XULANG_PUBLIC_URL']}/don-hang/{file.stored.order.code}",
            now=services().now(),
        )
    except ProviderError:
        _log.warning("payment could not be started", extra={"provider": file.stored.order.payment})
        return PaymentStart()


def _enter(code: str, token: str) -> Response:
    """Keep the token in a cookie of this order's page, and take it out of the address bar."""
    if not is_order_code(code) or not services().opens_order(code, token):
        return see_other("/tra-cuu")
    return see_other(f"/don-hang/{code}", cookies=[_pass(code)])


def _pass(code: str) -> str:
    return cookie(ORDER_COOKIE, services().order_token(code), path=f"/don-hang/{code}", seconds=COOKIE_SECONDS)


def _may_see(code: str) -> bool:
    held = cookie_of(routes.current_request, ORDER_COOKIE)
    return is_order_code(code) and services().opens_order(code, held)
