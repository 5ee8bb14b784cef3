"""Payments that came, against what their providers say of the same days: by the day they came, and by asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from chalicelib.ports import NoticeKind
from chalicelib.usecases.expiry import expire_unpaid
from chalicelib.usecases.settlement import receive_payment
from market.money import Dong
from market.refunds import RefundKind

from tests.functions.buying import buy
from tests.functions.callbacks import transfer
from tests.functions.conftest import Shop
from tests.functions.refunding import ask, delivered_order, refunder_of
from tests.functions.test_reconcile import TOTAL, Gateway, TheirList, paid, run, whats


@pytest.fixture
def code(shop: Shop) -> str:
    shop.open()
    return buy(shop, "vietqr")


def test_a_payment_that_only_we_know_of_is_shown(shop: Shop, code: str) -> None:
    """Somebody has our secret, and signs what never happened."""
    shop.pass_time(hours=2)
    second = buy(shop, "vietqr", key="key-of-the-second-order")
    transfer(shop, TOTAL, second)
    truly = paid(shop, second)
    assert run(shop, TheirList()).open == [], "their list may be a little behind"
    shop.pass_time(minutes=11)
    assert whats(run(shop, TheirList()).open) == [("bank", "unknown_to_provider")]
    assert run(shop, TheirList(), hours=0.1).open == [], "that is an earlier run's"
    assert run(shop, TheirList(held=[truly])).open == []


@pytest.mark.parametrize("is_true", [True, False])
def test_a_payment_counts_by_the_day_it_came_and_not_by_the_day_of_its_order(
    shop: Shop, code: str, is_true: bool
) -> None:
    shop.pass_time(hours=71)
    assert expire_unpaid(shop.table, now=shop.now) == 1
    transfer(shop, TOTAL, code)
    truly = paid(shop, code)
    shop.pass_time(hours=1)
    assert shop.audit()["orders"][0]["captured"] == TOTAL
    report = run(shop, TheirList(held=[truly] if is_true else []), hours=3)
    assert whats(report.open) == ([] if is_true else [("bank", "unknown_to_provider")])


def test_of_what_we_were_told_late_the_list_is_asked_for_from_the_day_it_happened(shop: Shop, code: str) -> None:
    old = paid(shop, code, occurred_at=shop.now - timedelta(days=2))
    receive_payment(shop.table, notice=old, now=shop.now)
    older = paid(shop, code, id=7, order_codes=(), occurred_at=shop.now - timedelta(days=30))
    receive_payment(shop.table, notice=older, now=shop.now)
    shop.pass_time(minutes=11)
    found = run(shop, TheirList(held=[old, older]), hours=3).open
    assert [finding.id for finding in found] == [older.payment_id], "a month ago is beyond any list"


def test_a_gateway_is_asked_once_about_each_payment_that_came_from_it(shop: Shop, code: str) -> None:
    truly = paid(shop, code, attempt="attempt-1")
    receive_payment(shop.table, notice=truly, now=shop.now)
    gateway = Gateway(told={"attempt-1": truly})
    run(shop, gateway=gateway)
    assert gateway.asked == [], "it may be a little behind"
    shop.pass_time(minutes=11)
    for dry_run in (True, False, False):
        assert run(shop, gateway=gateway, dry_run=dry_run).open == []
    assert gateway.asked == ["attempt-1", "attempt-1"], "a dry run remembers nothing"


@pytest.mark.parametrize("said", [None, {"amount": Dong(1)}, {"payment_id": "2"}, {"kind": NoticeKind.FAILED}])
def test_a_payment_that_its_gateway_does_not_know_so_is_shown(shop: Shop, code: str, said: Any) -> None:
    """Somebody has our secret, and signs what never happened."""
    truly = paid(shop, code, attempt="attempt-1")
    receive_payment(shop.table, notice=truly, now=shop.now)
    shop.pass_time(minutes=11)
    gateway = Gateway(told={"attempt-1": replace(truly, **said)} if said else {})
    for _ in range(2):
        assert whats(run(shop, gateway=gateway).open) == [("vietqr", "unknown_to_provider")]


def test_a_payment_that_is_being_given_back_is_not_asked_about(shop: Shop) -> None:
    refunder_of(shop)
    code = delivered_order(shop)
    ask(shop, code, RefundKind.AMOUNT, amount=20_000)
    shop.pass_time(minutes=11)
    gateway = Gateway(name="stripe")
    assert (run(shop, gateway=gateway).open, gateway.asked) == ([], [])
