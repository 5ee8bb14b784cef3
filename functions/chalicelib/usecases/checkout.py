"""Placing an order: all of it in one transaction, or none of it, and never at a price that the shopper did not see."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from market.calendar import local_day
from market.cart import MAX_LINES, MAX_PARCELS, CartLine, Quote, quote
from market.codes import new_order_code
from market.events import Event, OrderConfirmed, OrderPlaced
from market.ledger import sale
from market.money import Dong
from market.orders import Order, after, order_from_quote
from market.parcels import ParcelState, Party
from market.refusals import Cause, Refused
from market.vouchers import VoucherRefused
from market.wire import to_json

from chalicelib.store import carts, catalogue, dispatches, keys, orders, parcels, phone_tails
from chalicelib.store.carts import Cart
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write
from chalicelib.store.vouchers import claim_keys
from chalicelib.usecases.carts import destination, quote_cart
from chalicelib.usecases.redeeming import Claim, redeeming, with_claim

# Two codes in 887 million collide rarely; five in a row would mean that the generator is broken.
CODE_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the shopper saw and agreed to. It is compared with what holds now, and never charged by itself. ``voucher``
    is the code whose reduction is in the total, empty for none."""

    lines: tuple[CartLine, ...]
    total: Dong
    voucher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """``key`` makes the order happen once; ``pays_first`` says that the goods wait for the money. ``phone_tail`` is the
    keyed hash under which the desk finds the order by the end of its receiver's number. ``claim`` is the voucher that
    is asked for."""

    key: str
    cart_id: str
    seen: Seen
    receiver: Party
    note: str
    payment: str
    pays_first: bool
    phone_tail: str
    claim: Claim | None = None

    @property
    def voucher(self) -> str:
        return self.claim.code if self.claim else ""

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(to_json(self).encode()).hexdigest()


class QuoteChanged(Refused):
    """Prices, stock or the cart moved since they were seen; ``quote`` is what holds now."""

    code = "quote.changed"

    def __init__(self, quote: Quote) -> None:
        sentences = quote.changes + quote.problems
        super().__init__(
            " ".join(sentences) or f"Tổng tiền nay là {quote.total}. Hãy xem lại rồi đặt hàng.",
            total=int(quote.total),
            lines=[
                {
                    "product_id": line.product_id,
                    "quantity": line.quantity,
                    "price": int(line.price),
                    "seen_price": int(line.seen_price),
                    "problem": line.problem,
                }
                for line in quote.lines
            ],
        )
        self.quote = quote


class EmptyCart(Refused):
    code = "cart.empty"
    sentence = "Giỏ hàng đang trống. Hãy chọn hàng trước khi đặt."


class TooManyParcels(Refused):
    code = "cart.too_many_parcels"
    sentence = f"Một đơn giao được từ nhiều nhất {MAX_PARCELS} gian hàng. Hãy chia thành hai đơn."


class KeyReused(Refused):
    code = "idempotency_key.reused"
    cause = Cause.INVALID
    sentence = "Mã lần đặt hàng này đã dùng cho một đơn khác. Hãy tải lại trang rồi đặt lại."


class _Moved(Exception):
    """The cart, the stock or a price changed between reading and committing."""


class _AlreadyPlaced(Exception):
    pass


class _CodeTaken(Exception):
    pass


def place_order(table: Table, *, checkout: Checkout, now: datetime) -> Order:
    """Place the order that the shopper saw; the same key again answers the same order.

    Raises :class:`QuoteChanged` with the new total if anything moved, :class:`~market.vouchers.VoucherRefused`,
    :class:`EmptyCart`, :class:`TooManyParcels`, :class:`KeyReused` for the key of another order,
    :class:`~market.refusals.Busy` with nothing held."""
    try:
        return _place(table, checkout, now)
    except (EmptyCart, QuoteChanged, VoucherRefused):
        # A twin of this request may have become an order between two of our reads: then the cart, the goods and the
        # use of the voucher are gone because this very order has them.
        placed = table.get(keys.idempotency(checkout.key))
        if placed is None:
            raise
        return _the_same_order(table, placed["order_code"], placed["fingerprint"], checkout)


def _place(table: Table, checkout: Checkout, now: datetime) -> Order:
    rows = table.get_many(_what_to_read(checkout))
    if placed := rows.get(keys.idempotency(checkout.key)):
        return _the_same_order(table, placed["order_code"], placed["fingerprint"], checkout)
    cart = carts.read(rows.get(keys.cart(checkout.cart_id)), now)
    agreed = _agreed_quote(table, rows, cart, checkout, now)
    for _ in range(CODE_TRIES):
        order = _order_of(agreed, checkout, now)
        try:
            use = redeeming(table, order, rows, checkout.claim, otherwise=_Moved())
            table.commit(*_placing(table, order, cart, checkout), *use)
            return order
        except _CodeTaken:
            continue
        except _AlreadyPlaced:
            row = table.get(keys.idempotency(checkout.key)) or {}
            return _the_same_order(table, row["order_code"], row["fingerprint"], checkout)
        except _Moved:
            raise QuoteChanged(_quote_now(table, checkout, now)) from None
    raise RuntimeError(f"{CODE_TRIES} order codes in a row were taken")


