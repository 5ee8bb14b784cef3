"""VNPay: the published hash, the two of the domain notes, and everything that its two codes can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from chalicelib.payments.gateways import signature
from chalicelib.payments.vnpay import canonical
from chalicelib.payments.vnpay_api import hash_of_values
from chalicelib.ports import NotAuthentic, NoticeKind, Outcome, PaymentNotice, PaymentRequest, Unreadable
from market.money import Dong

from tests.providers.recordings import ATTEMPT, CODE, NOW, recorded_json, vnpay
from tests.providers.signing import sign_vnpay

PUBLISHED = (
    "vnp_Amount=1000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14422574&vnp_CardType=ATM"
    "&vnp_OrderInfo=Thanh+toan+don+hang+2024-05-21T02%3A17%3A31.249Z&vnp_PayDate=20240521091806&vnp_ResponseCode=00"
    "&vnp_TmnCode=TEST_TMN_CODE&vnp_TransactionNo=14422574&vnp_TransactionStatus=00&vnp_TxnRef=1716257871703"
)
PUBLISHED_HASH = (
    "649982421beb422556a1374713c74e58e716ecbd05007c0c0e1f7effdfaf361d"
    "bf146889ca446139afe11b9954c4d5c486e99e3b86fcfab6957f29eb0be72895"
)
PAY = (
    "vnp_Amount=15000000&vnp_Command=pay&vnp_CreateDate=20261115093000&vnp_CurrCode=VND&vnp_ExpireDate=20261115094500"
    "&vnp_IpAddr=127.0.0.1&vnp_Locale=vn&vnp_OrderInfo=Thanh+toan+don+hang+LS260001&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fexample.vn%2Fthanh-toan%2Fvnpay%2Freturn&vnp_TmnCode=TESTTMN1&vnp_TxnRef=LS260001"
    "&vnp_Version=2.1.0"
)
PAY_HASH = (
    "6bd5221f86ba2d7e5266999846dc0f588ebba4a79c2b7cf2eb51d8e34e517fe6"
    "92262f4b519a6dc93549405584000cfb2a535833cffc9a3f50e48e3e66d9db52"
)
ASKED = "R1|2.1.0|querydr|TESTTMN1|LS260001|20261115093000|20261115100000|127.0.0.1|Truy van LS260001"
ASKED_HASH = (
    "65154e10aa4d42a0cfaa85bed88289254848c1ab88878a3ace775dc58992ebf8"
    "6470749feaab1323fb1adb059838d36a50197d4b7a14cd46001d6b950d629998"
)
REQUEST = PaymentRequest(
    order_code=CODE,
    amount=Dong(150_000),
    asked_at=NOW,
    pay_before=NOW + timedelta(minutes=30),
    return_url="https://example.vn/don-hang/LS7K3M2QS",
)
REFERENCE = f"{ATTEMPT} 150000"


def read(secret: str = "test_secret", **changes: str) -> PaymentNotice:
    return vnpay().read({}, sign_vnpay(recorded_json("vnpay/ipn") | changes, secret=secret), now=NOW)


def test_the_published_hash_is_accepted() -> None:
    notice = vnpay(tmn_code="TEST_TMN_CODE").read({}, f"{PUBLISHED}&vnp_SecureHash={PUBLISHED_HASH}".encode(), now=NOW)
    assert (notice.kind, notice.amount, notice.payment_id) == (NoticeKind.CAPTURED, Dong(10_000), "14422574")
    assert notice.occurred_at == datetime(2024, 5, 21, 2, 18, 6, tzinfo=UTC)
    assert notice.order_codes == (), "somebody else's reference names no order of ours"


def test_the_hash_of_a_page_to_pay_on_is_the_one_of_the_notes() -> None:
    assert canonical(dict(reversed(parse_qsl(PAY)))) == PAY
    assert signature("test_secret", PAY, "sha512") == PAY_HASH


def test_the_hash_of_a_question_is_the_one_of_the_notes() -> None:
    assert hash_of_values("test_secret", ASKED.split("|")) == ASKED_HASH


def test_the_order_of_the_fields_does_not_matter_and_empty_ones_are_not_hashed() -> None:
    fields = [*reversed(parse_qsl(PUBLISHED)), ("vnp_Bill_Email", ""), ("vnp_SecureHashType", "HMACSHA512")]
    query = urlencode([("vnp_SecureHash", PUBLISHED_HASH), *fields])
    assert vnpay(tmn_code="TEST_TMN_CODE").read({}, query.encode(), now=NOW).trouble == ""


@pytest.mark.parametrize(
    "forged",
    [
        PUBLISHED.replace("1000000", "1000100"),
        PUBLISHED.replace("vnp_Amount=1000000", "vnp_Amount=100000000"),
        PUBLISHED.replace("vnp_TransactionStatus=00&", ""),
        PUBLISHED.replace("1716257871703", "1716257871704"),
        PUBLISHED + "&vnp_Note=1",
    ],
)
def test_one_changed_field_is_refused(forged: str) -> None:
    with pytest.raises(NotAuthentic):
        vnpay().read({}, f"{forged}&vnp_SecureHash={PUBLISHED_HASH}".encode(), now=NOW)


@pytest.mark.parametrize(
    "raw", [b"", PUBLISHED.encode(), f"{PUBLISHED}&vnp_SecureHash=".encode(), b"vnp_SecureHash=00"]
)
def test_a_query_without_its_hash_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAuthentic):
        vnpay().read({}, raw, now=NOW)


@pytest.mark.parametrize(
    "raw",
    [
        b"vnp_Amount=1&vnp_Amount=2",
        b"vnp_Amount",
        b"vnp_OrderInfo=%ff%fe",
        "vnp_OrderInfo=quýt".encode(),
        b"&".join(b"a%d=1" % number for number in range(65)),
        b"a=" + b"1" * 8_192,
    ],
)
def test_a_query_of_another_form_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        vnpay().read({}, raw, now=NOW)


def test_another_secret_is_refused_and_the_next_one_is_valid() -> None:
    with pytest.raises(NotAuthentic):
        read(secret="another")
    assert read(secret="next_secret") == read()


def test_money_is_counted_in_dong_and_not_in_their_hundredths() -> None:
    notice = read()
    assert (notice.amount, notice.order_codes, notice.trouble) == (Dong(150_000), (CODE,), "")
    assert read(vnp_Amount="150000").amount == Dong(1_500)


@pytest.mark.parametrize("amount", ["-15000000", "1e7", "15000000.0", "x", "１５０", "9" * 17, " 15000000"])
def test_an_amount_that_is_none_is_unreadable(amount: str) -> None:
    with pytest.raises(Unreadable):
        read(vnp_Amount=amount)


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"vnp_Amount": "15000050"}, "amount_not_whole"),
        ({"vnp_TmnCode": "SOMEBODY"}, "wrong_account"),
        ({"vnp_CurrCode": "USD"}, "other_currency"),
        ({"vnp_CurrCode": "VND"}, ""),
    ],
)
def test_what_is_not_plainly_ours_is_trouble(changes: dict[str, str], trouble: str) -> None:
    assert read(**changes).trouble == trouble


@pytest.mark.parametrize(
    ("response_code", "status", "kind", "trouble"),
    [
        ("00", "00", NoticeKind.CAPTURED, ""),
        ("24", "02", NoticeKind.FAILED, ""),
        ("51", "02", NoticeKind.FAILED, ""),
        ("07", "00", NoticeKind.CAPTURED, "suspected_fraud"),
        ("00", "07", NoticeKind.CAPTURED, "suspected_fraud"),
        ("00", "02", NoticeKind.CAPTURED, "contradictory_status"),
        ("24", "00", NoticeKind.CAPTURED, "contradictory_status"),
        ("00", "04", NoticeKind.CAPTURED, "reversed"),
        ("00", "01", NoticeKind.IRRELEVANT, ""),
    ],
)
def test_both_codes_must_say_that_it_is_paid(response_code: str, status: str, kind: NoticeKind, trouble: str) -> None:
    notice = read(vnp_ResponseCode=response_code, vnp_TransactionStatus=status)
    assert (notice.kind, notice.trouble) == (kind, trouble)


def test_a_failed_attempt_is_over_and_names_itself() -> None:
    notice = read(vnp_ResponseCode="24", vnp_TransactionStatus="02", vnp_TransactionNo="0")
    assert (notice.ended_attempt, notice.payment_id) == (ATTEMPT, ATTEMPT)
    assert read().ended_attempt == ""


def test_another_end_of_the_same_attempt_is_another_event_of_the_same_payment() -> None:
    first, other = read(), read(vnp_Amount="15000100")
    assert first.event_id != other.event_id
    assert first.payment_id == other.payment_id == "14422574"


def test_only_the_name_of_an_attempt_names_an_order() -> None:
    for reference in (CODE, f"{CODE}2", f"x{ATTEMPT}", "LS7K3M2QR251115093000000", ATTEMPT[:-1]):
        assert read(vnp_TxnRef=reference).order_codes == ()


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome(state="not_authentic"), "97"),
        (Outcome(state="parked", reason="unknown_order"), "01"),
        (Outcome(state="parked", reason="no_order_code"), "01"),
        (Outcome(state="parked", reason="wrong_amount"), "04"),
        (Outcome(state="parked", reason="amount_not_whole"), "04"),
        (Outcome(state="applied", reason="repeated"), "02"),
        (Outcome(state="applied"), "00"),
        (Outcome(state="parked", reason="suspected_fraud"), "00"),
        (Outcome(state="pending"), "00"),
        (Outcome(state="ignored"), "00"),
        (Outcome(state="unreadable"), "99"),
        (Outcome(state="failed"), "99"),
    ],
)
def test_it_is_answered_in_its_own_codes(outcome: Outcome, code: str) -> None:
    answer = vnpay().answer(outcome)
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body["RspCode"] == code
    assert set(answer.body) == {"RspCode", "Message"}


def test_the_page_to_pay_on_is_hashed_and_asks_for_the_orders_amount() -> None:
    start = vnpay().start(REQUEST)
    query = {name: values[0] for name, values in parse_qs(urlsplit(start.redirect_url).query).items()}
    digest = query.pop("vnp_SecureHash")
    assert digest == signature("test_secret", canonical(query), "sha512")
    assert query["vnp_Amount"] == "15000000"
    assert query["vnp_TxnRef"] == ATTEMPT
    assert (query["vnp_CreateDate"], query["vnp_ExpireDate"]) == ("20251115093000", "20251115100000")
    assert query["vnp_ReturnUrl"] == REQUEST.return_url
    assert start.provider_reference == REFERENCE


def test_a_known_attempt_is_found_again_and_one_of_another_amount_is_not_used() -> None:
    first = vnpay().start(REQUEST)
    later = replace(REQUEST, asked_at=NOW + timedelta(minutes=5))
    assert vnpay().start(later, known_reference=first.provider_reference) == first
    less = replace(later, amount=Dong(50_000))
    other = vnpay().start(less, known_reference=first.provider_reference)
    assert other.provider_reference == f"{CODE}251115093500000 50000"


@pytest.mark.parametrize("setting", ["tmn_code", "hash_secret", "pay_url"])
def test_settings_that_cannot_work_are_found_at_the_start(setting: str) -> None:
    with pytest.raises(ValueError):
        vnpay(**{setting: ""})
