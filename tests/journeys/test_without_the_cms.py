"""The CMS changes what the shop shows within seconds; without it the shop sells on."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from infra.local.trial import System
from tests.journeys.conftest import Outside, Shopper, audit, order_in, parcels_in, until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


class Editor:
    """Somebody in Wagtail, over HTTP."""

    def __init__(self, system: System) -> None:
        self.http = httpx.Client(base_url=system.addresses["cms"], follow_redirects=True, timeout=30)
        token = _token(self.http.get("/admin/login/").text)
        login = {"username": "bientap", "password": system.environment["DEMO_EDITOR_PASSWORD"]}
        answer = self._post("/admin/login/", login | {"csrfmiddlewaretoken": token})
        assert answer.url.path == "/admin/", "the editor of the demonstration can log in"

    def set_price(self, name: str, price: int) -> None:
        """Find the product by its name without marks, open it, change the price, save."""
        listing = self.http.get("/admin/snippets/registry/product/", params={"q": name}).text
        path = re.search(r'href="(/admin/snippets/registry/product/edit/\d+/)"', listing)
        assert path, f"{name} is found without marks"
        fields = _fields(self.http.get(path[1]).text)
        answer = self._post(path[1], fields | {"price": str(price)})
        assert "/edit/" not in answer.url.path, "saved, and back at the list"

    def _post(self, path: str, data: dict[str, str]) -> httpx.Response:
        referer = str(self.http.base_url.join(path))
        return self.http.post(path, data=data, headers={"referer": referer})


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def _fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it was opened."""
    from html.parser import HTMLParser

    class Form(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, str] = {}
            self.textarea = self.select = ""

        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            at = {name: value or "" for name, value in attributes}
            name = at.get("name", "")
            if tag == "input" and name:
                ticked = at.get("type") not in ("checkbox", "radio") or "checked" in at
                if ticked and at.get("type") not in ("file", "submit", "search"):
                    self.found[name] = at.get("value") or ("on" if at.get("type") == "checkbox" else "")
            elif tag == "textarea":
                self.textarea = name
                self.found.setdefault(name, "")
            elif tag == "select":
                self.select = name
            elif tag == "option" and self.select and "selected" in at:
                self.found[self.select] = at.get("value", "")

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea":
                self.textarea = ""
            if tag == "select":
                self.select = ""

        def handle_data(self, data: str) -> None:
            if self.textarea:
                self.found[self.textarea] = self.found.get(self.textarea, "") + data.removeprefix("\n")

    form = Form()
    form.feed(page)
    return form.found


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


def test_a_price_reaches_the_shop_in_five_seconds(system: System, shopper: Shopper) -> None:
    editor = Editor(system)
    [path] = set(re.findall(r'href="(/san-pham/mang-ot[^"]*)"', shopper.http.get("/").text))
    for price, shown in ((47_000, "47.000"), (45_000, "45.000")):
        editor.set_price("mang ot", price)
        saved = time.monotonic()
        until(lambda shown=shown: shown in shopper.http.get(path).text, seconds=5, what=f"the price {shown}")
        print(f"live after {time.monotonic() - saved:.2f} s")


def test_a_price_changed_between_cart_and_order_is_told_first(system: System, shopper: Shopper) -> None:
    shopper.fill_cart({"sp-tinh-dau-hoi": 1})
    page = shopper.http.get("/thanh-toan?tinh=20").text
    Editor(system).set_price("tinh dau hoi", 190_000)
    until(lambda: "190.000" in shopper.http.get("/gio-hang").text, seconds=5, what="the new price")
    orders = len(audit(system)["orders"])
    from tests.journeys.conftest import RECEIVER, _hidden

    seen = {name: _hidden(page, name) for name in ("seen", "key")}
    answer = shopper.http.post("/thanh-toan", data=RECEIVER | seen | {"thanh_toan": "cod"})
    assert answer.status_code == 409
    assert "giá đổi từ 180.000\xa0₫ thành 190.000\xa0₫" in answer.text
    assert len(audit(system)["orders"]) == orders
    assert shopper.check_out("cod").status_code == 200
    Editor(system).set_price("tinh dau hoi", 180_000)


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
