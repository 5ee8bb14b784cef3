"""Payouts on their way through the bank: put in a file, reported by one person, approved by another.

A file never changes after it is closed, so whoever has it twice has the same transfers twice, under the same memos. A
payout whose account was changed before it came into a file goes back to the household's balance by itself.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from market.banks import Transfer, transfer_file
from market.payouts import PayoutProgress, PayoutState, Period, Report, paid, returned, split_id
from market.refusals import Cause, Refused

from chalicelib.store import payees, payouts
from chalicelib.store.objects import Bucket
from chalicelib.store.payees import Seal
from chalicelib.store.payouts import Batch
from chalicelib.store.table import Table
from chalicelib.usecases.desk_log import Deed, record

_REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-_/]{2,63}")
MAX_PROBLEM = 200
TRIES = 3


class NoSuchPayout(Refused):
    code = "payout.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Không có khoản chi trả này."


class NotAtTheBank(Refused):
    code = "payout.not_at_the_bank"
    sentence = "Khoản chi trả này chưa vào tệp gửi ngân hàng, hoặc đã kết thúc."


class NotReported(Refused):
    code = "payout.not_reported"
    sentence = "Chưa ai ghi kết quả của ngân hàng cho khoản này, nên chưa duyệt được."


class OwnReport(Refused):
    code = "payout.own_report"
    cause = Cause.FORBIDDEN
    sentence = "Người ghi kết quả không được tự duyệt. Hãy nhờ người khác duyệt."


class WrongReport(Refused):
    code = "payout.wrong_report"
    cause = Cause.INVALID
    sentence = "Hãy ghi mã giao dịch của ngân hàng nếu đã chuyển, hoặc lý do nếu không chuyển được."


class _Elsewhere(Exception):
    """The payout is in a file, or the file is full or closed, or the account is another by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """``was_there``: a file of this name was in the bucket before. A run that died left it, or the table was put back
    to an earlier moment since; then the bank may have paid it, and a person must look before it is sent again."""

    number: int
    file_key: str
    count: int
    was_there: bool = False


def write_files(table: Table, *, period: Period, bucket: Bucket, seal: Seal, now: datetime) -> list[Written]:
    """Put every payout of the week that is in no file into one, and the files into the private bucket. A run that died
    is finished by the next: it closes what was left open and writes the very file that is missing."""
    week = str(period)
    _return_those_of_changed_accounts(table, week, now)
    fruitless = 0
    while fruitless < TRIES and (waiting := _waiting(table, week)):
        batch = _batch_to_fill(table, week)
        put = [_is_put(table, of, batch.number) for of in waiting]
        payouts.close_batch(table, week, batch.number)
        fruitless += not any(put)
    for batch in payouts.batches_of(table, week):
        if not batch.is_closed:
            payouts.close_batch(table, week, batch.number)
    # Read again: of one that was open, only now is it certain what is in it.
    left = [batch for batch in payouts.batches_of(table, week) if batch.count and not batch.file_key]
    return [_written(table, week, batch.number, bucket, seal) for batch in left]


def _waiting(table: Table, week: str) -> list[PayoutProgress]:
    return [of for of in payouts.of_period(table, week) if of.state is PayoutState.MADE]


def _return_those_of_changed_accounts(table: Table, week: str, now: datetime) -> None:
    for of in _waiting(table, week):
        account = payees.current(table, of.payout.shop_id)
        if account is None or account.version != of.payout.account_version:
            back = returned(of.payout, now=now)
            with suppress(_Elsewhere):
                table.commit(
                    payouts.call_off(table, of, otherwise=_Elsewhere()),
                    payouts.add_entry(table, of.payout.shop_id, back, repeated=_Elsewhere()),
                )


def _batch_to_fill(table: Table, week: str) -> Batch:
    """The one that is open, or the next."""
    known = payouts.batches_of(table, week)
    for batch in known:
        if not batch.is_closed:
            return batch
    fresh = Batch(number=len(known) + 1, count=0, is_closed=False)
    # Another run may have opened it: then both fill it, and each payout goes in once.
    with suppress(_Elsewhere):
        payouts.open_batch(table, week, fresh.number, known=_Elsewhere())
    return fresh


