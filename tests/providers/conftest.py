"""The outside world on a free port, and a shop that only listens."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost

from infra.local.outside.keys import public_pem
from infra.local.outside.server import Outside
from infra.local.outside.settings import Settings
from infra.local.outside.world import World

SECONDS = 1.0


@dataclass(slots=True)
class Heard:
    path: str
    headers: dict[str, str]
    raw: bytes


@dataclass(slots=True)
class Shop:
    """Answers every callback with the next of ``answers``, then with 200, and with ``body``; keeps what it heard."""

    heard: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""
    body: bytes = b""

    def heard_of(self, what: str) -> list[Heard]:
        """What names ``what``; another test's callback may come late."""
        return [each for each in self.heard if what.encode() in each.raw]

    def wait_for(self, count: int, seconds: float = 10.0, what: str = "") -> list[Heard]:
        until = time.monotonic() + seconds
        while len(self.heard_of(what)) < count and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.heard_of(what)) >= count
        return self.heard_of(what)


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            shop.heard.append(Heard(self.path, headers, raw))
            self.send_response(shop.answers.pop(0) if shop.answers else 200)
            self.send_header("Content-Length", str(len(shop.body)))
            self.end_headers()
            self.wfile.write(shop.body)

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    shop.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield shop
    server.shutdown()
    server.server_close()


@dataclass(slots=True)
class Canned:
    """A vendor that answers what it was told to, path by path, after ``pause`` seconds, and keeps what it was asked."""

    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    asked: list[Heard] = field(default_factory=list)
    pause: float = 0.0
    url: str = ""


@pytest.fixture
def canned() -> Iterator[Canned]:
    canned = Canned()

    class Vendor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = self.path.partition("?")[0]
            canned.asked.append(Heard(path, {name.lower(): value for name, value in self.headers.items()}, raw))
            status, value = canned.answers[path]
            time.sleep(canned.pause)
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    canned.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield canned
    server.shutdown()
    server.server_close()


@dataclass(slots=True)
class Control:
    """The outside world, as a test drives it: over HTTP."""

    world: World
    url: str

    def ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> Any:
        body = json.dumps(fields).encode() if fields is not None else None
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def fault(self, target: str, mode: str, **more: Any) -> None:
        self.ask("POST", "/control/faults", {"target": target, "mode": mode, **more})

    def made(self, reference: str) -> int:
        parcels = self.ask("GET", "/control/parcels")["parcels"]
        return sum(parcel["reference"] == reference for parcel in parcels)

    def advance(self, carrier: str, waybill: str, to: str, **more: Any) -> Any:
        return self.ask("POST", f"/control/parcels/{carrier}/{waybill}/advance", {"to": to, **more})


@pytest.fixture
def outside(shop: Shop) -> Iterator[Control]:
    settings = Settings(
        public_url=shop.url,
        sepay_secret="sepay-secret",
        account_number="0123499999",
        bank_name="Vietcombank",
        vtp_username="vtp",
        vtp_password="vtp-password",
        vtp_webhook_token="vtp-token",
        vnpost_username="vnpost",
        vnpost_password="vnpost-password",
        vnpost_customer_code="T000180585",
        sepay_token="sepay-token",
        casso_key="casso-key",
        casso_token="casso-token",
        payos_key="payos-key",
        vnpay_tmn_code="TESTTMN1",
        vnpay_secret="test_secret",
        momo_partner_code="PARTNERTEST",
        momo_access_key="ACCESSTEST",
        momo_secret="SECRETTEST",
        zalopay_app_id="2553",
        zalopay_key1="KEY1TEST",
        zalopay_key2="KEY2TEST",
        retry_seconds=0.02,
        announce_seconds=3600.0,
        refund_seconds=3600.0,
    )
    server = Outside(World(settings), 0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield Control(server.world, server.url)
    server.world.sender.clear()
    server.shutdown()
    server.server_close()


@pytest.fixture
def make_viettelpost(outside: Control) -> Callable[..., ViettelPost]:
    def make(**changes: Any) -> ViettelPost:
        settings = {
            "api_base": f"{outside.url}/viettelpost",
            "username": "vtp",
            "password": "vtp-password",
            "webhook_token": "vtp-token",
            "total_seconds": SECONDS,
        }
        return ViettelPost(**{**settings, **changes})

    return make


@pytest.fixture
def make_vnpost(outside: Control) -> Callable[..., VietnamPost]:
    def make(**changes: Any) -> VietnamPost:
        settings = {
            "api_base": f"{outside.url}/vnpost",
            "username": "vnpost",
            "password": "vnpost-password",
            "customer_code": "T000180585",
            "contract_code": "",
            "webhook_public_key": public_pem(outside.world.key),
            "total_seconds": SECONDS,
        }
        return VietnamPost(**{**settings, **changes})

    return make


@pytest.fixture(params=["viettelpost", "vnpost"])
def carrier(
    request: pytest.FixtureRequest,
    make_viettelpost: Callable[..., ViettelPost],
    make_vnpost: Callable[..., VietnamPost],
) -> ViettelPost | VietnamPost:
    return make_viettelpost() if request.param == "viettelpost" else make_vnpost()
