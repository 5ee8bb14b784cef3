"""The carriers' clients over HTTP, against an outside world that refuses what they refuse and breaks on request."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from chalicelib.carriers.labels import checked_label
from chalicelib.carriers.transport import Transport
from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost
from chalicelib.carriers.wording import full_address, local_phone
from chalicelib.ports import Carrier, ProviderError
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelItem, ParcelState, Party, Shipment

from tests.providers.conftest import SECONDS, Canned, Control
from tests.providers.recordings import recorded_json, viettelpost, vnpost

RECEIVER = Party(
    name="Nguyễn Thị Hà",
    phone="+84912345678",
    line="Số 12 ngõ 34 đường Trần Duy Hưng",
    commune_code="00166",
    commune_name="Phường Yên Hòa",
    province_code="01",
    province_name="Thành phố Hà Nội",
)
SENDER = Party(
    name="Hộ Hoàng Văn Thành",
    phone="+842053812345",
    line="Thôn Mỏ Hao",
    commune_code="06325",
    commune_name="Xã Bắc Sơn",
    province_code="20",
    province_name="Tỉnh Lạng Sơn",
)
SHIPMENT = Shipment(
    reference="LS7K3M2QS-1",
    sender=SENDER,
    receiver=RECEIVER,
    items=(
        ParcelItem(name="Quýt vàng Bắc Sơn", quantity=2, price=Dong(120_000), weight_grams=1_000),
        ParcelItem(name="Mật ong bạc hà", quantity=1, price=Dong(45_000), weight_grams=700),
    ),
    weight_grams=2_900,
    goods_value=Dong(285_000),
    cod=Dong(313_000),
    note="Gọi trước khi giao",
)


def failure(action: Callable[[], Any]) -> tuple[bool, bool]:
    """Whether the error is permanent, and whether the outcome is unknown."""
    with pytest.raises(ProviderError) as raised:
        action()
    for personal in (RECEIVER.name, RECEIVER.line, "0912345678", RECEIVER.phone):
        assert personal not in str(raised.value)
    return raised.value.permanent, raised.value.outcome_unknown


TEMPORARY, PERMANENT, UNKNOWN, ALREADY_MADE = (False, False), (True, False), (False, True), (True, True)


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


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4 cut short", b"<html>Please log in</html>", b"CE1", b"%PDF-%%EOF" + bytes(3_000_000)]
)
def test_what_is_not_a_label(content: bytes) -> None:
    with pytest.raises(ProviderError):
        checked_label("vnpost", "CE1", content)


def test_vietnam_post_tells_the_history(make_vnpost: Any, outside: Control) -> None:
    carrier = make_vnpost()
    number = carrier.create(SHIPMENT).number
    outside.advance("vnpost", number, "picked_up")
    outside.advance("vnpost", number, "888")
    told = carrier.history(number)
    assert [notice.state for notice in told] == [ParcelState.SUBMITTED, ParcelState.PICKED_UP, None]
    assert sorted(told, key=lambda notice: notice.occurred_at) == list(told)


def test_an_address_keeps_its_commune_within_150_bytes() -> None:
    long = replace(RECEIVER, line="Nhà văn hóa thôn Nà Lìu, đi qua cầu sắt rồi rẽ trái, " * 5)
    address = full_address(long)
    assert len(address.encode()) <= 150
    assert address.endswith(", Phường Yên Hòa, Thành phố Hà Nội")
    assert address.startswith("Nhà văn hóa thôn Nà Lìu")


def test_an_address_whose_commune_alone_is_too_long_is_still_within_150_bytes() -> None:
    assert len(full_address(replace(RECEIVER, commune_name="Xã " + "Ệ" * 80)).encode()) <= 150


def test_a_long_address_is_taken_by_the_carrier(carrier: Carrier) -> None:
    long = replace(RECEIVER, line="Nhà văn hóa thôn Nà Lìu, đi qua cầu sắt rồi rẽ trái, " * 5)
    assert carrier.create(replace(SHIPMENT, receiver=long))


@pytest.mark.parametrize(
    ("phone", "wanted"),
    [("+84912345678", "0912345678"), ("0912345678", "0912345678"), ("+842053812345", "02053812345")],
)
def test_phones_are_written_as_they_are_dialled(phone: str, wanted: str) -> None:
    assert local_phone(phone) == wanted


class Dribble:
    """A server that takes a request and answers one byte at a time, or too much."""

    def __init__(self, answer: bytes, pause: float) -> None:
        self._answer, self._pause = answer, pause
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection, self._listener:
            connection.recv(65_536)
            try:
                while True:
                    connection.sendall(self._answer)
                    time.sleep(self._pause)
            except OSError:
                return


@pytest.mark.parametrize(
    ("answer", "pause"),
    [(b"H", 0.05), (b"HTTP/1.1 200 OK\r\nX: y\r\n", 0.05), (b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 65_536, 0)],
)
def test_an_answer_that_never_ends_is_ended(answer: bytes, pause: float) -> None:
    server = Dribble(answer, pause)
    transport = Transport("vnpost", server.url, total_seconds=0.5)
    began = time.monotonic()
    assert failure(lambda: transport.post("/CreateOrder", {}, headers={}, changes=True)) == UNKNOWN
    assert time.monotonic() - began < 3


def test_an_address_that_is_not_http_is_found_at_the_start() -> None:
    with pytest.raises(ValueError):
        Transport("vnpost", "file:///etc/passwd")


def test_both_say_whether_a_repetition_is_refused() -> None:
    assert ViettelPost.refuses_repeats
    assert not VietnamPost.refuses_repeats


@pytest.fixture
def canned_viettelpost(canned: Canned) -> ViettelPost:
    for path in ("/v2/user/Login", "/v2/user/ownerconnect"):
        canned.answers[path] = (200, recorded_json("viettelpost/login"))
    return viettelpost(api_base=canned.url)


@pytest.fixture
def canned_vnpost(canned: Canned) -> VietnamPost:
    canned.answers["/GetAccessToken"] = (200, recorded_json("vnpost/get_access_token"))
    return vnpost(api_base=canned.url)


VTP_ANSWERS = [
    (recorded_json("viettelpost/create_order_duplicate"), ALREADY_MADE),
    ({"status": 200, "error": True, "message": "Bảng giá không áp dụng cho hành trình này", "data": None}, PERMANENT),
    ({"status": 205, "error": True, "message": f"Địa chỉ {RECEIVER.line} không xác định", "data": None}, PERMANENT),
    ({"status": 500, "error": True, "message": "Internal", "data": None}, TEMPORARY),
    ({"status": 200, "error": False, "message": "OK", "data": None}, UNKNOWN),
    ({"status": 200, "error": False, "message": "OK", "data": {"MONEY_TOTAL": 1}}, UNKNOWN),
    ({}, UNKNOWN),
    ([], UNKNOWN),
    (None, UNKNOWN),
]


@pytest.mark.parametrize(("answer", "wanted"), VTP_ANSWERS)
def test_envelopes_of_viettel_post(
    canned: Canned, canned_viettelpost: ViettelPost, answer: Any, wanted: tuple[bool, bool]
) -> None:
    canned.answers["/v2/order/createOrderNlp"] = (200, answer)
    assert failure(lambda: canned_viettelpost.create(SHIPMENT)) == wanted


def test_a_recorded_order_of_viettel_post(canned: Canned, canned_viettelpost: ViettelPost) -> None:
    canned.answers["/v2/order/createOrderNlp"] = (200, recorded_json("viettelpost/create_order"))
    waybill = canned_viettelpost.create(SHIPMENT)
    assert (waybill.number, waybill.fee) == ("1684063821201", Dong(29_000))


VNPOST_ANSWERS = [
    (400, recorded_json("vnpost/error"), PERMANENT),
    (200, {"success": False, "message": "Sai mã khách hàng"}, PERMANENT),
    (200, recorded_json("vnpost/error"), PERMANENT),
    (200, {**recorded_json("vnpost/create_order"), "itemCode": None}, UNKNOWN),
    (200, [], UNKNOWN),
    (200, None, UNKNOWN),
    (504, None, UNKNOWN),
]


@pytest.mark.parametrize(("status", "answer", "wanted"), VNPOST_ANSWERS)
def test_answers_of_vietnam_post(
    canned: Canned, canned_vnpost: VietnamPost, status: int, answer: Any, wanted: tuple[bool, bool]
) -> None:
    canned.answers["/CreateOrder"] = (status, answer)
    assert failure(lambda: canned_vnpost.create(SHIPMENT)) == wanted


@pytest.mark.parametrize("wrap", [lambda order: order, lambda order: {"data": order}, lambda order: [order]])
def test_a_recorded_order_of_vietnam_post(canned: Canned, canned_vnpost: VietnamPost, wrap: Any) -> None:
    canned.answers["/CreateOrder"] = (200, wrap(recorded_json("vnpost/create_order")))
    waybill = canned_vnpost.create(SHIPMENT)
    assert (waybill.number, waybill.fee) == ("CE123456789VN", Dong(26_000))


def test_a_recorded_history_of_vietnam_post(canned: Canned, canned_vnpost: VietnamPost) -> None:
    canned.answers["/GetStatusHistoryOrder"] = (200, recorded_json("vnpost/history"))
    told = canned_vnpost.history("CE123456789VN")
    assert [(n.code, n.state, n.place) for n in told] == [
        ("1", ParcelState.SUBMITTED, ""),
        ("6", ParcelState.PICKED_UP, "Bưu cục Bắc Sơn"),
        ("14", ParcelState.DELIVERED, "Bưu cục Từ Liêm"),
        ("777", None, ""),
    ]
    # The same id as that of the webhook about it, so that the two are one.
    assert told[2].event_id == "CE123456789VN/14/20261126T084012Z"


@pytest.mark.parametrize("answer", [{"data": [{"statusHistory": [{"statusCode": 1}]}]}, "x"])
def test_a_history_that_cannot_be_read(canned: Canned, canned_vnpost: VietnamPost, answer: Any) -> None:
    canned.answers["/GetStatusHistoryOrder"] = (200, answer)
    if answer == "x":
        assert canned_vnpost.history("CE123456789VN") == ()
    else:
        assert failure(lambda: canned_vnpost.history("CE123456789VN")) == TEMPORARY


def test_there_is_none_only_where_nothing_names_our_reference(canned: Canned, canned_vnpost: VietnamPost) -> None:
    others = [recorded_json("vnpost/create_order") | {"saleOrderCode": "LS2222222-1"}]
    canned.answers["/getOrder"] = (400, {"status": 400, "error": "x", "message": "Không tìm thấy đơn hàng"})
    canned.answers["/GetListOrder"] = (200, {"results": others})
    assert canned_vnpost.find(SHIPMENT.reference) is None
    canned.answers["/getOrder"] = (400, {"status": 400, "error": "x", "message": "Sai tham số"})
    assert failure(lambda: canned_vnpost.find(SHIPMENT.reference)) == PERMANENT
    canned.answers["/getOrder"] = (502, None)
    assert failure(lambda: canned_vnpost.find(SHIPMENT.reference)) == TEMPORARY


def test_an_answer_may_take_longer_than_a_connection(canned: Canned) -> None:
    canned.answers["/slow"] = (200, {"ok": 1})
    canned.pause = 0.4
    transport = Transport("vnpost", canned.url, connect_seconds=0.1, total_seconds=5)
    assert transport.post("/slow", {}, headers={}, changes=True).json() == {"ok": 1}


def test_redirects_are_not_followed(canned: Canned, canned_vnpost: VietnamPost) -> None:
    canned.answers["/CreateOrder"] = (307, {})
    assert failure(lambda: canned_vnpost.create(SHIPMENT)) == PERMANENT
    assert [heard.path for heard in canned.asked] == ["/GetAccessToken", "/CreateOrder"]
