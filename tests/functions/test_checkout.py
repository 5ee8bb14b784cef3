"""Placing an order: everything in one transaction, at the price that was seen, once for each key."""

from __future__ import annotations

import pytest

from tests.functions import catalogue
from tests.functions.buying import RECEIVER, buy, call, fill_cart, look, order_of, place, see
from tests.functions.conftest import Shop


def untouched(shop: Shop) -> None:
    """A refused order leaves nothing behind."""
    found = shop.audit()
    assert found["orders"] == []
    assert found["ledger"]["entries"] == []
    assert found["reservations"] == []
    assert found["outbox"] == []
    assert {row["available"] for row in found["stock"]} == {20}
    shop.check()


def test_a_cash_order_is_confirmed_at_once_in_two_parcels(shop: Shop) -> None:
    shop.open()
    code = buy(shop)
    found = shop.audit()
    [order] = found["orders"]
    assert (order["code"], order["state"], order["payment"]) == (code, "confirmed", "cod")
    # 2 × 60.000 + 45.000 + 140.000; 2,9 kg by Viettel Post and 1,05 kg by Vietnam Post inside the province.
    assert (order["goods"], order["shipping"], order["total"]) == (305_000, 23_000 + 16_500, 344_500)
    assert order["history"] == ["order.confirmed", "order.placed"]
    assert [(parcel["id"], parcel["carrier"]) for parcel in found["parcels"]] == [
        (f"{code}-1", "viettelpost"),
        (f"{code}-2", "vnpost"),
    ]
    assert {row["product"]: (row["available"], row["reserved"], row["sold"]) for row in found["stock"]} == {
        "sp-na": (18, 0, 2),
        "sp-mang": (19, 0, 1),
        "sp-hoi": (19, 0, 1),
    }
    assert found["ledger"]["sum"] == 0
    assert found["ledger"]["balances"] == {
        f"shopper:{code}": 344_500,
        "shop:gh-ba-lan:pending": -165_000,
        "shop:gh-ong-nhat:pending": -140_000,
        "operator:shipping": -39_500,
    }
    assert sorted(message["id"] for message in found["outbox"]) == [f"dispatch-{code}-1", f"dispatch-{code}-2"]
    shop.check()


def test_an_order_paid_first_only_reserves(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "vietqr")
    found = shop.audit()
    assert found["orders"][0]["state"] == "awaiting_payment"
    assert [hold["order"] for hold in found["reservations"]] == [code]
    assert found["stock"][0]["reserved"] + found["stock"][1]["reserved"] + found["stock"][2]["reserved"] == 4
    assert found["outbox"] == []
    pay_by = look(shop, code)["pay_by"]
    assert (pay_by["kind"], pay_by["amount"], pay_by["memo"]) == ("transfer", 344_500, code)
    assert pay_by["qr_payload"].startswith("000201010212")
    shop.check()


