"""Parcels that a carrier has, or may have, when their order is called off."""

from __future__ import annotations

import pytest
from chalicelib.ports import ProviderError
from chalicelib.usecases.cancelling import (
    AlreadyCollected,
    AlreadyOver,
    AlreadySubmitted,
    NoReason,
)
from market.orders import OrderState
from market.parcels import ParcelState, Shipment, Waybill

from tests.functions.callbacks import notice, tell
from tests.functions.cancelling import NOTHING_SOLD, VIETTEL, VNPOST, cancel, order, parcels, stock, work
from tests.functions.conftest import Shop
from tests.functions.refunding import TOTAL, balances, end, paid_order, refunder_of


def test_called_off_while_the_carrier_is_asked_it_is_called_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    viettel = shop.carriers[VIETTEL]
    real = viettel.create

    def create(shipment: Shipment) -> Waybill:
        monkeypatch.setattr(viettel, "create", real)
        assert cancel(shop, code) == "confirmed"
        return real(shipment)

    monkeypatch.setattr(viettel, "create", create)
    work(shop, 4)
    assert [shipment.reference for shipment in viettel.created] == [f"{code}-1"]
    assert viettel.cancelled == [f"WB-{code}-1"]
    assert shop.carriers[VNPOST].created == []
    assert (order(shop)["state"], parcels(shop)) == ("cancelled", ["cancelled", "cancelled"])
    assert sum(amount for _, amount in refunder.done.values()) == TOTAL
    assert (stock(shop), balances(shop), shop.audit()["parked"]) == (NOTHING_SOLD, {}, [])
    shop.check()


def test_what_its_carriers_have_and_did_not_collect_is_called_back(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    work(shop)
    with pytest.raises(AlreadySubmitted):
        cancel(shop, code, only_unsent=True)
    for _ in range(2):
        assert cancel(shop, code) == "confirmed"
    work(shop)
    assert [carrier.cancelled for carrier in shop.carriers.values()] == [[f"WB-{code}-1"], [f"WB-{code}-2"]]
    assert (order(shop)["state"], parcels(shop), stock(shop)) == ("cancelled", ["cancelled"] * 2, NOTHING_SOLD)
    assert sum(amount for _, amount in refunder.done.values()) == TOTAL
    assert balances(shop) == {}
    late = notice(shop, f"{code}-1", ParcelState.CANCELLED, hours=1, carrier=VIETTEL)
    assert tell(shop, late) == "applied"
    assert (stock(shop), order(shop)["history"].count("order.cancelled")) == (NOTHING_SOLD, 1)
    shop.check()


def test_a_carrier_that_refuses_leaves_it_to_a_person(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    work(shop)
    shop.carriers[VIETTEL].failures = [ProviderError("viettelpost: refused (204)", permanent=True)]
    cancel(shop, code)
    work(shop)
    assert parcels(shop) == ["submitted", "cancelled"]
    assert {(item["kind"], item["reason"]) for item in shop.audit()["parked"]} == {
        ("parcel", "cancel: viettelpost: refused (204)")
    }
    assert [amount for _, amount in refunder.done.values()] == [156_500], "what certainly does not come is paid back"
    tell(shop, notice(shop, f"{code}-1", ParcelState.CANCELLED, hours=1, carrier=VIETTEL))
    work(shop)
    assert (order(shop)["state"], balances(shop), shop.audit()["parked"]) == ("cancelled", {}, [])
    shop.check()


def test_a_carrier_that_is_down_is_asked_again(shop: Shop) -> None:
    code = paid_order(shop, "vietqr")
    work(shop)
    shop.carriers[VIETTEL].failures = [ProviderError("viettelpost: answered 503")]
    cancel(shop, code)
    shop.pump.run_once()
    assert parcels(shop)[0] == "submitted"
    from chalicelib.usecases.cancelling import give_up_parcel

    give_up_parcel(shop.table, parcel_id=f"{code}-1", carrier=shop.carriers[VIETTEL], now=shop.now)
    work(shop)
    assert order(shop)["state"] == "cancelled"
    shop.check()


@pytest.mark.parametrize("is_there", [True, False])
def test_after_a_lost_answer_the_carrier_is_asked_what_it_has(shop: Shop, is_there: bool) -> None:
    """Vietnam Post can be asked: what it has is called back, what it has not is taken back."""
    refunder, code = refunder_of(shop), paid_order(shop)
    vnpost = shop.carriers[VNPOST]
    vnpost.failures = [ProviderError("vnpost: the answer was lost", outcome_unknown=True)]
    shop.pump.run_once()
    if not is_there:
        vnpost.created.clear()
    cancel(shop, code)
    work(shop, 4)
    assert vnpost.cancelled == ([f"WB-{code}-2"] if is_there else [])
    assert (order(shop)["state"], stock(shop), balances(shop)) == ("cancelled", NOTHING_SOLD, {})
    assert sum(amount for _, amount in refunder.done.values()) == TOTAL
    shop.check()


def test_a_carrier_that_cannot_be_asked_keeps_it_in_sight_until_it_speaks(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    viettel = shop.carriers[VIETTEL]
    viettel.forgetful = True
    viettel.failures = [ProviderError("viettelpost: the answer was lost", outcome_unknown=True)]
    shop.pump.run_once()
    cancel(shop, code)
    work(shop, 4)
    assert [item["kind"] for item in shop.audit()["parked"]] == ["parcel"]
    assert order(shop)["state"] == "confirmed"
    tell(shop, notice(shop, f"{code}-1", ParcelState.SUBMITTED, hours=0, carrier=VIETTEL))
    work(shop, 4)
    assert viettel.cancelled == [f"WB-{code}-1"]
    assert (order(shop)["state"], stock(shop), balances(shop)) == ("cancelled", NOTHING_SOLD, {})
    assert (len(viettel.created), shop.audit()["parked"]) == (1, [])
    assert sum(amount for _, amount in refunder.done.values()) == TOTAL
    shop.check()


def test_what_was_collected_is_returned_and_not_cancelled(shop: Shop) -> None:
    code = paid_order(shop, "vietqr")
    work(shop)
    tell(shop, notice(shop, f"{code}-1", ParcelState.PICKED_UP, hours=0, carrier=VIETTEL))
    before = shop.audit()
    with pytest.raises(AlreadyCollected):
        cancel(shop, code)
    assert shop.audit() == before


def test_collected_before_it_could_be_called_back_it_needs_a_person(shop: Shop) -> None:
    code = paid_order(shop, "vietqr")
    work(shop)
    cancel(shop, code)
    tell(shop, notice(shop, f"{code}-1", ParcelState.PICKED_UP, hours=0, carrier=VIETTEL))
    work(shop)
    assert shop.carriers[VIETTEL].cancelled == []
    assert parcels(shop) == ["picked_up", "cancelled"]
    assert "parcel" in [item["kind"] for item in shop.audit()["parked"]]
    shop.check()


def test_what_has_ended_is_left_alone(shop: Shop) -> None:
    code = paid_order(shop, "vietqr")
    end(shop, code)
    with pytest.raises(AlreadyOver):
        cancel(shop, code)
    with pytest.raises(NoReason):
        cancel(shop, code, reason=" ")
    assert order(shop)["state"] == OrderState.COMPLETED.value
