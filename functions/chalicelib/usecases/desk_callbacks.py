"""Parked callbacks at the desk: seen with what they say, masked; tried again; or put aside with a note."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from market.money import Dong
from market.refusals import Cause, Refused
from market.text import clean_line
from market.wire import Malformed, from_json

from chalicelib.ports import NoticeKind, PaymentNotice
from chalicelib.store import inbox, payments
from chalicelib.store.inbox import Kept
from chalicelib.store.table import Table
from chalicelib.usecases.desk_log import Deed, record, record_after
from chalicelib.usecases.inboxes import CARRIERS, resume_callback

# More than this is no list for a person; the desk says that there are more.
MOST = 1_000
# What one request replays; the rest is replayed by the next.
REPLAY_BATCH = 100
MIN_NOTE, MAX_NOTE = 8, 300
# Names and states of the matter itself; whatever else stands in a notice may hold a number of somebody's.
_SHOWN_WHOLE = frozenset(
    [
        "provider",
        "carrier",
        "kind",
        "state",
        "code",
        "amount",
        "occurred_at",
        "order_codes",
        "waybill",
        "reference",
        "trouble",
        "adds_up",
        "is_hint",
        "is_proven",
        "says_cod_paid",
        "refund",
    ]
)
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){5,}")


class NoSuchCallback(Refused):
    code = "callback.not_found"
    cause = Cause.NOT_FOUND
    sentence = "Không có thông báo này."


class NotParked(Refused):
    code = "callback.not_parked"
    sentence = "Thông báo này đã được xử lý hoặc đang chờ duyệt. Hãy tải lại trang."


class MoneyIsHeld(Refused):
    code = "callback.money_is_held"
    sentence = "Khoản tiền của thông báo này đang được giữ lại. Hãy ghép vào một đơn, không thể chỉ ghi chú."


class ShortNote(Refused):
    code = "desk.short_note"
    cause = Cause.INVALID
    sentence = f"Hãy ghi rõ lý do, từ {MIN_NOTE} đến {MAX_NOTE} ký tự."


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedCallback:
    """``payload`` is what was told, as names and masked values. ``amount`` is None where it is not about money that
    came; ``is_held``: that money is in suspense, so it can be counted for an order. ``is_bank``: it came to the bank
    account itself. ``order_codes`` and ``waybill`` are what it is about, as far as it says."""

    source: str
    event_id: str
    state: str
    reason: str
    received_at: datetime
    proposal: str
    is_handled: bool
    payload: tuple[tuple[str, str], ...]
    amount: Dong | None
    is_held: bool = False
    is_bank: bool = False
    order_codes: tuple[str, ...] = ()
    waybill: str = ""

    @property
    def waits(self) -> bool:
        return self.state == "parked" and not self.is_handled


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Empty for all. ``before``: only what was received earlier. ``money``: only money that came."""

    source: str = ""
    reason: str = ""
    before: datetime | None = None
    money: bool = False

    def takes(self, one: ParkedCallback) -> bool:
        return (
            self.source in ("", one.source)
            and (one.amount is not None or not self.money)
            and self.reason in ("", one.reason)
            and (self.before is None or one.received_at < self.before)
        )


def parked_callbacks(table: Table, *, wanted: Filter) -> list[ParkedCallback]:
    """What waits for a person, oldest first, of the oldest MOST."""
    return [one for one in map(_shown, inbox.all_parked(table, MOST)) if wanted.takes(one)]


def counted_by_cause(found: Iterable[ParkedCallback]) -> list[tuple[str, str, int, datetime]]:
    """Source, reason, how many and since when, the most first."""
    counts, oldest = Counter[tuple[str, str]](), dict[tuple[str, str], datetime]()
    for one in found:
        key = one.source, one.reason
        counts[key] += 1
        oldest[key] = min(oldest.get(key, one.received_at), one.received_at)
    return [(*key, count, oldest[key]) for key, count in counts.most_common()]


def read_callback(table: Table, *, source: str, event_id: str) -> ParkedCallback:
    """One callback, in whatever state. Raises :class:`NoSuchCallback`."""
    kept = _existing(table, source, event_id)
    return _shown(kept, is_held=_is_held(table, kept))


def replay_by_hand(table: Table, *, source: str, event_id: str, actor: str, now: datetime) -> str:
    """Try a parked callback again, as if it came now; answers what became of it.

    Raises :class:`NoSuchCallback` or :class:`NotParked`, for one that an approval waits for as well."""
    kept = _existing(table, source, event_id)
    if not kept.waits or kept.proposal:
        raise NotParked
    name = f"{source}#{event_id}"
    deed = Deed(actor=actor, action="callback.replayed", subject=name, before=f"parked: {kept.received.reason}")
    record(table, deed, now=now)
    after = resume_callback(table, key=f"INBOX#{name}", now=now, include_parked=True)
    record_after(table, deed, after, now)
    return after


