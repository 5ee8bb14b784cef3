"""The lists of others, read whole, and told apart from a list that could not be had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost
from chalicelib.payments.sepay import SePay, SePayTransactions
from chalicelib.ports import NoticeKind, ProviderError
from market.money import Dong
from market.parcels import ParcelState

from tests.providers.conftest import Canned, Control, Shop
from tests.providers.shipments import PERMANENT, SHIPMENT, TEMPORARY, failure

ACCOUNT, CODE = "0123499999", "LS7K3M2QS"


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)


def transactions(url: str, **changes: Any) -> SePayTransactions:
    settings = {"account_number": ACCOUNT, "api_base": f"{url}/sepay", "token": "sepay-token"}
    return SePayTransactions(**{**settings, **changes})


def pay(outside: Control, amount: int, content: str, **more: Any) -> None:
    outside.ask("POST", "/control/bank/transfer", {"amount": amount, "content": content, **more})


def test_the_banks_list_tells_what_the_callback_told_with_the_same_ids(outside: Control, shop: Shop) -> None:
    pay(outside, 313_000, f"{CODE.lower()} chuyen tien")
    (heard,) = shop.wait_for(1)
    reader = SePay(account_number=ACCOUNT, webhook_secret="sepay-secret")
    told = reader.read(heard.headers, heard.raw, now=datetime.now(UTC))
    assert list(transactions(outside.url).payments_since(long_ago())) == [told]
    assert (told.order_codes, told.amount) == ((CODE,), Dong(313_000))


def test_money_out_is_nobodys_and_money_to_another_account_is_not_listed(outside: Control, shop: Shop) -> None:
    pay(outside, 50_000, "rut tien", direction="out")
    pay(outside, 60_000, CODE, account_number="999888777")
    listed = list(transactions(outside.url).payments_since(long_ago()))
    assert [notice.kind for notice in listed] == [NoticeKind.IRRELEVANT]


def test_only_what_came_since_is_listed(outside: Control, shop: Shop) -> None:
    pay(outside, 1_000, "old", at=(datetime.now(UTC) - timedelta(days=3)).isoformat())
    pay(outside, 2_000, "new")
    assert [int(notice.amount) for notice in transactions(outside.url).payments_since(long_ago())] == [2_000]


@pytest.mark.parametrize("limit", [2, 3, 5, 7, 8])
def test_more_than_one_answer_holds_is_asked_for_by_date(outside: Control, shop: Shop, limit: int) -> None:
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    for place in range(7):
        pay(outside, 1_000 + place, CODE, at=(begin + timedelta(seconds=place)).isoformat())
    listed = list(transactions(outside.url, limit=limit).payments_since(long_ago()))
    assert sorted(int(notice.amount) for notice in listed) == [1_000 + place for place in range(7)]


def test_a_wrong_token_and_an_ill_bank_are_errors(outside: Control, shop: Shop) -> None:
    def listed(**changes: str) -> object:
        return list(transactions(outside.url, **changes).payments_since(long_ago()))

    assert failure(lambda: listed(token="another")) == PERMANENT
    outside.fault("sepay.list", "status", status=503)
    assert failure(listed) == TEMPORARY
    outside.fault("sepay.list", "html")
    assert failure(listed) == TEMPORARY
    with pytest.raises(ValueError, match="token"):
        transactions(outside.url, token="")


ROW = {
    "id": "49682",
    "bank_brand_name": "Vietcombank",
    "account_number": ACCOUNT,
    "transaction_date": "2026-11-24 10:05:00",
    "amount_out": "0.00",
    "amount_in": "18067000.00",
    "accumulated": "1200541768.00",
    "transaction_content": CODE,
    "reference_number": "677760.050523.080001",
    "code": None,
    "sub_account": "VCB0011ABC004",
    "bank_account_id": "19",
}


def answered(canned: Canned, value: object) -> list[Any]:
    canned.answers["/sepay/userapi/transactions/list"] = (200, value)
    return list(transactions(canned.url).payments_since(long_ago()))


def test_a_row_as_sepay_documents_it(canned: Canned) -> None:
    [notice] = answered(canned, {"status": 200, "error": None, "transactions": [ROW]})
    assert (notice.amount, notice.event_id) == (Dong(18_067_000), "sepay/49682")
    assert notice.payment_id == f"{ACCOUNT}/677760.050523.080001"
    assert notice.occurred_at == datetime(2026, 11, 24, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"transactions": "none"},
        {"transactions": [1]},
        {"transactions": [ROW | {"amount_in": "18067000.50"}]},
        {"transactions": [ROW | {"amount_in": "-1.00"}]},
        {"transactions": [ROW | {"amount_in": "1e9"}]},
        {"transactions": [ROW | {"amount_in": 18_067_000}]},
        {"transactions": [ROW | {"amount_in": "9" * 14}]},
        {"transactions": [ROW | {"transaction_date": "yesterday"}]},
        {"transactions": [ROW | {"id": None}]},
    ],
)
def test_what_is_no_list_is_an_error_and_nothing_else(canned: Canned, value: object) -> None:
    with pytest.raises(ProviderError):
        answered(canned, value)


def test_the_carriers_list_has_our_reference_and_where_each_parcel_is(
    outside: Control, make_vnpost: Callable[..., VietnamPost]
) -> None:
    carrier = make_vnpost()
    made = carrier.create(SHIPMENT)
    other = carrier.create(replace(SHIPMENT, reference="LS7K3M2QS-2"))
    outside.advance("vnpost", other.number, "delivered")
    listed = {order.waybill.reference: order for order in carrier.orders_since(long_ago())}
    assert listed["LS7K3M2QS-1"].waybill == made
    assert {reference: order.state for reference, order in listed.items()} == {
        "LS7K3M2QS-1": ParcelState.SUBMITTED,
        "LS7K3M2QS-2": ParcelState.DELIVERED,
    }


def test_a_carriers_list_of_several_pages_is_read_whole(
    outside: Control, make_vnpost: Callable[..., VietnamPost], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.carriers import vnpost

    monkeypatch.setattr(vnpost, "_LIST_PAGE", 2)
    carrier = make_vnpost()
    for place in range(5):
        carrier.create(replace(SHIPMENT, reference=f"LS7K3M2QS-{place}"))
    assert len(list(carrier.orders_since(long_ago()))) == 5
    monkeypatch.setattr(vnpost, "_ALL_PAGES", 2)
    assert failure(lambda: list(carrier.orders_since(long_ago())))[1], "what is not whole is not known"


def test_a_carrier_without_a_list_says_so(make_viettelpost: Callable[..., ViettelPost]) -> None:
    assert failure(lambda: make_viettelpost().orders_since(long_ago())) == PERMANENT
