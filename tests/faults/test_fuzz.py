"""Hostile bodies and parameters at every public address: no 5xx, and nothing of anybody's orders changes.

The list of addresses is the application's own: a new one is fuzzed as soon as it is registered.
"""

from __future__ import annotations

import json
import string
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import app as functions
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.faults.scale import scaled
from tests.faults.stage import Stage
from tests.functions.buying import BASKET, buy, fill_cart, order_of, see

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

EXAMPLES = scaled(bounded=6, full=200)
SEED = 20261124
ROUTES = sorted((method, path) for path, methods in functions.app.routes.items() for method in methods)
# What a hostile request may leave behind: how often somebody tried, and carts, which are nobody's order.
CHANGES_ALLOWED = ("LIMIT#", "CART#")

nasty_text = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "0",
            "-1",
            "1e18",
            "NaN",
            "１",
            "null",
            "true",
            "../../etc/passwd",
            "%00",
            "\x00",
            "�",
            "'; DROP",
            "<script>alert(1)</script>",
            "{{7*7}}",
            "a" * 5000,
            "LS7K3M2QS",
            "LS7K3M2QS-1",
            "👩\u200d🌾",
            "\u202e",
            "#INBOX",
            "sp-na",
        ]
    ),
    st.text(max_size=40),
)
nasty_value = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([0, -1, 2**53, 10**18, 10**40]),
        st.floats(),
        nasty_text,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(nasty_text, inner, max_size=4)),
    max_leaves=8,
)
raw_bytes = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"[" * 5000,
            b'{"a":' * 2000,
            b'{"a":1,"a":2}',
            b'{"id":NaN}',
            b"\xff\xfe",
            b"\x1f\x8b\x08" + b"\x00" * 50,
            b"a" * 70000,
            b"",
            b"null",
            b"[]",
            b'"x"',
            b"1e999",
            b"%=%&&=&" * 50,
        ]
    ),
)


@pytest.fixture(scope="module")
def fuzzed(engine: str, folder: Any) -> Iterator[tuple[Stage, dict[str, Any]]]:
    """A shop with an order, and a request to place another that is right in every field."""
    from tests.faults.stage import stage as new_stage

    with new_stage(engine, folder) as stage:
        stage.open()
        buy(stage, "vietqr")
        cart_id = fill_cart(stage, BASKET)
        # Whatever a hostile client finds out, its key is not this one.
        yield stage, order_of(cart_id, see(stage, cart_id), "cod")


def stored(stage: Stage) -> Counter[str]:
    """Every row that a request of a stranger must leave as it is."""
    rows = (row for row in stage.table.everything() if not row["pk"].startswith(CHANGES_ALLOWED))
    return Counter(repr(sorted(row.items(), key=str)) for row in rows)


def test_every_address_is_in_the_list() -> None:
    assert len(ROUTES) > 20
    assert ("POST", "/webhooks/{source}") in ROUTES


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[f"{method} {path}" for method, path in ROUTES])
def test_hostile_requests_are_refused_and_change_nothing(
    fuzzed: tuple[Stage, dict[str, Any]], method: str, path: str
) -> None:
    stage, right = fuzzed
    before = stored(stage)
    seen: Counter[int] = Counter()

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def attack(data: st.DataObject) -> None:
        target = _filled(data, path) + _query(data)
        headers = _headers(data)
        body = _body(data, right) if method != "GET" else b""
        answer = stage.http.request(method, target, headers=headers, body=body)
        seen[answer.status_code] += 1
        assert answer.status_code < 500 or answer.status_code == 503, (target, headers, body, answer.body)
        assert answer.status_code != 503, "the store is well"
        assert b"Traceback" not in answer.body

    attack()
    assert sum(seen.values()) >= EXAMPLES
    assert stored(stage) == before, f"{method} {path} changed something: {seen}"


def _filled(data: st.DataObject, path: str) -> str:
    """The path with something in place of each parameter: names of the real ones among them."""
    known = st.sampled_from(
        ["stripe", "vietqr", "vnpost", "viettelpost", "cod", "momo", "zalopay", "casso", "payos", "20"]
    )
    parts = []
    for piece in path.split("/"):
        value = data.draw(st.one_of(known, nasty_text), label=piece) if piece.startswith("{") else piece
        parts.append(quote(value.encode("utf-8", "replace")[:500], safe="") or "-" if piece.startswith("{") else piece)
    return "/".join(parts)


def _query(data: st.DataObject) -> str:
    names = st.sampled_from(["tinh", "k", "province", "trang", "vnp_TxnRef", "vnp_SecureHash", "tu", "q"])
    pairs = data.draw(st.dictionaries(names, nasty_text, max_size=2), label="query")
    plain = {name: value.encode("utf-8", "replace").decode() for name, value in pairs.items()}
    return f"?{urlencode(plain)}" if plain else ""


def _headers(data: st.DataObject) -> dict[str, str]:
    printable = st.text(string.ascii_letters + string.digits + " =;,:{}\"'-_./", max_size=60)
    given = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "cookie": printable,
                "authorization": printable,
                "idempotency-key": printable,
                "stripe-signature": printable,
                "x-sepay-signature": printable,
                "x-sepay-timestamp": printable,
                "origin": st.sampled_from(["null", "https://evil.example", "http://127.0.0.1:8000", "//", "http://["]),
                "sec-fetch-site": st.sampled_from(["cross-site", "none", "same-origin", ""]),
            },
        ),
        label="headers",
    )
    kinds = ["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]
    return {"content-type": data.draw(st.sampled_from(kinds), label="content type"), **given}


def _body(data: st.DataObject, right: dict[str, Any]) -> bytes:
    how = data.draw(st.sampled_from(["raw", "json", "spoilt", "form"]), label="body")
    if how == "raw":
        return data.draw(raw_bytes, label="bytes")
    if how == "json":
        return json.dumps(data.draw(nasty_value, label="value")).encode()
    if how == "spoilt":
        # Nearly an order: one field of it is wrong, or one is too many.
        name = data.draw(
            st.sampled_from([*right, "price", "status", "seller_id", "is_paid", "discount"]), label="field"
        )
        value = data.draw(nasty_value, label="value")
        spoilt = {**right, name: value}
        return json.dumps(spoilt if spoilt != right else {**right, "is_paid": True}).encode()
    fields = ["san_pham", "so_luong", "ho_ten", "so_dien_thoai", "tinh", "xa", "dia_chi", "thanh_toan", "seen", "key"]
    fields += ["ma_don", "the", "ly_do", "buoc", "ghi_chu", "mat_khau", "ten"]
    pairs = data.draw(st.dictionaries(st.sampled_from(fields), nasty_text, max_size=6), label="form")
    return urlencode({name: value.encode("utf-8", "replace") for name, value in pairs.items()}).encode()
