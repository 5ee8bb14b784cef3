"""Refunds as their providers have them, against ours: what was lost is learnt, and nothing is ever given back twice."""

from __future__ import annotations

import pytest
from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundResult
from market.refunds import RefundKind

from tests.functions.conftest import Shop
from tests.functions.refunding import TOTAL, Refunder, ask, balances, delivered_order, refunder_of, states
from tests.functions.test_reconcile import run, whats

LOST = ProviderError("stripe: not reached", outcome_unknown=True)
NAME = "ticket-1"


def unknown(shop: Shop) -> tuple[Refunder, str]:
    """A refund whose answer was lost twice; it was made all the same."""
    refunder, code = refunder_of(shop), delivered_order(shop)
    refunder.failures = [LOST, LOST]
    [row] = ask(shop, code, RefundKind.AMOUNT, amount=20_000, name=NAME)
    for _ in range(3):
        shop.pump.run_once()
        shop.pass_time(minutes=31)
        shop.pump.run_schedule("clock")
    assert states(shop) == ["unknown"]
    return refunder, row.refund.id


def done(shop: Shop) -> tuple[Refunder, str]:
    refunder, code = refunder_of(shop), delivered_order(shop)
    [row] = ask(shop, code, RefundKind.AMOUNT, amount=20_000, name=NAME)
    shop.pump.run_once()
    assert states(shop) == ["done"]
    return refunder, row.refund.id


def test_one_that_nobody_knew_of_is_learnt_by_asking_and_is_not_sent_again(shop: Shop) -> None:
    refunder, id = unknown(shop)
    calls = refunder.calls
    assert whats(run(shop, refunder=refunder, dry_run=True).repaired) == [("stripe", "refunded")]
    assert states(shop) == ["unknown"]
    assert whats(run(shop, refunder=refunder).repaired) == [("stripe", "refunded")]
    assert (states(shop), balances(shop)["clearing:stripe"]) == (["done"], TOTAL - 20_000)
    assert (refunder.calls, refunder.looked_up) == (calls, [id, id])
    assert run(shop, refunder=refunder).repaired == []
    shop.check()


def test_one_that_was_refused_leaves_the_shopper_owed(shop: Shop) -> None:
    refunder, id = unknown(shop)
    refunder.told[id] = RefundResult(reference="", problem="stripe: failed")
    assert whats(run(shop, refunder=refunder).repaired) == [("stripe", "refund_failed")]
    assert (states(shop), balances(shop)["clearing:stripe"]) == (["failed"], TOTAL)
    assert ("owed", "20000 to give back") in {(item["kind"], item["reason"]) for item in shop.audit()["parked"]}
    shop.check()


@pytest.mark.parametrize("told", [None, RefundResult(reference="re_1")])
def test_one_that_is_not_known_or_under_way_stays_as_it_is(shop: Shop, told: RefundResult | None) -> None:
    refunder, id = unknown(shop)
    refunder.told[id] = told
    calls = refunder.calls
    report = run(shop, refunder=refunder)
    assert (report.repaired, report.open, states(shop), refunder.calls) == ([], [], ["unknown"], calls)


def test_one_that_failed_after_it_was_done_is_booked_back(shop: Shop) -> None:
    refunder, id = done(shop)
    refunder.told[id] = RefundResult(reference="re_1", problem="stripe: failed")
    assert whats(run(shop, refunder=refunder, dry_run=True).repaired) == [("stripe", "refund_failed")]
    assert states(shop) == ["done"]
    assert whats(run(shop, refunder=refunder).repaired) == [("stripe", "refund_failed")]
    assert (states(shop), balances(shop)["clearing:stripe"]) == (["failed"], TOTAL)
    assert run(shop, refunder=refunder).repaired == []
    shop.check()


def test_one_that_only_we_know_of_is_shown(shop: Shop) -> None:
    refunder, id = done(shop)
    assert run(shop, refunder=refunder).open == []
    refunder.told[id] = None
    found = run(shop, refunder=refunder).open
    assert [(finding.id, finding.what) for finding in found] == [(id, "refund_unknown_to_provider")]
    assert states(shop) == ["done"]


def test_a_refund_counts_by_the_day_it_was_made_and_not_by_the_day_of_its_order(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    shop.pass_time(hours=24 * 20)
    [row] = ask(shop, code, RefundKind.AMOUNT, amount=20_000, name=NAME)
    shop.pump.run_once()
    refunder.told[row.refund.id] = None
    assert whats(run(shop, refunder=refunder, hours=3).open) == [("stripe", "refund_unknown_to_provider")]
    shop.pass_time(hours=4)
    assert run(shop, refunder=refunder, hours=3).open == [], "that was an earlier run's"


def test_a_provider_that_does_not_answer_is_not_asked_again_and_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    for name in ("a", "b", "c"):
        ask(shop, code, RefundKind.AMOUNT, amount=20_000, name=name)
    shop.pump.run_once()
    asked: list[str] = []

    def down(request: object, *, now: object) -> RefundResult:
        asked.append("again")
        raise ProviderError("stripe: not reached")

    monkeypatch.setattr(refunder, "look_up", down)
    report = run(shop, refunder=refunder)
    assert (whats(report.unheard), len(asked)) == ([("stripe", "stripe: not reached")], 1)
    assert states(shop) == ["done", "done", "done"]
