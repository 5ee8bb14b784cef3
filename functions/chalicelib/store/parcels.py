"""The moving part of each parcel: its claim, its waybill, what its carrier said. The claim is a lease with an end, so a
worker that died is followed by another, and two never call the carrier at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from market.money import Dong
from market.orders import ParcelProgress, order_code_of
from market.parcels import NEEDS_PROOF, ParcelState, StatusNotice, Waybill
from market.wire import to_json

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

DUE = "PARCEL"
SILENT_DUE = "SILENT_PARCEL"


class _Moved(Exception):
    """There was news meanwhile."""


def create(table: Table, parcel_id: str, state: ParcelState) -> Write:
    row = {"state": state.value, "version": 0}
    return table.create(keys.parcel(order_code_of(parcel_id), parcel_id), row)


def make_ready(table: Table, parcel_id: str) -> Write:
    return table.update(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        "SET #state = :ready ADD version :one",
        ready=ParcelState.READY.value,
        one=1,
    )


def cancel(table: Table, parcel_id: str) -> Write:
    return table.update(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        "SET #state = :cancelled ADD version :one",
        cancelled=ParcelState.CANCELLED.value,
        one=1,
    )


def cancel_as_read(table: Table, progress: ParcelProgress, *, changed: Exception) -> Write:
    """No carrier has it, and now none will; raises ``changed`` if it is not as it was read."""
    return table.update(
        keys.parcel(order_code_of(progress.id), progress.id),
        "SET #state = :cancelled ADD version :one REMOVE leased_until, parked, cancel_wanted",
        when="version = :version",
        otherwise=changed,
        cancelled=ParcelState.CANCELLED.value,
        version=progress.version,
        one=1,
    )


def want_back(table: Table, progress: ParcelProgress, *, changed: Exception) -> Write:
    """It must not go: whoever finds it at its carrier asks for it back. Raises ``changed`` if it is not as it was
    read."""
    return table.update(
        keys.parcel(order_code_of(progress.id), progress.id),
        "SET cancel_wanted = :yes ADD version :one",
        when="version = :version",
        otherwise=changed,
        yes=True,
        version=progress.version,
        one=1,
    )


def hold(table: Table, parcel_id: str, *, now: datetime, until: datetime, busy: Exception) -> None:
    """Keep every dispatch away until ``until``; raises ``busy`` if one is under way, or it is not waiting."""
    table.change_one(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        "SET leased_until = :until",
        when="#state = :ready AND (attribute_not_exists(leased_until) OR leased_until < :now)",
        otherwise=busy,
        until=until.isoformat(),
        now=now.isoformat(),
        ready=ParcelState.READY.value,
    )


def claim(table: Table, parcel_id: str, *, now: datetime, until: datetime, busy: Exception) -> ParcelProgress:
    """Take the parcel for one attempt until ``until``; raises ``busy`` if somebody has it, or it is not waiting.

    Answers the parcel as it was claimed; ``intended`` in it says that an earlier attempt may have reached the carrier.
    """
    row = table.change_one(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        "SET leased_until = :until ADD attempts :one",
        when="#state = :ready AND attribute_not_exists(parked) AND attribute_not_exists(cancel_wanted) "
        "AND (attribute_not_exists(leased_until) OR leased_until < :now)",
        otherwise=busy,
        until=until.isoformat(),
        now=now.isoformat(),
        ready=ParcelState.READY.value,
        one=1,
    )
    return progress_of(row)


def intend(table: Table, parcel_id: str, *, cod: Dong, lease: datetime, lost: Exception) -> Write:
    """Say, before the carrier is called, that it is about to be, and what it is to collect; raises ``lost`` if the
    lease went to another, or the parcel is not to go any more."""
    return table.update(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        "SET intended = :yes, cod = :cod ADD version :one",
        when="leased_until = :lease AND #state = :ready AND attribute_not_exists(cancel_wanted)",
        otherwise=lost,
        yes=True,
        cod=int(cod),
        lease=lease.isoformat(),
        ready=ParcelState.READY.value,
        one=1,
    )


def give_back(table: Table, parcel_id: str, *, lease: datetime, never_sent: bool, lost: Exception) -> None:
    """End the attempt; ``never_sent`` takes the intent back, because the carrier certainly has nothing of it."""
    table.change_one(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        "REMOVE leased_until, intended" if never_sent else "REMOVE leased_until",
        when="leased_until = :lease",
        otherwise=lost,
        lease=lease.isoformat(),
    )


def park(table: Table, parcel_id: str, reason: str, *, never_sent: bool = False) -> Write:
    """Leave it to a person; ``never_sent``: the carrier certainly has nothing of it."""
    return table.update(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        f"SET parked = :reason ADD version :one REMOVE leased_until{', intended' if never_sent else ''}",
        reason=reason,
        one=1,
    )


def submit(table: Table, parcel_id: str, waybill: Waybill, *, due_at: datetime, otherwise: Exception) -> list[Write]:
    """The carrier has it: keep the waybill, and make the parcel findable by it."""
    code = order_code_of(parcel_id)
    parcel = table.update(
        keys.parcel(code, parcel_id),
        "SET #state = :submitted, waybill = :number, carrier_fee = :fee, due_kind = :due_kind, due_at = :due_at "
        "ADD version :one REMOVE leased_until, parked",
        when="#state = :ready",
        otherwise=otherwise,
        submitted=ParcelState.SUBMITTED.value,
        number=waybill.number,
        fee=int(waybill.fee),
        due_kind=DUE,
        due_at=due_at.isoformat(),
        ready=ParcelState.READY.value,
        one=1,
    )
    number = keys.waybill(waybill.carrier.value, waybill.number)
    return [parcel, table.put(number, {"parcel_id": parcel_id})]


def keep_label(table: Table, parcel_id: str, object_key: str) -> None:
    table.change_one(keys.parcel(order_code_of(parcel_id), parcel_id), "SET label_key = :object", object=object_key)


def move(
    table: Table,
    parcel_id: str,
    *,
    version: int,
    state: ParcelState,
    settled: ParcelState | None,
    due_at: datetime | None,
    changed: Exception,
) -> Write:
    """Set what was worked out from the whole history: the view, and the end that is proven; raises ``changed`` if the
    history grew meanwhile. News ends a silence."""
    values = {"state": state.value}
    values |= {"settled": settled.value} if settled else {}
    values |= {"due_kind": DUE, "due_at": due_at.isoformat()} if due_at else {}
    changes = ", ".join(f"#{name} = :{name}" for name in values)
    ended = ", parked, cancel_wanted" if state.is_final else ""
    return table.update(
        keys.parcel(order_code_of(parcel_id), parcel_id),
        f"SET {changes} ADD version :one REMOVE silent_since{'' if due_at else ', due_kind, due_at'}{ended}",
        when="version = :version",
        otherwise=changed,
        version=version,
        one=1,
        **values,
    )


def unpark(table: Table, progress: ParcelProgress, *, changed: Exception) -> Write:
    """Work on it goes on; raises ``changed`` if it is not as it was read. Its mark is taken away by whoever looks."""
    return table.update(
        keys.parcel(order_code_of(progress.id), progress.id),
        "ADD version :one REMOVE parked, leased_until",
        when="version = :version AND attribute_exists(parked)",
        otherwise=changed,
        version=progress.version,
        one=1,
    )


def unchanged(table: Table, progress: ParcelProgress, *, otherwise: Exception) -> Write:
    """Refuse the transaction if the parcel is not as it was read."""
    key = keys.parcel(order_code_of(progress.id), progress.id)
    return table.check(key, when="version = :version", otherwise=otherwise, version=progress.version)


def fall_silent(table: Table, progress: ParcelProgress, *, now: datetime, again_at: datetime | None) -> None:
    """Show that its carrier neither says nor answers anything, since ``now`` if that is news; it is looked at again at
    ``again_at``, or never for one that cannot be asked. A parcel that moved meanwhile is left alone."""
    times: dict[str, Any] = {"due_kind": DUE, "due_at": again_at.isoformat()} if again_at else {}
    code = order_code_of(progress.id)
    fallen = table.update(
        keys.parcel(code, progress.id),
        "SET silent_since = if_not_exists(silent_since, :now)"
        + (", due_kind = :due_kind, due_at = :due_at" if again_at else " REMOVE due_kind, due_at"),
        when="version = :version",
        otherwise=_Moved(),
        now=now.isoformat(),
        version=progress.version,
        **times,
    )
    # Its own place in the index says when its carrier is asked next; the mark beside it says that it is silent.
    mark = table.put(keys.silent_parcel(code, progress.id), {"due_kind": SILENT_DUE, "due_at": now.isoformat()})
    with suppress(_Moved):
        table.commit(fallen, mark)


def postpone_poll(table: Table, parcel_id: str, due_at: datetime) -> None:
    table.change_one(
        keys.parcel(order_code_of(parcel_id), parcel_id), "SET due_at = :due_at", due_at=due_at.isoformat()
    )


def add_notice(table: Table, parcel_id: str, notice: StatusNotice) -> Write:
    """Keep what the carrier said; the same event again changes nothing."""
    key = keys.status(order_code_of(parcel_id), parcel_id, notice.event_id)
    return table.put(key, {"json": to_json(notice)})


def find_by_waybill(table: Table, carrier: str, number: str) -> str | None:
    row = table.get(keys.waybill(carrier, number))
    return row["parcel_id"] if row else None


def progress_of(row: Row) -> ParcelProgress:
    state = ParcelState(row["state"])
    return ParcelProgress(
        id=row["sk"].removeprefix("PARCEL#"),
        state=state,
        waybill=row.get("waybill", ""),
        label_key=row.get("label_key", ""),
        parked=row.get("parked", ""),
        attempts=row.get("attempts", 0),
        intended=row.get("intended", False),
        cod=Dong(row["cod"]) if "cod" in row else None,
        cancel_wanted=row.get("cancel_wanted", False),
        version=row["version"],
        settled=_settled(row, state),
        silent_since=datetime.fromisoformat(row["silent_since"]) if "silent_since" in row else None,
    )


def _settled(row: Row, state: ParcelState) -> ParcelState | None:
    """An end that needs no proof is settled as soon as it is reached, whoever brought it about."""
    if "settled" in row:
        return ParcelState(row["settled"])
    return state if state.is_final and state not in NEEDS_PROOF else None
