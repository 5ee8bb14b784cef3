"""The cart, for people."""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import partial
from typing import Any

from chalice.app import Response
from market.places import UnknownPlace, province, provinces

from chalicelib.pages.views import CartPage
from chalicelib.usecases.carts import CartFull, NoSuchLine, WrongQuantity, add_to_cart, change_quantity, quote_cart
from chalicelib.web.answers import chrome, cookie, page, see_other
from chalicelib.web.requests import cookie_of, form_of, query_of
from chalicelib.web.routes import Routes
from chalicelib.web.tongues import remembered, tongue_of
from chalicelib.wiring import services

routes = Routes(__name__)

CART_COOKIE = "gio"
# The name of this browser's next addition, changed by each that we answered. In a cookie and not in the form: product
# pages are static, the same for everybody. Pressed twice, or sent again after a lost answer, an addition counts once,
# without any script.
NEXT_COOKIE = "gio_lan"
PROVINCE_COOKIE = "tinh"
COOKIE_SECONDS = 30 * 24 * 3600
# Where most parcels go; the shopper's own province replaces it as soon as it is chosen.
USUAL_PROVINCE = "01"
_CART_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_PRODUCT_ID = re.compile(r"[a-z0-9-]{3,64}")
_ADDED = "Đã thêm vào giỏ."


@routes.page("/gio-hang")
def show_cart() -> Response:
    request, now = routes.current_request, services().now()
    chosen = province_of(request)
    quoted = quote_cart(services().table, cart_id=cart_id_of(request), province_code=chosen, now=now)
    notices = (_ADDED,) if "them" in query_of(request) else ()
    view = CartPage(chrome=chrome(tongue_of(request)), quote=quoted, provinces=provinces(), notices=notices)
    return page(view, cookies=[cookie(PROVINCE_COOKIE, chosen, seconds=COOKIE_SECONDS), *remembered(request)])


@routes.form("/gio-hang/them")
def add() -> Response:
    request, now = routes.current_request, services().now()
    form = form_of(request, public_url=services().settings["XULANG_PUBLIC_URL"])
    product_id, quantity = product_id_of(form), quantity_of(form, default="1")
    cart_id, named = cart_id_of(request) or new_cart_id(), cookie_of(request, NEXT_COOKIE)
    # With what is added: two tabs that add different things at once share the name.
    digest = hashlib.sha256(f"{named}|{product_id}|{quantity}".encode()).hexdigest()[:24]
    put_in = partial(
        add_to_cart,
        services().table,
        product_id=product_id,
        quantity=quantity,
        operation_id=digest if named else "",
        now=now,
    )
    try:
        put_in(cart_id=cart_id)
    except CartFull:
        # An old cart past its lifetime refuses additions until the store has removed it: begin another.
        if quote_cart(services().table, cart_id=cart_id, province_code=USUAL_PROVINCE, now=now).lines:
            raise
        cart_id = new_cart_id()
        put_in(cart_id=cart_id)
    kept = {CART_COOKIE: cart_id, NEXT_COOKIE: secrets.token_urlsafe(9)}
    cookies = [cookie(name, value, seconds=COOKIE_SECONDS) for name, value in kept.items()]
    return see_other("/gio-hang?them", cookies=cookies)


@routes.form("/gio-hang/sua")
def change() -> Response:
    request = routes.current_request
    form = form_of(request, public_url=services().settings["XULANG_PUBLIC_URL"])
    change_quantity(
        services().table,
        cart_id=cart_id_of(request),
        product_id=product_id_of(form),
        quantity=quantity_of(form, default=""),
        now=services().now(),
    )
    return see_other("/gio-hang")


def cart_id_of(request: Any) -> str:
    """The cart of this browser; empty for none, and for a cookie that we did not make."""
    found = cookie_of(request, CART_COOKIE)
    return found if _CART_ID.fullmatch(found) else ""


def new_cart_id() -> str:
    return secrets.token_urlsafe(16)


def is_cart_id(value: str) -> bool:
    return bool(_CART_ID.fullmatch(value))


def province_of(request: Any) -> str:
    """The province that the fees are shown for: as asked, as chosen before, or the usual one."""
    for code in (query_of(request).get("tinh", ""), cookie_of(request, PROVINCE_COOKIE)):
        try:
            return province(code).code
        except UnknownPlace:
            continue
    return USUAL_PROVINCE


def product_id_of(form: dict[str, str]) -> str:
    """Raises :class:`NoSuchLine` for what cannot be a product's id."""
    found = form.get("san_pham", "")
    if not _PRODUCT_ID.fullmatch(found):
        raise NoSuchLine
    return found


def quantity_of(form: dict[str, str], *, default: str) -> int:
    """Plain digits only: int() would also take full-width ones, signs and underscores. Raises WrongQuantity."""
    typed = form.get("so_luong", default).strip()
    if not re.fullmatch(r"[0-9]{1,4}", typed):
        raise WrongQuantity
    return int(typed)
