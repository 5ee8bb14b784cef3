"""What the gateways may answer to a refund, and what each answer means: done, refused, under way, or nobody knows."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from chalicelib.payments.momo_refunds import MoMoRefunds
from chalicelib.payments.vnpay_refunds import VNPayRefunds
from chalicelib.payments.zalopay_refunds import ZaloPayRefunds
from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundRequest, RefundResult
from market.money import Dong

from tests.providers.conftest import Canned
from tests.providers.recordings import ATTEMPT, CODE, NOW, momo, vnpay, zalopay

REFUSED, UNKNOWN, TEMPORARY = (True, False), (False, True), (False, False)
ASKED = RefundRequest(
    key=f"{CODE}/refund/ticket-1/1",
    payment_id="4088878653",
    attempt=ATTEMPT,
    amount=Dong(50_000),
    paid=Dong(150_000),
    requested_at=datetime(2025, 11, 14, 17, 30, tzinfo=UTC),
)
# The first of sha256 of the key, in hex.
DIGEST = "0ffabcfb7967d5a140e9"
VNPAY, MOMO = "/merchant_webapi/api/transaction", "/v2/gateway/api/refund"
ZALOPAY, ZALOPAY_ASKED = "/v2/refund", "/v2/query_refund"


def outcome(provider: Any, asked: RefundRequest = ASKED) -> RefundResult | tuple[bool, bool]:
    try:
        result: RefundResult = provider.refund(asked, now=NOW)
    except ProviderError as error:
        return error.permanent, error.outcome_unknown
    return result


def sent(canned: Canned, place: int = 0) -> Any:
    return json.loads(canned.asked[place].raw)


def sha512(*values: str) -> str:
    return hmac.new(b"test_secret", "|".join(values).encode(), "sha512").hexdigest()


def vnpay_answer(**changes: str) -> dict[str, str]:
    said = {
        "vnp_ResponseId": "r1",
        "vnp_Command": "refund",
        "vnp_ResponseCode": "00",
        "vnp_Message": "Success",
        "vnp_TmnCode": "TESTTMN1",
        "vnp_TxnRef": ATTEMPT,
        "vnp_Amount": "5000000",
        "vnp_BankCode": "NCB",
        "vnp_PayDate": "20251115093100",
        "vnp_TransactionNo": "15000001",
        "vnp_TransactionType": "03",
        "vnp_TransactionStatus": "05",
        "vnp_OrderInfo": "Hoan tien",
    } | changes
    return said | {"vnp_SecureHash": changes.get("vnp_SecureHash", sha512(*said.values()))}


def at_vnpay(canned: Canned, answer: Any, status: int = 200) -> VNPayRefunds:
    canned.answers[VNPAY] = (status, answer)
    return VNPayRefunds(vnpay(api_base=canned.url))


def test_vnpay_is_asked_in_the_words_and_the_order_of_its_document(canned: Canned) -> None:
    assert outcome(at_vnpay(canned, vnpay_answer())) == RefundResult(reference="15000001")
    asked = sent(canned)
    digest = asked.pop("vnp_SecureHash")
    assert asked == {
        "vnp_RequestId": f"{DIGEST}{asked['vnp_RequestId'][20:]}",
        "vnp_Version": "2.1.0",
        "vnp_Command": "refund",
        "vnp_TmnCode": "TESTTMN1",
        "vnp_TransactionType": "03",
        "vnp_TxnRef": ATTEMPT,
        "vnp_Amount": "5000000",
        "vnp_TransactionNo": "4088878653",
        "vnp_TransactionDate": "20251115093000",
        "vnp_CreateBy": "ChoXuLang",
        "vnp_CreateDate": "20251115093000",
        "vnp_IpAddr": "127.0.0.1",
        "vnp_OrderInfo": f"Hoan tien don hang {CODE}",
    }
    assert digest == sha512(*asked.values())
    assert len(asked["vnp_RequestId"]) == 32


def test_all_of_a_payment_is_another_type_at_vnpay(canned: Canned) -> None:
    provider = at_vnpay(canned, vnpay_answer(vnp_Amount="15000000", vnp_TransactionType="02"))
    assert outcome(provider, replace(ASKED, amount=ASKED.paid)) == RefundResult(reference="15000001")
    assert sent(canned)["vnp_TransactionType"] == "02"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("00", RefundResult(reference="15000001", is_done=True)),
        ("05", RefundResult(reference="15000001")),
        ("06", RefundResult(reference="15000001")),
        ("", RefundResult(reference="15000001")),
        ("09", RefundResult(reference="15000001", problem="vnpay: not given back (status 09)")),
        ("02", RefundResult(reference="15000001", problem="vnpay: not given back (status 02)")),
    ],
)
def test_the_state_in_vnpays_answer_says_how_far_it_is(canned: Canned, status: str, result: RefundResult) -> None:
    assert outcome(at_vnpay(canned, vnpay_answer(vnp_TransactionStatus=status))) == result


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ({"vnp_ResponseCode": "02"}, REFUSED),
        ({"vnp_ResponseCode": "91"}, REFUSED),
        ({"vnp_ResponseCode": "95"}, REFUSED),
        ({"vnp_ResponseCode": "97"}, REFUSED),
        ({"vnp_ResponseCode": "99"}, UNKNOWN),
        ([], UNKNOWN),
        (vnpay_answer(vnp_SecureHash="00"), (True, True)),
        (vnpay_answer(vnp_Amount="500000"), (True, True)),
        (vnpay_answer(vnp_TxnRef="LS7K3M2QS251115093000001"), (True, True)),
    ],
)
def test_what_else_vnpay_answers(canned: Canned, answer: Any, meaning: tuple[bool, bool]) -> None:
    assert outcome(at_vnpay(canned, answer)) == meaning


def test_a_payment_without_its_attempt_cannot_be_named_to_vnpay(canned: Canned) -> None:
    assert outcome(at_vnpay(canned, vnpay_answer()), replace(ASKED, attempt="")) == REFUSED
    assert canned.asked == []


def momo_answer(**changes: Any) -> dict[str, Any]:
    return {
        "partnerCode": "PARTNERTEST",
        "orderId": f"{CODE}R{DIGEST}",
        "requestId": f"{CODE}R{DIGEST}",
        "amount": 50_000,
        "transId": 144492817,
        "resultCode": 0,
        "message": "Thành công.",
        "responseTime": 1763173860000,
    } | changes


def at_momo(canned: Canned, answer: Any, status: int = 200) -> MoMoRefunds:
    canned.answers[MOMO] = (status, answer)
    return MoMoRefunds(momo(api_base=canned.url))


def test_momo_is_asked_in_the_words_of_its_document(canned: Canned) -> None:
    assert outcome(at_momo(canned, momo_answer())) == RefundResult(reference="144492817", is_done=True)
    name, words = f"{CODE}R{DIGEST}", f"Hoan tien don hang {CODE}"
    signed = (
        f"accessKey=ACCESSTEST&amount=50000&description={words}&orderId={name}&partnerCode=PARTNERTEST"
        f"&requestId={name}&transId=4088878653"
    )
    assert sent(canned) == {
        "partnerCode": "PARTNERTEST",
        "orderId": name,
        "requestId": name,
        "amount": 50_000,
        "transId": 4088878653,
        "description": words,
        "lang": "vi",
        "signature": hmac.new(b"SECRETTEST", signed.encode(), "sha256").hexdigest(),
    }
    assert len(name) <= 50 - len("Q19a87bd0c40")


@pytest.mark.parametrize(
    ("answer", "status", "meaning"),
    [
        (momo_answer(resultCode=7002), 200, RefundResult(reference="144492817")),
        (momo_answer(resultCode=7000, transId=0), 200, RefundResult(reference="")),
        (momo_answer(amount=5_000), 200, (True, True)),
        (momo_answer(orderId="LS7K3M2QSRother"), 200, (True, True)),
        ({"resultCode": 11}, 400, REFUSED),
        ({"resultCode": 1080}, 400, REFUSED),
        ({"resultCode": 1081}, 200, REFUSED),
        ({"resultCode": 10}, 200, TEMPORARY),
        ({"resultCode": 99}, 200, UNKNOWN),
        ({"resultCode": "0"}, 200, UNKNOWN),
        ({}, 200, UNKNOWN),
        ([], 200, UNKNOWN),
        ("<html>", 502, UNKNOWN),
    ],
)
def test_what_momo_answers(canned: Canned, answer: Any, status: int, meaning: Any) -> None:
    assert outcome(at_momo(canned, answer, status)) == meaning


@pytest.mark.parametrize("code", [40, 41])
@pytest.mark.parametrize(
    ("told", "meaning"),
    [
        ({"resultCode": 42}, UNKNOWN),
        ({"resultCode": 10}, TEMPORARY),
        ({"resultCode": 0, "refundTrans": []}, UNKNOWN),
        ({"resultCode": 0, "refundTrans": [momo_answer(orderId="another")]}, UNKNOWN),
        ({"resultCode": 0, "refundTrans": [momo_answer()]}, RefundResult(reference="144492817", is_done=True)),
        ({"resultCode": 0, "refundTrans": [momo_answer(resultCode=7002)]}, RefundResult(reference="144492817")),
        (momo_answer(), RefundResult(reference="144492817", is_done=True)),
        (
            {"resultCode": 0, "refundTrans": [momo_answer(resultCode=1080)]},
            RefundResult(reference="144492817", problem="momo: not given back (code 1080)"),
        ),
    ],
)
def test_what_momo_was_asked_before_is_asked_for(canned: Canned, code: int, told: Any, meaning: Any) -> None:
    canned.answers[f"{MOMO}/query"] = (200, told)
    assert outcome(at_momo(canned, {"resultCode": code}, 400)) == meaning
    assert [heard.path for heard in canned.asked] == [MOMO, f"{MOMO}/query"]
    asked = sent(canned, 1)
    assert asked["orderId"] == f"{CODE}R{DIGEST}"
    signed = f"accessKey=ACCESSTEST&orderId={asked['orderId']}&partnerCode=PARTNERTEST&requestId={asked['requestId']}"
    assert asked["signature"] == hmac.new(b"SECRETTEST", signed.encode(), "sha256").hexdigest()


def at_zalopay(canned: Canned, answer: Any, told: Any = None, status: int = 200) -> ZaloPayRefunds:
    canned.answers[ZALOPAY] = (status, answer)
    canned.answers[ZALOPAY_ASKED] = (200, told)
    return ZaloPayRefunds(zalopay(api_base=canned.url))


def test_zalopay_is_asked_in_the_words_of_its_document(canned: Canned) -> None:
    provider = at_zalopay(canned, {"return_code": 3, "refund_id": 123}, {"return_code": 1, "sub_return_code": 1})
    assert outcome(provider) == RefundResult(reference="123")
    stamp, words = int(NOW.timestamp() * 1000), f"Hoan tien don hang {CODE}"
    signed = f"2553|4088878653|50000|{words}|{stamp}"
    assert sent(canned) == {
        "app_id": 2553,
        # The day of the request, which in Vietnam was the 15th already.
        "m_refund_id": f"251115_2553_{DIGEST}",
        "zp_trans_id": "4088878653",
        "amount": 50_000,
        "description": words,
        "timestamp": stamp,
        "mac": hmac.new(b"KEY1TEST", signed.encode(), "sha256").hexdigest(),
    }
    assert outcome(provider, replace(ASKED, was_sent=True)).is_done  # type: ignore[union-attr]
    signed = f"2553|251115_2553_{DIGEST}|{stamp}"
    assert sent(canned, 1) == {
        "app_id": 2553,
        "m_refund_id": f"251115_2553_{DIGEST}",
        "timestamp": stamp,
        "mac": hmac.new(b"KEY1TEST", signed.encode(), "sha256").hexdigest(),
    }
    assert len(canned.asked) == 2


@pytest.mark.parametrize(
    ("answer", "told", "meaning"),
    [
        ({"return_code": 1, "refund_id": 5}, None, RefundResult(reference="5", is_done=True)),
        ({"return_code": 2, "sub_return_code": -401}, {"return_code": 2, "sub_return_code": -101}, REFUSED),
        ({"return_code": 2, "sub_return_code": -68}, {"return_code": 1}, RefundResult(reference="", is_done=True)),
        ({"return_code": 2, "sub_return_code": -68}, {"return_code": 3}, RefundResult(reference="")),
        ({"return_code": 2, "sub_return_code": -68}, {"return_code": 9}, UNKNOWN),
        ({"return_code": 2, "sub_return_code": -68}, [], UNKNOWN),
        ({"return_code": 2, "sub_return_code": -68}, {"return_code": 2, "sub_return_code": -500}, UNKNOWN),
        ({"return_code": 2, "sub_return_code": -429}, None, TEMPORARY),
        ({"return_code": 2, "sub_return_code": -999}, None, TEMPORARY),
        ({"return_code": 2, "sub_return_code": -500}, None, UNKNOWN),
        ({"return_code": True}, None, UNKNOWN),
        ({"return_code": 7}, None, UNKNOWN),
        ([], None, UNKNOWN),
    ],
)
def test_what_zalopay_answers(canned: Canned, answer: Any, told: Any, meaning: Any) -> None:
    assert outcome(at_zalopay(canned, answer, told)) == meaning


def test_an_ill_zalopay_leaves_the_outcome_unknown(canned: Canned) -> None:
    assert outcome(at_zalopay(canned, {}, status=503)) == UNKNOWN
