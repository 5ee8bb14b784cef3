"""Refunds: a row for each payout, in the partition of its order. The sum is guarded on the order's own row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from market.messages import RefundOwed, SendRefund
from market.refunds import Refund, RefundProgress, RefundState, order_code_of_refund
from market.wire import from_json, to_json

from chalicelib.store import keys, outbox
from chalicelib.store.keys import Key
from chalicelib.store.outbox import Message
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

DUE = "REFUND"
# Those that a person must look at: to be transferred, failed, or of unknown outcome.
BY_HAND_DUE = "REFUND_BY_HAND"
# Those that a provider gave back, by when: for comparing with what it says of the same days.
ENDED = "REFUND_ENDED"
_IN_SIGHT = {"kind": BY_HAND_DUE, "first": "2026"}
QUEUE = "refunds"
# The queue asks again within minutes; what still waits after this was dropped by it, or waits for the provider's word.
LOOK_AGAIN_AFTER = timedelta(minutes=30)
# States in which somebody is still owed, and only a person can go on.
_FOR_A_PERSON = (RefundState.TO_TRANSFER, RefundState.UNKNOWN, RefundState.FAILED)
# The states in which the provider may be asked.
SENDABLE = (RefundState.REQUESTED, RefundState.SENT)


def create(table: Table, refund: Refund, now: datetime, *, known: Exception) -> list[Write]:
    """The refund, and the message that has it sent; raises ``known`` if there is one with this id."""
    state = RefundState.REQUESTED if refund.share.by_program else RefundState.TO_TRANSFER
    row = {"json": to_json(refund), "state": state.value, "attempts": 0}
    if not refund.share.by_program:
        row |= {"due_kind": BY_HAND_DUE, "due_at": now.isoformat()}
        return [table.create(_key(refund.id), row, otherwise=known)]
    row |= {"due_kind": DUE, "due_at": (now + LOOK_AGAIN_AFTER).isoformat()}
    return [table.create(_key(refund.id), row, otherwise=known), request(table, refund.id, now)]


def record(
    table: Table,
    refund: Refund,
    state: RefundState,
    *,
    reference: str,
    problem: str,
    now: datetime,
    known: Exception,
) -> Write:
    """A refund that was made without us, as it ended; raises ``known`` if there is one with this id."""
    row = {
        "json": to_json(refund),
        "state": state.value,
        "attempts": 0,
        "sends": 0,
        "reference": reference,
        "problem": problem,
    }
    if state in _FOR_A_PERSON:
        row |= {"due_kind": BY_HAND_DUE, "due_at": now.isoformat()}
    return table.create(_key(refund.id), row, otherwise=known)


def request(table: Table, id: str, now: datetime) -> Write:
    """Have the refund sent."""
    return outbox.add(table, Message(id=f"send/{id}", queue=QUEUE, body=message(id)), now)


def message(id: str) -> str:
    return to_json(SendRefund(send=id))


def request_owed(table: Table, order_code: str, name: str, now: datetime) -> Write:
    """Have whatever is owed to the shopper given back, as the refund ``name``."""
    body = to_json(RefundOwed(owed_of=order_code, name=name))
    return outbox.add(table, Message(id=f"owed/{order_code}/{name}", queue=QUEUE, body=body), now)


def begin(table: Table, id: str, *, now: datetime, otherwise: Exception) -> RefundProgress:
    """The provider is about to be asked, once more; raises ``otherwise`` if there is nothing to ask any more."""
    row = table.change_one(
        _key(id),
        "SET #state = :sent, due_at = :due_at ADD attempts :one, sends :one",
        when="#state IN (:requested, :sent)",
        otherwise=otherwise,
        requested=RefundState.REQUESTED.value,
        sent=RefundState.SENT.value,
        due_at=(now + LOOK_AGAIN_AFTER).isoformat(),
        one=1,
    )
    return progress_of(row)


def end(
    table: Table,
    id: str,
    *,
    to: RefundState,
    when: Collection[RefundState],
    otherwise: Exception,
    ended_at: datetime | None = None,
    **facts: str,
) -> Write:
    """Nobody is asked any more. ``facts``: reference, approved_by, problem. ``ended_at``: when its provider gave it
    back, to be compared with the provider. Raises ``otherwise`` if it is in none of the states ``when``."""
    states = {f"was{place}": state.value for place, state in enumerate(when)}
    changes = "".join(f", #{name} = :{name}" for name in facts)
    place = " REMOVE due_kind, due_at"
    if ended_at:
        place = ", due_kind = :kind, due_at = :ended_at"
        facts = facts | {"kind": ENDED, "ended_at": f"{ended_at.isoformat()}#{id}"}
    if to in _FOR_A_PERSON:
        # Its place in the index stays what it was, where it had one: the order of age is near enough.
        place, facts = ", due_kind = :kind, due_at = if_not_exists(due_at, :first)", facts | _IN_SIGHT
    return table.update(
        _key(id),
        f"SET #state = :to{changes}{place}",
        when=f"#state IN ({', '.join(f':{name}' for name in states)})",
        otherwise=otherwise,
        to=to.value,
        **states,
        **facts,
    )


def ask_again(table: Table, id: str, *, now: datetime, otherwise: Exception) -> list[Write]:
    """A person has the provider asked once more about a refund whose outcome nobody knows."""
    again = table.update(
        _key(id),
        "SET #state = :requested, attempts = :none, due_kind = :due_kind, due_at = :due_at",
        when="#state = :unknown",
        otherwise=otherwise,
        requested=RefundState.REQUESTED.value,
        unknown=RefundState.UNKNOWN.value,
        none=0,
        due_kind=DUE,
        due_at=(now + LOOK_AGAIN_AFTER).isoformat(),
    )
    return [again, request(table, id, now)]


def wait(table: Table, id: str, *, reference: str, until: datetime, ended: Exception) -> None:
    """The provider has it under way, and is asked again later; what goes wrong from now on is counted anew. Raises
    ``ended`` for one that has ended meanwhile."""
    table.change_one(
        _key(id),
        "SET attempts = :one, #reference = :reference, due_at = :until",
        when="#state = :sent",
        otherwise=ended,
        one=1,
        reference=reference,
        until=until.isoformat(),
        sent=RefundState.SENT.value,
    )


def look_again_later(table: Table, id: str, now: datetime) -> None:
    table.change_one(_key(id), "SET due_at = :due_at", due_at=(now + LOOK_AGAIN_AFTER).isoformat())


def for_a_person(table: Table, most: int) -> list[RefundProgress]:
    """Those that a person must look at, about the oldest first; by an index that may lag, judged by the rows."""
    found = table.due(BY_HAND_DUE, "9999", most)
    rows = table.get_many(found)
    progress = (progress_of(rows[key]) for key in found if key in rows)
    return [of for of in progress if of.state in _FOR_A_PERSON]


def ended_since(table: Table, since: datetime, *, page: int = 100) -> Iterator[RefundProgress]:
    """Those that a provider gave back since then, oldest first; by an index that may lag, judged by the rows."""
    last = since.isoformat()
    while found := table.due_after(ENDED, last, page):
        rows = table.get_many([key for key, _ in found])
        yield from (progress_of(rows[key]) for key, _ in found if key in rows)
        last = found[-1][1]


def waiting(table: Table, most: int) -> list[RefundProgress]:
    """Those that were sent and whose end is not known, about the oldest first, up to ``most`` of each kind."""
    found = [*table.due(DUE, "9999", most), *table.due(BY_HAND_DUE, "9999", most)]
    rows = table.get_many(found)
    progress = (progress_of(rows[key]) for key in found if key in rows)
    return [of for of in progress if of.state in (RefundState.SENT, RefundState.UNKNOWN)]


def get(table: Table, id: str) -> RefundProgress | None:
    row = table.get(_key(id))
    return progress_of(row) if row else None


def progress_of(row: Row) -> RefundProgress:
    return RefundProgress(
        refund=from_json(Refund, row["json"]),
        state=RefundState(row["state"]),
        attempts=row["attempts"],
        sends=row["sends"] if "sends" in row else row["attempts"],
        reference=row.get("reference", ""),
        approved_by=row.get("approved_by", ""),
        problem=row.get("problem", ""),
    )


def _key(id: str) -> Key:
    return keys.refund(order_code_of_refund(id), id)
