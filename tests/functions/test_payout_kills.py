"""The weekly run dies before and after each call that it makes to AWS; the next run finishes it, nothing twice (J1)."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from market.payouts import last_period

from tests.faults.dying import Killed, Point, Side, count_calls
from tests.functions.conftest import Shop
from tests.functions.paying import files, run, set_account
from tests.functions.refunding import delivered_order
from tests.functions.test_payouts import LAN, _earn


def _weekly(shop: Shop) -> None:
    run(shop)
    files(shop)


def test_the_weekly_run_may_die_at_any_call(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered_order(shop)
    set_account(shop, LAN)
    calls, number, died = count_calls(monkeypatch), 0, 0
    while True:
        side = Side.AFTER if number % 2 else Side.BEFORE
        _earn(shop, LAN, 1_000 + number, f"week-{number}")
        shop.now += timedelta(days=21)
        with contextlib.suppress(Killed), calls.watched(Point(number // 2, side)):
            _weekly(shop)
        has_died = calls.fired
        _weekly(shop)
        week = str(last_period(shop.now))
        [payout] = [one for one in shop.audit()["payouts"] if one["id"] == f"{LAN}/{week}"]
        first = 165_000 if number == 0 else 0
        assert (payout["amount"], payout["state"]) == (first + 1_000 + number, "batched"), number
        content = shop.services.private_bucket.get(f"payouts/{week}/{payout['batch']:04d}.csv")
        assert (content or b"").count(b"8400123456789") == 1, number
        if not has_died:
            break
        number, died = number + 1, died + 1
    assert died > 20, "every point was reached until none was left"
