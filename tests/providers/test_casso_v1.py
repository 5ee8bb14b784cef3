"""Casso's first webhook: a word in the header, and several movements in one notice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from chalicelib.ports import NotAuthentic, NoticeKind, PaymentNotice, Unreadable
from market.money import Dong

from tests.providers.conftest import Control, Shop
from tests.providers.recordings import ACCOUNT, CODE, NOW, casso, casso_v1, dumped, recorded, recorded_json
from tests.providers.signing import sign_casso

TOKEN = {"secure-token": "casso-token"}


def read(*rows: Any) -> tuple[PaymentNotice, ...]:
    return casso_v1().read_all(TOKEN, dumped({"error": 0, "data": list(rows)}), now=NOW)


def row(**changes: Any) -> dict[str, Any]:
    recorded_row: dict[str, Any] = recorded_json("casso/v1")["data"][0]
    return recorded_row | changes


def test_a_movement_is_read_to_the_dong() -> None:
    assert casso_v1().read_all(TOKEN, recorded("casso/v1"), now=NOW) == (
        PaymentNotice(
            provider="vietqr",
            event_id="casso/360056",
            payment_id=f"{ACCOUNT}/5017-48678",
            kind=NoticeKind.CAPTURED,
            order_codes=(CODE,),
            amount=Dong(150_000),
            occurred_at=datetime(2025, 11, 15, 2, 30, tzinfo=UTC),
            adds_up=True,
        ),
    )


def test_every_movement_of_a_notice_is_read_and_money_out_is_nobodys() -> None:
    first, second, third = read(row(), row(id=2, tid="FT2", amount=-5_000), row(id=3, tid="FT3", amount=7))
    assert [one.kind for one in (first, second, third)] == [
        NoticeKind.CAPTURED,
        NoticeKind.IRRELEVANT,
        NoticeKind.CAPTURED,
    ]
    assert third.amount == Dong(7)


def test_a_day_without_a_time_is_that_day_in_vietnam() -> None:
    [notice] = read(row(when="2025-11-15"))
    assert notice.occurred_at == datetime(2025, 11, 14, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["subAccId", "bank_sub_acc_id", "virtualAccount"])
def test_the_account_may_stand_in_each_of_three_places(name: str) -> None:
    nowhere = {"subAccId": "", "bank_sub_acc_id": None, "virtualAccount": ""}
    [notice] = read(row(**nowhere | {name: ACCOUNT}))
    assert notice.trouble == ""
    [other] = read(row(**nowhere | {name: "999"}))
    assert other.trouble == "wrong_account"


def test_it_counts_once_with_the_second_version_of_the_same_movement() -> None:
    body = recorded_json("casso/transfer_in")
    raw = dumped(body)
    second = casso().read(sign_casso(raw), raw, now=NOW)
    [first] = read(row(id=body["data"]["id"], tid=body["data"]["reference"]))
    assert (first.event_id, first.payment_id) == (second.event_id, second.payment_id)


@pytest.mark.parametrize(
    "token", ["", "casso-toke", "casso-token ", "casso-tokens", "casso-token,casso-token-next", "ế"]
)
def test_another_word_is_refused(token: str) -> None:
    with pytest.raises(NotAuthentic):
        casso_v1().read_all({"secure-token": token}, recorded("casso/v1"), now=NOW)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ["row"],
        [row()] * 101,
        [row(subAccId="", bank_sub_acc_id="", virtualAccount="")],
        [row(amount="150000")],
        [row(amount=1.5)],
        [row(amount=10**16)],
        [row(id=None)],
        [row(when="15/11/2025")],
        [row(when=None)],
        [row(), row(id=None)],
    ],
)
def test_what_is_no_list_of_movements_is_unreadable_as_a_whole(rows: list[Any]) -> None:
    with pytest.raises(Unreadable):
        read(*rows)


def test_an_empty_word_would_let_everybody_in() -> None:
    with pytest.raises(ValueError, match="secure token"):
        casso_v1(secure_token=" , ")


def test_the_outside_world_speaks_it(outside: Control, shop: Shop) -> None:
    fields = {"amount": 150_000, "content": CODE, "source": "casso-v1"}
    outside.ask("POST", "/control/bank/transfer", fields)
    (heard,) = shop.wait_for(1)
    assert heard.path == "/webhooks/casso-v1"
    assert json.loads(heard.raw)["data"][0]["cusum_balance"] == 150_000
    [notice] = casso_v1().read_all(heard.headers, heard.raw, now=datetime.now(UTC))
    assert (notice.amount, notice.order_codes, notice.trouble) == (Dong(150_000), (CODE,), "")
