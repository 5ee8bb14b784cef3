"""MoMo: both vectors of the domain notes, creating a page, the IPN and the question."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalicelib.payments.gateways import signature
from chalicelib.payments.momo import message
from chalicelib.ports import NotAuthentic, NoticeKind, Outcome, PaymentNotice, PaymentRequest, ProviderError, Unreadable
from market.money import Dong

from tests.providers.conftest import Canned
from tests.providers.recordings import ATTEMPT, CODE, NOW, NOWHERE, dumped, momo, recorded_json
from tests.providers.signing import sign_momo

CREATE = (
    "accessKey=ACCESSTEST&amount=150000&extraData=&ipnUrl=https://example.vn/ipn/momo&orderId=LS260001"
    "&orderInfo=Thanh toan don hang LS260001&partnerCode=PARTNERTEST&redirectUrl=https://example.vn/xong"
    "&requestId=LS260001-1&requestType=captureWallet"
)
IPN = (
    "accessKey=ACCESSTEST&amount=150000&extraData=&message=Successful.&orderId=LS260001"
    "&orderInfo=Thanh toan don hang LS260001&orderType=momo_wallet&partnerCode=PARTNERTEST&payType=qr"
    "&requestId=LS260001-1&responseTime=1763173860000&resultCode=0&transId=4088878653"
)
CREATE_SIGNATURE = "7d45ca5ac88bcf407c99f56962fe1519e9e0bf42d3682c45f56037c2017771c6"
IPN_SIGNATURE = "20dc81c29e26ad412d3ca2f755717f1ea4058a9a54cd9f18c1eeed9799586d7d"
REQUEST = PaymentRequest(
    order_code=CODE,
    amount=Dong(150_000),
    asked_at=NOW,
    pay_before=NOW + timedelta(minutes=30),
    return_url="https://example.vn/don-hang/LS7K3M2QS",
)
PAGE = recorded_json("momo/create")["payUrl"]
REFERENCE = f"{ATTEMPT} 150000 {PAGE}"


def read(secret: str = "SECRETTEST", **changes: Any) -> PaymentNotice:
    return momo().read({}, sign_momo(recorded_json("momo/ipn") | changes, secret=secret), now=NOW)


def split(signed: str) -> dict[str, str | int]:
    return dict(pair.split("=", 1) for pair in signed.split("&"))


def test_the_signature_of_a_request_is_the_one_of_the_notes() -> None:
    assert message(dict(reversed(split(CREATE).items()))) == CREATE
    assert signature("SECRETTEST", CREATE, "sha256") == CREATE_SIGNATURE


def test_the_ipn_of_the_notes_is_accepted() -> None:
    body: dict[str, Any] = {**split(IPN), "signature": IPN_SIGNATURE}
    del body["accessKey"]
    for name in ("amount", "responseTime", "resultCode", "transId"):
        body[name] = int(body[name])
    notice = momo().read({}, dumped(body), now=NOW)
    assert (notice.kind, notice.amount, notice.payment_id) == (NoticeKind.CAPTURED, Dong(150_000), "4088878653")
    assert notice.occurred_at == datetime.fromtimestamp(1_763_173_860, UTC)
    assert notice.order_codes == ()


@pytest.mark.parametrize(
    "changes", [{"amount": 15_000_000}, {"resultCode": 9000}, {"orderId": f"{CODE}251115093001000"}, {"extraData": "x"}]
)
def test_one_changed_field_is_refused(changes: dict[str, Any]) -> None:
    signed = json.loads(sign_momo(recorded_json("momo/ipn")))
    with pytest.raises(NotAuthentic):
        momo().read({}, dumped(signed | changes), now=NOW)


def test_a_body_signed_with_another_access_key_is_refused() -> None:
    with pytest.raises(NotAuthentic):
        momo(access_key="ANOTHER").read({}, sign_momo(recorded_json("momo/ipn")), now=NOW)


def test_another_secret_is_refused_and_the_next_one_is_valid() -> None:
    with pytest.raises(NotAuthentic):
        read(secret="another")
    assert read(secret="SECRETNEXT") == read()


@pytest.mark.parametrize(
    ("code", "kind", "trouble"),
    [
        (0, NoticeKind.CAPTURED, ""),
        (9000, NoticeKind.CAPTURED, "authorised_only"),
        (7000, NoticeKind.IRRELEVANT, ""),
        (7002, NoticeKind.IRRELEVANT, ""),
        (1000, NoticeKind.IRRELEVANT, ""),
        (1006, NoticeKind.FAILED, ""),
        (1005, NoticeKind.FAILED, ""),
        (99, NoticeKind.FAILED, ""),
    ],
)
def test_only_zero_is_paid(code: int, kind: NoticeKind, trouble: str) -> None:
    notice = read(resultCode=code)
    assert (notice.kind, notice.trouble) == (kind, trouble)
    assert notice.ended_attempt == (ATTEMPT if kind is NoticeKind.FAILED else "")


def test_a_notice_for_another_partner_is_trouble() -> None:
    assert read(partnerCode="SOMEBODY").trouble == "wrong_account"


def test_an_amount_is_whole_dong_and_never_multiplied() -> None:
    assert read().amount == Dong(150_000)
    for amount in (1.5, True, None, [150_000]):
        with pytest.raises((Unreadable, NotAuthentic)):
            read(amount=amount)


def test_another_amount_under_the_same_transaction_is_another_event_of_the_same_payment() -> None:
    assert read().event_id != read(amount=150_001).event_id
    assert read().payment_id == read(amount=150_001).payment_id


@pytest.mark.parametrize(
    ("state", "status"),
    [("applied", 204), ("parked", 204), ("pending", 204), ("ignored", 204), ("not_authentic", 401), ("failed", 503)],
)
def test_it_is_answered_by_its_status_alone(state: str, status: int) -> None:
    answer = momo().answer(Outcome(state=state))
    assert (answer.status, answer.body) == (status, None)


def test_a_page_is_asked_for_once(canned: Canned) -> None:
    canned.answers["/v2/gateway/api/create"] = (200, recorded_json("momo/create"))
    provider = momo(api_base=canned.url)
    start = provider.start(REQUEST)
    assert (start.redirect_url, start.provider_reference) == (PAGE, REFERENCE)
    assert provider.start(REQUEST, known_reference=start.provider_reference) == start
    (asked,) = [json.loads(one.raw) for one in canned.asked]
    names = [
        "amount",
        "extraData",
        "ipnUrl",
        "orderId",
        "orderInfo",
        "partnerCode",
        "redirectUrl",
        "requestId",
        "requestType",
    ]
    signed = message({"accessKey": "ACCESSTEST", **{name: asked[name] for name in names}})
    assert asked["signature"] == signature("SECRETTEST", signed, "sha256")
    assert (asked["amount"], asked["orderId"], asked["orderExpireTime"]) == (150_000, ATTEMPT, 30)
    assert "accessKey" not in asked


def test_an_attempt_of_another_amount_is_not_used(canned: Canned) -> None:
    canned.answers["/v2/gateway/api/create"] = (200, recorded_json("momo/create"))
    later = replace(REQUEST, amount=Dong(50_000), asked_at=NOW + timedelta(minutes=1))
    start = momo(api_base=canned.url).start(later, known_reference=REFERENCE)
    assert start.provider_reference.startswith(f"{CODE}251115093100000 50000 ")


@pytest.mark.parametrize(
    ("status", "said", "is_permanent"),
    [
        (200, {"resultCode": 41, "message": "Duplicated orderId"}, True),
        (400, {"resultCode": 20}, True),
        (200, {"resultCode": 98}, False),
        (200, {"resultCode": 0, "payUrl": "javascript:alert(1)"}, False),
        (200, {"resultCode": 0}, False),
        (200, {}, False),
        (200, [], False),
        (503, {"resultCode": 0}, False),
    ],
)
def test_no_page_is_an_error(canned: Canned, status: int, said: Any, is_permanent: bool) -> None:
    canned.answers["/v2/gateway/api/create"] = (status, said)
    with pytest.raises(ProviderError) as raised:
        momo(api_base=canned.url).start(REQUEST)
    assert raised.value.permanent is is_permanent


def asked_about(canned: Canned, **changes: Any) -> PaymentNotice | None:
    canned.answers["/v2/gateway/api/query"] = (200, recorded_json("momo/query") | changes)
    return momo(api_base=canned.url).look_up(REFERENCE, now=NOW)


def test_asked_it_tells_of_the_payment_that_its_callback_tells_of(canned: Canned) -> None:
    notice = asked_about(canned)
    assert notice is not None
    assert (notice.payment_id, notice.amount, notice.order_codes) == ("4088878653", Dong(150_000), (CODE,))
    (asked,) = [json.loads(one.raw) for one in canned.asked]
    signed = f"accessKey=ACCESSTEST&orderId={ATTEMPT}&partnerCode=PARTNERTEST&requestId={ATTEMPT}"
    assert asked["signature"] == signature("SECRETTEST", signed, "sha256")


@pytest.mark.parametrize("code", [1000, 7000, 7002, 9000, 42])
def test_what_has_not_ended_is_nothing_yet(canned: Canned, code: int) -> None:
    assert asked_about(canned, resultCode=code) is None


def test_asked_about_a_failed_attempt_it_says_so(canned: Canned) -> None:
    notice = asked_about(canned, resultCode=1006)
    assert notice is not None
    assert (notice.kind, notice.ended_attempt) == (NoticeKind.FAILED, ATTEMPT)


@pytest.mark.parametrize("changes", [{"resultCode": 11}, {"resultCode": "0"}, {"orderId": "x"}, {"amount": 1.5}])
def test_an_answer_that_says_nothing_is_an_error(canned: Canned, changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderError):
        asked_about(canned, **changes)


def test_not_reached_is_temporary() -> None:
    with pytest.raises(ProviderError) as raised:
        momo(api_base=NOWHERE).start(REQUEST)
    assert not raised.value.permanent


@pytest.mark.parametrize("setting", ["partner_code", "access_key", "secret_key"])
def test_settings_that_cannot_work_are_found_at_the_start(setting: str) -> None:
    with pytest.raises(ValueError):
        momo(**{setting: ""})
