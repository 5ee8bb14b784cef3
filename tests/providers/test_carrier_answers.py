"""Answers of the carriers' APIs, recorded and worse, and what is made of them."""

from __future__ import annotations

from typing import Any

import pytest
from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost
from market.money import Dong
from market.parcels import ParcelState

from tests.providers.conftest import Canned
from tests.providers.recordings import recorded_json, viettelpost, vnpost
from tests.providers.shipments import ALREADY_MADE, PERMANENT, RECEIVER, SHIPMENT, TEMPORARY, UNKNOWN, failure


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


def test_redirects_are_not_followed(canned: Canned, canned_vnpost: VietnamPost) -> None:
    canned.answers["/CreateOrder"] = (307, {})
    assert failure(lambda: canned_vnpost.create(SHIPMENT)) == PERMANENT
    assert [heard.path for heard in canned.asked] == ["/GetAccessToken", "/CreateOrder"]
