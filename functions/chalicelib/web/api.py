"""The same shop for programs: carts, quotes, orders. Unknown fields are refused, totals are the server's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from chalice.app import Response
from market.cart import CartLine
from market.places import UnknownPlace, communes_of
from market.refusals import Cause, InvalidInput, Refused
from market.wire import Malformed, from_plain, to_plain

from chalicelib.usecases.carts import add_to_cart, quote_cart
from chalicelib.usecases.checkout import Checkout, Seen, place_order
from chalicelib.usecases.orders import NoSuchOrder, read_order
from chalicelib.usecases.receiver import read_note, read_receiver
from chalicelib.web.answers import plain
from chalicelib.web.api_messages import (
    NewOrder,
    PlacedMessage,
    communes_message,
    order_message,
    quote_message,
)
from chalicelib.web.cart_messages import AddLine, CartLineMessage, CartMessage
from chalicelib.web.cart_pages import is_cart_id, new_cart_id
from chalicelib.web.checkout_pages import KEY, claim_of
from chalicelib.web.order_pages import start_of
from chalicelib.web.order_views import version_of
from chalicelib.web.requests import headers_of, json_of, query_of
from chalicelib.web.routes import Routes
from chalicelib.wiring import services

routes = Routes(__name__)
T = TypeVar("T")

# The same checks serve the form and this interface; each names the fields in its own words.
_FIELD_NAMES = {
    "ho_ten": "receiver.name",
    "so_dien_thoai": "receiver.phone",
    "tinh": "receiver.province_code",
    "xa": "receiver.commune_code",
    "dia_chi": "receiver.line",
    "ghi_chu": "note",
}


class UnknownCart(Refused):
    code = "cart.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Không có giỏ hàng này."


class UnknownProvince(Refused):
    code = "place.unknown"
    cause = Cause.NOT_FOUND
    sentence = "Không có tỉnh hoặc thành phố mang mã này."


class WrongBody(Refused):
    code = "body.wrong_form"
    cause = Cause.INVALID
    sentence = "Nội dung gửi lên không đúng dạng."


@routes.api("POST", "/api/v1/carts")
def make_cart() -> Response:
    """A fresh cart id of 128 bits; nothing is stored before something is put in."""
    return _answer(CartMessage(cart_id=new_cart_id(), lines=()), status=201)


@routes.api("POST", "/api/v1/carts/{cart_id}/lines")
def add_line(cart_id: str) -> Response:
    wanted = read_body(AddLine, json_of(routes.current_request))
    cart = add_to_cart(
        services().table,
        cart_id=_cart(cart_id),
        product_id=wanted.product_id,
        quantity=wanted.quantity,
        now=services().now(),
        operation_id=wanted.operation_id,
    )
    lines = tuple(CartLineMessage(product_id=line.product_id, quantity=line.quantity) for line in cart.lines)
    return _answer(CartMessage(cart_id=cart.id, lines=lines))


@routes.api("GET", "/api/v1/carts/{cart_id}/quote")
def show_quote(cart_id: str) -> Response:
    query, table, now = query_of(routes.current_request), services().table, services().now()
    claim, province_code = claim_of(query.get("voucher", "")), query.get("province", "")
    try:
        quoted = quote_cart(table, cart_id=_cart(cart_id), province_code=province_code, now=now, claim=claim)
    except UnknownPlace:
        raise UnknownProvince from None
    return _answer(quote_message(quoted))


@routes.api("POST", "/api/v1/orders")
def make_order() -> Response:
    """Place the order that was seen, once for each Idempotency-Key; a repeat answers the same order."""
    request = routes.current_request
    wanted = read_body(NewOrder, json_of(request))
    key = headers_of(request).get("idempotency-key", "")
    if not KEY.fullmatch(key):
        raise InvalidInput({"Idempotency-Key": "Cần 16 đến 64 chữ cái, chữ số, gạch ngang hoặc gạch dưới."})
    order = place_order(services().table, checkout=_checkout(wanted, key), now=services().now())
    token = services().order_token(order.code)
    where = f"/api/v1/orders/{order.code}"
    answer = PlacedMessage(code=order.code, token=token, total=order.total, payment=order.payment, url=where)
    return _answer(answer, status=201)


@routes.api("GET", "/api/v1/orders/{code}")
def show_order(code: str) -> Response:
    """The whole order, and how to pay it, for the bearer of its token."""
    scheme, _, token = headers_of(routes.current_request).get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not services().opens_order(code, token.strip()):
        raise NoSuchOrder
    file = read_order(services().table, code=code)
    return _answer(order_message(file, start_of(file), version=version_of(file)))


@routes.api("GET", "/api/v1/provinces/{code}/communes")
def show_communes(code: str) -> Response:
    try:
        found = communes_of(code)
    except UnknownPlace:
        raise UnknownProvince from None
    return _answer(communes_message(found), cache="public, max-age=86400")


def _answer(message: object, *, status: int = 200, cache: str = "no-store") -> Response:
    return plain(to_plain(message), status=status, cache=cache)


def read_body(kind: type[T], body: Mapping[str, Any]) -> T:
    """The typed body. Raises :class:`WrongBody` for a missing, wrong or unknown field, at any depth."""
    try:
        value = from_plain(kind, body)
    except Malformed as problem:
        raise WrongBody(problem=str(problem)) from None
    if unknown := _unknown(body, to_plain(value)):
        raise WrongBody(problem=f"unknown fields: {', '.join(unknown)}")
    return value


def _unknown(given: Any, understood: Any, path: str = "") -> list[str]:
    if isinstance(given, dict):
        extra = [f"{path}{name}" for name in given if name not in understood]
        known = [name for name in given if name in understood]
        return extra + [found for name in known for found in _unknown(given[name], understood[name], f"{path}{name}.")]
    if isinstance(given, list):
        pairs = zip(given, understood, strict=True)
        return [found for i, (one, read) in enumerate(pairs) for found in _unknown(one, read, f"{path}{i}.")]
    return []


def _checkout(wanted: NewOrder, key: str) -> Checkout:
    provider = services().providers.get(wanted.payment)
    if provider is None:
        names = ", ".join(services().providers)
        raise InvalidInput({"payment": f"Chọn một trong: {names}."})
    asked = wanted.receiver
    form = {
        "ho_ten": asked.name,
        "so_dien_thoai": asked.phone,
        "tinh": asked.province_code,
        "xa": asked.commune_code,
        "dia_chi": asked.line,
        "ghi_chu": wanted.note,
    }
    try:
        receiver, note = read_receiver(form), read_note(form)
    except InvalidInput as wrong:
        raise InvalidInput({_FIELD_NAMES[name]: sentence for name, sentence in wrong.fields.items()}) from None
    lines = tuple(
        CartLine(product_id=line.product_id, quantity=line.quantity, seen_price=line.price) for line in wanted.lines
    )
    claim = claim_of(wanted.voucher, receiver.phone)
    return Checkout(
        key=key,
        cart_id=_cart(wanted.cart_id),
        seen=Seen(lines=lines, total=wanted.total, voucher=claim.code if claim else ""),
        receiver=receiver,
        note=note,
        payment=provider.name,
        pays_first=not provider.confirms_at_once,
        phone_tail=services().phone_tail(receiver.phone),
        claim=claim,
    )


def _cart(cart_id: str) -> str:
    if not is_cart_id(cart_id):
        raise UnknownCart
    return cart_id
