"""Parcels: each created once at its carrier, each followed to its end whatever the order of the news."""

from __future__ import annotations

import itertools

import pytest
from chalicelib.ports import ProviderError
from chalicelib.usecases.tracking import follow_hint
from market.catalogue import CarrierName
from market.parcels import ParcelState, StatusNotice

from tests.functions.buying import buy, look
from tests.functions.callbacks import notice, prove, tell, transfer
from tests.functions.conftest import Shop

VIETTEL, VNPOST = CarrierName.VIETTELPOST, CarrierName.VNPOST


def sent_order(shop: Shop, payment: str = "cod") -> str:
    shop.open()
    code = buy(shop, payment)
    if payment != "cod":
        transfer(shop, 344_500, code)
    shop.pump.run_once()
    return code


def parcel(shop: Shop, place: int) -> dict[str, object]:
    found: dict[str, object] = shop.audit()["parcels"][place - 1]
    return found


def test_each_parcel_goes_to_its_carrier_once_with_our_reference(shop: Shop) -> None:
    code = sent_order(shop)
    [first], [second] = shop.carriers[VIETTEL].created, shop.carriers[VNPOST].created
    assert (first.reference, second.reference) == (f"{code}-1", f"{code}-2")
    assert (int(first.cod), int(second.cod)) == (188_000, 156_500)
    assert first.sender.commune_code == "06463"
    assert (first.receiver.phone, first.receiver.commune_name) == ("+84912345678", "Phường Đông Kinh")
    found = shop.audit()
    assert [(row["state"], row["waybill"], row["has_label"]) for row in found["parcels"]] == [
        ("submitted", f"WB-{code}-1", True),
        ("submitted", f"WB-{code}-2", True),
    ]
    assert found["outbox"] == []
    shop.check()


def test_a_paid_parcel_collects_nothing_at_the_door(shop: Shop) -> None:
    sent_order(shop, "vietqr")
    assert [int(shipment.cod) for shipment in shop.carriers[VIETTEL].created] == [0]


def test_money_that_came_before_a_cash_parcel_left_is_not_collected_again(shop: Shop) -> None:
    """188.000 for the first parcel and 156.500 for the second; 200.000 came by transfer."""
    shop.open()
    code = buy(shop)
    transfer(shop, 200_000, code)
    shop.pump.run_once()
    [first], [second] = shop.carriers[VIETTEL].created, shop.carriers[VNPOST].created
    assert (int(first.cod), int(second.cod)) == (0, 144_500)
    for place, carrier in ((1, VIETTEL), (2, VNPOST)):
        prove(shop, notice(shop, f"{code}-{place}", ParcelState.DELIVERED, hours=1, carrier=carrier))
    balances = shop.audit()["ledger"]["balances"]
    assert (balances["clearing:vietqr"], balances["cod:vnpost"], balances[f"shopper:{code}"]) == (200_000, 144_500, 0)
    assert shop.audit()["parked"] == []
    shop.check()


def test_an_unpaid_order_is_never_sent(shop: Shop) -> None:
    shop.open()
    buy(shop, "vietqr")
    shop.pump.run_once()
    assert shop.carriers[VIETTEL].created == []


def test_a_message_that_comes_twice_makes_one_shipment(shop: Shop) -> None:
    code = sent_order(shop)
    for _ in range(3):
        shop.services.queues.send("dispatch-viettelpost", f'{{"task":"dispatch","parcel_id":"{code}-1"}}')
    shop.pump.run_once()
    assert len(shop.carriers[VIETTEL].created) == 1


def test_a_lost_answer_is_looked_up_and_not_created_again(shop: Shop) -> None:
    shop.open()
    shop.carriers[VIETTEL].failures = [ProviderError("timed out", outcome_unknown=True)]
    code = buy(shop)
    shop.pump.run_once()
    assert parcel(shop, 1)["state"] == "ready"
    assert parcel(shop, 2)["state"] == "submitted"
    shop.pass_time(minutes=2)
    shop.services.queues.send("dispatch-viettelpost", f'{{"task":"dispatch","parcel_id":"{code}-1"}}')
    shop.pump.run_once()
    assert len(shop.carriers[VIETTEL].created) == 1
    assert parcel(shop, 1)["waybill"] == f"WB-{code}-1"
    shop.check()