def _order_of(agreed: Quote, checkout: Checkout, now: datetime) -> Order:
    return order_from_quote(
        agreed,
        code=new_order_code(secrets.choice),
        receiver=checkout.receiver,
        note=checkout.note,
        payment=checkout.payment,
        now=now,
        pays_first=checkout.pays_first,
    )


def _what_to_read(checkout: Checkout) -> list[keys.Key]:
    """Everything at once: the cart, an earlier order of this key, the offers of the lines that were seen, a voucher."""
    if not 0 < len(checkout.seen.lines) <= MAX_LINES:
        raise EmptyCart
    products = [line.product_id for line in checkout.seen.lines]
    once = [keys.idempotency(checkout.key), keys.cart(checkout.cart_id)]
    return [*once, *catalogue.offer_keys(products), *claim_keys(checkout.claim)]


def _agreed_quote(
    table: Table, rows: Mapping[keys.Key, Row], cart: Cart | None, checkout: Checkout, now: datetime
) -> Quote:
    """The quote that holds now, if it is the one that was seen."""
    if cart is None or not cart.lines:
        raise EmptyCart
    in_cart = {line.product_id: line.quantity for line in cart.lines}
    # Line by line and not as a mapping, in which a second line of a product would hide the first.
    if sorted(in_cart.items()) != sorted((line.product_id, line.quantity) for line in checkout.seen.lines):
        raise QuoteChanged(_quote_now(table, checkout, now))
    offers = catalogue.offers(rows, in_cart)
    province_code = checkout.receiver.province_code
    holding = quote(
        checkout.seen.lines,
        offers,
        province_code=province_code,
        zone=destination(province_code),
        today=local_day(now),
    )
    if len(holding.parcels) > MAX_PARCELS:
        raise TooManyParcels
    holding = with_claim(holding, rows, checkout.claim, now)
    agreed = (checkout.seen.total, checkout.seen.voucher)
    if not holding.can_be_ordered or holding.changes or (holding.total, checkout.voucher) != agreed:
        raise QuoteChanged(holding)
    return holding


def _placing(table: Table, order: Order, cart: Cart | None, checkout: Checkout) -> list[Write]:
    """Stock, order, parcels, ledger, history and messages: the whole of placing an order, for one commit."""
    if cart is None:
        raise EmptyCart
    placed = after(None, OrderPlaced)
    state = placed if checkout.pays_first else after(placed, OrderConfirmed)
    history: list[Event] = [OrderPlaced(order_code=order.code, total=order.total, payment=order.payment)]
    promise = {"order_code": order.code, "fingerprint": checkout.fingerprint}
    writes = [
        table.create(keys.idempotency(checkout.key), promise, otherwise=_AlreadyPlaced()),
        orders.create(table, order, state, taken=_CodeTaken()),
        carts.consume(table, cart, changed=_Moved()),
        orders.add_entry(table, order.code, sale(order)),
        *_taking(table, order, sold=not checkout.pays_first),
        phone_tails.add(table, checkout.phone_tail, order.code, order.placed_at),
    ]
    if order.pay_before:
        writes.append(orders.create_reservation(table, order, order.pay_before))
        writes += [parcels.create(table, parcel.id, ParcelState.WAITING_FOR_PAYMENT) for parcel in order.parcels]
    else:
        history.append(OrderConfirmed(order_code=order.code))
        writes += [parcels.create(table, parcel.id, ParcelState.READY) for parcel in order.parcels]
        writes += [dispatches.request(table, parcel, order.placed_at) for parcel in order.parcels]
    return writes + [orders.add_event(table, event, order.placed_at) for event in history]


def _taking(table: Table, order: Order, *, sold: bool) -> list[Write]:
    revisions = {line.product_id: line.revision for parcel in order.parcels for line in parcel.lines}
    return [
        catalogue.take(table, id, quantity=units, revision=revisions[id], sold=sold, otherwise=_Moved())
        for id, units in order.quantities().items()
    ]


def _quote_now(table: Table, checkout: Checkout, now: datetime) -> Quote:
    province_code = checkout.receiver.province_code
    return quote_cart(table, cart_id=checkout.cart_id, province_code=province_code, now=now, claim=checkout.claim)


def _the_same_order(table: Table, code: str, fingerprint: str, checkout: Checkout) -> Order:
    if fingerprint != checkout.fingerprint:
        raise KeyReused
    stored = orders.get(table, code)
    if stored is None:
        raise LookupError(f"the order {code} of an idempotency row is missing")
    return stored.order
