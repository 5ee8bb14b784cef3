"""A voucher in the checkout, for people without a script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from market.money import Dong

from tests.functions.buying import RECEIVER, fill_cart
from tests.functions.conftest import Shop
from tests.functions.vouching import CODE, TOTAL, nothing_placed, open_with


def post(shop: Shop, cart_id: str, **fields: str) -> tuple[int, str, dict[str, Any]]:
    form = {
        "ho_ten": "Nguyễn Thị Hoa",
        "so_dien_thoai": "0912345678",
        "tinh": "20",
        "xa": RECEIVER["commune_code"],
        "dia_chi": "12 Trần Đăng Ninh",
        "thanh_toan": "cod",
        "key": "key-of-the-checkout-form",
    } | fields
    headers = {"cookie": f"gio={cart_id}", "content-type": "application/x-www-form-urlencoded"}
    answer = shop.http.post("/thanh-toan", headers=headers, body=urlencode(form).encode())
    return answer.status_code, answer.body.decode(), answer.headers


def seen_in(page: str) -> str:
    return page.split('name="seen" value="', 1)[1].split('"', 1)[0]


def test_the_checkout_applies_a_code_without_a_script_and_orders_by_it(shop: Shop) -> None:
    open_with(shop)
    cart_id = fill_cart(shop)
    status, page, _ = post(shop, cart_id, buoc="ap_dung", ma_giam_gia="măng ớt")
    assert status == 200
    assert "−30.000\xa0₫" in page
    assert "Măng ớt vào đông. Giảm 10%" in page
    assert seen_in(page).endswith(f"={TOTAL}!{CODE}")
    status, _, _ = post(shop, cart_id, ma_giam_gia="măng ớt", seen=seen_in(page))
    assert (status, shop.audit()["orders"][0]["total"]) == (303, TOTAL)
    [code] = [order["code"] for order in shop.audit()["orders"]]
    token = shop.services.order_token(code)
    shown = shop.http.get(f"/don-hang/{code}", headers={"cookie": f"don={token}"}).body.decode()
    assert "−30.000\xa0₫" in shown
    assert f"{TOTAL:,}".replace(",", ".") in shown


def test_a_code_that_is_refused_is_told_at_its_field_and_nothing_is_placed(shop: Shop) -> None:
    open_with(shop, min_goods=Dong(400_000))
    cart_id = fill_cart(shop)
    for step, typed, status in (("ap_dung", CODE, 200), ("", CODE, 409), ("", "<b>x</b>", 422)):
        answered, page, _ = post(shop, cart_id, buoc=step, ma_giam_gia=typed, seen="sp-na*2@60000 =1")
        assert answered == status
        assert 'id="ma_giam_gia-loi"' in page
        assert "<b>x</b>" not in page
        assert seen_in(page).endswith("=344500")
    nothing_placed(shop)


def test_a_code_typed_and_not_applied_is_shown_before_it_is_charged(shop: Shop) -> None:
    open_with(shop)
    cart_id = fill_cart(shop)
    seen = seen_in(post(shop, cart_id, buoc="chon_tinh")[1])
    status, page, _ = post(shop, cart_id, ma_giam_gia=CODE, seen=seen)
    assert status == 409
    assert "−30.000\xa0₫" in page
    nothing_placed(shop)
    assert post(shop, cart_id, ma_giam_gia=CODE, seen=seen_in(page))[0] == 303


def test_a_code_in_the_address_is_applied(shop: Shop) -> None:
    """So that another province keeps the voucher, and a promotion's page can lead to it."""
    open_with(shop)
    cart_id = fill_cart(shop)
    answer = shop.http.get(f"/thanh-toan?tinh=20&ma_giam_gia={CODE}", headers={"cookie": f"gio={cart_id}"})
    assert (answer.status_code, f"={TOTAL}!{CODE}" in answer.body.decode()) == (200, True)
    answer = shop.http.get("/thanh-toan?tinh=20&ma_giam_gia=KHONGCO", headers={"cookie": f"gio={cart_id}"})
    assert (answer.status_code, "Không có mã giảm giá này" in answer.body.decode()) == (200, True)