def test_a_carrier_that_cannot_be_asked_parks_the_parcel(shop: Shop) -> None:
    shop.open()
    carrier = shop.carriers[VIETTEL]
    carrier.forgetful, carrier.failures = True, [ProviderError("timed out", outcome_unknown=True)]
    code = buy(shop)
    shop.pump.run_once()
    shop.pass_time(minutes=2)
    shop.services.queues.send("dispatch-viettelpost", f'{{"task":"dispatch","parcel_id":"{code}-1"}}')
    shop.pump.run_once()
    assert len(carrier.created) == 1
    assert parcel(shop, 1)["parked"] == "cannot be asked"
    assert [item["id"] for item in shop.audit()["parked"]] == [f"{code}-1"]


def test_a_refusal_parks_the_parcel_and_the_other_one_goes(shop: Shop) -> None:
    shop.open()
    shop.carriers[VIETTEL].failures = [ProviderError("no such ward", permanent=True)]
    buy(shop)
    shop.pump.run_once()
    assert (parcel(shop, 1)["state"], parcel(shop, 1)["parked"]) == ("ready", "no such ward")
    assert parcel(shop, 2)["state"] == "submitted"


def test_an_ailing_carrier_is_tried_again_later(shop: Shop) -> None:
    shop.open()
    shop.carriers[VIETTEL].failures = [ProviderError("503")]
    code = buy(shop)
    shop.pump.run_once()
    assert (parcel(shop, 1)["state"], parcel(shop, 1)["parked"]) == ("ready", "")
    shop.services.queues.send("dispatch-viettelpost", f'{{"task":"dispatch","parcel_id":"{code}-1"}}')
    shop.pump.run_once()
    assert (parcel(shop, 1)["state"], parcel(shop, 1)["attempts"]) == ("submitted", 2)
    assert len(shop.carriers[VIETTEL].created) == 1


def news(shop: Shop, code: str) -> list[object]:
    states = (ParcelState.PICKED_UP, ParcelState.IN_TRANSIT, ParcelState.OUT_FOR_DELIVERY, ParcelState.DELIVERED)
    return [notice(shop, f"{code}-1", state, hours=i + 1, carrier=VIETTEL) for i, state in enumerate(states)]


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))][::5])
def test_news_in_any_order_and_twice_lead_to_the_same_end(shop: Shop, order: tuple[int, ...]) -> None:
    code = sent_order(shop)
    said = news(shop, code)
    for place in (*order, *order):
        assert tell(shop, said[place]) == "applied"  # type: ignore[arg-type]
    row = shop.audit()["parcels"][0]
    assert row["state"] == "delivered"
    assert [heard["state"] for heard in row["notices"]] == ["picked_up", "in_transit", "out_for_delivery", "delivered"]
    assert "cod:viettelpost" not in shop.audit()["ledger"]["balances"], "a callback alone moves no money"
    for place in (*order, *order):
        assert prove(shop, said[place]) == "applied"  # type: ignore[arg-type]
    assert [heard["state"] for heard in shop.audit()["parcels"][0]["notices"]] == [
        heard["state"] for heard in row["notices"]
    ]
    assert shop.audit()["ledger"]["balances"]["cod:viettelpost"] == 188_000
    assert shop.audit()["ledger"]["balances"]["shop:gh-ba-lan:payable"] == -165_000
    shop.check()


def test_the_order_is_complete_when_its_last_parcel_is(shop: Shop) -> None:
    code = sent_order(shop)
    prove(shop, notice(shop, f"{code}-1", ParcelState.DELIVERED, hours=1, carrier=VIETTEL))
    assert shop.audit()["orders"][0]["state"] == "confirmed"
    prove(shop, notice(shop, f"{code}-2", ParcelState.DELIVERED, hours=1, carrier=VNPOST))
    found = shop.audit()
    assert found["orders"][0]["state"] == "completed"
    assert found["ledger"]["sum"] == 0
    assert found["ledger"]["balances"][f"shopper:{code}"] == 0
    shop.check()
    answer = look(shop, code)
    assert [one["state"] for one in answer["parcels"]] == ["delivered", "delivered"]


def test_a_parcel_that_came_back_owes_nobody_anything(shop: Shop) -> None:
    code = sent_order(shop)
    prove(shop, notice(shop, f"{code}-1", ParcelState.RETURNED, hours=1, carrier=VIETTEL))
    balances = shop.audit()["ledger"]["balances"]
    assert balances["shop:gh-ba-lan:pending"] == 0
    assert balances[f"shopper:{code}"] == 156_500
    shop.check()


def test_an_unknown_status_is_kept_in_sight_and_not_obeyed(shop: Shop) -> None:
    code = sent_order(shop)
    assert tell(shop, notice(shop, f"{code}-1", None, hours=1, carrier=VIETTEL, code="999")) == "parked"
    assert parcel(shop, 1)["state"] == "submitted"
    assert [item["reason"] for item in shop.audit()["parked"]] == ["unknown_status"]


