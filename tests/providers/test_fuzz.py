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
    dumped,
    recorded_json,
    sign_sepay,
    sign_stripe,
    sign_vnpost,
    stripe_cards,
    vietqr,
    viettelpost,
    vnpost,
)

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
        vietqr().read(sign_sepay(raw), raw, now=NOW)


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
