"""Windows of a real browser on the running system: what they complain about, what they load, how they look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_REPORTS = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective));"


@contextmanager
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Window:
    """One tab. ``complaints``: everything its console called an error, and what the content policy blocked. ``hosts``:
    every host that it asked for something."""

    page: Page
    artifacts: Path
    name: str
    with_scripts: bool
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def show(self, stop: str) -> None:
        """Keep a picture of this stop of the journey for people to look at, and have axe look too: on both widths."""
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            if self.with_scripts:
                # What sticks to the top of the screen would stand in the middle of a picture of the whole page.
                self.page.evaluate("scrollTo(0, 0)")
            path = self.artifacts / f"{self.name}-{stop}-{size['width']}.png"
            self.page.screenshot(path=path, full_page=True, animations="disabled")
            if self.with_scripts:
                found = Axe().run(self.page, options=_RULES)
                assert found.violations_count == 0, f"{stop} at {size['width']}: {found.generate_report()}"


@contextmanager
def window(
    browser: Browser, artifacts: Path, name: str, *, with_scripts: bool = True, **options: Any
) -> Iterator[Window]:
    context = browser.new_context(
        viewport=PHONE, locale="vi-VN", java_script_enabled=with_scripts, reduced_motion="reduce", **options
    )
    context.add_init_script(_REPORTS)
    try:
        yield Window(context.new_page(), artifacts, name, with_scripts)
    finally:
        context.close()


@dataclass
class Loaded:
    """What a first visit brings over the wire, headers included, as Chromium's network layer counts it."""

    total: int = 0
    html: int = 0
    script: int = 0
    requests: int = 0


def first_load(browser: Browser, address: str) -> Loaded:
    """Open the address with an empty cache and weigh everything that comes."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="vi-VN")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    kinds: dict[str, str] = {}
    loaded = Loaded()

    def received(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        weight, kind = int(event["encodedDataLength"]), kinds.get(event["requestId"], "")
        loaded.requests += 1
        loaded.total += weight
        loaded.html += weight if kind == "Document" else 0
        loaded.script += weight if kind == "Script" else 0

    network.on("Network.responseReceived", received)
    network.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    context.close()
    return loaded
