"""Behind the load balancer of infra/cms.yaml, with the very flags that it starts the server with."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "cms.yaml"
ECHO = """
def application(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']} {environ.get('HTTP_X_FORWARDED_PROTO')}".encode()]
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "echo.py").write_text(ECHO)
    started = re.search(r"exec waitress-serve (.+) cms\.wsgi:application", TEMPLATE.read_text(encoding="utf-8"))
    assert started
    # The quotes are the shell's, which starts it there.
    flags = [part.strip("'") for part in re.findall(r"(?:[^\s']|'[^']*')+", started[1]) if "listen" not in part]
    flags = [flag.replace("='", "=") for flag in flags]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", *flags, "echo:application"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def ask(server: str, **headers: str) -> str:
    for _ in range(100):
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            return httpx.get(server, headers=sent).text
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def test_the_address_is_the_one_that_the_load_balancer_saw(server: str) -> None:
    # The balancer appends what it saw to whatever the client had written.
    told = ask(server, x_forwarded_for="198.51.100.66, 203.0.113.7", x_forwarded_proto="https")
    assert told == "203.0.113.7 https https"


def test_plain_http_is_known_as_such_and_redirected(server: str) -> None:
    assert ask(server, x_forwarded_for="203.0.113.7", x_forwarded_proto="http").split()[1:] == ["http", "http"]