def replay_all(table: Table, *, wanted: Filter, actor: str, now: datetime) -> tuple[int, int]:
    """Try those again that the filter takes, up to REPLAY_BATCH of them; answers how many, and how many were applied.

    Safe to repeat; what is parked again stays in the list."""
    tried = [one for one in parked_callbacks(table, wanted=wanted) if not one.proposal][:REPLAY_BATCH]
    what = "/".join(part for part in (wanted.source, wanted.reason) if part) or "all"
    deed = Deed(actor=actor, action="callbacks.replayed", subject=what, before=f"{len(tried)} parked")
    record(table, deed, now=now)
    outcomes = Counter[str]()
    for one in tried:
        key = f"INBOX#{one.source}#{one.event_id}"
        outcomes[resume_callback(table, key=key, now=now, include_parked=True)] += 1
    record_after(table, deed, ", ".join(f"{count} {state}" for state, count in sorted(outcomes.items())), now)
    return len(tried), outcomes["applied"]


def put_aside(table: Table, *, source: str, event_id: str, note: str, actor: str, now: datetime) -> None:
    """A person dealt with it in another way: it stays in the history, and is nobody's work any more.

    Raises :class:`NoSuchCallback`, :class:`NotParked`, :class:`ShortNote`, and :class:`MoneyIsHeld`: money never
    disappears behind a note."""
    kept, why = _existing(table, source, event_id), read_reason(note)
    if not kept.waits:
        raise NotParked
    if _is_held(table, kept):
        raise MoneyIsHeld
    deed = Deed(
        actor=actor,
        action="callback.handled",
        subject=f"{source}#{event_id}",
        before=f"parked: {kept.received.reason}",
        after="handled",
        note=why,
    )
    record(table, deed, inbox.handled(table, kept.received, otherwise=NotParked()), now=now)


def read_reason(typed: str) -> str:
    """Why a person does what a program would not. Raises :class:`ShortNote`."""
    try:
        note = clean_line(typed, MAX_NOTE)
    except ValueError:
        raise ShortNote from None
    if len(note) < MIN_NOTE:
        raise ShortNote
    return note


def _existing(table: Table, source: str, event_id: str) -> Kept:
    kept = inbox.read(table, source, event_id)
    if kept is None:
        raise NoSuchCallback
    return kept


def owner_of_money(table: Table, kept: Kept) -> str | None:
    """The order that the money of a callback counts for, empty for money in suspense; None where there is no money of
    ours: a carrier's callback, money of another account, a refund."""
    if kept.received.source in CARRIERS:
        return None
    try:
        notice = from_json(PaymentNotice, kept.received.notice)
    except Malformed:
        return None
    known = payments.get(table, notice.provider, notice.payment_id) if notice.kind is NoticeKind.CAPTURED else None
    return known.order_code if known else None


def _is_held(table: Table, kept: Kept) -> bool:
    return owner_of_money(table, kept) == payments.NOBODY


def _shown(kept: Kept, *, is_held: bool = False) -> ParkedCallback:
    told = json.loads(kept.received.notice)
    is_money = kept.received.source not in CARRIERS and told.get("kind") == NoticeKind.CAPTURED.value
    return ParkedCallback(
        source=kept.received.source,
        event_id=kept.received.event_id,
        state=kept.received.state,
        reason=kept.received.reason,
        received_at=kept.received_at,
        proposal=kept.proposal,
        is_handled=kept.is_handled,
        payload=tuple((name, _masked(name, value)) for name, value in told.items() if value not in ("", None, [])),
        amount=Dong(told["amount"]) if is_money else None,
        is_held=is_held,
        is_bank=is_money and bool(told.get("adds_up")),
        order_codes=tuple(told.get("order_codes", ())),
        waybill=told.get("waybill", ""),
    )


def _masked(name: str, value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if name in _SHOWN_WHOLE else mask_numbers(text)


def mask_numbers(text: str) -> str:
    """Every number of six digits and more, however it is spaced, without all but its last three digits.

    >>> mask_numbers("Khách 0912 345 678, TK 8400000012345, kiện 12")
    'Khách •••678, TK •••345, kiện 12'
    """
    return _LONG_NUMBER.sub(lambda found: "•••" + re.sub(r"\D", "", found[0])[-3:], text)
