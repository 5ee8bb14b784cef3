"""What waits for a person, counted: from the index alone, so that looking costs the same however much was ever sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from market.money import Dong, total

from chalicelib.store import outbox, parked_parcels
from chalicelib.store.queues import Queues
from chalicelib.store.table import Table
from chalicelib.usecases.carrier_payouts import UNKNOWN_STATEMENT
from chalicelib.usecases.dead_letters import list_dead_letters, redrive_all
from chalicelib.usecases.desk_callbacks import Filter, ParkedCallback, parked_callbacks
from chalicelib.usecases.desk_log import Deed, record, record_after
from chalicelib.usecases.desk_queues import (
    Waiting,
    differing_lines,
    is_late,
    late_cash,
    open_statements,
    silent_ones,
    stray_orders,
)
from chalicelib.usecases.desk_refunds import refunds_for_a_person
from chalicelib.usecases.messages import MISSED_AFTER
from chalicelib.usecases.proposals import waiting_proposals

MOST = 200
# Money that came and names no order that there is.
UNMATCHED = frozenset({"no_order_code", "several_order_codes", "unknown_order", UNKNOWN_STATEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``unmatched`` and its sum are part of ``parked``. ``dead_letters`` by queue. ``unsent``: messages that should
    have left their outbox half a minute ago. ``lines`` of statements differ; ``statements`` have not all their money in
    time, or too much; ``cash`` was collected and no statement accounts for it in time."""

    parked: tuple[ParkedCallback, ...]
    unmatched: int
    unmatched_sum: Dong
    proposals: int
    refunds: int
    refunds_sum: Dong
    parcels: tuple[str, ...]
    dead_letters: Mapping[str, int]
    unsent: int
    silent: tuple[Waiting, ...]
    strays: int
    lines: int
    statements: int
    cash: int


def overview(table: Table, *, now: datetime) -> Overview:
    """What waits now; each number up to what one page of the index holds."""
    parked = parked_callbacks(table, wanted=Filter())
    unmatched = [one for one in parked if one.reason in UNMATCHED and one.amount is not None]
    by_hand = refunds_for_a_person(table)
    return Overview(
        parked=tuple(parked),
        unmatched=len(unmatched),
        unmatched_sum=total(one.amount for one in unmatched if one.amount is not None),
        proposals=len(waiting_proposals(table)),
        refunds=len(by_hand),
        refunds_sum=total(of.refund.share.amount for of in by_hand),
        parcels=tuple(parked_parcels.ids(table, MOST)),
        dead_letters=Counter(letter.queue for letter in list_dead_letters(table)),
        unsent=len(table.due(outbox.DUE, (now - MISSED_AFTER).isoformat(), MOST)),
        silent=tuple(silent_ones(table)),
        strays=len(stray_orders(table)),
        lines=len(differing_lines(table)),
        statements=sum(is_late(total, now=now) for total in open_statements(table)),
        cash=len(late_cash(table, now=now)),
    )


def redrive_by_hand(table: Table, *, queues: Queues, actor: str, now: datetime) -> int:
    """Have every dead letter tried again; answers how many. Their consumers do the work once, however late."""
    waiting = len(list_dead_letters(table))
    deed = Deed(actor=actor, action="letters.redriven", subject="dead letters", before=f"{waiting} waiting")
    record(table, deed, now=now)
    sent = redrive_all(table, queues=queues)
    record_after(table, deed, f"{sent} sent again", now)
    return sent
