"""VNPay, asked what became of a payment."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from chalicelib.payments.vnpay_api import hash_of_values
from chalicelib.ports import NoticeKind, PaymentNotice, ProviderError
from market.money import Dong

from tests.providers.conftest import Canned
from tests.providers.recordings import ATTEMPT, CODE, NOW, NOWHERE, recorded_json, vnpay

REFERENCE = f"{ATTEMPT} 150000"


def answered(canned: Canned, secret: str = "test_secret", **changes: Any) -> PaymentNotice | None:
    names = (
        "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType "
        "TransactionStatus OrderInfo PromotionCode PromotionAmount"
    )
    said = recorded_json("vnpay/querydr") | changes
    values = [str(said.get(f"vnp_{name}", "")) for name in names.split()]
    said["vnp_SecureHash"] = hash_of_values(secret, values)
    canned.answers["/merchant_webapi/api/transaction"] = (200, said)
    return vnpay(api_base=canned.url).look_up(REFERENCE, now=NOW + timedelta(minutes=6))


def test_asked_it_tells_of_the_payment_that_its_callback_tells_of(canned: Canned) -> None:
    notice = answered(canned)
    assert notice is not None
    told = recorded_json("vnpay/ipn")
    assert notice.payment_id == told["vnp_TransactionNo"]
    assert (notice.kind, notice.amount, notice.order_codes) == (NoticeKind.CAPTURED, Dong(150_000), (CODE,))
    assert notice.event_id.startswith("asked/")


def test_the_question_is_hashed_over_its_values(canned: Canned) -> None:
    answered(canned)
    asked = json.loads(canned.asked[0].raw)
    names = [
        "RequestId",
        "Version",
        "Command",
        "TmnCode",
        "TxnRef",
        "TransactionDate",
        "CreateDate",
        "IpAddr",
        "OrderInfo",
    ]
    assert asked["vnp_SecureHash"] == hash_of_values("test_secret", [asked[f"vnp_{name}"] for name in names])
    assert (asked["vnp_TransactionDate"], asked["vnp_CreateDate"]) == ("20251115093000", "20251115093600")
    assert len(asked["vnp_RequestId"]) <= 32


@pytest.mark.parametrize("changes", [{"vnp_ResponseCode": "91"}, {"vnp_TransactionStatus": "01"}])
def test_what_has_not_ended_is_nothing_yet(canned: Canned, changes: dict[str, str]) -> None:
    assert answered(canned, **changes) is None


def test_asked_about_a_failed_attempt_it_says_so(canned: Canned) -> None:
    notice = answered(canned, vnp_TransactionStatus="02", vnp_TransactionNo="0")
    assert notice is not None
    assert (notice.kind, notice.ended_attempt) == (NoticeKind.FAILED, ATTEMPT)


@pytest.mark.parametrize(
    ("changes", "is_permanent"),
    [
        ({"vnp_ResponseCode": "94"}, False),
        ({"vnp_ResponseCode": "99"}, False),
        ({"vnp_ResponseCode": "97"}, True),
        ({"vnp_ResponseCode": None}, True),
        ({"vnp_TxnRef": "LS7K3M2QS251115093001000"}, True),
        ({"vnp_Amount": "x"}, True),
        ({"secret": "another"}, True),
    ],
)
def test_an_answer_that_says_nothing_is_an_error(canned: Canned, changes: dict[str, Any], is_permanent: bool) -> None:
    with pytest.raises(ProviderError) as raised:
        answered(canned, **changes)
    assert raised.value.permanent is is_permanent


def test_not_reached_is_temporary() -> None:
    with pytest.raises(ProviderError) as raised:
        vnpay(api_base=NOWHERE).look_up(REFERENCE, now=NOW)
    assert not raised.value.permanent
    with pytest.raises(ProviderError):
        vnpay().look_up("pi_123", now=NOW)
