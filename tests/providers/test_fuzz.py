"""Whatever bytes come, signed or not: a notice, NotAuthentic or Unreadable, and never anything else."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from chalicelib.callbacks import read_json
from chalicelib.ports import NotAuthentic, Unreadable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.providers.recordings import (
    CASES,
    NOW,
    Case,
    casso,
    casso_v1,
    dumped,
    momo,
    payos,
    recorded_json,
    sepay,
    sign_sepay,
    sign_stripe,
    sign_vnpost,
    stripe_cards,
    viettelpost,
    vnpay,
    vnpost,
    zalopay,
)
from tests.providers.signing import sign_casso, sign_momo, sign_payos, sign_vnpay, sign_zalopay

signable = pytest.mark.parametrize("case", [c for c in CASES if c.sign], ids=lambda case: case.name)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["in", "out", "payment_intent.succeeded", "2026-11-15 09:30:00", "24/11/2026 06:21:31", "VND"])
)
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def damaged(original: Any) -> st.SearchStrategy[Any]:
    """The recorded value with some of its parts replaced by anything."""
    if isinstance(original, dict):
        return st.fixed_dictionaries({}, optional={key: damaged(value) for key, value in original.items()})
    return st.just(original) | values


def encoded(value: Any) -> bytes:
    try:
        return dumped(value)
    except UnicodeEncodeError:
        return json.dumps(value).encode()


@signable
@quick
@given(raw=st.binary(max_size=400))
def test_signed_bytes(case: Case, raw: bytes) -> None:
    with suppress(NotAuthentic, Unreadable):
        case.read(case.headers(raw), raw, now=NOW)


@signable
@quick
@given(
    headers=st.dictionaries(st.sampled_from(["stripe-signature", "x-sepay-signature", "x-sepay-timestamp"]), st.text())
)
def test_any_headers(case: Case, headers: dict[str, str]) -> None:
    with suppress(NotAuthentic, Unreadable):
        case.read(headers, case.raw, now=NOW)


@quick
@given(body=damaged(recorded_json("stripe/payment_intent_succeeded")))
def test_signed_events_of_stripe(body: Any) -> None:
    raw = encoded(body)
    with suppress(Unreadable):
        stripe_cards().read(sign_stripe(raw), raw, now=NOW)


@quick
@given(body=damaged(recorded_json("sepay/transfer_in")))
def test_signed_notices_of_sepay(body: Any) -> None:
    raw = encoded(body)
    with suppress(Unreadable):
        sepay().read(sign_sepay(raw), raw, now=NOW)


@quick
@given(data=damaged(recorded_json("casso/transfer_in")["data"]), error=values)
def test_signed_notices_of_casso(data: Any, error: Any) -> None:
    raw = encoded({"data": data, "error": error})
    with suppress(NotAuthentic, Unreadable):
        casso().read(sign_casso(raw), raw, now=NOW)


@quick
@given(rows=st.lists(damaged(recorded_json("casso/v1")["data"][0]), max_size=3) | values, error=values)
def test_notices_of_casso_v1_with_the_token(rows: Any, error: Any) -> None:
    with suppress(Unreadable):
        casso_v1().read_all({"secure-token": "casso-token"}, encoded({"data": rows, "error": error}), now=NOW)


@quick
@given(data=damaged(recorded_json("payos/webhook")["data"]))
def test_signed_notices_of_payos(data: Any) -> None:
    with suppress(NotAuthentic, Unreadable, UnicodeEncodeError):
        payos().read({}, sign_payos({"data": data}), now=NOW)


@quick
@given(body=damaged(recorded_json("momo/ipn")))
def test_signed_notices_of_momo(body: Any) -> None:
    with suppress(NotAuthentic, Unreadable, UnicodeEncodeError):
        momo().read({}, sign_momo(body), now=NOW)


@quick
@given(data=damaged(recorded_json("zalopay/callback")) | st.text(max_size=80), type=values)
def test_signed_callbacks_of_zalopay(data: Any, type: Any) -> None:
    with suppress(Unreadable, UnicodeEncodeError):
        zalopay().read({}, sign_zalopay(data, type=type), now=NOW)


@quick
@given(
    changes=st.dictionaries(
        st.sampled_from(list(recorded_json("vnpay/ipn"))) | st.text(max_size=20),
        st.text(max_size=30) | st.sampled_from(["00", "02", "07", "0", "-1", "15000000", "15000050", "20251115093318"]),
        max_size=4,
    ),
    fate=st.tuples(st.text(max_size=2), st.text(max_size=2)) | st.sampled_from([("00", "00"), ("24", "02")]),
)
def test_signed_queries_of_vnpay(changes: dict[str, str], fate: tuple[str, str]) -> None:
    fields = recorded_json("vnpay/ipn") | dict(zip(("vnp_ResponseCode", "vnp_TransactionStatus"), fate, strict=True))
    with suppress(NotAuthentic, Unreadable):
        vnpay().read({}, sign_vnpay(fields | changes), now=NOW)


@quick
@given(raw=st.binary(max_size=300) | st.text(alphabet="vnp_SecureHash=&%+0Aa", max_size=80).map(str.encode))
def test_any_query_to_vnpay(raw: bytes) -> None:
    with suppress(NotAuthentic, Unreadable):
        vnpay().read({}, raw, now=NOW)


@quick
@given(body=damaged(recorded_json("viettelpost/webhook")))
def test_notices_of_viettel_post_with_the_token(body: Any) -> None:
    with suppress(Unreadable):
        viettelpost().read({"authorization": "vtp-token"}, encoded(body), now=NOW)


@quick
@given(
    items=st.lists(damaged(recorded_json("vnpost/webhook")["data"][0]), max_size=3),
    send_date=st.just("26/11/2026 15:40:12") | st.text(max_size=50) | values,
)
def test_signed_notices_of_vietnam_post(items: list[Any], send_date: Any) -> None:
    body = {"data": items, "sendDate": send_date, "signature": "AAAA"}
    first = items[0] if items else {}
    if "itemCode" in first and "status" in first:
        with suppress(UnicodeEncodeError):
            raw = sign_vnpost(body)
            with suppress(NotAuthentic, Unreadable):
                vnpost().read({}, raw, now=NOW)
            return
    with suppress(NotAuthentic, Unreadable):
        vnpost().read({}, encoded(body), now=NOW)


@quick
@given(value=values)
def test_json_that_is_allowed_comes_back_as_it_was(value: Any) -> None:
    raw = encoded(value)
    with suppress(Unreadable):
        assert read_json(raw) == json.loads(raw)
