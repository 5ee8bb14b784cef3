"""Casso and payOS: their published signatures, and that whoever reports a transfer, it is one payment."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalicelib.payments.casso import canonical
from chalicelib.payments.gateways import signature
from chalicelib.payments.payos import joined
from chalicelib.ports import NotAuthentic, NoticeKind, PaymentNotice, Unreadable
from market.money import Dong

from tests.providers.recordings import CODE, NOW, casso, dumped, payos, recorded, recorded_json, sepay, sign_sepay
from tests.providers.signing import sign_casso, sign_payos

CASSO_KEY = "mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs"
CASSO_SIGNATURE = (
    "ed0a4bd2e826d5cb69988cdb141e6c1a080e21f3b57eb72cd78192220042b9e7"
    "dde0868fc667faea8e224900fa7904e7c88dfa098032fb2d6b6996856e8b7ff3"
)
CASSO_TIME = datetime.fromtimestamp(1_727_948_258, UTC)
PAYOS_KEY = "1a54716c8f0efb2744fb28b6e38b25da7f67a925d98bc1c18bd8faaecadd7675"


def from_casso(**changes: Any) -> PaymentNotice:
    body = recorded_json("casso/transfer_in")
    raw = dumped({**body, "data": {**body["data"], **changes}})
    return casso().read(sign_casso(raw), raw, now=NOW)


def from_payos(**changes: Any) -> PaymentNotice:
    body = recorded_json("payos/webhook")
    return payos().read({}, sign_payos({**body, "data": {**body["data"], **changes}}), now=NOW)


def from_sepay(**changes: Any) -> PaymentNotice:
    raw = dumped({**recorded_json("sepay/transfer_in"), **changes})
    return sepay().read(sign_sepay(raw), raw, now=NOW)


def test_the_published_signature_of_casso_is_accepted() -> None:
    headers = {"x-casso-signature": f"t=1727948258788,v1={CASSO_SIGNATURE}"}
    reader = casso(account_number="88888888", webhook_key=CASSO_KEY)
    assert reader.read(headers, recorded("casso/published"), now=CASSO_TIME) == PaymentNotice(
        provider="vietqr",
        event_id="casso/0",
        payment_id="88888888/MA_GIAO_DICH_THU_NGHIEM",
        kind=NoticeKind.CAPTURED,
        order_codes=(),
        amount=Dong(599_000),
        occurred_at=datetime(2024, 10, 3, 8, 6, 37, tzinfo=UTC),
        adds_up=True,
    )


def test_casso_signs_the_values_in_whatever_order_they_are_sent() -> None:
    headers = {"x-casso-signature": f"t=1727948258788,v1={CASSO_SIGNATURE}"}
    body = recorded_json("casso/published")
    shuffled = dumped({"error": body["error"], "data": dict(reversed(body["data"].items()))})
    reader = casso(account_number="88888888", webhook_key=CASSO_KEY)
    assert reader.read(headers, shuffled, now=CASSO_TIME).amount == Dong(599_000)


@pytest.mark.parametrize(
    ("was", "forged"),
    [("599000", "599001"), ("599000", "59900000"), ("88888888", "88888889"), ('"error":0', '"error":1')],
)
def test_one_changed_value_of_casso_is_refused(was: str, forged: str) -> None:
    headers = {"x-casso-signature": f"t=1727948258788,v1={CASSO_SIGNATURE}"}
    raw = recorded("casso/published").decode().replace(was, forged, 1).encode()
    with pytest.raises(NotAuthentic):
        casso(webhook_key=CASSO_KEY).read(headers, raw, now=CASSO_TIME)


@pytest.mark.parametrize("seconds", [-302, 302, 86_400])
def test_an_old_or_future_notice_of_casso_is_refused(seconds: int) -> None:
    headers = {"x-casso-signature": f"t=1727948258788,v1={CASSO_SIGNATURE}"}
    with pytest.raises(NotAuthentic):
        casso(webhook_key=CASSO_KEY).read(
            headers, recorded("casso/published"), now=CASSO_TIME + timedelta(seconds=seconds)
        )


def test_a_signature_of_casso_in_sha256_is_none() -> None:
    raw = recorded("casso/published")
    digest = hmac.new(CASSO_KEY.encode(), b"1727948258788." + raw, hashlib.sha256).hexdigest()
    with pytest.raises(NotAuthentic):
        casso(webhook_key=CASSO_KEY).read({"x-casso-signature": f"t=1727948258788,v1={digest}"}, raw, now=CASSO_TIME)


def test_the_form_that_casso_signs_sorts_at_every_depth_and_escapes_nothing() -> None:
    assert canonical({"b": [{"d": "Quýt <&/>", "c": None}], "a": True}) == '{"a":true,"b":[{"c":null,"d":"Quýt <&/>"}]}'


def test_money_that_leaves_is_below_zero_for_casso_and_nobodys_payment() -> None:
    notice = from_casso(amount=-1_200_000)
    assert (notice.kind, notice.amount, notice.trouble) == (NoticeKind.IRRELEVANT, Dong(1_200_000), "")


@pytest.mark.parametrize("amount", [1.5, 150000.0, "150000", True, None, 10**14, -(10**14), [1]])
def test_an_amount_that_is_not_whole_dong_is_unreadable_to_casso(amount: Any) -> None:
    with pytest.raises(Unreadable):
        from_casso(amount=amount)


def test_the_published_signature_of_payos_is_accepted() -> None:
    notice = payos(account_number="12345678", checksum_key=PAYOS_KEY).read({}, recorded("payos/published"), now=NOW)
    assert (notice.payment_id, notice.amount, notice.trouble) == ("12345678/TF230204212323", Dong(3_000), "")
    assert notice.occurred_at == datetime(2023, 2, 4, 11, 25, tzinfo=UTC)


def test_the_form_that_payos_signs_is_the_published_one() -> None:
    assert joined(recorded_json("payos/published")["data"]) == (
        "accountNumber=12345678&amount=3000&code=00&counterAccountBankId=&counterAccountBankName=&counterAccountName="
        "&counterAccountNumber=&currency=VND&desc=Thành công&description=VQRIO123&orderCode=123"
        "&paymentLinkId=124c33293c43417ab7879e14c8d9eb18&reference=TF230204212323"
        "&transactionDateTime=2023-02-04 18:25:00&virtualAccountName=&virtualAccountNumber="
    )


def test_the_rule_by_which_payos_signs_a_payment_link_is_the_same() -> None:
    link = {
        "orderCode": 260001,
        "amount": 150_000,
        "description": "LSDS8K2M4",
        "cancelUrl": "https://example.vn/huy",
        "returnUrl": "https://example.vn/xong",
    }
    assert signature("testkey", joined(link), "sha256") == (
        "077909ab74b64e827986c73eb66d25d92d719429bae7fed2d03f06db86fc52a9"
    )


def test_what_payos_says_outside_of_data_is_not_signed_and_not_believed() -> None:
    body = recorded_json("payos/published") | {"code": "99", "success": False, "desc": "forged"}
    notice = payos(account_number="12345678", checksum_key=PAYOS_KEY).read({}, dumped(body), now=NOW)
    assert (notice.kind, notice.trouble) == (NoticeKind.CAPTURED, "")


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"code": "01"}, "not_successful"),
        ({"currency": "USD"}, "other_currency"),
        ({"currency": None}, "other_currency"),
        ({"accountNumber": "1"}, "wrong_account"),
        ({"accountNumber": "1", "virtualAccountNumber": "0123499999"}, ""),
    ],
)
def test_what_payos_reports_and_is_not_plainly_ours_is_trouble(changes: dict[str, Any], trouble: str) -> None:
    assert from_payos(**changes).trouble == trouble


@pytest.mark.parametrize("amount", [1.5, "150000", -1, True, None, 10**14])
def test_an_amount_that_is_not_whole_dong_is_unreadable_to_payos(amount: Any) -> None:
    with pytest.raises(Unreadable):
        from_payos(amount=amount)


def test_one_transfer_reported_by_all_three_is_one_payment() -> None:
    told = [from_sepay(content=CODE), from_casso(), from_payos()]
    assert {notice.payment_id for notice in told} == {"0123499999/MBVCB.3278907687"}
    assert {notice.provider for notice in told} == {"vietqr"}
    assert {notice.order_codes for notice in told} == {(CODE,)}
    assert len({notice.event_id for notice in told}) == 3


def test_reporters_may_write_the_banks_reference_with_other_case_and_spaces() -> None:
    assert from_casso(reference=" mbvcb.327890 7687").payment_id == from_sepay().payment_id


def test_two_transfers_of_one_payment_link_are_two_notices() -> None:
    first, second = from_payos(), from_payos(reference="FT2")
    assert first.event_id != second.event_id
    assert first.payment_id != second.payment_id


def test_a_transfer_to_a_virtual_account_of_ours_has_the_same_name_everywhere() -> None:
    through = {"accountNumber": "99887766554", "virtualAccountNumber": "0123499999"}
    by_sepay = from_sepay(accountNumber="99887766554", subAccount="0123499999")
    assert by_sepay.payment_id == from_casso(**through).payment_id == from_payos(**through).payment_id
    assert by_sepay.trouble == ""


@pytest.mark.parametrize("kind", [casso, payos])
def test_a_reporter_without_a_key_is_refused_at_the_start(kind: Any) -> None:
    with pytest.raises(ValueError):
        kind(**{"webhook_key" if kind is casso else "checksum_key": " , "})
