"""A voucher in the whole of the functions: counted with its order in one transaction, and never once too often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from market.money import Dong

from tests.functions.buying import RECEIVER, call, fill_cart, look, order_of, place
from tests.functions.callbacks import transfer
from tests.functions.conftest import NOW, Shop
from tests.functions.test_calls import counted
from tests.functions.vouching import (
    CODE,
    OFF,
    TENTH,
    TOTAL,
    agreed,
    buy,
    nothing_placed,
    open_with,
    promotion,
    see,
    used,
)


def test_an_order_with_a_voucher_pays_less_and_the_household_gets_all(shop: Shop) -> None:
    open_with(shop)
    code = buy(shop)
    [order] = shop.audit()["orders"]
    assert (order["goods"], order["shipping"], order["discount"], order["total"]) == (305_000, 39_500, OFF, TOTAL)
    shown = look(shop, code)
    assert shown["discounts"] == [
        {
            "code": CODE,
            "title": "Măng ớt vào đông",
            "terms": TENTH.terms,
            "amount": OFF,
            "rule": "promotion-1@2",
        }
    ]
    assert sum(parcel["cod"] for parcel in shown["parcels"]) == TOTAL
    assert shop.audit()["ledger"]["balances"] == {
        f"shopper:{code}": TOTAL,
        "shop:gh-ba-lan:pending": -165_000,
        "shop:gh-ong-nhat:pending": -140_000,
        "operator:shipping": -39_500,
        "operator:promotions": OFF,
    }
    assert used(shop) == (1, [1])
    shop.check()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"code": "MANGOTKHAC"}, 422, "voucher.unknown"),
        ({"valid_from": NOW + timedelta(days=1)}, 409, "voucher.not_yet"),
        ({"valid_until": NOW}, 409, "voucher.ended"),
        ({"min_goods": Dong(400_000)}, 409, "voucher.too_few_goods"),
        ({"applies_to": ("sp-quyt",)}, 409, "voucher.nothing_qualifies"),
    ],
)
def test_a_code_that_cannot_be_used_is_refused_and_never_left_out_in_silence(
    shop: Shop, changes: dict[str, Any], status: int, code: str
) -> None:
    open_with(shop, **changes)
    cart_id = fill_cart(shop)
    assert see(shop, cart_id)[0] == status
    assert see(shop, cart_id)[1]["code"] == code
    plain = call(shop, "GET", f"/api/v1/carts/{cart_id}/quote?province=20")[1]
    answered = place(shop, order_of(cart_id, plain, voucher=CODE))
    assert (answered[0], answered[1]["code"], answered[1]["voucher"]) == (status, code, CODE)
    nothing_placed(shop)


def test_a_document_with_a_voucher_that_cannot_be_kept_is_left(shop: Shop) -> None:
    open_with(shop)
    shop.publish(promotion(replace(TENTH, value=20_000), revision=3))
    assert see(shop, fill_cart(shop))[1]["total"] == TOTAL


def test_one_that_was_used_up_meanwhile_is_a_409_that_names_it(shop: Shop) -> None:
    open_with(shop, uses=1)
    order = agreed(shop)
    buy(shop, number=7)
    before = shop.audit()
    status, answer = place(shop, order)
    assert (status, answer["code"], answer["voucher"]) == (409, "voucher.used_up", CODE)
    assert CODE in answer["title"]
    assert shop.audit() == before
    shop.check()


def test_the_last_use_is_taken_once_by_two_who_read_it_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other order is placed after this one has read that a use is left, and before it commits."""
    open_with(shop, uses=1)
    order = agreed(shop)
    overtake_once(shop, monkeypatch, lambda: buy(shop, number=7))
    status, answer = place(shop, order)
    assert (status, answer["code"], answer["voucher"]) == (409, "voucher.used_up", CODE)
    found = shop.audit()
    assert len(found["orders"]) == 1
    assert used(shop) == (1, [1])
    assert sum(row["sold"] for row in found["stock"]) == 4
    shop.check()


