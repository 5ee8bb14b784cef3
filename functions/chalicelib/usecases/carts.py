"""The cart: put in, take out, and say what it would cost."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from market.calendar import local_day
from market.cart import MAX_LINES, MAX_QUANTITY, Quote, quote
from market.places import province
from market.refusals import Cause, Refused
from market.shipping import Zone, zone_of

from chalicelib.store import carts, catalogue
from chalicelib.store.carts import Addition, Cart
from chalicelib.store.table import Table
from chalicelib.store.vouchers import Claim, claim_keys
from chalicelib.usecases.redeeming import with_claim

# The empty cart of somebody who has none yet: adding makes the row.
EMPTY_VERSION = 0
_OPERATION = re.compile(r"[A-Za-z0-9_.-]{8,64}")


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


class WrongOperation(Refused):
    code = "cart.wrong_operation"
    cause = Cause.INVALID
    sentence = "Mã thao tác gồm 8 đến 64 chữ cái, chữ số, gạch ngang, gạch dưới."


def add_to_cart(
    table: Table, *, cart_id: str, product_id: str, quantity: int, now: datetime, operation_id: str = ""
) -> Cart:
    """Add units of a product at today's price, in one atomic write; two tabs adding at once both count.

    A second call under the same ``operation_id`` adds nothing more, as long as the cart remembers it (its last 32
    additions at least); without one it adds again. Raises :class:`WrongQuantity`, :class:`WrongOperation`,
    :class:`NotOnSale` or :class:`CartFull`."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise WrongQuantity
    if operation_id and not _OPERATION.fullmatch(operation_id):
        raise WrongOperation
    offer = catalogue.get_offers(table, [product_id]).get(product_id)
    if offer is None or not offer.stock.on_sale:
        raise NotOnSale
    addition = Addition(
        # Our own name for one that has none: its answer may be lost between the table and us.
        operation=operation_id or secrets.token_hex(8),
        product_id=product_id,
        quantity=quantity,
        price=offer.product.price,
    )
    return carts.add(table, cart_id, addition, now=now, full=CartFull())


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
