"""What every payment provider and every carrier promises of its callbacks, held to one suite."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from chalicelib.payments.cash import CashOnDelivery
from chalicelib.ports import NotAuthentic, PaymentRequest, PaymentStart, Unreadable
from market.money import Dong

from tests.providers.recordings import CASES, CODE, NOW, Case, dumped

every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
covered = pytest.mark.parametrize("case", [c for c in CASES if c.is_sealed or c.is_covered], ids=lambda case: case.name)
sealed = pytest.mark.parametrize("case", [c for c in CASES if c.is_sealed], ids=lambda case: case.name)
dated = pytest.mark.parametrize("case", [c for c in CASES if c.is_dated], ids=lambda case: case.name)
signed_by_header = pytest.mark.parametrize("case", [c for c in CASES if c.sign], ids=lambda case: case.name)

# Where in a body its sender proves who it is.
PROOFS = ("TOKEN", "signature", "mac")


@every
def test_the_recorded_callback_is_read(case: Case) -> None:
    first = case.notices(case.headers(case.raw), case.raw)[0]
    assert first.event_id
    assert first.occurred_at.utcoffset() == timedelta(0)


@every
def test_the_same_callback_again_has_the_same_event_id(case: Case) -> None:
    once, again = (case.notices(case.headers(case.raw), case.raw) for _ in range(2))
    assert once == again


@every
def test_without_proof_it_is_refused(case: Case) -> None:
    body = json.loads(case.raw)
    for proof in PROOFS:
        body.pop(proof, None)
    with pytest.raises(NotAuthentic):
        case.read({}, dumped(body), now=NOW)


@signed_by_header
def test_another_secret_is_refused(case: Case) -> None:
    body = json.loads(case.raw)
    if "TOKEN" in body:
        body["TOKEN"] = "another"
    raw = dumped(body)
    assert case.sign
    with pytest.raises(NotAuthentic):
        case.read(case.sign(raw, secret="another"), raw, now=NOW)


@signed_by_header
def test_the_second_secret_is_valid_during_a_rotation(case: Case) -> None:
    raw = dumped(json.loads(case.raw))
    assert case.sign
    assert case.notices(case.sign(raw, secret=case.replaced), raw)


@sealed
def test_a_body_that_was_parsed_and_written_again_is_another_message(case: Case) -> None:
    again = json.dumps(json.loads(case.raw), indent=1, sort_keys=True).encode()
    assert again != case.raw
    with pytest.raises(NotAuthentic):
        case.read(case.headers(case.raw), again, now=NOW)


@covered
def test_one_changed_byte_is_refused(case: Case) -> None:
    changed = case.raw.replace(b"150000", b"150001", 1)
    assert changed != case.raw
    with pytest.raises(NotAuthentic):
        case.read(case.headers(case.raw), changed, now=NOW)


@dated
@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 10**9])
def test_a_stale_or_future_signature_is_refused(case: Case, seconds: int) -> None:
    assert case.sign
    headers = case.sign(case.raw, at=NOW + timedelta(seconds=seconds))
    with pytest.raises(NotAuthentic):
        case.read(headers, case.raw, now=NOW)


@dated
@pytest.mark.parametrize("seconds", [-300, -1, 0, 300])
def test_a_signature_within_five_minutes_is_accepted(case: Case, seconds: int) -> None:
    assert case.sign
    assert case.read(case.sign(case.raw, at=NOW + timedelta(seconds=seconds)), case.raw, now=NOW)


BAD_BODIES = {
    "empty": b"",
    "not JSON": b"<html>502</html>",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "a list": b"[1, 2]",
    "a number": b"5",
    "null": b"null",
    "a key twice": b'{"id": 1, "id": 2}',
    "a key twice, deep": b'{"id": 1, "data": {"object": {"amount": 1, "amount": 150000}}}',
    "NaN": b'{"transferAmount": NaN}',
    "infinity": b'{"transferAmount": -Infinity}',
    "infinity in disguise": b'{"transferAmount": 1e999}',
    "a number of 5,000 digits": b'{"transferAmount": ' + b"9" * 5_000 + b"}",
    "half a character": b'{"id": "\\ud800"}',
    "half a character as a key": b'{"\\udfff": 1}',
    "nested 33 deep": b'{"a":' * 33 + b"1" + b"}" * 33,
    "nested beyond the interpreter": b"[" * 30_000 + b"]" * 30_000,
    "nested and never closed": b'{"a":' * 12_000,
    "with a byte order mark": b"\xef\xbb\xbf{}",
    "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
}


@signed_by_header
@pytest.mark.parametrize("kind", BAD_BODIES)
def test_an_authentic_body_of_the_wrong_form_is_unreadable(case: Case, kind: str) -> None:
    raw = BAD_BODIES[kind]
    with pytest.raises(Unreadable):
        case.read(case.headers(raw), raw, now=NOW)


# Each is put in front of an authentic callback, in which nothing else is wrong.
POISON = {
    "a key twice": b'"zz": 1, "zz": 1',
    "a key twice, deep": b'"zz": [{"amount": 1, "amount": 150000}]',
    "NaN": b'"zz": NaN',
    "infinity in disguise": b'"zz": 1e999',
    "a number of 5,000 digits": b'"zz": ' + b"9" * 5_000,
    "half a character": b'"zz": "\\ud800"',
    "half a character as a key": b'"\\udfff": 1',
    "nested too deeply": b'"zz": ' + b"[" * 32 + b"]" * 32,
    "not UTF-8": b'"zz": "\xff"',
    "too much": b'"zz": "' + b"a" * 65_536 + b'"',
}


@every
@pytest.mark.parametrize("kind", POISON)
def test_one_poisoned_field_spoils_an_authentic_callback(case: Case, kind: str) -> None:
    raw = b"{" + POISON[kind] + b", " + case.raw.lstrip()[1:]
    with pytest.raises(Unreadable):
        case.read(case.headers(raw), raw, now=NOW)


@every
@pytest.mark.parametrize("harmless", [b'"zz": 1.5', b'"zz": ' + b"[" * 30 + b"]" * 30, '"zz": "Quýt 🍊"'.encode()])
def test_an_unknown_field_spoils_nothing(case: Case, harmless: bytes) -> None:
    raw = b"{" + harmless + b", " + case.raw.lstrip()[1:]
    assert case.notices(case.headers(raw), raw) == case.notices(case.headers(case.raw), case.raw)


@every
@pytest.mark.parametrize("kind", BAD_BODIES)
def test_an_unsigned_body_of_the_wrong_form_is_refused_too(case: Case, kind: str) -> None:
    with pytest.raises((NotAuthentic, Unreadable)):
        case.read({}, BAD_BODIES[kind], now=NOW)


@every
def test_ten_megabytes_are_refused_at_once(case: Case) -> None:
    raw = b'{"id":"' + b"a" * 10_000_000 + b'"}'
    headers = {
        "stripe-signature": "t=1,v1=00",
        "x-sepay-timestamp": "1",
        "x-casso-signature": "t=1000,v1=00",
        "authorization": "vtp-token",
    }
    began = time.perf_counter()
    with pytest.raises((NotAuthentic, Unreadable)):
        case.read(headers, raw, now=NOW)
    assert time.perf_counter() - began < 0.05


@every
@pytest.mark.parametrize(
    "value", ["", "t=,v1=", "t=1763173800,v1=ÿ", "sha256=" + "ế" * 64, "=" * 5_000, "t=1,t=2,v1=,"]
)
def test_headers_of_the_wrong_form_are_refused(case: Case, value: str) -> None:
    headers = {
        "stripe-signature": value,
        "x-sepay-signature": value,
        "x-sepay-timestamp": value,
        "x-casso-signature": value,
        "authorization": value,
    }
    body = json.loads(case.raw)
    body.pop("TOKEN", None)
    body["signature"] = body["mac"] = value
    with pytest.raises(NotAuthentic):
        case.read(headers, dumped(body), now=NOW)


def test_cash_on_delivery_confirms_at_once_and_asks_for_nothing() -> None:
    cash = CashOnDelivery()
    assert cash.confirms_at_once
    assert cash.start(PaymentRequest(order_code=CODE, amount=Dong(1), asked_at=NOW)) == PaymentStart()
