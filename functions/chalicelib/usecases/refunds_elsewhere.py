"""A refund that somebody made at the provider's own desk: the money has left, so the books say so, once.

Nobody here was asked whether it may, so it is held to the same sums as every refund: what exceeds its payment, or
belongs to no order, is left to a person. What the shopper was owed anyway it pays; the rest is the operator's gift.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from market.events import Event, RefundFailed, RefundPaid, RefundRequested
from market.money import Dong
from market.refund_plans import credit_of_made
from market.refunds import Books, Refund, RefundKind, RefundState, Share, Wanted, payout, refund_id

from chalicelib.ports import NoticeKind, PaymentNotice
from chalicelib.store import orders, parcels, refunds
from chalicelib.store.orders import OrderFile
from chalicelib.store.table import Table, Write
from chalicelib.usecases.books import books_of, cash_at_doors
from chalicelib.usecases.refund_ends import MAX_PROBLEM, PROVIDER

# A payment, a parcel or another refund may each come in between once.
TRIES = 8
EXCEEDS, NO_REFERENCE, NO_ORDER = "refund_exceeds_payment", "no_refund_reference", "unknown_order"
_REASON = "hoàn tại trang của bên thanh toán"


class MadeMoved(Exception):
    """The order, its money or a parcel changed between reading and committing."""


class KnownRefund(Exception):
    """It is in the books: told of by another event of the same refund."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What is to be committed, or the ``reason`` why a person must look."""

    writes: tuple[Write, ...] = ()
    reason: str = ""


def made_id(order_code: str, provider: str, reference: str) -> str:
    """Our id for the provider's refund ``reference``: the same for every event that tells of it."""
    return f"{refund_id(order_code, f'{provider}-{sha256(reference.encode()).hexdigest()[:20]}')}/1"


def recording(table: Table, notice: PaymentNotice, order_code: str, now: datetime) -> Made:
    """The refund as it was made, for one commit; of one that failed before it was heard of, that alone is kept, so that
    an older success which comes later is not believed.

    Raises, when committed, :class:`KnownRefund` or :class:`MadeMoved`."""
    if not notice.reference:
        return Made(reason=NO_REFERENCE)
    file = orders.read_file(table, order_code)
    if file is None:
        return Made(reason=NO_ORDER)
    books = books_of(file, (notice.provider,))
    left = next((one.left for one in books.payments if one.payment_id == notice.payment_id), Dong(0))
    if notice.kind is NoticeKind.REFUNDED and not 0 < notice.amount.amount <= left.amount:
        return Made(reason=EXCEEDS)
    refund = _refund(notice, order_code, now)
    if notice.kind is NoticeKind.REFUNDED:
        return Made(writes=tuple(_done(table, file, books, refund, notice, now)))
    return Made(writes=tuple(_failed(table, refund, notice, now)))


def _refund(notice: PaymentNotice, order_code: str, now: datetime) -> Refund:
    share = Share(provider=notice.provider, payment_id=notice.payment_id, amount=notice.amount, by_program=True)
    return Refund(
        id=made_id(order_code, notice.provider, notice.reference),
        wanted=Wanted(kind=RefundKind.AMOUNT, reason=_REASON, amount=notice.amount),
        share=share,
        requested_by=PROVIDER,
        requested_at=now,
    )


def _done(
    table: Table, file: OrderFile, books: Books, refund: Refund, notice: PaymentNotice, now: datetime
) -> list[Write]:
    code, id, amount = file.stored.order.code, refund.id, refund.share.amount
    credits = credit_of_made(books, amount, id=id.rpartition("/")[0], now=now)
    events: list[Event] = [
        _requested(refund, code),
        RefundPaid(order_code=code, refund_id=_name(refund), amount=amount, actor=PROVIDER),
    ]
    return [
        refunds.record(
            table, refund, RefundState.DONE, reference=notice.reference, problem="", now=now, known=KnownRefund()
        ),
        orders.promise_back(table, file.stored, amount, at_doors=cash_at_doors(file), otherwise=MadeMoved()),
        *[parcels.unchanged(table, parcel, otherwise=MadeMoved()) for parcel in file.parcels.values()],
        *[orders.add_entry(table, code, entry) for entry in (*credits, payout(code, refund.share, id=id, now=now))],
        *[orders.add_event(table, event, now) for event in events],
    ]


def _failed(table: Table, refund: Refund, notice: PaymentNotice, now: datetime) -> list[Write]:
    code, problem = refund.id.partition("/")[0], "the provider says that it failed"
    events: list[Event] = [
        _requested(refund, code),
        RefundFailed(order_code=code, refund_id=_name(refund), reason=problem[:MAX_PROBLEM]),
    ]
    return [
        refunds.record(
            table, refund, RefundState.FAILED, reference=notice.reference, problem=problem, now=now, known=KnownRefund()
        ),
        *[orders.add_event(table, event, now) for event in events],
    ]


def _requested(refund: Refund, code: str) -> RefundRequested:
    kind, amount = refund.wanted.kind.value, refund.share.amount
    return RefundRequested(
        order_code=code, refund_id=_name(refund).partition("/")[0], kind=kind, amount=amount, actor=PROVIDER
    )


def _name(refund: Refund) -> str:
    return refund.id.split("/", 2)[2]
