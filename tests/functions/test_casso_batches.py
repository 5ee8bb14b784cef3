"""Several movements in one notice of Casso's first webhook: each counts once, whatever becomes of the others."""

from __future__ import annotations

from typing import Any

import pytest
from chalicelib.web import webhooks

from tests.functions.buying import buy, call
from tests.functions.conftest import Shop

TOTAL = 344_500


def row(shop: Shop, id: int, amount: int, memo: str) -> dict[str, Any]:
    account = shop.services.settings["VIETQR_ACCOUNT_NUMBER"]
    return {
        "id": id,
        "tid": f"FT{id}",
        "description": memo,
        "amount": amount,
        "cusum_balance": 19_077_000,
        "when": "2026-11-24 10:05:00",
        "bank_sub_acc_id": account,
        "subAccId": account,
    }


def tell(shop: Shop, *rows: dict[str, Any], token: str = "") -> int:
    word = token or shop.services.settings["CASSO_SECURE_TOKEN"]
    body = {"error": 0, "data": list(rows)}
    return call(shop, "POST", "/webhooks/casso-v1", body, secure_token=word)[0]


@pytest.fixture
def codes(shop: Shop) -> tuple[str, str]:
    shop.open()
    return buy(shop, "vietqr"), buy(shop, "vietqr", key="key-of-the-second-order")


def captured(shop: Shop) -> dict[str, int]:
    return {order["code"]: order["captured"] for order in shop.audit()["orders"]}


def test_two_orders_are_paid_by_one_notice_and_the_money_out_is_nobodys(shop: Shop, codes: tuple[str, str]) -> None:
    first, second = codes
    rows = [row(shop, 1, TOTAL, first), row(shop, 2, -5_000, "rut tien"), row(shop, 3, TOTAL, second)]
    for _ in range(2):
        assert tell(shop, *rows) == 200
    assert captured(shop) == {first: TOTAL, second: TOTAL}
    assert sorted(kept["event_id"] for kept in shop.audit()["inbox"]) == ["casso/1", "casso/3"]
    shop.check()


def test_a_fault_at_the_second_is_no_answer_and_the_repetition_settles_the_rest(
    shop: Shop, codes: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = codes
    rows = [row(shop, 1, TOTAL, first), row(shop, 2, TOTAL, second)]
    real, calls = webhooks.receive_payment, []

    def receive(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return real(*arguments, **named)

    with monkeypatch.context() as dying:
        dying.setattr(webhooks, "receive_payment", receive)
        assert tell(shop, *rows) >= 500, "not all of it is kept, so its sender must send it again"
    assert captured(shop) == {first: TOTAL, second: 0}
    assert tell(shop, *rows) == 200
    assert captured(shop) == {first: TOTAL, second: TOTAL}
    shop.check()


def test_one_that_cannot_be_read_spoils_all_and_another_word_is_refused(shop: Shop, codes: tuple[str, str]) -> None:
    good = row(shop, 1, TOTAL, codes[0])
    assert tell(shop, good, good | {"id": None}) == 400
    assert tell(shop, good, token="another") == 401
    assert (shop.audit()["inbox"], set(captured(shop).values())) == ([], {0})
