"""An order is called off: before it is paid, before it goes, and while a carrier has it; whatever comes in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from chalicelib.usecases.cancelling import (
    AlreadyOver,
)
from chalicelib.usecases.expiry import expire_order
from market.refunds import RefundKind

from tests.functions.buying import buy
from tests.functions.callbacks import card_event, transfer
from tests.functions.cancelling import NOTHING_SOLD, VIETTEL, VNPOST, cancel, order, parcels, stock, work
from tests.functions.conftest import Shop
from tests.functions.refunding import TOTAL, ask, balances, paid_order, refunder_of, states


def interrupt(shop: Shop, monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """``do`` happens between the next reading and its commit."""
    real, waiting = shop.table.commit, [do]

    def commit(*writes: Any) -> None:
        if waiting:
            waiting.pop()()
        real(*writes)

    monkeypatch.setattr(shop.table, "commit", commit)


def test_an_unpaid_order_is_called_off_once(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "vietqr")
    for _ in range(2):
        assert cancel(shop, code) == "cancelled"
    assert (order(shop)["state"], parcels(shop), stock(shop)) == ("cancelled", ["cancelled"] * 2, NOTHING_SOLD)
    assert order(shop)["history"].count("order.cancelled") == 1
    assert (balances(shop), shop.audit()["reservations"], shop.audit()["outbox"]) == ({}, [], [])
    shop.pass_time(minutes=31)
    shop.pump.run_schedule("clock")
    assert (order(shop)["state"], stock(shop)) == ("cancelled", NOTHING_SOLD)
    shop.check()


def test_a_cash_order_that_was_not_sent_is_called_off(shop: Shop) -> None:
    shop.open()
    code = buy(shop)
    assert cancel(shop, code, only_unsent=True) == "cancelled"
    work(shop)
    assert (shop.carriers[VIETTEL].created, shop.carriers[VNPOST].created) == ([], [])
    assert (stock(shop), balances(shop), states(shop)) == (NOTHING_SOLD, {}, [])
    shop.check()


def test_a_paid_order_that_was_not_sent_gives_everything_back(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    assert cancel(shop, code) == "cancelled"
    work(shop)
    assert refunder.done == {f"{code}/refund/cancelled/1": ("pi_1", TOTAL)}
    assert (shop.carriers[VIETTEL].created, shop.carriers[VNPOST].created) == ([], [])
    assert (stock(shop), balances(shop), shop.audit()["parked"]) == (NOTHING_SOLD, {}, [])
    shop.check()


def test_what_was_given_before_is_a_part_of_everything(shop: Shop) -> None:
    """10.000 of goodwill, then called off: 334.500 more, and nothing is left anywhere."""
    refunder, code = refunder_of(shop), paid_order(shop)
    ask(shop, code, RefundKind.AMOUNT, amount=10_000)
    cancel(shop, code)
    work(shop)
    assert sorted(amount for _, amount in refunder.done.values()) == [10_000, TOTAL - 10_000]
    assert (balances(shop), shop.audit()["parked"]) == ({}, [])
    shop.check()


def test_money_that_comes_after_it_was_called_off_goes_back(shop: Shop) -> None:
    refunder_of(shop)
    shop.open()
    code = buy(shop, "vietqr")
    cancel(shop, code)
    transfer(shop, TOTAL, code)
    assert (order(shop)["state"], order(shop)["captured"], stock(shop)) == ("cancelled", TOTAL, NOTHING_SOLD)
    assert [item["kind"] for item in shop.audit()["parked"]] == ["owed"]
    work(shop)
    [refund] = shop.audit()["refunds"]
    assert (refund["state"], refund["amount"]) == ("to_transfer", TOTAL)
    assert [item["kind"] for item in shop.audit()["parked"]] == ["refund"]
    shop.check()


def test_part_of_the_money_goes_back_with_an_order_that_is_called_off(shop: Shop) -> None:
    refunder_of(shop)
    shop.open()
    code = buy(shop, "vietqr")
    transfer(shop, 100_000, code)
    cancel(shop, code)
    work(shop)
    assert [(refund["state"], refund["amount"]) for refund in shop.audit()["refunds"]] == [("to_transfer", 100_000)]
    shop.check()


def test_paid_while_it_is_called_off_it_is_called_off_and_paid_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    refunder = refunder_of(shop)
    shop.open()
    code = buy(shop, "stripe")
    interrupt(shop, monkeypatch, lambda: card_event(shop, code, TOTAL))
    assert cancel(shop, code) == "cancelled"
    work(shop)
    assert refunder.done == {f"{code}/refund/cancelled/1": ("pi_1", TOTAL)}
    assert (stock(shop), balances(shop)) == (NOTHING_SOLD, {})
    assert (shop.carriers[VIETTEL].created, shop.audit()["parked"]) == ([], [])
    shop.check()


def test_called_off_while_it_is_paid_it_is_paid_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    refunder = refunder_of(shop)
    shop.open()
    code = buy(shop, "stripe")
    real, calls = shop.table.commit, []

    def commit(*writes: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            cancel(shop, code)
        real(*writes)

    monkeypatch.setattr(shop.table, "commit", commit)
    assert card_event(shop, code, TOTAL)[0] == 200
    work(shop)
    assert order(shop)["state"] == "cancelled"
    assert [amount for _, amount in refunder.done.values()] == [TOTAL]
    assert (stock(shop), balances(shop)) == (NOTHING_SOLD, {})
    shop.check()


def test_expiry_and_cancellation_release_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.open()
    code = buy(shop, "vietqr")
    shop.pass_time(minutes=31)
    interrupt(shop, monkeypatch, lambda: expire_order(shop.table, code=code, now=shop.now))
    with pytest.raises(AlreadyOver):
        cancel(shop, code)
    assert (order(shop)["state"], stock(shop), balances(shop)) == ("expired", NOTHING_SOLD, {})
    shop.check()


def test_a_worker_that_was_about_to_send_it_finds_it_gone(shop: Shop) -> None:
    """Claimed and not yet intended: the cancellation wins, and the carrier never hears of it."""
    shop.open()
    code = buy(shop)
    viettel = shop.carriers[VIETTEL]
    from chalicelib.store import parcels as store

    real = store.intend

    def intend(table: Any, parcel_id: str, **told: Any) -> Any:
        store.intend = real
        assert cancel(shop, code) == "cancelled"
        return real(table, parcel_id, **told)

    store.intend = intend
    work(shop)
    assert (viettel.created, shop.carriers[VNPOST].created) == ([], [])
    assert (order(shop)["state"], stock(shop)) == ("cancelled", NOTHING_SOLD)
    shop.check()


def press(shop: Shop, code: str, *, held: str | None = None, **headers: str) -> Any:
    token = shop.services.order_token(code) if held is None else held
    sent = {"content-type": "application/x-www-form-urlencoded", "cookie": f"don={token}"} | headers
    return shop.http.request("POST", f"/don-hang/{code}/huy", headers=sent, body=b"")


def see(shop: Shop, code: str) -> str:
    answer = shop.http.get(f"/don-hang/{code}", headers={"cookie": f"don={shop.services.order_token(code)}"})
    return str(answer.body.decode())


def test_the_buyer_calls_it_off_on_its_page(shop: Shop) -> None:
    shop.open()
    code = buy(shop)
    assert f'action="/don-hang/{code}/huy"' in see(shop, code)
    for _ in range(2):
        answer = press(shop, code)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/don-hang/{code}")
    page = see(shop, code)
    assert "Đơn đã hủy" in page
    assert f'action="/don-hang/{code}/huy"' not in page
    assert order(shop)["state"] == "cancelled"
    shop.check()


def test_the_page_says_what_becomes_of_the_money(shop: Shop) -> None:
    refunder_of(shop)
    code = paid_order(shop)
    press(shop, code)
    shop.pump.run_once()
    shop.pump.run_once()
    assert "Chúng tôi đã hoàn lại 344.500" in see(shop, code).replace("\xa0", " ")


def test_nobody_else_calls_it_off(shop: Shop) -> None:
    shop.open()
    code = buy(shop)
    assert press(shop, code, held="0" * 40).status_code == 404
    assert press(shop, code, **{"sec-fetch-site": "cross-site"}).status_code == 422
    assert order(shop)["state"] == "confirmed"
    work(shop)
    assert press(shop, code).status_code == 409
    assert f'action="/don-hang/{code}/huy"' not in see(shop, code)
    shop.check()
