"""Money goes back: asked for once, guarded by the order's own row, sent by its provider or by a person.

Credit, promise, row and message are one transaction, so a refund is there whole or not at all. Its outcome is learnt
from the provider's answer or from its callback, whichever comes first; where neither says, a person must look.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from market.events import RefundRequested
from market.money import Dong, total
from market.refund_plans import plan
from market.refunds import (
    NothingToRefund,
    Plan,
    Refund,
    RefundKind,
    RefundProgress,
    RefundState,
    Wanted,
    order_code_of_refund,
    refund_id,
)
from market.refusals import Busy, Cause, Refused

from chalicelib.ports import ProviderError
from chalicelib.refund_ports import Refunding, RefundRequest, RefundResult
from chalicelib.store import orders, parcels, payments, refunds
from chalicelib.store.orders import OrderFile
from chalicelib.store.queues import Queues
from chalicelib.store.table import Table, Write
from chalicelib.usecases.books import books_of, cash_at_doors
from chalicelib.usecases.later import NotNow
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.usecases.putting_back import may_be_forgotten
from chalicelib.usecases.refund_ends import give_up, paid_back, park

# Of refunds asked for at once one wins each round, so this many at once are all answered.
TRIES = 40
# The same key makes a repeated question harmless; two lost answers in a row are no accident.
MAX_LOST = 2
MAX_ATTEMPTS = 8
# After how long a provider is asked again about what it has under way.
SOONEST_LOOK, LATEST_LOOK = timedelta(minutes=2), timedelta(hours=6)
BATCH = 50
SYSTEM = "system"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


class WrongName(Refused):
    code = "refund.wrong_name"
    cause = Cause.INVALID
    sentence = "Mã lần hoàn tiền chỉ gồm chữ không dấu, số và dấu gạch ngang, không quá 64 ký tự."


class NameReused(Refused):
    code = "refund.name_reused"
    cause = Cause.INVALID
    sentence = "Mã lần hoàn tiền này đã dùng cho một khoản hoàn khác của đơn."


class AmountChanged(Refused):
    code = "refund.amount_changed"
    sentence = "Số tiền hoàn đã khác lúc xem trước, vì đơn vừa có thay đổi. Hãy xem trước lại."


class _Known(Exception):
    pass


class _Moved(Exception):
    """The order, its money or a parcel changed between reading and committing."""


class _NothingToSend(Exception):
    pass


class _Ended(Exception):
    """The callback was faster than the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """``name`` comes from the caller and makes the refund happen once. ``actor`` is a role or an account name.
    ``seen`` is the sum that a person was shown before, None where nobody was."""

    order_code: str
    name: str
    wanted: Wanted
    actor: str
    seen: Dong | None = None


def request_refund(
    table: Table, *, asked: RefundOrder, by_program: Collection[str], now: datetime
) -> tuple[RefundProgress, ...]:
    """Promise money back and have it sent; the same name again answers the same refund. ``by_program`` names the
    providers that can be asked; what came in other ways waits for a person.

    Raises :class:`WrongName`, :class:`NameReused`, :class:`AmountChanged` where another sum was seen before,
    :class:`~chalicelib.usecases.orders.NoSuchOrder`, what :func:`market.refund_plans.plan` raises, and
    :class:`~market.refusals.Busy` with nothing promised."""
    if not _NAME.fullmatch(asked.name):
        raise WrongName
    id = refund_id(asked.order_code, asked.name)
    for _ in range(TRIES):
        file = orders.read_file(table, asked.order_code)
        if file is None:
            raise NoSuchOrder
        if before := _rows_of(file, id):
            return _the_same(before, asked)
        planned = plan(books_of(file, by_program), asked.wanted, id=id, now=now)
        if asked.seen not in (None, planned.amount):
            raise AmountChanged
        with suppress(_Moved, _Known):
            table.commit(*_promising(table, file, planned, asked, now))
            file = orders.read_file(table, asked.order_code) or file
            return _rows_of(file, id)
    raise Busy


def _promising(table: Table, file: OrderFile, planned: Plan, asked: RefundOrder, now: datetime) -> list[Write]:
    code, id = asked.order_code, refund_id(asked.order_code, asked.name)
    event = RefundRequested(
        order_code=code, refund_id=asked.name, kind=asked.wanted.kind.value, amount=planned.amount, actor=asked.actor
    )
    writes = [
        orders.promise_back(table, file.stored, planned.amount, at_doors=cash_at_doors(file), otherwise=_Moved()),
        *[parcels.unchanged(table, parcel, otherwise=_Moved()) for parcel in file.parcels.values()],
        *[orders.add_entry(table, code, entry, repeated=_Known()) for entry in planned.credits],
        orders.add_event(table, event, now),
    ]
    for place, share in enumerate(planned.shares, start=1):
        wanted = asked.wanted if place == 1 else Wanted(kind=asked.wanted.kind, reason=asked.wanted.reason)
        refund = Refund(id=f"{id}/{place}", wanted=wanted, share=share, requested_by=asked.actor, requested_at=now)
        writes += refunds.create(table, refund, now, known=_Known())
    return writes


