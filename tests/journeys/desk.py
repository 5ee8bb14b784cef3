"""Operators at the desk of the running system: a browser without JavaScript, and codes from the local authenticator."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field

import httpx

from infra.local.trial import System
from tests.journeys.conftest import xulang

CODE_SECONDS = 30


@dataclass
class Operator:
    system: System
    name: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.system.url, follow_redirects=True, timeout=20)

    def log_in(self) -> httpx.Response:
        """A code opens once: who was here in the same half minute waits for the next, as people do."""
        answer = self._try_to_log_in()
        if answer.status_code == 422:
            time.sleep(CODE_SECONDS - time.time() % CODE_SECONDS + 0.5)
            answer = self._try_to_log_in()
        return answer

    def _try_to_log_in(self) -> httpx.Response:
        shown = xulang(self.system, "operator", "code", self.name, "--json")
        fields = {
            "ten": self.name,
            "mat_khau": self.system.environment["DEMO_OPERATOR_PASSWORD"],
            "ma_mot_lan": json.loads(shown.stdout)["code"],
        }
        return self.http.post("/van-hanh/dang-nhap", data=fields)

    def post(self, path: str, **fields: str) -> httpx.Response:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.http.get("/van-hanh").text)
        assert found, "not logged in"
        return self.http.post(path, data={"csrf": found[1], **fields})


def link_to(page: str, words: str) -> str:
    """The address behind the link with these words."""
    found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>{re.escape(words)}</a>', page)
    assert found, words
    return found[1].replace("&amp;", "&")
