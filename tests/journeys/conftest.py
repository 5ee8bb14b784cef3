"""The whole system, started once as a user starts it, on ports of its own; a shopper over HTTP; the outside world."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.settings import ROOT
from infra.local.trial import System, running_system

RECEIVER = {
    "ho_ten": "Nguyễn Thị Hoa",
    "so_dien_thoai": "0912.345.678",
    "tinh": "20",
    "xa": "05977",
    "dia_chi": "12 Trần Đăng Ninh",
    "ghi_chu": "",
}
# Two households, one with each carrier, three products.
BASKET = {"sp-quyt-bac-son": 2, "sp-mat-ong": 1, "sp-na-chi-lang": 1}


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("system")) as running:
        yield running


def until(happened: Callable[[], Any], *, seconds: float = 10.0, what: str = "it") -> Any:
    """Wait for something true and answer it; fail after the given time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := happened():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


def xulang(system: System, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The operator's tool, as a process, against the running system."""
    return subprocess.run(
        [sys.executable, "-m", "xulang", *arguments],
        cwd=ROOT,
        env=dict(system.environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def audit(system: System) -> dict[str, Any]:
    done = xulang(system, "audit", "--check")
    found: dict[str, Any] = json.loads(done.stdout)
    assert (found["broken"], done.returncode) == ([], 0), done.stderr
    return found


def order_in(found: dict[str, Any], code: str) -> dict[str, Any]:
    [order] = [order for order in found["orders"] if order["code"] == code]
    return dict(order)


def parcels_in(found: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [parcel for parcel in found["parcels"] if parcel["order"] == code]


@dataclass
class Shopper:
    """Somebody with a browser and no JavaScript: forms, cookies, redirects."""

    url: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, follow_redirects=True, timeout=20)

    def fill_cart(self, basket: dict[str, int]) -> str:
        for product_id, quantity in basket.items():
            answer = self.http.post("/gio-hang/them", data={"san_pham": product_id, "so_luong": str(quantity)})
            assert answer.status_code == 200, answer.text
        return self.http.get("/gio-hang?tinh=20").text

    def check_out(self, payment: str, **changes: str) -> httpx.Response:
        page = self.http.get("/thanh-toan?tinh=20").text
        hidden = {name: _hidden(page, name) for name in ("seen", "key")}
        return self.http.post("/thanh-toan", data=RECEIVER | hidden | {"thanh_toan": payment} | changes)

    def buy(self, payment: str, basket: dict[str, int] | None = None) -> str:
        """A placed order's code."""
        self.fill_cart(basket or BASKET)
        answer = self.check_out(payment)
        assert answer.status_code == 200, answer.text
        return answer.url.path.rpartition("/")[2]

    def order_page(self, code: str) -> str:
        answer = self.http.get(f"/don-hang/{code}")
        assert answer.status_code == 200
        return answer.text


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return found[1].replace("&#39;", "'")


@pytest.fixture
def shopper(system: System) -> Iterator[Shopper]:
    somebody = Shopper(system.url)
    yield somebody
    somebody.http.close()


@dataclass
class Outside:
    """What happens in the world: the bank sends money, the carriers move parcels."""

    url: str

    def post(self, path: str, body: dict[str, Any]) -> Any:
        answer = httpx.post(f"{self.url}{path}", json=body, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def transfer(self, amount: int, content: str) -> Any:
        return self.post("/control/bank/transfer", {"amount": amount, "content": content})

    def payments(self) -> list[dict[str, Any]]:
        """What the payment gateways know of."""
        found: list[dict[str, Any]] = httpx.get(f"{self.url}/control/gateways", timeout=20).json()["payments"]
        return found

    def parcels(self, code: str) -> list[dict[str, Any]]:
        found = httpx.get(f"{self.url}/control/parcels", timeout=20).json()["parcels"]
        return sorted((one for one in found if one["reference"].startswith(code)), key=lambda one: one["reference"])

    def advance(self, parcel: dict[str, Any], to: str) -> Any:
        return self.post(f"/control/parcels/{parcel['carrier']}/{parcel['waybill']}/advance", {"to": to})

    def replay(self, parcel: dict[str, Any], order: str) -> Any:
        return self.post(f"/control/parcels/{parcel['carrier']}/{parcel['waybill']}/replay", {"order": order})


@pytest.fixture
def outside(system: System) -> Outside:
    return Outside(system.addresses["outside"])


@pytest.fixture
def artifacts() -> Path:
    """Where screenshots are kept for people to look at."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder
