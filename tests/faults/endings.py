"""What the crash sweep kills after an order has come to its end: the weekly payout, and forgetting its shopper."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.store import desk_log, payees
from chalicelib.usecases.desk_log import broken_log
from chalicelib.usecases.erasing import Person, erase
from market.catalogue import CarrierName
from market.parcels import ParcelState
from market.payouts import read_period

from tests.faults.sweeps import Sweep
from tests.faults.theatre import TOTAL, Theatre, order_in, parcels_of, unpaid
from tests.functions.callbacks import notice, prove, transfer
from tests.functions.paying import ACCOUNTS, files, run, set_account, week_later

OWED = {"gh-ba-lan": 165_000, "gh-ong-nhat": 140_000}


def _delivered(theatre: Theatre) -> str:
    """Paid by transfer, sent with labels, delivered and proven."""
    stage, code = theatre.stage, unpaid("vietqr")(theatre)
    assert transfer(stage, TOTAL, f"CT DEN {code} 0912345678", id=int(code[2:], 36))[0] == 200
    stage.settle(rounds=1)
    for parcel in parcels_of(theatre, code):
        assert parcel["has_label"]
        said = notice(
            stage,
            parcel["id"],
            ParcelState.DELIVERED,
            hours=0,
            carrier=CarrierName(parcel["carrier"]),
            waybill=parcel["waybill"],
        )
        assert prove(stage, said) == "applied"
    assert order_in(theatre, code)["state"] == "completed"
    return code


# --- households are paid ----------------------------------------------------------------------------------------------


def _week(theatre: Theatre) -> str:
    """A week in which one more order falls due than in the weeks that were paid before."""
    for shop_id in ACCOUNTS:
        if payees.current(theatre.stage.table, shop_id) is None:
            set_account(theatre.stage, shop_id)
    _delivered(theatre)
    # Before the long jump, or what waits in the queues would be past its retention.
    theatre.stage.settle()
    return str(week_later(theatre.stage))


def _pay(theatre: Theatre, week: str) -> None:
    run(theatre.stage, read_period(week))
    files(theatre.stage, read_period(week))


def _is_paid_once(theatre: Theatre, week: str) -> None:
    found = [one for one in theatre.stage.audit()["payouts"] if one["id"].endswith(week)]
    assert {one["shop"]: (one["amount"], one["state"]) for one in found} == {
        shop_id: (amount, "batched") for shop_id, amount in OWED.items()
    }
    assert len(found) == len(OWED)
    bucket = theatre.stage.services.private_bucket
    written = [bucket.get(f"payouts/{week}/{number:04d}.csv") or b"" for number in range(1, 9)]
    for account in ACCOUNTS.values():
        assert b"".join(written).count(account.number.encode()) == 1


# --- a shopper is forgotten -------------------------------------------------------------------------------------------


def _erase(theatre: Theatre, code: str) -> None:
    services = theatre.stage.services
    person = Person(codes=(code,), tail_of=services.phone_tail)
    erase(
        services.table,
        person=person,
        labels=services.private_bucket,
        actor="lan",
        reason="người mua yêu cầu",
        now=theatre.stage.now + timedelta(seconds=1),
    )


def _is_forgotten_once(theatre: Theatre, code: str) -> None:
    found, table = theatre.stage.audit(), theatre.stage.table
    assert [one for one in found["erased"] if one["order"] == code] == [{"order": code, "left": []}]
    assert not any(parcel["has_label"] for parcel in parcels_of(theatre, code))
    bucket = theatre.stage.services.private_bucket
    assert [bucket.get(f"labels/{code}-{place}.{kind}") for place in (1, 2) for kind in ("pdf", "html")] == [None] * 4
    of_it = [row for row in table.everything() if code in row["pk"] or code in row["sk"] or code in str(row)]
    assert [row["sk"] for row in of_it if "Nguyễn Thị Hoa" in str(row) or "912345678" in str(row)] == []
    deeds = [row for row in desk_log.everything(table) if "person.erased" in row["json"] and code in row["json"]]
    assert len(deeds) == 1, "said in the log as often as it was done"
    assert broken_log(table) == []
    assert order_in(theatre, code)["captured"] == TOTAL, "the books are what they were"


ENDINGS = (
    Sweep(name="weekly payout", prepare=_week, act=_pay, arrived=_is_paid_once),
    Sweep(name="erase", prepare=_delivered, act=_erase, arrived=_is_forgotten_once),
)