def test_news_of_an_unknown_waybill_waits_until_it_is_known(shop: Shop) -> None:
    shop.open()
    code = buy(shop)
    early = notice(shop, f"{code}-2", ParcelState.PICKED_UP, hours=1, carrier=VNPOST, reference="")
    assert tell(shop, early) == "parked"
    assert [item["reason"] for item in shop.audit()["parked"]] == ["unknown_waybill"]
    shop.pump.run_once()
    assert parcel(shop, 2)["state"] == "picked_up"
    assert shop.audit()["parked"] == []
    shop.check()


def test_news_with_our_reference_may_come_before_the_carriers_own_answer(shop: Shop) -> None:
    shop.open()
    shop.carriers[VIETTEL].forgetful = True
    shop.carriers[VIETTEL].failures = [ProviderError("timed out", outcome_unknown=True)]
    code = buy(shop)
    shop.pump.run_once()
    assert tell(shop, notice(shop, f"{code}-1", ParcelState.PICKED_UP, hours=1, carrier=VIETTEL)) == "applied"
    assert (parcel(shop, 1)["state"], parcel(shop, 1)["waybill"]) == ("picked_up", f"WB-{code}-1")
    shop.check()


def test_a_delivered_parcel_is_not_undone_by_late_or_false_news(shop: Shop) -> None:
    code = sent_order(shop)
    tell(shop, notice(shop, f"{code}-1", ParcelState.DELIVERED, hours=5, carrier=VIETTEL))
    tell(shop, notice(shop, f"{code}-1", ParcelState.IN_TRANSIT, hours=1, carrier=VIETTEL))
    assert parcel(shop, 1)["state"] == "delivered"
    assert tell(shop, notice(shop, f"{code}-1", ParcelState.CANCELLED, hours=2, carrier=VIETTEL)) == "parked"
    assert parcel(shop, 1)["state"] == "delivered"
    assert [item["reason"] for item in shop.audit()["parked"]] == ["contradicts_final_state"]
    shop.check()


def test_a_hint_is_followed_by_asking_and_never_believed(shop: Shop) -> None:
    code = sent_order(shop)
    vnpost = shop.carriers[VNPOST]
    hint = notice(shop, f"{code}-2", None, hours=1, carrier=VNPOST, code="14", is_hint=True)
    assert follow_hint(shop.table, hint=hint, carrier=vnpost, now=shop.now) == "applied"
    assert parcel(shop, 2)["state"] == "submitted", "it said delivered, the carrier says nothing of the kind"
    told = notice(shop, f"{code}-2", ParcelState.DELIVERED, hours=1, carrier=VNPOST)
    vnpost.history = lambda waybill: (told,)  # type: ignore[method-assign]
    follow_hint(shop.table, hint=hint, carrier=vnpost, now=shop.now)
    assert parcel(shop, 2)["state"] == "delivered"
    shop.check()


def test_a_hint_that_nobody_confirms_stays_in_sight(shop: Shop) -> None:
    code = sent_order(shop)

    def silent(waybill: str) -> tuple[StatusNotice, ...]:
        raise ProviderError("not reached")

    shop.carriers[VNPOST].history = silent  # type: ignore[method-assign]
    hint = notice(shop, f"{code}-2", None, hours=1, carrier=VNPOST, code="14", is_hint=True)
    assert follow_hint(shop.table, hint=hint, carrier=shop.carriers[VNPOST], now=shop.now) == "parked"
    assert [item["reason"] for item in shop.audit()["parked"]] == ["unsigned"]
    assert parcel(shop, 2)["state"] == "submitted"


def test_a_carrier_that_refuses_repeats_is_simply_asked_again(shop: Shop) -> None:
    """Viettel Post keeps the order of a reference unique, and cannot be asked for one."""
    shop.open()
    carrier = shop.carriers[VIETTEL]
    carrier.refuses_repeats = carrier.forgetful = True
    carrier.failures = [
        ProviderError("timed out", outcome_unknown=True),
        ProviderError("order exists already", permanent=True),
    ]
    code = buy(shop)
    shop.pump.run_once()
    shop.pass_time(minutes=2)
    shop.services.queues.send("dispatch-viettelpost", f'{{"task":"dispatch","parcel_id":"{code}-1"}}')
    shop.pump.run_once()
    assert parcel(shop, 1)["parked"] == "order exists already"
    assert tell(shop, notice(shop, f"{code}-1", ParcelState.PICKED_UP, hours=1, carrier=VIETTEL)) == "applied"
    assert (parcel(shop, 1)["state"], parcel(shop, 1)["parked"]) == ("picked_up", "")
    assert len(carrier.created) == 1
    shop.check()
