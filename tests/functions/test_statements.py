"""What the carriers' statements do to parcels and books: once, whatever comes twice, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chalicelib.usecases.statements import read_in
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState
from market.statements import StatementLine

from tests.functions.buying import buy
from tests.functions.callbacks import notice, prove, tell
from tests.functions.conftest import Shop

VIETTEL, VNPOST = CarrierName.VIETTELPOST, CarrierName.VNPOST


@pytest.fixture
def code(shop: Shop) -> str:
    """Viettel Post carries the first parcel and collects 188.000, Vietnam Post the second and collects 156.500."""
    shop.open()
    placed = buy(shop)
    shop.pump.run_once()
    return placed


def line_of(shop: Shop, code: str, place: int = 1, **changes: object) -> StatementLine:
    line = StatementLine(
        statement="BK-0511",
        carrier=VIETTEL if place == 1 else VNPOST,
        waybill=f"WB-{code}-{place}",
        reference=f"{code}-{place}",
        state=ParcelState.DELIVERED,
        occurred_at=shop.now,
        collected=Dong(188_000 if place == 1 else 156_500),
        fee=Dong(22_000),
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def read(shop: Shop, *lines: StatementLine, dry_run: bool = False) -> list[tuple[str, str]]:
    return [(done.outcome, done.reason) for done in read_in(shop.table, lines=lines, now=shop.now, dry_run=dry_run)]


def balances(shop: Shop) -> dict[str, int]:
    found: dict[str, int] = shop.audit()["ledger"]["balances"]
    return found


def parked(shop: Shop) -> list[str]:
    return [item["reason"] for item in shop.audit()["parked"] if item["kind"] == "statement"]


def test_a_statement_proves_the_delivery_and_pays_out_the_cash(shop: Shop, code: str) -> None:
    tell(shop, notice(shop, f"{code}-1", ParcelState.DELIVERED, hours=1, carrier=VIETTEL))
    lines = [line_of(shop, code, 1), line_of(shop, code, 2)]
    assert read(shop, *lines, dry_run=True) == [("applied", ""), ("applied", "")]
    assert shop.audit()["statements"] == []
    assert read(shop, *lines) == [("applied", ""), ("applied", "")]
    found = shop.audit()
    assert found["orders"][0]["state"] == "completed"
    held = found["ledger"]["balances"]
    assert (held["cod:viettelpost"], held["cod:vnpost"], held[f"shopper:{code}"]) == (0, 0, 0)
    assert (held["promised:viettelpost"], held["promised:vnpost"]) == (188_000 - 22_000, 156_500 - 22_000)
    assert held["operator:carrier-fees"] == 44_000
    assert held["shop:gh-ba-lan:payable"] == -165_000
    shop.check()


def test_the_same_statement_twice_changes_nothing(shop: Shop, code: str) -> None:
    line = line_of(shop, code)
    read(shop, line)
    before = shop.audit()
    shop.pass_time(days=3)
    for dry_run in (True, False):
        assert read(shop, line, dry_run=dry_run) == [("repeated", "")]
    assert shop.audit() == before


def test_each_parcel_is_remitted_once_whatever_a_second_statement_says(shop: Shop, code: str) -> None:
    read(shop, line_of(shop, code))
    again = line_of(shop, code, statement="BK-0512")
    for _ in range(2):
        assert read(shop, again) == [("parked", "remitted_before")]
    assert parked(shop) == ["remitted_before"]
    assert balances(shop)["promised:viettelpost"] == 166_000
    shop.check()


def test_cash_that_is_not_what_was_due_is_booked_as_it_came_and_shown(shop: Shop, code: str) -> None:
    short = line_of(shop, code, collected=Dong(180_000))
    assert read(shop, short, dry_run=True) == read(shop, short) == [("applied", "collected_differs")]
    held = balances(shop)
    assert (held["cod:viettelpost"], held["promised:viettelpost"]) == (8_000, 158_000)
    assert parked(shop) == ["collected_differs"]
    shop.check()


def test_cash_that_is_off_and_not_shown_breaks_an_invariant(shop: Shop, code: str) -> None:
    read(shop, line_of(shop, code, collected=Dong(180_000)))
    found = shop.audit()
    found["statements"] = []
    from chalicelib.usecases.audit import broken_invariants

    assert [wrong for wrong in broken_invariants(found) if wrong.startswith("M8: ")]


def test_a_parcel_that_came_back_costs_its_fee(shop: Shop, code: str) -> None:
    back = line_of(shop, code, state=ParcelState.RETURNED, collected=Dong(0))
    assert read(shop, back) == [("applied", "")]
    held = balances(shop)
    assert (held["promised:viettelpost"], held["operator:carrier-fees"]) == (-22_000, 22_000)
    assert held["shop:gh-ba-lan:pending"] == 0
    assert shop.audit()["parcels"][0]["settled"] == "returned"
    shop.check()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"waybill": "WB-nobody", "reference": ""}, "unknown_parcel"),
        ({"waybill": "WB-nobody", "reference": "LSXXXXXXX-1"}, "unknown_parcel"),
        ({"waybill": "WB-nobody"}, "other_waybill"),
        ({"carrier": VNPOST}, "other_carrier"),
        ({"reference": "LSXXXXXXX-9"}, "other_waybill"),
    ],
)
def test_what_fits_no_parcel_is_parked_and_books_nothing(
    shop: Shop, code: str, changes: dict[str, object], reason: str
) -> None:
    before = balances(shop)
    line = line_of(shop, code, **changes)
    assert read(shop, line, dry_run=True) == read(shop, line) == read(shop, line) == [("parked", reason)]
    assert parked(shop) == [reason]
    assert balances(shop) == before
    shop.check()


def test_a_statement_against_what_is_proven_is_for_a_person(shop: Shop, code: str) -> None:
    prove(shop, notice(shop, f"{code}-1", ParcelState.RETURNED, hours=-2, carrier=VIETTEL))
    assert read(shop, line_of(shop, code)) == [("parked", "contradicts_history")]
    assert "promised:viettelpost" not in balances(shop)
    shop.check()


def test_a_parked_line_is_taken_up_when_the_statement_is_read_again(shop: Shop, code: str) -> None:
    """The first run was killed between the parcel and its money."""
    line = line_of(shop, code)
    prove(shop, notice(shop, f"{code}-1", ParcelState.DELIVERED, hours=1, carrier=VIETTEL))
    assert read(shop, line) == [("applied", "")]
    assert balances(shop)["cod:viettelpost"] == 0


def test_the_statement_tells_the_waybill_of_an_order_whose_answer_was_lost(shop: Shop) -> None:
    from chalicelib.ports import ProviderError

    shop.open()
    shop.carriers[VIETTEL].forgetful = True
    shop.carriers[VIETTEL].failures = [ProviderError("timed out", outcome_unknown=True)]
    code = buy(shop)
    shop.pump.run_once()
    assert read(shop, line_of(shop, code)) == [("applied", "")]
    assert shop.audit()["parcels"][0]["waybill"] == f"WB-{code}-1"
    shop.check()


def test_a_carrier_that_says_it_has_paid_is_expected_to_account_for_it(shop: Shop, code: str) -> None:
    paid = notice(shop, f"{code}-2", ParcelState.DELIVERED, hours=1, carrier=VNPOST, code="21", says_cod_paid=True)
    tell(shop, paid)
    assert [item["id"] for item in shop.audit()["parked"] if item["kind"] == "remittance"] == [f"{code}-2"]
    read(shop, line_of(shop, code, 2))
    assert shop.audit()["parked"] == []
    shop.check()
