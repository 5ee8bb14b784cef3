"""The cart: put in, take out, and say what it would cost."""

from __future__ import annotations

from datetime import datetime

from market.calendar import local_day
from market.cart import MAX_LINES, MAX_QUANTITY, Quote, quote
from market.places import province
from market.refusals import Cause, Refused
from market.shipping import Zone, zone_of

from chalicelib.store import carts, catalogue
from chalicelib.store.carts import Cart
from chalicelib.store.table import Table
from chalicelib.store.vouchers import Claim, claim_keys
from chalicelib.usecases.redeeming import with_claim

# The empty cart of somebody who has none yet: adding makes the row.
EMPTY_VERSION = 0


class CartFull(Refused):
    code = "cart.full"
    sentence = f"Giỏ chỉ chứa được {MAX_LINES} loại hàng, mỗi loại không quá {MAX_QUANTITY}. Hãy bớt rồi thêm lại."


class NotOnSale(Refused):
    code = "product.not_on_sale"
    cause = Cause.NOT_FOUND
    sentence = "Sản phẩm này không còn bán."


class NoSuchLine(Refused):
    code = "cart.no_such_line"
    cause = Cause.NOT_FOUND
    sentence = "Sản phẩm này không còn trong giỏ."


class WrongQuantity(Refused):
    code = "cart.wrong_quantity"
    cause = Cause.INVALID
    sentence = f"Số lượng phải là số nguyên từ 1 đến {MAX_QUANTITY}."


def add_to_cart(table: Table, *, cart_id: str, product_id: str, quantity: int, now: datetime) -> Cart:
    """Add units of a product at today's price, in one atomic write; two tabs adding at once both count.

    Raises :class:`WrongQuantity`, :class:`NotOnSale` or :class:`CartFull`. A second call adds again."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise WrongQuantity
    offer = catalogue.get_offers(table, [product_id]).get(product_id)
    if offer is None or not offer.stock.on_sale:
        raise NotOnSale
    price = offer.product.price
    return carts.add(table, cart_id, product_id=product_id, quantity=quantity, price=price, now=now, full=CartFull())


def change_quantity(table: Table, *, cart_id: str, product_id: str, quantity: int, now: datetime) -> Cart:
    """Set a line's quantity, zero to take it out; a second call changes nothing more.

    Raises :class:`WrongQuantity`, or :class:`NoSuchLine` if the cart does not have the line."""
    if not 0 <= quantity <= MAX_QUANTITY:
        raise WrongQuantity
    return carts.set_quantity(table, cart_id, product_id=product_id, quantity=quantity, now=now, absent=NoSuchLine())


def view_cart(table: Table, *, cart_id: str, now: datetime) -> Cart:
    """The cart as it is; an unknown or expired one is empty."""
    return carts.get(table, cart_id, now) or Cart(id=cart_id, lines=(), version=EMPTY_VERSION)


def quote_cart(table: Table, *, cart_id: str, province_code: str, now: datetime, claim: Claim | None = None) -> Quote:
    """What the cart costs now, delivered to a province, less what a voucher takes off.

    Raises :class:`~market.places.UnknownPlace`, and the :class:`~market.vouchers.VoucherRefused` of a claim that takes
    nothing off."""
    zone = destination(province_code)
    lines = view_cart(table, cart_id=cart_id, now=now).lines
    ids, claim = [line.product_id for line in lines], claim if lines else None
    rows = table.get_many([*catalogue.offer_keys(ids), *claim_keys(claim)])
    offers = catalogue.offers(rows, ids)
    plain = quote(lines, offers, province_code=province_code, zone=zone, today=local_day(now))
    return with_claim(plain, rows, claim, now)


def destination(province_code: str) -> Zone:
    """The tariff zone of a province. Raises :class:`~market.places.UnknownPlace`."""
    return zone_of(province_code, province(province_code).region)