def _rows_of(file: OrderFile, id: str) -> tuple[RefundProgress, ...]:
    return tuple(of for row_id, of in sorted(file.refunds.items()) if row_id.rpartition("/")[0] == id)


def _the_same(before: tuple[RefundProgress, ...], asked: RefundOrder) -> tuple[RefundProgress, ...]:
    if before[0].refund.wanted != asked.wanted:
        raise NameReused
    return before


def refund_owed(table: Table, *, order_code: str, name: str, by_program: Collection[str], now: datetime) -> None:
    """Promise back whatever is owed to the shopper, if anything is; the same name again changes nothing."""
    wanted = Wanted(kind=RefundKind.OWED, reason="hoàn khoản chợ không được giữ")
    asked = RefundOrder(order_code=order_code, name=name, wanted=wanted, actor=SYSTEM)
    with suppress(NothingToRefund):
        request_refund(table, asked=asked, by_program=by_program, now=now)


def send_refund(table: Table, *, id: str, refunding: Mapping[str, Refunding], now: datetime) -> None:
    """Have the provider give the money back, once, however often this runs: the refund's id is the key.

    Raises :class:`~chalicelib.usecases.later.NotNow` when it should be tried again later."""
    try:
        of = refunds.begin(table, id, now=now, otherwise=_NothingToSend())
    except _NothingToSend:
        return
    try:
        asked = asked_of(table, of)
        if may_be_forgotten(of.refund.requested_at, now):
            asked = replace(asked, was_sent=True)
        result = refunding[of.refund.share.provider].refund(asked, now=now)
    except ProviderError as error:
        if error.permanent and not error.outcome_unknown:
            give_up(table, of, problem=str(error), now=now)
        elif of.attempts >= (MAX_LOST if error.outcome_unknown else MAX_ATTEMPTS):
            park(table, of, problem=str(error))
        else:
            raise NotNow from error
        return
    _take_result(table, of, result, now)


def _take_result(table: Table, of: RefundProgress, result: RefundResult, now: datetime) -> None:
    """A refund that its bank has not made yet stays sent: the callback tells how it ends, or the next look does, which
    asks and gives nothing more. The older it is, the longer its bank takes, and the longer we leave it alone."""
    if result.is_done:
        paid_back(table, of, reference=result.reference, now=now)
    elif result.problem:
        give_up(table, of, problem=result.problem, now=now)
    else:
        pause = min(max((now - of.refund.requested_at) / 2, SOONEST_LOOK), LATEST_LOOK)
        with suppress(_Ended):
            refunds.wait(table, of.refund.id, reference=result.reference, until=now + pause, ended=_Ended())


def asked_of(table: Table, of: RefundProgress) -> RefundRequest:
    """What the provider of a refund is to be told."""
    refund, share = of.refund, of.refund.share
    paid = payments.get(table, share.provider, share.payment_id)
    file = orders.read_file(table, order_code_of_refund(refund.id))
    if paid is None or file is None:
        raise LookupError(f"the refund {refund.id} is of no payment that is known")
    return RefundRequest(
        key=refund.id,
        payment_id=share.payment_id,
        attempt=paid.attempt,
        amount=share.amount,
        paid=Dong(paid.amount),
        others=total(
            other.refund.share.amount
            for id, other in file.refunds.items()
            if id != refund.id
            and other.state is not RefundState.FAILED
            and (other.refund.share.provider, other.refund.share.payment_id) == (share.provider, share.payment_id)
        ),
        requested_at=refund.requested_at,
        was_sent=of.sends > 1,
    )


def resume_refunds(table: Table, *, queues: Queues, now: datetime) -> int:
    """Have those looked at again that nothing was heard of for half an hour; answers how many. Safe to run twice."""
    due = table.due(refunds.DUE, now.isoformat(), BATCH)
    for _, sort_key in due:
        id = sort_key.removeprefix("REFUND#")
        queues.send(refunds.QUEUE, refunds.message(id))
        refunds.look_again_later(table, id, now)
    return len(due)
