"""Somebody in Wagtail, over HTTP or in a browser, who came in with both factors."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser

import httpx
from playwright.sync_api import Page, expect

from infra.local.settings import ROOT
from infra.local.trial import System

PASSWORDS = {
    "admin": "DEMO_ADMIN_PASSWORD",
    "bientap": "DEMO_EDITOR_PASSWORD",
    "bientapxa": "DEMO_COMMUNE_PASSWORD",
    "duyet": "DEMO_REVIEWER_PASSWORD",
}


def login_code(system: System, name: str) -> str:
    """What ``make up`` tells people to ask for. A code works once, so a third login in half a minute waits for it."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.local.logincode", name],
        cwd=ROOT,
        env=dict(system.environment),
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    return done.stdout.strip()


def log_in(page: Page, system: System, name: str = "bientap") -> None:
    page.goto(f"{system.addresses['cms']}/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", system.environment[PASSWORDS[name]])
    page.get_by_role("button", name="Đăng nhập").click()
    page.fill("[name=code]", login_code(system, name))
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(f"{system.addresses['cms']}/admin/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


class Editor:
    """Somebody in Wagtail, over HTTP."""

    def __init__(self, system: System, name: str = "bientap") -> None:
        self.http = httpx.Client(base_url=system.addresses["cms"], follow_redirects=True, timeout=30)
        self.post("/admin/login/", {"username": name, "password": system.environment[PASSWORDS[name]]})
        answer = self.post("/admin/hai-lop/", {"code": login_code(system, name), "next": "/admin/"})
        assert answer.url.path == "/admin/", f"{name} of the demonstration can log in"

    def set_price(self, name: str, price: int) -> None:
        """Find the product by its name without marks, open it, change the price, save."""
        listing = self.http.get("/admin/snippets/registry/product/", params={"q": name}).text
        path = re.search(r'href="(/admin/snippets/registry/product/edit/\d+/)"', listing)
        assert path, f"{name} is found without marks"
        answer = self.submit(path[1], price=str(price))
        assert "/edit/" not in answer.url.path, "saved, and back at the list"

    def submit(self, path: str, **changes: str) -> httpx.Response:
        """The form at ``path`` as it was opened, with ``changes``."""
        return self.post(path, fields_of(self.http.get(path).text) | changes)

    def post(self, path: str, data: dict[str, str]) -> httpx.Response:
        token = self.http.cookies.get("csrftoken") or token_of(self.http.get(path).text)
        referer = str(self.http.base_url.join(path))
        return self.http.post(path, data={"csrfmiddlewaretoken": token} | data, headers={"referer": referer})


def token_of(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


class _Form(HTMLParser):
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


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form as it was opened."""
    form = _Form()
    form.feed(page)
    return form.found
