"""Money goes back once, never more than came, and what nobody can tell is in sight."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from chalicelib.ports import ProviderError
from chalicelib.store import orders
from chalicelib.usecases.refund_ends import (
    approve_transfer,
)
from chalicelib.usecases.refunding import NameReused, WrongName
from market.money import Dong
from market.orders import OrderState
from market.parcels import ParcelState
from market.refunds import NoReason, NothingToRefund, NotYet, RefundKind, TooMuch, WrongLine

from tests.functions.buying import buy
from tests.functions.callbacks import transfer
from tests.functions.conftest import Shop
from tests.functions.refunding import (
    TOTAL,
    ask,
    balances,
    delivered_order,
    end,
    line,
    paid_order,
    refunder_of,
    states,
)

LINES, AMOUNT, FULL, OWED = RefundKind.LINES, RefundKind.AMOUNT, RefundKind.FULL, RefundKind.OWED
LOST = ProviderError("stripe: not reached", outcome_unknown=True)
DOWN = ProviderError("stripe: not reached")


def test_everything_goes_back_to_the_card_that_paid(shop: Shop) -> None:
    """Each household gives up its goods, the operator the shipping; nothing is left anywhere."""
    refunder, code = refunder_of(shop), delivered_order(shop)
    [row] = ask(shop, code)
    assert (row.state.value, int(row.refund.share.amount)) == ("requested", TOTAL)
    shop.pump.run_once()
    assert refunder.done == {f"{code}/refund/ticket-1/1": ("pi_1", TOTAL)}
    assert (states(shop), balances(shop), shop.audit()["parked"]) == (["done"], {}, [])
    assert {"refund.requested", "refund.paid"} < set(shop.audit()["orders"][0]["history"])
    shop.check()


def test_a_line_is_given_back_by_its_household_and_no_unit_twice(shop: Shop) -> None:
    refunder_of(shop)
    code = delivered_order(shop)
    before = balances(shop)
    ask(shop, code, LINES, lines=(line(code, 1, "sp-na"),))
    shop.pump.run_once()
    assert balances(shop) == before | {
        "shop:gh-ba-lan:payable": before["shop:gh-ba-lan:payable"] + 60_000,
        "clearing:stripe": TOTAL - 60_000,
    }
    with pytest.raises(WrongLine):
        ask(shop, code, LINES, name="ticket-2", lines=(line(code, 1, "sp-na", 2),))
    ask(shop, code, LINES, name="ticket-3", lines=(line(code, 1, "sp-na"),))
    with pytest.raises(WrongLine):
        ask(shop, code, LINES, name="ticket-4", lines=(line(code, 1, "sp-na"),))
    shop.check()


def test_a_gift_is_the_operators_and_everything_after_it_is_the_rest(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    ask(shop, code, AMOUNT, amount=10_000)
    shop.pump.run_once()
    assert balances(shop)["operator:goodwill"] == 10_000
    ask(shop, code, LINES, name="ticket-2", lines=(line(code, 2, "sp-hoi"),))
    ask(shop, code, FULL, name="ticket-3")
    shop.pump.run_once()
    assert sum(amount for _, amount in refunder.done.values()) == TOTAL
    # The gift is a part of what the shopper gets in the end: shipping is the operator's to bear, the gift was first.
    assert balances(shop) == {"operator:goodwill": 10_000, "operator:shipping": -10_000}
    with pytest.raises(NothingToRefund):
        ask(shop, code, FULL, name="ticket-4")
    with pytest.raises(TooMuch):
        ask(shop, code, AMOUNT, name="ticket-5", amount=1)
    shop.check()


@pytest.mark.parametrize(
    ("kind", "changes", "refused"),
    [
        (LINES, {"lines": ("other", 1)}, WrongLine),
        (LINES, {"lines": ("sp-hoi", 1)}, WrongLine),
        (LINES, {"lines": ("sp-na", 0)}, WrongLine),
        (LINES, {"lines": ("sp-na", -1)}, WrongLine),
        (AMOUNT, {"amount": 0}, NothingToRefund),
        (AMOUNT, {"amount": -5}, NothingToRefund),
        (AMOUNT, {"amount": TOTAL + 1}, TooMuch),
        (AMOUNT, {"amount": 1_000, "reason": "  "}, NoReason),
        (AMOUNT, {"amount": 1_000, "name": "../../x"}, WrongName),
        (OWED, {}, NothingToRefund),
    ],
)
def test_what_may_not_go_back_changes_nothing(
    shop: Shop, kind: RefundKind, changes: dict[str, Any], refused: type[Exception]
) -> None:
    refunder_of(shop)
    code = delivered_order(shop)
    before = shop.audit()
    if "lines" in changes:
        product, units = changes["lines"]
        changes = changes | {"lines": (line(code, 1, product, units),)}
    with pytest.raises(refused):
        ask(shop, code, kind, **changes)
    assert shop.audit() == before


def test_what_is_still_under_way_is_cancelled_and_not_refunded(shop: Shop) -> None:
    refunder_of(shop)
    code = paid_order(shop)
    for kind, lines in ((FULL, ()), (LINES, (line(code, 1, "sp-na"),))):
        with pytest.raises(NotYet):
            ask(shop, code, kind, lines=lines)
    assert states(shop) == []


def test_an_unpaid_order_gives_nothing_back(shop: Shop) -> None:
    refunder_of(shop)
    shop.open()
    code = buy(shop, "vietqr")
    transfer(shop, 100_000, code)
    with pytest.raises(NotYet):
        ask(shop, code, AMOUNT, amount=1_000)


def test_the_same_name_again_is_the_same_refund(shop: Shop) -> None:
    refunder, code = refunder_of(shop), delivered_order(shop)
    first = ask(shop, code, AMOUNT, amount=20_000)
    assert ask(shop, code, AMOUNT, amount=20_000) == first
    shop.pump.run_once()
    [again] = ask(shop, code, AMOUNT, amount=20_000)
    assert (again.state.value, refunder.calls) == ("done", 1)
    with pytest.raises(NameReused):
        ask(shop, code, AMOUNT, amount=30_000)
    assert shop.audit()["orders"][0]["refunded"] == 20_000
    shop.check()


def test_of_thirty_two_at_once_no_đồng_too_much_goes_back(shop: Shop) -> None:
    """Each wants 20.000 of 344.500: seventeen fit."""
    refunder, code = refunder_of(shop), delivered_order(shop)
    refused: list[str] = []

    def one(number: int) -> None:
        try:
            ask(shop, code, AMOUNT, name=f"ticket-{number}", amount=20_000)
        except TooMuch:
            refused.append("too much")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), shop.audit()["orders"][0]["refunded"]) == (15, 340_000)
    for _ in range(3):
        shop.pump.run_once()
    assert sum(amount for _, amount in refunder.done.values()) == 340_000
    shop.check()


def test_a_refund_that_another_overtakes_looks_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and committing, somebody gives 300.000 back: the other 300.000 are refused."""
    refunder_of(shop)
    code = delivered_order(shop)
    real, others = shop.table.commit, [True]

    def overtaken(*writes: Any) -> None:
        if others:
            others.clear()
            ask(shop, code, AMOUNT, name="faster", amount=300_000)
        real(*writes)

    monkeypatch.setattr(shop.table, "commit", overtaken)
    with pytest.raises(TooMuch):
        ask(shop, code, AMOUNT, name="slower", amount=300_000)
    assert [refund["id"] for refund in shop.audit()["refunds"]] == [f"{code}/refund/faster/1"]
    shop.check()