def _is_put(table: Table, of: PayoutProgress, number: int) -> bool:
    account = payees.current(table, of.payout.shop_id)
    if account is None or account.version != of.payout.account_version:
        return False
    try:
        table.commit(
            *payouts.put_in(table, of, number, otherwise=_Elsewhere()),
            payees.still(table, of.payout.shop_id, account, otherwise=_Elsewhere()),
        )
    except _Elsewhere:
        return False
    return True


def _written(table: Table, week: str, number: int, bucket: Bucket, seal: Seal) -> Written:
    of_batch = [of for of in payouts.of_period(table, week) if of.batch == number]
    transfers = [
        Transfer(
            account=payees.account(table, of.payout.shop_id, of.payout.account_version, seal),
            amount=of.payout.amount,
            memo=of.payout.memo,
        )
        for of in of_batch
    ]
    key = payouts.file_key(week, number)
    was_there = bucket.get(key) is not None
    bucket.put(key, transfer_file(transfers), content_type="text/csv; charset=us-ascii")
    payouts.file_written(table, week, number, key)
    return Written(number=number, file_key=key, count=len(of_batch), was_there=was_there)


def read_file(table: Table, *, period: Period, number: int, bucket: Bucket, actor: str, now: datetime) -> bytes:
    """The file for the bank, for somebody whose taking it is in the log first. Raises :class:`NoSuchPayout`."""
    content = bucket.get(payouts.file_key(str(period), number))
    if content is None:
        raise NoSuchPayout("Không có tệp chi trả này.")
    record(table, Deed(actor=actor, action="payout.taken", subject=f"{period} file {number}"), now=now)
    return content


def report_payout(
    table: Table, *, id: str, reference: str = "", problem: str = "", actor: str, now: datetime
) -> PayoutProgress:
    """Say what the bank did: paid under its ``reference``, or not because of ``problem``. Nothing moves yet; a later
    report takes the place of this one until another person approves.

    Raises :class:`NoSuchPayout`, :class:`NotAtTheBank` or :class:`WrongReport`."""
    of, why = _existing(table, id), " ".join(problem.split())[:MAX_PROBLEM]
    if bool(reference) == bool(why) or (reference and not _REFERENCE.fullmatch(reference)):
        raise WrongReport
    said = Report(is_paid=bool(reference), reference=reference, problem=why, by=actor, at=now)
    words = f"paid, bank reference {reference}" if reference else "not paid"
    deed = Deed(actor=actor, action="payout.reported", subject=id, before=of.state.value, after=words, note=why)
    record(table, deed, payouts.report(table, of, said, otherwise=NotAtTheBank()), now=now)
    return _existing(table, id)


def approve_payout(table: Table, *, id: str, actor: str, now: datetime) -> PayoutProgress:
    """Agree with what another reported: the books follow. A second call changes nothing.

    Raises :class:`NoSuchPayout`, :class:`NotReported`, :class:`OwnReport`, or :class:`NotAtTheBank` if the report was
    replaced meanwhile."""
    of = _existing(table, id)
    if of.report is None:
        raise NotReported
    if of.report.by == actor:
        raise OwnReport
    if not of.state.is_open:
        return of
    payout = of.payout
    entry = paid(payout, now=now) if of.report.is_paid else returned(payout, now=now)
    after = PayoutState.PAID if of.report.is_paid else PayoutState.FAILED
    deed = Deed(actor=actor, action="payout.confirmed", subject=id, before=of.state.value, after=after.value)
    record(
        table,
        deed,
        payouts.approve(table, of, by=actor, otherwise=NotAtTheBank()),
        payouts.add_entry(table, payout.shop_id, entry, repeated=NotAtTheBank()),
        now=now,
    )
    return _existing(table, id)


def payouts_of(table: Table, *, period: Period) -> list[PayoutProgress]:
    return payouts.of_period(table, str(period))


def _existing(table: Table, id: str) -> PayoutProgress:
    of = payouts.get(table, *split_id(id))
    if of is None:
        raise NoSuchPayout
    return of
