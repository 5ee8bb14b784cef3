"""Operators at the desk, as a browser without scripts: a cookie, forms with the token of their page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from chalicelib.credentials import code_at, step_at
from chalicelib.store import operators
from chalicelib.usecases.operators import add_operator

from tests.functions.conftest import Shop

PASSWORD = "một mật khẩu dài"


@dataclass
class Answer:
    status: int
    headers: dict[str, Any]
    text: str

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))


@dataclass
class Operator:
    """One operator's browser. ``headers`` are sent with everything."""

    shop: Shop
    name: str
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._send("GET", path, b"")

    def post(self, path: str, **fields: str) -> Answer:
        """With the token of the session, unless the test gives another."""
        return self._send("POST", path, urlencode({"csrf": self.token(), **fields}).encode())

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get("/van-hanh").text)
        return found[1] if found else ""

    def code(self, offset: int = 0) -> str:
        """The one-time code of this operator now."""
        account = operators.get(self.shop.table, self.name)
        seed = account.seed if account else ""
        return code_at(self.shop.services.operator_secret(seed), step_at(self.shop.now) + offset)

    def log_in(self, password: str = PASSWORD, code: str | None = None) -> Answer:
        fields = {"ten": self.name, "mat_khau": password, "ma_mot_lan": self.code() if code is None else code}
        answer = self._send("POST", "/van-hanh/dang-nhap", urlencode(fields).encode())
        [self.cookie] = [set_cookie.partition(";")[0] for set_cookie in _cookies(answer)] or [self.cookie]
        return answer

    def _send(self, method: str, path: str, body: bytes) -> Answer:
        headers = {"content-type": "application/x-www-form-urlencoded", "cookie": self.cookie} | self.headers
        sent = self.shop.http.request(method, path, headers=headers, body=body)
        return Answer(sent.status_code, dict(sent.headers), sent.body.decode())


def _cookies(answer: Answer) -> list[str]:
    found = answer.headers.get("Set-Cookie", [])
    return [found] if isinstance(found, str) else list(found)


def set_cookie(answer: Answer) -> str:
    [found] = _cookies(answer)
    return found


def hire(shop: Shop, *names: str) -> list[Operator]:
    """Operators, set up and logged in."""
    for name in names:
        add_operator(shop.table, name=name, password=PASSWORD, by="cli", now=shop.now)
    found = [Operator(shop, name) for name in names]
    for operator in found:
        assert operator.log_in().status == 303
    return found
