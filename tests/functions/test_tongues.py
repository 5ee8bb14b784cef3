"""The language of a reader survives into the basket and the checkout; pages in other languages are drawn as such."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from market.catalogue import Language, Translation

from tests.functions import catalogue
from tests.functions.buying import fill_cart
from tests.functions.conftest import Shop


def ask(shop: Shop, path: str, cookies: str = "") -> Any:
    return shop.http.request("GET", path, headers={"cookie": cookies} if cookies else {}, body=b"")


def cookies_of(answer: Any) -> list[str]:
    found = answer.headers.get("Set-Cookie", [])
    return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize(("tongue", "word"), [("en", "Your basket is empty."), ("zh", "购物篮是空的。")])
def test_the_basket_in_the_readers_language(shop: Shop, tongue: str, word: str) -> None:
    shop.open()
    first = ask(shop, f"/gio-hang?ngon_ngu={tongue}")
    assert word in first.body.decode()
    assert f'<html lang="{tongue}">' in first.body.decode()
    [kept] = [cookie for cookie in cookies_of(first) if cookie.startswith("ngon_ngu=")]
    assert kept.startswith(f"ngon_ngu={tongue}; Path=/; Max-Age=2592000; SameSite=Lax")
    later = ask(shop, "/gio-hang", f"ngon_ngu={tongue}")
    assert word in later.body.decode()
    assert not [cookie for cookie in cookies_of(later) if cookie.startswith("ngon_ngu=")]


@pytest.mark.parametrize("unknown", ["fr", "", "en%3Cscript%3E", "EN"])
def test_an_unknown_language_is_vietnamese(shop: Shop, unknown: str) -> None:
    shop.open()
    answer = ask(shop, f"/gio-hang?ngon_ngu={unknown}")
    assert '<html lang="vi">' in answer.body.decode()
    assert "Giỏ hàng đang trống." in answer.body.decode()
    assert '<html lang="en">' in ask(shop, f"/gio-hang?ngon_ngu={unknown}", "ngon_ngu=en").body.decode()


def test_the_checkout_and_its_errors(shop: Shop) -> None:
    shop.open()
    cart = fill_cart(shop)
    kept = f"gio={cart}; ngon_ngu=en"
    page = ask(shop, "/thanh-toan?tinh=20", kept).body.decode()
    assert "<h1>Place the order</h1>" in page
    assert "Cash on delivery" in page
    headers = {"cookie": kept, "content-type": "application/x-www-form-urlencoded"}
    headers["origin"] = shop.services.settings["XULANG_PUBLIC_URL"]
    answer = shop.http.request("POST", "/thanh-toan", headers=headers, body=b"key=0123456789abcdef0123&thanh_toan=cod")
    assert answer.status_code == 422
    said = answer.body.decode()
    assert "Please write the recipient&#39;s full name." in said
    assert "Hãy ghi họ và tên người nhận." not in said


def test_an_english_page_is_drawn_with_the_english_site(shop: Shop) -> None:
    shop.open()
    addresses = {Language.VIETNAMESE: "/", Language.ENGLISH: "/en"}
    english = replace(
        catalogue.site(),
        id="home-en",
        path="/en",
        language=Language.ENGLISH,
        translations=tuple(Translation(language=language, path=path) for language, path in addresses.items()),
    )
    shop.publish(english)
    page = shop.page("/en")
    assert '<html lang="en">' in page
    assert '<a class="brand" href="/en">' in page
    assert '<html lang="vi">' in shop.page("/")
    assert shop.services.site(Language.ENGLISH).path == "/en"
    # There is none in Chinese: the nearest is the Vietnamese one.
    assert shop.services.site(Language.CHINESE).path == "/"