def test_a_cash_order_gives_back_what_was_collected_and_no_more(shop: Shop) -> None:
    refunder_of(shop)
    shop.open()
    code = buy(shop)
    with pytest.raises(TooMuch):
        ask(shop, code, AMOUNT, amount=1_000)
    end(shop, code)
    ask(shop, code, AMOUNT, amount=TOTAL)
    with pytest.raises(TooMuch):
        ask(shop, code, AMOUNT, name="more", amount=1)
    shop.check()


def test_paid_twice_the_surplus_goes_back_and_then_everything_the_way_it_came(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    transfer(shop, TOTAL, code)
    end(shop, code)
    [surplus] = ask(shop, code, OWED)
    shop.pump.run_once()
    assert refunder.done == {f"{code}/refund/ticket-1/1": ("pi_1", TOTAL)}
    assert int(surplus.refund.share.amount) == TOTAL
    [rest] = ask(shop, code, FULL, name="ticket-2")
    assert (rest.state.value, rest.refund.share.provider) == ("to_transfer", "vietqr")
    approve_transfer(shop.table, id=rest.refund.id, bank_reference="FT1", approver="hoa", now=shop.now)
    assert (balances(shop), shop.audit()["orders"][0]["refunded"]) == ({}, 2 * TOTAL)
    shop.check()


def test_a_refund_larger_than_one_payment_goes_back_in_two_ways(shop: Shop) -> None:
    refunder, code = refunder_of(shop), paid_order(shop)
    transfer(shop, 100_000, code)
    end(shop, code)
    by_card, by_hand = ask(shop, code, FULL)
    assert [(row.state.value, int(row.refund.share.amount)) for row in (by_card, by_hand)] == [
        ("requested", TOTAL),
        ("to_transfer", 100_000),
    ]
    shop.pump.run_once()
    assert [amount for _, amount in refunder.done.values()] == [TOTAL]
    shop.check()


def test_goods_that_come_back_after_a_line_was_refunded_are_not_paid_twice(shop: Shop) -> None:
    """Delivered, one unit refunded, and given back at the door the same day: owed are the goods, less that unit."""
    refunder_of(shop)
    code = delivered_order(shop)
    ask(shop, code, LINES, lines=(line(code, 1, "sp-na"),))
    shop.pump.run_once()
    end(shop, code, ParcelState.RETURNED)
    assert ("owed", f"{305_000 - 60_000} to give back") in {
        (item["kind"], item["reason"]) for item in shop.audit()["parked"]
    }
    ask(shop, code, FULL, name="ticket-2")
    shop.pump.run_once()
    assert balances(shop) == {}
    shop.check()


def test_the_guard_is_on_the_orders_own_row(shop: Shop) -> None:
    """Whatever a plan says: a promise beyond what was captured is refused by the store."""

    class Guarded(Exception):
        pass

    code = delivered_order(shop)
    stored = orders.get(shop.table, code)
    assert stored is not None
    assert stored.state is OrderState.COMPLETED
    too_much = orders.promise_back(shop.table, stored, Dong(TOTAL + 1), at_doors=Dong(0), otherwise=Guarded())
    with pytest.raises(Guarded):
        shop.table.commit(too_much)
    shop.table.commit(orders.promise_back(shop.table, stored, Dong(TOTAL), at_doors=Dong(0), otherwise=Guarded()))
