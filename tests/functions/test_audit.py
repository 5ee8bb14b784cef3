"""The audit finds what is wrong: each invariant is broken on purpose, in an audit that is otherwise right."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from chalicelib.usecases.audit import broken_invariants
from chalicelib.usecases.audit_flow import overdue

from tests.functions.buying import buy
from tests.functions.conftest import Shop

Found = dict[str, Any]


@pytest.fixture
def found(shop: Shop) -> Found:
    """Two orders, one on its way and one unpaid, and nothing wrong with them."""
    shop.open()
    buy(shop, "cod", key="key-of-the-first-order")
    shop.pump.run_once()
    buy(shop, "vietqr", key="key-of-the-second-order")
    right = shop.audit()
    assert broken_invariants(right) == []
    assert overdue(right, shop.now) == []
    return right


def _ledger(found: Found) -> None:
    found["ledger"]["entries"][0]["legs"][0]["amount"] += 1


def _shares(found: Found) -> None:
    found["ledger"]["balances"]["shop:gh-ba-lan:pending"] += 1


def _unsold(found: Found) -> None:
    found["stock"][0]["sold"] += 1


def _below_zero(found: Found) -> None:
    found["stock"][0]["available"] -= 100


def _unheld(found: Found) -> None:
    found["reservations"].clear()


def _unpaid_and_shipped(found: Found) -> None:
    found["parcels"][-1]["waybill"] = "WB-X"


def _twice_shipped(found: Found) -> None:
    found["parcels"][0]["waybill"] = found["parcels"][1]["waybill"]


def _second_key(found: Found) -> None:
    found["idempotency_keys"] += found["idempotency_keys"][:1]


def _confirmed_again(found: Found) -> None:
    found["orders"][0]["history"].append("order.confirmed")


def _unexplained_state(found: Found) -> None:
    found["orders"][1]["state"] = "expired"


def _delivered_by_nobody(found: Found) -> None:
    found["parcels"][0]["state"] = "delivered"


def _wrong_total(found: Found) -> None:
    found["orders"][0]["total"] -= 1


def _more_than_paid(found: Found) -> None:
    found["orders"][1]["captured"] += 1


@pytest.mark.parametrize(
    ("spoil", "invariant"),
    [
        (_ledger, "M1"),
        (_wrong_total, "M3"),
        (_more_than_paid, "M4"),
        (_shares, "M6"),
        (_below_zero, "S1"),
        (_unsold, "S2"),
        (_unheld, "S3"),
        (_unsold, "S5"),
        (_unpaid_and_shipped, "X2"),
        (_twice_shipped, "X3"),
        (_second_key, "X4"),
        (_confirmed_again, "X5"),
        (_unexplained_state, "X6"),
        (_delivered_by_nobody, "X6"),
    ],
)
def test_a_broken_invariant_is_named(found: Found, spoil: Callable[[Found], None], invariant: str) -> None:
    spoilt = copy.deepcopy(found)
    spoil(spoilt)
    assert any(sentence.startswith(f"{invariant}: ") for sentence in broken_invariants(spoilt))


def test_what_waits_too_long_is_named(shop: Shop, found: Found) -> None:
    waiting = copy.deepcopy(found)
    waiting["outbox"] = [{"id": "dispatch-LS1-1", "queue": "content", "since": shop.now.isoformat()}]
    waiting["inbox"] = [
        {"source": "vietqr", "event_id": "1", "state": state, "received_at": shop.now.isoformat()}
        for state in ("pending", "parked", "applied")
    ]
    assert overdue(waiting, shop.now + timedelta(minutes=9)) == []
    late = overdue(waiting, shop.now + timedelta(minutes=36))
    assert sorted(sentence.partition(":")[0] for sentence in late) == ["S4", "X8", "X8"]
