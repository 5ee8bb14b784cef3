"""The carriers' clients over HTTP, against an outside world that refuses what they refuse and breaks on request."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost
from chalicelib.ports import Carrier
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState

from tests.providers.conftest import SECONDS, Control
from tests.providers.shipments import ALREADY_MADE, PERMANENT, RECEIVER, SHIPMENT, TEMPORARY, UNKNOWN, failure


def form_of(outside: Control, reference: str = SHIPMENT.reference) -> dict[str, Any]:
    (parcel,) = outside.world.with_reference("viettelpost", reference) or outside.world.with_reference(
        "vnpost", reference
    )
    return parcel.form


def test_a_parcel_is_made_under_our_reference(carrier: Carrier, outside: Control) -> None:
    waybill = carrier.create(SHIPMENT)
    assert (waybill.carrier, waybill.reference) == (carrier.name, SHIPMENT.reference)
    assert waybill.fee > Dong(20_000)
    (parcel,) = outside.ask("GET", "/control/parcels")["parcels"]
    assert (parcel["waybill"], parcel["cod"], parcel["weight_grams"]) == (waybill.number, 313_000, 2_900)


def test_viettel_post_gets_the_fields_of_its_document(make_viettelpost: Any, outside: Control) -> None:
    make_viettelpost().create(SHIPMENT)
    form = form_of(outside)
    assert form["ORDER_NUMBER"] == SHIPMENT.reference
    assert form["CHECK_UNIQUE"] is True
    assert form["RECEIVER_PHONE"] == "0912345678"
    assert form["RECEIVER_ADDRESS"] == "Số 12 ngõ 34 đường Trần Duy Hưng, Phường Yên Hòa, Thành phố Hà Nội"
    assert (form["ORDER_PAYMENT"], form["MONEY_COLLECTION"]) == (3, 313_000)
    assert [item["PRODUCT_PRICE"] for item in form["PRODUCT_DETAIL"]] == [120_000, 45_000]
    assert (form["PRODUCT_PRICE"], form["PRODUCT_WEIGHT"], form["PRODUCT_QUANTITY"]) == (285_000, 2_900, 3)


def test_vietnam_post_gets_the_fields_of_its_document(make_vnpost: Any, outside: Control) -> None:
    make_vnpost().create(SHIPMENT)
    form = form_of(outside)
    assert form["saleOrderCode"] == SHIPMENT.reference
    assert form["addonService"] == [{"code": "GTG021", "propValue": "PROP0018:313000"}]
    assert (form["receiverProvinceCode"], form["receiverDistrictCode"], form["receiverCommuneCode"]) == (
        "01",
        "VNPOST",
        "00166",
    )
    assert (form["weight"], form["receiverPhone"]) == (2_900, "0912345678")


def test_a_paid_parcel_collects_nothing(carrier: Carrier, outside: Control) -> None:
    carrier.create(replace(SHIPMENT, cod=Dong(0)))
    form = form_of(outside)
    assert form.get("ORDER_PAYMENT", 1) == 1
    assert not form.get("addonService")
    assert outside.ask("GET", "/control/parcels")["parcels"][0]["cod"] == 0


def test_viettel_post_refuses_a_second_order_and_it_is_known_to_exist(make_viettelpost: Any, outside: Control) -> None:
    carrier = make_viettelpost()
    carrier.create(SHIPMENT)
    assert failure(lambda: carrier.create(SHIPMENT)) == ALREADY_MADE
    assert outside.made(SHIPMENT.reference) == 1


def test_vietnam_post_finds_what_was_made(make_vnpost: Any) -> None:
    carrier = make_vnpost()
    assert carrier.find(SHIPMENT.reference) is None
    made = carrier.create(SHIPMENT)
    assert carrier.find(SHIPMENT.reference) == made
    assert carrier.find("LS7K3M2QS-2") is None


def test_vietnam_post_is_looked_through_where_it_cannot_be_asked_by_our_code(
    make_vnpost: Any, outside: Control
) -> None:
    carrier = make_vnpost()
    made = carrier.create(SHIPMENT)
    outside.fault("vnpost.get", "status", status=404)
    assert carrier.find(SHIPMENT.reference) == made


def test_viettel_post_cannot_be_asked(make_viettelpost: Any) -> None:
    assert failure(lambda: make_viettelpost().find(SHIPMENT.reference)) == UNKNOWN
    assert failure(lambda: make_viettelpost().history("1")) == PERMANENT


@pytest.mark.parametrize("mode", ["drop_before", "drop_after", "html", "html_after"])
def test_a_lost_answer_is_an_unknown_outcome(carrier: Carrier, outside: Control, mode: str) -> None:
    target = f"{carrier.name.value}.create"
    outside.fault(target, mode)
    assert failure(lambda: carrier.create(SHIPMENT)) == UNKNOWN
    assert outside.made(SHIPMENT.reference) == (1 if mode.endswith("after") else 0)


@pytest.mark.parametrize("mode", ["slow", "hang"])
def test_a_late_answer_is_an_unknown_outcome_in_time(carrier: Carrier, outside: Control, mode: str) -> None:
    outside.fault(f"{carrier.name.value}.create", mode, seconds=3 * SECONDS)
    began = time.monotonic()
    assert failure(lambda: carrier.create(SHIPMENT)) == UNKNOWN
    assert time.monotonic() - began < 2 * SECONDS


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_an_overloaded_or_failing_carrier(carrier: Carrier, outside: Control, status: int) -> None:
    outside.fault(f"{carrier.name.value}.create", "status", status=status)
    # Viettel Post would refuse a second order itself; Vietnam Post has to be asked before there is one.
    can_be_repeated = status == 429 or carrier.name is CarrierName.VIETTELPOST
    assert failure(lambda: carrier.create(SHIPMENT)) == (TEMPORARY if can_be_repeated else UNKNOWN)


@pytest.mark.parametrize("target", ["create", "login"])
def test_a_refused_order_is_permanent(carrier: Carrier, outside: Control, target: str) -> None:
    outside.fault(f"{carrier.name.value}.{target}", "status", status=400)
    assert failure(lambda: carrier.create(SHIPMENT)) == PERMANENT


def test_an_order_that_the_carrier_cannot_take_is_permanent(carrier: Carrier, outside: Control) -> None:
    assert failure(lambda: carrier.create(replace(SHIPMENT, weight_grams=0))) == PERMANENT
    assert outside.made(SHIPMENT.reference) == 0


@pytest.mark.parametrize("mode", ["drop_before", "html"])
def test_an_answer_lost_at_login_is_temporary_for_nothing_was_asked(
    carrier: Carrier, outside: Control, mode: str
) -> None:
    outside.fault(f"{carrier.name.value}.login", mode)
    assert failure(lambda: carrier.create(SHIPMENT)) == TEMPORARY


def test_nobody_listening_is_temporary(make_viettelpost: Any, make_vnpost: Any) -> None:
    for make in (make_viettelpost, make_vnpost):
        carrier = make(api_base="http://127.0.0.1:9")
        assert failure(lambda carrier=carrier: carrier.create(SHIPMENT)) == TEMPORARY


def test_a_revoked_token_is_replaced_once(carrier: Carrier, outside: Control) -> None:
    carrier.create(SHIPMENT)
    outside.world.tokens.clear()
    assert carrier.create(replace(SHIPMENT, reference="LS7K3M2QS-2"))
    assert outside.made("LS7K3M2QS-2") == 1


def test_a_token_that_is_refused_again_is_permanent(carrier: Carrier, outside: Control) -> None:
    outside.fault(f"{carrier.name.value}.create", "status", status=401, times=2)
    assert failure(lambda: carrier.create(SHIPMENT)) == PERMANENT


def test_a_wrong_password_is_permanent(make_viettelpost: Any, make_vnpost: Any) -> None:
    assert failure(lambda: make_viettelpost(password="x").create(SHIPMENT)) == PERMANENT
    assert failure(lambda: make_vnpost(password="x").create(SHIPMENT)) == PERMANENT


def test_the_token_is_asked_for_once(carrier: Carrier, outside: Control) -> None:
    for number in range(3):
        carrier.create(replace(SHIPMENT, reference=f"LS7K3M2QS-{number}"))
    kinds = list(outside.world.tokens.values())
    assert len(kinds) == len(set(kinds))


def test_a_label_comes_and_is_one(carrier: Carrier) -> None:
    label = carrier.label(carrier.create(SHIPMENT).number)
    wanted = "application/pdf" if carrier.name is CarrierName.VNPOST else "text/html; charset=utf-8"
    assert label.content_type == wanted
    assert SHIPMENT.reference.encode() in label.content


def test_a_label_of_a_parcel_that_is_not_there_is_none(carrier: Carrier) -> None:
    assert failure(lambda: carrier.label("CE000000000VN")) == TEMPORARY


def test_a_page_that_is_not_a_label_is_a_temporary_error(make_viettelpost: Any, make_vnpost: Any, outside: Any) -> None:
    for carrier in (make_viettelpost(), make_vnpost()):
        number = carrier.create(SHIPMENT).number
        outside.fault(f"{carrier.name.value}.label", "html")
        assert failure(lambda carrier=carrier, number=number: carrier.label(number)) == TEMPORARY
        assert carrier.label(number)


def test_vietnam_post_tells_the_history(make_vnpost: Any, outside: Control) -> None:
    carrier = make_vnpost()
    number = carrier.create(SHIPMENT).number
    outside.advance("vnpost", number, "picked_up")
    outside.advance("vnpost", number, "888")
    told = carrier.history(number)
    assert [notice.state for notice in told] == [ParcelState.SUBMITTED, ParcelState.PICKED_UP, None]
    assert sorted(told, key=lambda notice: notice.occurred_at) == list(told)


def test_a_parcel_that_was_not_collected_is_given_up(carrier: Carrier, outside: Control) -> None:
    waybill = carrier.create(SHIPMENT).number
    carrier.cancel(waybill)
    parcel = outside.world.parcel(carrier.name.value, waybill)
    assert parcel is not None
    assert parcel.status == ("107" if carrier.name is CarrierName.VIETTELPOST else "9")


def test_a_parcel_that_was_collected_is_not_given_up(carrier: Carrier, outside: Control) -> None:
    waybill = carrier.create(SHIPMENT).number
    outside.advance(carrier.name.value, waybill, "picked_up")
    assert failure(lambda: carrier.cancel(waybill)) == PERMANENT


def test_a_parcel_that_is_not_there_cannot_be_given_up(carrier: Carrier) -> None:
    assert failure(lambda: carrier.cancel("000000000000")) == PERMANENT


def test_a_carrier_that_is_down_is_asked_to_give_it_up_again(carrier: Carrier, outside: Control) -> None:
    waybill = carrier.create(SHIPMENT).number
    what = "update" if carrier.name is CarrierName.VIETTELPOST else "cancel"
    outside.fault(f"{carrier.name.value}.{what}", "status", status=503)
    assert failure(lambda: carrier.cancel(waybill)) == TEMPORARY
    carrier.cancel(waybill)


def test_both_say_whether_a_repetition_is_refused() -> None:
    assert ViettelPost.refuses_repeats
    assert not VietnamPost.refuses_repeats


def test_a_long_address_is_taken_by_the_carrier(carrier: Carrier) -> None:
    long = replace(RECEIVER, line="Nhà văn hóa thôn Nà Lìu, đi qua cầu sắt rồi rẽ trái, " * 5)
    assert carrier.create(replace(SHIPMENT, receiver=long))
