"""One order as a program places it: three adds, a view, a quote, the placing, and the bank's callback."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from infra.local.bench.goods import BASKET

RECEIVER = {
    "name": "Nguyễn Thị Hoa",
    "phone": "0912 345 678",
    "province_code": "20",
    "commune_code": "05977",
    "line": "12 Trần Đăng Ninh",
}
# In the order in which they happen; "add" three times for each order.
STEPS = ("add", "view", "quote", "place", "callback")
VIETNAM = timezone(timedelta(hours=7))


class Ask(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


# Answers the status and the body.
Send = Callable[[Ask], tuple[int, bytes]]
NOTHING = Ask("POST", "/api/v1/carts", {"content-type": "application/json"}, b"")


class WrongAnswer(AssertionError):
    """The system under measurement did not do what was asked: its figures would mean nothing."""


@dataclass
class Flow:
    """Orders through ``send``; ``on_step`` is told of each request's step just before it, for who measures by step."""

    send: Send
    webhook_secret: str
    account_number: str
    on_step: Callable[[str], None] = lambda step: None
    _notice_ids: Any = field(default_factory=lambda: itertools.count(time.time_ns() // 1_000))

    def order(self) -> str:
        """One whole order; answers its code. Raises :class:`WrongAnswer` at the first that is not as hoped."""
        cart = secrets.token_urlsafe(16)
        for product_id, quantity in BASKET.items():
            self._ask("add", f"/api/v1/carts/{cart}/lines", {"product_id": product_id, "quantity": quantity})
        self._ask("view", f"/api/v1/carts/{cart}/quote?province=01")
        quote = self._ask("quote", f"/api/v1/carts/{cart}/quote?province=20")
        wanted = {
            "cart_id": cart,
            "lines": quote["lines"],
            "total": quote["total"],
            "receiver": RECEIVER,
            "payment": "vietqr",
        }
        placed = self._ask("place", "/api/v1/orders", wanted, **{"idempotency-key": secrets.token_urlsafe(16)})
        self._pay(placed["code"], placed["total"])
        return str(placed["code"])

    def _pay(self, code: str, amount: int) -> None:
        notice = {
            "id": next(self._notice_ids),
            "gateway": "Agribank",
            "transactionDate": datetime.now(VIETNAM).strftime("%Y-%m-%d %H:%M:%S"),
            "accountNumber": self.account_number,
            "subAccount": None,
            "code": None,
            "content": f"MBVCB.887 {code} chuyen tien",
            "transferType": "in",
            "transferAmount": amount,
            "accumulated": 19_077_000,
            "referenceCode": f"REF.{code}",
            "description": "",
        }
        raw, at = json.dumps(notice).encode(), str(int(time.time()))
        digest = hmac.new(self.webhook_secret.encode(), at.encode() + b"." + raw, hashlib.sha256).hexdigest()
        signed = {"x-sepay-timestamp": at, "x-sepay-signature": f"sha256={digest}"}
        self._ask("callback", "/webhooks/vietqr", raw, **signed)

    def _ask(self, step: str, path: str, body: Any = None, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        self.on_step(step)
        status, answer = self.send(Ask(method, path, {"content-type": "application/json", **headers}, raw))
        if not 200 <= status < 300:
            raise WrongAnswer(f"{step}: {status} {answer[:500]!r}")
        return json.loads(answer)
