"""What a callback says is shown at once; what money follows from is proven first, and silence comes into sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from chalicelib.ports import ProviderError
from market.catalogue import CarrierName
from market.parcels import ParcelState, StatusNotice

from tests.functions.buying import buy, look
from tests.functions.callbacks import notice, prove, tell
from tests.functions.conftest import Shop

VIETTEL, VNPOST = CarrierName.VIETTELPOST, CarrierName.VNPOST


@pytest.fixture
def code(shop: Shop) -> str:
    """An order whose two parcels are with their carriers; Viettel Post cannot be asked, as in life."""
    shop.open()
    placed = buy(shop)
    shop.pump.run_once()
    shop.carriers[VIETTEL].history = refusing(permanent=True)  # type: ignore[method-assign]
    return placed


def refusing(*, permanent: bool = False) -> Callable[[str], tuple[StatusNotice, ...]]:
    def history(waybill: str) -> tuple[StatusNotice, ...]:
        raise ProviderError("cannot be asked", permanent=permanent)

    return history


def ended(
    shop: Shop, code: str, place: int, state: ParcelState = ParcelState.DELIVERED, **changes: object
) -> StatusNotice:
    carrier = VIETTEL if place == 1 else VNPOST
    return notice(shop, f"{code}-{place}", state, hours=1, carrier=carrier, **changes)


def row(shop: Shop, place: int) -> dict[str, object]:
    found: dict[str, object] = shop.audit()["parcels"][place - 1]
    return found


def silent(shop: Shop) -> list[tuple[str, str]]:
    return [(item["id"], item["reason"]) for item in shop.audit()["parked"] if item["kind"] == "silent"]


def test_the_buyer_sees_it_at_once_and_the_books_wait(shop: Shop, code: str) -> None:
    for place in (1, 2):
        assert tell(shop, ended(shop, code, place)) == "applied"
    assert [one["state"] for one in look(shop, code)["parcels"]] == ["delivered", "delivered"]
    found = shop.audit()
    assert [parcel["settled"] for parcel in found["parcels"]] == [None, None]
    assert found["orders"][0]["state"] == "confirmed"
    assert not [account for account in found["ledger"]["balances"] if account.endswith(":payable")]
    shop.check()


def test_a_carrier_that_can_be_asked_is_asked_within_a_minute(shop: Shop, code: str) -> None:
    told = ended(shop, code, 2)
    tell(shop, told)
    shop.carriers[VNPOST].history = lambda waybill: (told,)  # type: ignore[method-assign]
    shop.pump.run_schedule("clock")
    assert (row(shop, 2)["settled"], row(shop, 1)["settled"]) == ("delivered", None)
    assert shop.audit()["ledger"]["balances"]["cod:vnpost"] == 156_500
    again = shop.audit()
    shop.pump.run_schedule("clock")
    assert shop.audit() == again
    shop.check()


def test_a_delivery_that_the_carrier_does_not_confirm_moves_no_money(shop: Shop, code: str) -> None:
    """A forged callback: the carrier, asked, says that the parcel is on its way."""
    tell(shop, ended(shop, code, 2))
    truth = notice(shop, f"{code}-2", ParcelState.IN_TRANSIT, hours=0.5, carrier=VNPOST)
    shop.carriers[VNPOST].history = lambda waybill: (truth,)  # type: ignore[method-assign]
    for _ in range(3):
        shop.pump.run_schedule("clock")
        shop.pass_time(hours=2)
    assert row(shop, 2)["settled"] is None
    assert silent(shop) == [(f"{code}-2", "not_confirmed")]
    assert "cod:vnpost" not in shop.audit()["ledger"]["balances"]
    prove(shop, ended(shop, code, 2, ParcelState.RETURNED))
    assert (row(shop, 2)["state"], row(shop, 2)["settled"], silent(shop)) == ("returned", "returned", [])
    shop.check()


def test_proof_wins_over_what_a_callback_said(shop: Shop, code: str) -> None:
    tell(shop, ended(shop, code, 2, ParcelState.RETURNED))
    assert prove(shop, notice(shop, f"{code}-2", ParcelState.DELIVERED, hours=3, carrier=VNPOST)) == "applied"
    assert (row(shop, 2)["state"], row(shop, 2)["settled"]) == ("delivered", "delivered")
    back = notice(shop, f"{code}-2", ParcelState.RETURNED, hours=5, carrier=VNPOST)
    assert tell(shop, back) == "applied"
    assert row(shop, 2)["state"] == "returned", "what comes after the proof is shown, and waits for its own"
    shop.check()


def test_a_late_callback_does_not_take_the_proof_away(shop: Shop, code: str) -> None:
    prove(shop, ended(shop, code, 2))
    before = shop.audit()["ledger"]
    assert tell(shop, ended(shop, code, 2)) == "applied"
    assert tell(shop, notice(shop, f"{code}-2", ParcelState.IN_TRANSIT, hours=0.5, carrier=VNPOST)) == "applied"
    assert (row(shop, 2)["settled"], shop.audit()["ledger"]) == ("delivered", before)
    shop.check()


def test_goods_given_back_at_the_door_are_booked_back_when_that_is_proven(shop: Shop, code: str) -> None:
    prove(shop, ended(shop, code, 1))
    back = notice(shop, f"{code}-1", ParcelState.RETURNED, hours=3, carrier=VIETTEL)
    tell(shop, back)
    assert (row(shop, 1)["state"], row(shop, 1)["settled"]) == ("returned", "delivered")
    assert shop.audit()["ledger"]["balances"]["cod:viettelpost"] == 188_000
    prove(shop, back)
    balances = shop.audit()["ledger"]["balances"]
    assert (balances["cod:viettelpost"], balances["shop:gh-ba-lan:payable"]) == (0, 0)
    shop.check()


def test_what_is_not_obeyed_does_not_lead_later_news_astray(shop: Shop, code: str) -> None:
    other = replace(ended(shop, code, 2), waybill="WB-of-somebody", event_id="astray")
    assert tell(shop, other) == "parked"
    assert tell(shop, notice(shop, f"{code}-2", ParcelState.IN_TRANSIT, hours=2, carrier=VNPOST)) == "applied"
    assert row(shop, 2)["state"] == "in_transit"
    shop.check()


def test_a_silent_parcel_is_asked_about(shop: Shop, code: str) -> None:
    told = notice(shop, f"{code}-2", ParcelState.IN_TRANSIT, hours=20, carrier=VNPOST)
    shop.carriers[VNPOST].history = lambda waybill: (told,)  # type: ignore[method-assign]
    shop.pass_time(hours=25)
    shop.pump.run_schedule("clock")
    assert row(shop, 2)["state"] == "in_transit"


def test_silence_that_cannot_be_asked_about_is_shown_once_and_ends_with_news(shop: Shop, code: str) -> None:
    tell(shop, notice(shop, f"{code}-2", ParcelState.PICKED_UP, hours=23, carrier=VNPOST), now=shop.now)
    shop.pass_time(hours=25)
    shop.carriers[VNPOST].history = refusing()  # type: ignore[method-assign]
    for _ in range(3):
        shop.pump.run_schedule("clock")
        shop.pass_time(minutes=1)
    assert silent(shop) == [(f"{code}-1", "no_news")]
    tell(shop, notice(shop, f"{code}-1", ParcelState.IN_TRANSIT, hours=0, carrier=VIETTEL))
    assert silent(shop) == []
    shop.pass_time(hours=25)
    shop.pump.run_schedule("clock")
    assert silent(shop) == [(f"{code}-1", "no_news")]
    shop.check()


def test_a_delivery_that_no_statement_names_comes_into_sight(shop: Shop, code: str) -> None:
    tell(shop, ended(shop, code, 1))
    shop.pass_time(days=7)
    shop.pump.run_schedule("clock")
    assert f"{code}-1" not in dict(silent(shop))
    shop.pass_time(days=2)
    shop.pump.run_schedule("clock")
    assert dict(silent(shop))[f"{code}-1"] == "not_confirmed"
