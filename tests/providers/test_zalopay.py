"""ZaloPay: the three vectors of the domain notes, creating a page, the callback and the question."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalicelib.payments.zalopay import mac, trans_id
from chalicelib.ports import NotAuthentic, NoticeKind, Outcome, PaymentNotice, PaymentRequest, ProviderError, Unreadable
from market.money import Dong

from tests.providers.conftest import Canned
from tests.providers.recordings import ATTEMPT, CODE, NOW, NOWHERE, dumped, recorded_json, zalopay
from tests.providers.signing import sign_zalopay

CREATE = "2553|261115_LS260001|user123|150000|1763173800000|{}|[]"
CREATE_MAC = "eb3b46e1ce4d188a1ea5bb940c1eeeed74175e72d143030359115546f4fe3c38"
QUERY_MAC = "1f9b129c3b2cdac5a2aa4fb146818a308b801b3017ad2191cc7b51845450e553"
CALLBACK = (
    '{"app_id":2553,"app_trans_id":"261115_LS260001","app_time":1763173800000,"app_user":"user123","amount":150000,'
    '"embed_data":"{}","item":"[]","zp_trans_id":261115000000123,"server_time":1763173860000,"channel":38,'
    '"merchant_user_id":"","user_fee_amount":0,"discount_amount":0}'
)
CALLBACK_MAC = "26da359cbaa4987d6ebb0332a40c2b217a2464116d75252f732c20d4c903e0ef"
REQUEST = PaymentRequest(
    order_code=CODE,
    amount=Dong(150_000),
    asked_at=NOW,
    pay_before=NOW + timedelta(minutes=30),
    return_url="https://example.vn/don-hang/LS7K3M2QS",
)
PAGE = recorded_json("zalopay/create")["order_url"]
REFERENCE = f"{ATTEMPT} 150000 {PAGE}"


def read(secret: str = "KEY2TEST", *, wrapper: dict[str, Any] | None = None, **changes: Any) -> PaymentNotice:
    data = recorded_json("zalopay/callback") | changes
    return zalopay().read({}, sign_zalopay(data, secret, **(wrapper or {})), now=NOW)


def test_the_macs_of_our_questions_are_those_of_the_notes() -> None:
    assert mac("KEY1TEST", *CREATE.split("|")) == CREATE_MAC
    assert mac("KEY1TEST", 2553, "261115_LS260001", "KEY1TEST") == QUERY_MAC


def test_the_callback_of_the_notes_is_accepted() -> None:
    notice = zalopay().read({}, dumped({"data": CALLBACK, "mac": CALLBACK_MAC, "type": 1}), now=NOW)
    assert (notice.kind, notice.amount, notice.payment_id) == (NoticeKind.CAPTURED, Dong(150_000), "261115000000123")
    assert notice.occurred_at == datetime.fromtimestamp(1_763_173_860, UTC)
    assert notice.order_codes == ()


@pytest.mark.parametrize(
    "data",
    [
        CALLBACK.replace("150000", "150001"),
        json.dumps(json.loads(CALLBACK)),
        CALLBACK + " ",
        CALLBACK.replace("123,", "124,"),
    ],
)
def test_the_text_is_signed_as_it_was_received(data: str) -> None:
    assert data != CALLBACK
    with pytest.raises(NotAuthentic):
        zalopay().read({}, dumped({"data": data, "mac": CALLBACK_MAC, "type": 1}), now=NOW)


def test_the_key_of_our_questions_signs_no_callback() -> None:
    with pytest.raises(NotAuthentic):
        read("KEY1TEST")
    assert read("KEY2NEXT") == read()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": CALLBACK},
        {"mac": CALLBACK_MAC},
        {"data": json.loads(CALLBACK), "mac": CALLBACK_MAC},
        {"data": "", "mac": 5},
    ],
)
def test_a_callback_without_its_mac_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(NotAuthentic):
        zalopay().read({}, dumped(body), now=NOW)


@pytest.mark.parametrize("data", ["", "{}", "[]", "null", '{"amount":1,"amount":2}', '{"amount": NaN}', "{" * 40])
def test_signed_text_of_another_form_is_unreadable(data: str) -> None:
    with pytest.raises(Unreadable):
        zalopay().read({}, sign_zalopay(data), now=NOW)


def test_it_is_ours_in_whole_dong() -> None:
    notice = read()
    assert (notice.amount, notice.order_codes, notice.trouble) == (Dong(150_000), (CODE,), "")
    for amount in (1.5, "150000", True, -1, None):
        with pytest.raises(Unreadable):
            read(amount=amount)


def test_another_application_is_trouble_and_another_kind_is_no_payment() -> None:
    assert read(app_id=1).trouble == "wrong_account"
    assert read(wrapper={"type": 2}).kind is NoticeKind.IRRELEVANT


def test_the_day_in_front_is_ours_and_nothing_else_names_an_order() -> None:
    assert trans_id(ATTEMPT) == f"251115_{ATTEMPT}"
    for name in (f"251115_{CODE}", f"251115_x{ATTEMPT}", f"251115_251115_{ATTEMPT}", "251115_"):
        assert read(app_trans_id=name).order_codes == ()


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome(state="applied"), 1),
        (Outcome(state="parked", reason="wrong_amount"), 1),
        (Outcome(state="pending"), 1),
        (Outcome(state="applied", reason="repeated"), 2),
        (Outcome(state="not_authentic"), -1),
        (Outcome(state="unreadable"), -1),
        (Outcome(state="failed"), 0),
    ],
)
def test_it_is_answered_in_its_own_codes(outcome: Outcome, code: int) -> None:
    answer = zalopay().answer(outcome)
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body["return_code"] == code


def test_a_page_is_asked_for_once(canned: Canned) -> None:
    canned.answers["/v2/create"] = (200, recorded_json("zalopay/create"))
    provider = zalopay(api_base=canned.url)
    start = provider.start(REQUEST)
    assert (start.redirect_url, start.provider_reference) == (PAGE, REFERENCE)
    assert provider.start(REQUEST, known_reference=start.provider_reference) == start
    (asked,) = [json.loads(one.raw) for one in canned.asked]
    names = ["app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item"]
    assert asked["mac"] == mac("KEY1TEST", *(asked[name] for name in names))
    assert asked["app_trans_id"] == f"251115_{ATTEMPT}"
    assert (asked["amount"], asked["app_time"]) == (150_000, int(NOW.timestamp() * 1000))
    assert json.loads(asked["embed_data"]) == {"redirecturl": REQUEST.return_url}
    assert asked["expire_duration_seconds"] == 1_800


def test_an_order_begun_before_midnight_is_paid_after_it_under_the_new_day(canned: Canned) -> None:
    canned.answers["/v2/create"] = (200, recorded_json("zalopay/create"))
    after_midnight = datetime(2025, 11, 15, 17, 5, tzinfo=UTC)
    zalopay(api_base=canned.url).start(replace(REQUEST, asked_at=after_midnight))
    assert json.loads(canned.asked[0].raw)["app_trans_id"] == f"251116_{CODE}251116000500000"


@pytest.mark.parametrize(
    ("said", "is_permanent"),
    [
        ({"return_code": 2, "sub_return_code": -68}, True),
        ({"return_code": 3}, False),
        ({"return_code": 1, "order_url": "//evil.example"}, False),
        ({"return_code": 1}, False),
        ([], False),
    ],
)
def test_no_page_is_an_error(canned: Canned, said: Any, is_permanent: bool) -> None:
    canned.answers["/v2/create"] = (200, said)
    with pytest.raises(ProviderError) as raised:
        zalopay(api_base=canned.url).start(REQUEST)
    assert raised.value.permanent is is_permanent


def asked_about(canned: Canned, **changes: Any) -> PaymentNotice | None:
    canned.answers["/v2/query"] = (200, recorded_json("zalopay/query") | changes)
    return zalopay(api_base=canned.url).look_up(REFERENCE, now=NOW)


def test_asked_it_tells_of_the_payment_that_its_callback_tells_of(canned: Canned) -> None:
    notice, told = asked_about(canned), read()
    assert notice is not None
    assert (notice.payment_id, notice.amount, notice.order_codes) == (told.payment_id, told.amount, told.order_codes)
    (asked,) = [json.loads(one.raw) for one in canned.asked]
    assert asked["mac"] == mac("KEY1TEST", 2553, f"251115_{ATTEMPT}", "KEY1TEST")


def test_what_has_not_ended_is_nothing_yet(canned: Canned) -> None:
    assert asked_about(canned, return_code=3, is_processing=True) is None
    assert asked_about(canned, return_code=1, is_processing=True) is None


def test_asked_about_a_failed_attempt_it_says_so(canned: Canned) -> None:
    notice = asked_about(canned, return_code=2, amount=0, zp_trans_id=0, server_time=0)
    assert notice is not None
    assert (notice.kind, notice.ended_attempt, notice.occurred_at) == (NoticeKind.FAILED, ATTEMPT, NOW)


@pytest.mark.parametrize("changes", [{"return_code": -401}, {"return_code": None}, {"amount": "150000"}])
def test_an_answer_that_says_nothing_is_an_error(canned: Canned, changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderError):
        asked_about(canned, **changes)


def test_not_reached_is_temporary() -> None:
    with pytest.raises(ProviderError) as raised:
        zalopay(api_base=NOWHERE).start(REQUEST)
    assert not raised.value.permanent


@pytest.mark.parametrize("setting", ["app_id", "key1", "key2"])
def test_settings_that_cannot_work_are_found_at_the_start(setting: str) -> None:
    with pytest.raises(ValueError):
        zalopay(**{setting: ""})
