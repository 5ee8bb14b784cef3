"""The CMS changes what the shop shows within seconds; without it the shop sells on."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from infra.local.trial import System
from tests.journeys.conftest import Outside, Shopper, audit, order_in, parcels_in, until
from tests.journeys.editing import Editor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def editor(system: System) -> Editor:
    return Editor(system)


@pytest.fixture
def without_cms(system: System) -> Iterator[None]:
    system.kill("cms")
    system.kill("cms-publish")
    yield
    system.start("cms")
    system.start("cms-publish")
    until(lambda: _answers(system.addresses["cms"]), seconds=60, what="the CMS to be back")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def test_a_price_reaches_the_shop_in_five_seconds(editor: Editor, shopper: Shopper) -> None:
    [path] = set(re.findall(r'href="(/san-pham/mang-ot[^"]*)"', shopper.http.get("/").text))
    for price, shown in ((47_000, "47.000"), (45_000, "45.000")):
        editor.set_price("mang ot", price)
        saved = time.monotonic()
        until(lambda shown=shown: shown in shopper.http.get(path).text, seconds=5, what=f"the price {shown}")
        print(f"live after {time.monotonic() - saved:.2f} s")


def test_a_price_changed_between_cart_and_order_is_told_first(system: System, editor: Editor, shopper: Shopper) -> None:
    shopper.fill_cart({"sp-tinh-dau-hoi": 1})
    page = shopper.http.get("/thanh-toan?tinh=20").text
    editor.set_price("tinh dau hoi", 190_000)
    until(lambda: "190.000" in shopper.http.get("/gio-hang").text, seconds=5, what="the new price")
    orders = len(audit(system)["orders"])
    from tests.journeys.conftest import RECEIVER, _hidden

    seen = {name: _hidden(page, name) for name in ("seen", "key")}
    answer = shopper.http.post("/thanh-toan", data=RECEIVER | seen | {"thanh_toan": "cod"})
    assert answer.status_code == 409
    assert "giá đổi từ 180.000\xa0₫ thành 190.000\xa0₫" in answer.text
    assert len(audit(system)["orders"]) == orders
    assert shopper.check_out("cod").status_code == 200
    editor.set_price("tinh dau hoi", 180_000)


def test_the_shop_sells_while_the_cms_is_down(
    system: System, shopper: Shopper, outside: Outside, without_cms: None
) -> None:
    assert not _answers(system.addresses["cms"])
    assert shopper.http.get("/").status_code == 200
    code = shopper.buy("vietqr", {"sp-quyt-bac-son": 1, "sp-mat-ong": 1})
    outside.transfer(order_in(audit(system), code)["total"], code)
    parcels = until(lambda: len(found := outside.parcels(code)) == 2 and found, what="the carriers")
    for parcel in parcels:
        for step in ("delivered", "picked_up"):
            outside.advance(parcel, step)
    until(lambda: "Đơn đã hoàn tất" in shopper.order_page(code), what="delivery")
    assert {parcel["state"] for parcel in parcels_in(audit(system), code)} == {"delivered"}