def test_one_phone_uses_it_once_even_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    open_with(shop)
    order = agreed(shop)
    overtake_once(shop, monkeypatch, lambda: place(shop, agreed(shop), "the-other-tab-of-one-phone"))
    status, answer = place(shop, order)
    assert (status, answer["code"]) == (409, "voucher.used_by_phone")
    assert used(shop) == (1, [1])
    status, answer = place(
        shop, {**order, "receiver": {**RECEIVER, "phone": "+84 912.345.678"}}, "however-it-is-written"
    )
    assert (status, answer["code"]) == (409, "voucher.used_by_phone")
    shop.check()


def test_a_rule_that_changes_meanwhile_is_told_and_never_used(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    open_with(shop)
    order = agreed(shop)
    fewer = promotion(replace(TENTH, max_discount=Dong(10_000)), revision=3)
    overtake_once(shop, monkeypatch, lambda: shop.publish(fewer))
    status, answer = place(shop, order)
    assert (status, answer["code"], answer["total"]) == (409, "quote.changed", TOTAL + 20_000)
    nothing_placed(shop)


def overtake_once(shop: Shop, monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]) -> None:
    commit, waiting = type(shop.table).commit, [other]

    def overtaken(table: Any, *writes: Any) -> None:
        if waiting:
            waiting.pop()()
        commit(table, *writes)

    monkeypatch.setattr(type(shop.table), "commit", overtaken)


def test_the_same_key_again_uses_it_once(shop: Shop) -> None:
    open_with(shop, uses=1)
    order = agreed(shop)
    first = place(shop, order)
    assert first[0] == 201
    assert place(shop, order) == first
    assert used(shop) == (1, [1])
    without = {name: value for name, value in order.items() if name != "voucher"}
    assert place(shop, without)[1]["code"] == "idempotency_key.reused"


def test_a_voucher_that_was_seen_and_not_asked_for_is_no_agreement(shop: Shop) -> None:
    open_with(shop)
    order = agreed(shop)
    status, answer = place(shop, {**order, "voucher": ""})
    assert (status, answer["code"], answer["total"]) == (409, "quote.changed", 344_500)
    nothing_placed(shop)


def test_a_new_revision_keeps_the_count_and_a_removed_promotion_ends_it(shop: Shop) -> None:
    open_with(shop)
    buy(shop)
    shop.publish(promotion(replace(TENTH, uses=1), revision=3))
    assert see(shop, fill_cart(shop))[1]["code"] == "voucher.used_up"
    shop.publish(promotion(None, revision=4))
    assert see(shop, fill_cart(shop))[1]["code"] == "voucher.unknown"
    shop.publish(promotion(TENTH, revision=5))
    shop.publish(replace(promotion(None, revision=6), body=None))
    assert see(shop, fill_cart(shop))[1]["code"] == "voucher.unknown"
    assert used(shop) == (1, [1])


def test_a_code_that_went_to_another_promotion_is_not_withdrawn_by_the_first(shop: Shop) -> None:
    open_with(shop)
    shop.publish(promotion(TENTH, revision=1, id="promotion-2"))
    shop.publish(promotion(None, revision=3))
    assert see(shop, fill_cart(shop))[1]["discounts"][0]["rule"] == "promotion-2@1"


def test_an_order_with_a_voucher_makes_no_more_calls(shop: Shop) -> None:
    open_with(shop)
    with counted(shop) as calls:
        cart_id = fill_cart(shop)
        see(shop, cart_id)
        quote = see(shop, cart_id)[1]
        status, placed = place(shop, order_of(cart_id, quote, "vietqr", voucher=CODE))
        assert status == 201
        transfer(shop, placed["total"], placed["code"])
    print(f"{calls.total()} calls: {dict(calls)}")
    assert calls.total() <= 16
    assert calls["TransactWriteItems"] == 2