def test_the_same_key_answers_the_same_order(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    order = order_of(cart_id, see(shop, cart_id))
    first = place(shop, order)
    assert first[0] == 201
    assert place(shop, order) == first
    assert len(shop.audit()["orders"]) == 1
    shop.check()


def test_a_key_is_not_for_another_order(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    quote = see(shop, cart_id)
    assert place(shop, order_of(cart_id, quote))[0] == 201
    status, answer = place(shop, order_of(cart_id, quote, note="Gọi trước khi giao"))
    assert (status, answer["code"]) == (422, "idempotency_key.reused")
    assert len(shop.audit()["orders"]) == 1


def test_one_cart_makes_one_order_whatever_the_keys(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    order = order_of(cart_id, see(shop, cart_id))
    assert place(shop, order, "first-key-of-this-tab")[0] == 201
    status, answer = place(shop, order, "second-key-other-tab-")
    assert (status, answer["code"]) == (409, "cart.empty")
    assert len(shop.audit()["orders"]) == 1
    shop.check()


def test_a_changed_price_is_told_with_the_new_total_before_anything_is_charged(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    quote = see(shop, cart_id)
    shop.publish(catalogue.product("sp-mang", revision=2, price=48_000))
    status, answer = place(shop, order_of(cart_id, quote))
    assert (status, answer["code"], answer["total"]) == (409, "quote.changed", 347_500)
    assert answer["title"].replace("\xa0", " ") == "Măng ớt Xứ Lạng: giá đổi từ 45.000 ₫ thành 48.000 ₫."
    untouched(shop)
    status, answer = place(shop, order_of(cart_id, see(shop, cart_id)))
    assert (status, answer["total"]) == (201, 347_500)


def test_stock_that_is_gone_is_named(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop, {"sp-mang": 2})
    quote = see(shop, cart_id)
    shop.stock("sp-mang", -19, "sold-at-the-market")
    status, answer = place(shop, order_of(cart_id, quote))
    assert (status, answer["code"]) == (409, "quote.changed")
    assert answer["lines"][0]["problem"] == "Măng ớt Xứ Lạng chỉ còn 1 kg. Hãy giảm số lượng."
    found = shop.audit()
    assert found["orders"] == []
    assert [row["available"] for row in found["stock"] if row["product"] == "sp-mang"] == [1]


def test_a_product_taken_off_sale_cannot_be_bought(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop, {"sp-mang": 1})
    quote = see(shop, cart_id)
    shop.publish(catalogue.removed_product("sp-mang", revision=2))
    status, answer = place(shop, order_of(cart_id, quote))
    assert (status, answer["code"]) == (409, "quote.changed")
    assert "không còn bán" in answer["title"]
    assert call(shop, "POST", f"/api/v1/carts/{cart_id}/lines", {"product_id": "sp-mang", "quantity": 1})[0] == 404
    untouched(shop)


def test_fresh_fruit_is_not_sent_where_it_would_rot(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop, {"sp-na": 1})
    quote = see(shop, cart_id, province="79")
    assert not quote["can_be_ordered"]
    receiver = RECEIVER | {"province_code": "79", "commune_code": _first_commune(shop, "79")}
    status, answer = place(shop, order_of(cart_id, quote, receiver=receiver))
    assert (status, answer["code"]) == (409, "quote.changed")
    assert "chỉ giao trong miền Bắc" in answer["title"]
    untouched(shop)


@pytest.mark.parametrize(
    ("receiver", "field", "sentence"),
    [
        ({"commune_code": "99999"}, "receiver.commune_code", "Hãy chọn xã, phường hoặc đặc khu của tỉnh đã chọn."),
        ({"province_code": "99"}, "receiver.province_code", "Hãy chọn tỉnh hoặc thành phố."),
        ({"phone": "12345"}, "receiver.phone", "Số điện thoại cần 10 số, bắt đầu bằng 0."),
        ({"name": " "}, "receiver.name", "Hãy ghi họ và tên người nhận."),
        ({"line": ""}, "receiver.line", "Hãy ghi số nhà, đường hoặc thôn, bản, khối."),
    ],
)
def test_a_wrong_field_is_named_with_its_fix(shop: Shop, receiver: dict[str, str], field: str, sentence: str) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    status, answer = place(shop, order_of(cart_id, see(shop, cart_id), receiver=RECEIVER | receiver))
    assert (status, answer["code"], answer["fields"]) == (422, "input.invalid", {field: sentence})
    untouched(shop)


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**18, 1.5, True, None, "1", "１", float("nan")])
def test_a_quantity_is_a_plain_whole_number(shop: Shop, quantity: object) -> None:
    shop.open()
    cart_id = fill_cart(shop, {"sp-mang": 1})
    status, _ = call(shop, "POST", f"/api/v1/carts/{cart_id}/lines", {"product_id": "sp-mang", "quantity": quantity})
    assert status in (400, 422)
    assert see(shop, cart_id)["lines"] == [{"product_id": "sp-mang", "quantity": 1, "price": 45_000}]


@pytest.mark.parametrize("extra", [{"status": "paid"}, {"discount": 9}, {"receiver": RECEIVER | {"is_paid": True}}])
def test_unknown_fields_are_refused(shop: Shop, extra: dict[str, object]) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    status, answer = place(shop, order_of(cart_id, see(shop, cart_id)) | extra)
    assert (status, answer["code"]) == (422, "body.wrong_form")
    untouched(shop)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null", b'{"a":NaN}', b"[" * 100_000])
def test_a_body_that_is_not_a_json_object_is_a_400(shop: Shop, body: bytes) -> None:
    shop.open()
    status, answer = call(shop, "POST", "/api/v1/orders", body, idempotency_key="key-0123456789abcdef")
    assert (status, answer["code"]) == (400, "body.unreadable")
    untouched(shop)


def test_a_total_of_the_clients_own_is_never_charged(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop)
    status, answer = place(shop, order_of(cart_id, see(shop, cart_id), total=1_000))
    assert (status, answer["code"], answer["total"]) == (409, "quote.changed", 344_500)
    untouched(shop)


@pytest.mark.parametrize(("extra", "total"), [(-2, 33_000), (-1, 78_000), (0, 123_000), (1, 168_000)])
def test_a_second_line_of_a_product_never_changes_the_price(shop: Shop, extra: int, total: int) -> None:
    """Fewer than none of a product would take money off the others, and put into the stock what was never there."""
    shop.open()
    cart_id = fill_cart(shop, {"sp-na": 1, "sp-mang": 1})
    quote = see(shop, cart_id)
    lines = [{"product_id": "sp-mang", "quantity": extra, "price": 45_000}, *quote["lines"]]
    status, answer = place(shop, order_of(cart_id, quote, lines=lines, total=total))
    assert (status, answer["code"]) == (409, "quote.changed"), answer
    untouched(shop)


def test_a_cart_has_a_limit_of_lines_and_units(shop: Shop) -> None:
    shop.open()
    cart_id = fill_cart(shop, {"sp-mang": 99})
    status, answer = call(shop, "POST", f"/api/v1/carts/{cart_id}/lines", {"product_id": "sp-mang", "quantity": 1})
    assert (status, answer["code"]) == (409, "cart.full")
    assert see(shop, cart_id)["lines"][0]["quantity"] == 99


def test_an_unpaid_order_gives_back_what_it_held_once(shop: Shop) -> None:
    shop.open()
    buy(shop, "vietqr")
    shop.pass_time(minutes=29)
    shop.pump.run_schedule("clock")
    assert shop.audit()["orders"][0]["state"] == "awaiting_payment"
    shop.pass_time(minutes=2)
    shop.pump.run_schedule("clock")
    shop.pump.run_schedule("clock")
    found = shop.audit()
    assert found["orders"][0]["state"] == "expired"
    assert found["reservations"] == []
    assert {row["available"] for row in found["stock"]} == {20}
    assert set(found["ledger"]["balances"].values()) == {0}
    shop.check()


def _first_commune(shop: Shop, province: str) -> str:
    return str(call(shop, "GET", f"/api/v1/provinces/{province}/communes")[1]["communes"][0]["code"])
