"""The carriers' callbacks: states, times, what is signed and what is only said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from chalicelib.carriers import viettelpost as vtp
from chalicelib.carriers import vnpost_forms as vnp
from chalicelib.ports import NotAuthentic, Unreadable
from cryptography.hazmat.primitives.asymmetric import rsa
from market.catalogue import CarrierName
from market.parcels import ParcelState, StatusNotice

from tests.providers.recordings import NOW, dumped, recorded, recorded_json, sign_vnpost, viettelpost, vnpost

VTP_CODES = [
    *range(100, 108),
    *range(200, 203),
    *range(300, 304),
    *range(400, 404),
    *range(500, 511),
    515,
    550,
]
VNPOST_CODES = [*range(25), 28, 29]


def from_vtp(**changes: Any) -> StatusNotice:
    body = recorded_json("viettelpost/webhook")
    body["DATA"] |= changes
    (notice,) = viettelpost().read({}, dumped(body), now=NOW)
    return notice


def from_vnpost(body: dict[str, Any]) -> tuple[StatusNotice, ...]:
    return vnpost().read({}, sign_vnpost(body), now=NOW)


def test_a_notice_of_viettel_post_holds_no_personal_data() -> None:
    assert from_vtp() == StatusNotice(
        carrier=CarrierName.VIETTELPOST,
        waybill="1684063821201",
        reference="LS7K3M2QS-1",
        event_id="1684063821201/400/20261123T232131Z",
        code="400",
        state=ParcelState.IN_TRANSIT,
        occurred_at=datetime(2026, 11, 23, 23, 21, 31, tzinfo=UTC),
        place="HNI, TTKT1, Trung tâm khai thác 1 - Hà Nội, PHƯỜNG TỪ LIÊM",
        note="Nhận bảng kê đến",
    )


def test_every_documented_code_is_in_the_tables_and_no_other() -> None:
    assert set(vtp.STATES) == {str(code) for code in VTP_CODES}
    assert set(vnp.STATES) == {str(code) for code in VNPOST_CODES}


@pytest.mark.parametrize("code", [999, "999", "DELIVERED", 70])
def test_an_unknown_code_is_kept_and_has_no_state(code: Any) -> None:
    notice = from_vtp(ORDER_STATUS=code)
    assert (notice.state, notice.code) == (None, str(code))


@pytest.mark.parametrize("code", [501, "501"])
def test_a_code_may_be_a_number_or_a_text(code: Any) -> None:
    assert from_vtp(ORDER_STATUS=code).state is ParcelState.DELIVERED


def test_the_token_in_the_body_or_in_the_header_is_enough() -> None:
    body = recorded_json("viettelpost/webhook")
    assert viettelpost().read({"authorization": "Bearer vtp-token"}, dumped({"DATA": body["DATA"]}), now=NOW)
    body["TOKEN"] = "guessed"
    with pytest.raises(NotAuthentic):
        viettelpost().read({}, dumped(body), now=NOW)


def test_an_empty_token_opens_nothing() -> None:
    with pytest.raises(ValueError):
        viettelpost(webhook_token=" , ")
    with pytest.raises(NotAuthentic):
        viettelpost().read({"authorization": ""}, dumped({"DATA": {}, "TOKEN": ""}), now=NOW)


@pytest.mark.parametrize("date", ["2026-11-24 06:21:31", "24/11/2026", "31/02/2026 00:00:00", "", None, 1764000000])
def test_a_date_of_another_form_is_unreadable(date: Any) -> None:
    with pytest.raises(Unreadable):
        from_vtp(ORDER_STATUSDATE=date)


@pytest.mark.parametrize("reference", [None, ""])
def test_a_notice_without_our_reference_is_still_read(reference: Any) -> None:
    assert from_vtp(ORDER_REFERENCE=reference).reference == ""


def test_only_the_first_item_of_vietnam_post_is_believed() -> None:
    first, second = from_vnpost(recorded_json("vnpost/webhook"))
    assert first == StatusNotice(
        carrier=CarrierName.VNPOST,
        waybill="CE123456789VN",
        reference="",
        event_id="CE123456789VN/14/20261126T084012Z",
        code="14",
        state=ParcelState.DELIVERED,
        occurred_at=datetime(2026, 11, 26, 8, 40, 12, tzinfo=UTC),
        note="Đã giao hàng",
    )
    assert (second.waybill, second.state) == ("CE987654321VN", None)
    assert second.event_id == "hint/CE987654321VN/14/20261126T084012Z"
    assert (first.is_hint, second.is_hint) == (False, True)


@pytest.mark.parametrize(
    "change", [{"itemCode": "CE000000000VN"}, {"status": 15}, {"status": "014"}, {"itemCode": "CE123456789VN "}]
)
def test_a_first_item_that_was_changed_is_refused(change: dict[str, Any]) -> None:
    body = recorded_json("vnpost/webhook")
    signature = recorded_signature(body)
    body["data"][0] |= change
    with pytest.raises((NotAuthentic, Unreadable)):
        vnpost().read({}, dumped({**body, "signature": signature}), now=NOW)


def recorded_signature(body: dict[str, Any]) -> str:
    import json

    return str(json.loads(sign_vnpost(body))["signature"])


def test_another_date_is_another_message() -> None:
    body = recorded_json("vnpost/webhook")
    signature = recorded_signature(body)
    with pytest.raises(NotAuthentic):
        vnpost().read({}, dumped({**body, "sendDate": "27/11/2026 15:40:12", "signature": signature}), now=NOW)


def test_the_key_of_somebody_else_is_refused() -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(NotAuthentic):
        vnpost().read({}, sign_vnpost(recorded_json("vnpost/webhook"), other), now=NOW)


@pytest.mark.parametrize(
    "date", ["26/11/2026 15:40:12", "2026-11-26 15:40:12", "2026-11-26T15:40:12", "20261126154012", "1795682412000"]
)
def test_the_dates_of_the_api_are_all_read(date: str) -> None:
    (notice, _) = from_vnpost({**recorded_json("vnpost/webhook"), "sendDate": date})
    assert notice.occurred_at == datetime(2026, 11, 26, 8, 40, 12, tzinfo=UTC)


@pytest.mark.parametrize("data", [[], None, {}, [5], [[]], "x"])
def test_a_message_without_items_is_unreadable(data: Any) -> None:
    with pytest.raises(Unreadable):
        vnpost().read({}, dumped({"data": data, "sendDate": "26/11/2026 15:40:12", "signature": "AAAA"}), now=NOW)


def test_a_key_that_is_not_rsa_is_found_at_the_start() -> None:
    with pytest.raises(ValueError):
        vnpost(webhook_public_key="-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")


def test_the_recorded_webhook_is_in_the_real_envelope() -> None:
    assert b'"DATA"' in recorded("viettelpost/webhook")
