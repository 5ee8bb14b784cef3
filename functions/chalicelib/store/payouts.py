"""Payouts: all of a week in one partition, with the files that they were put in for the bank."""

from __future__ import annotations

from dataclasses import dataclass

from market.ledger import Entry
from market.payouts import Payout, PayoutProgress, PayoutState, Report
from market.wire import from_json, to_json

from chalicelib.store import dues, keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write

# Banks take some hundreds of lines in one file.
MOST_IN_FILE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """``is_closed``: nothing comes into it any more, so its file is always the same. ``file_key`` is empty until the
    file is in the bucket."""

    number: int
    count: int
    is_closed: bool
    file_key: str = ""


def create(table: Table, payout: Payout, *, known: Exception) -> Write:
    """Raises ``known`` if the shop has one for this week."""
    row = {"json": to_json(payout), "state": PayoutState.MADE.value}
    return table.create(keys.payout(payout.period, payout.shop_id), row, otherwise=known)


def add_entry(table: Table, shop_id: str, entry: Entry, *, repeated: Exception | None = None) -> Write:
    """A ledger row of the household's, never written twice. A payout that came back is owed again by it."""
    row = {"json": to_json(entry), **dues.place(entry)}
    return table.create(keys.shop_entry(shop_id, entry.id), row, otherwise=repeated)


def get(table: Table, shop_id: str, period: str) -> PayoutProgress | None:
    row = table.get(keys.payout(period, shop_id))
    return progress_of(row) if row else None


def of_period(table: Table, period: str) -> list[PayoutProgress]:
    """All of a week, by shop, strongly consistent."""
    return [progress_of(row) for row in table.partition(keys.payout(period, "")[0], "PAYOUT#")]


def batches_of(table: Table, period: str) -> list[Batch]:
    return [_batch(row) for row in table.partition(keys.payout(period, "")[0], "BATCH#")]


def open_batch(table: Table, period: str, number: int, *, known: Exception) -> None:
    """Raises ``known`` if there is one of this number."""
    table.create_one(keys.payout_batch(period, number), {"count": 0, "is_closed": False}, otherwise=known)


def put_in(table: Table, of: PayoutProgress, number: int, *, otherwise: Exception) -> list[Write]:
    """The payout goes into the file; raises ``otherwise`` if it is elsewhere, or the file is full or closed."""
    period = of.payout.period
    return [
        table.update(
            keys.payout_batch(period, number),
            "ADD #count :one",
            when="is_closed = :no AND #count < :most",
            otherwise=otherwise,
            one=1,
            no=False,
            most=MOST_IN_FILE,
        ),
        table.update(
            keys.payout(period, of.payout.shop_id),
            "SET #state = :batched, #batch = :number",
            when="#state = :made",
            otherwise=otherwise,
            batched=PayoutState.BATCHED.value,
            made=PayoutState.MADE.value,
            number=number,
        ),
    ]


def close_batch(table: Table, period: str, number: int) -> None:
    """Nothing comes into it any more; a second call changes nothing."""
    table.change_one(keys.payout_batch(period, number), "SET is_closed = :yes", yes=True)


def file_written(table: Table, period: str, number: int, file_key: str) -> None:
    table.change_one(keys.payout_batch(period, number), "SET file_key = :file", file=file_key)


def report(table: Table, of: PayoutProgress, said: Report, *, otherwise: Exception) -> Write:
    """What one person says of it; raises ``otherwise`` if it is not in a file, or has ended."""
    return table.update(
        keys.payout(of.payout.period, of.payout.shop_id),
        "SET report = :report",
        when="#state = :batched",
        otherwise=otherwise,
        report=to_json(said),
        batched=PayoutState.BATCHED.value,
    )


def approve(table: Table, of: PayoutProgress, *, by: str, otherwise: Exception) -> Write:
    """Another person agrees with the very report that was read; raises ``otherwise`` if it is another by now."""
    if of.report is None:
        raise otherwise
    return table.update(
        keys.payout(of.payout.period, of.payout.shop_id),
        "SET #state = :to, approved_by = :by",
        when="#state = :batched AND report = :report",
        otherwise=otherwise,
        to=(PayoutState.PAID if of.report.is_paid else PayoutState.FAILED).value,
        by=by,
        report=to_json(of.report),
        batched=PayoutState.BATCHED.value,
    )


def call_off(table: Table, of: PayoutProgress, *, otherwise: Exception) -> Write:
    """It never went into a file, and will not; raises ``otherwise`` if it has."""
    return table.update(
        keys.payout(of.payout.period, of.payout.shop_id),
        "SET #state = :failed",
        when="#state = :made",
        otherwise=otherwise,
        failed=PayoutState.FAILED.value,
        made=PayoutState.MADE.value,
    )


def progress_of(row: Row) -> PayoutProgress:
    return PayoutProgress(
        payout=from_json(Payout, row["json"]),
        state=PayoutState(row["state"]),
        batch=row.get("batch", 0),
        report=from_json(Report, row["report"]) if "report" in row else None,
        approved_by=row.get("approved_by", ""),
    )


def file_key(period: str, number: int) -> str:
    return f"payouts/{period}/{number:04d}.csv"


def _batch(row: Row) -> Batch:
    return Batch(
        number=int(row["sk"].removeprefix("BATCH#")),
        count=row["count"],
        is_closed=row["is_closed"],
        file_key=row.get("file_key", ""),
    )
