"""Vouchers in use: promised with a promotion, weighed with the cart, counted with the order, given back with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from market.cart import Quote
from market.catalogue import Document, Language, PromotionBody
from market.discounts import discounted
from market.orders import Order
from market.vouchers import UnknownVoucher, Voucher

from chalicelib.store import vouchers
from chalicelib.store.keys import Key
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write
from chalicelib.store.vouchers import Claim as Claim


def promising(table: Table, document: Document, *, previous: Document | None, overtaken: Exception) -> list[Write]:
    """What a new revision of a promotion does to its code, and to the one that it had before; for the publication's
    own commit."""
    promise, before = _voucher_of(document), _voucher_of(previous)
    writes = [vouchers.publish(table, promise, document.id, document.revision)] if promise else []
    is_left = before is not None and (promise is None or promise.code != before.code)
    # A code that another promotion took over since is that one's to withdraw.
    if before and is_left and vouchers.belongs_to(table, before.code, document.id):
        writes.append(vouchers.withdraw(table, before.code, document.id, otherwise=overtaken))
    return writes


def flaw_of(document: Document) -> str:
    """Why the document's voucher cannot be promised, or nothing."""
    promise = _voucher_of(document)
    return promise.flaw if promise else ""


def with_claim(quote: Quote, rows: Mapping[Key, Row], claim: Claim | None, now: datetime) -> Quote:
    """The quote with what the claim takes off. Raises the :class:`~market.vouchers.VoucherRefused` that says why it
    takes nothing off."""
    if claim is None:
        return quote
    found = vouchers.standing(rows, claim)
    if found is None:
        raise UnknownVoucher(claim.code)
    return discounted(quote, found, now)


def redeeming(
    table: Table, order: Order, rows: Mapping[Key, Row], claim: Claim | None, *, otherwise: Exception
) -> list[Write]:
    """The use of its voucher, in the order's own transaction. Raises ``otherwise``, when committed, if it has been used
    up, by all or by this phone, or if its rules have changed since they were read."""
    found = vouchers.standing(rows, claim) if claim else None
    if claim is None or found is None:
        return []
    return vouchers.use(table, claim, found, order, otherwise=otherwise)


def redeeming_again(table: Table, order: Order, *, otherwise: Exception) -> list[Write]:
    """For an order that comes back from its expiry; ``otherwise`` if no use is left."""
    return vouchers.use_again(table, order.code, otherwise=otherwise) if order.discounts else []


def giving_back(table: Table, order: Order, *, otherwise: Exception) -> list[Write]:
    """For the end of an order that nobody paid; ``otherwise`` if it ended already."""
    return vouchers.give_back(table, order.code, otherwise=otherwise) if order.discounts else []


def _voucher_of(document: Document | None) -> Voucher | None:
    """Promised by the promotion's Vietnamese page; a translation only says it again."""
    if document is None or document.language is not Language.VIETNAMESE:
        return None
    return document.body.voucher if isinstance(document.body, PromotionBody) else None
