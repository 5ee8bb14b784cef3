"""localstripe on a free port, and what a browser and an operator do to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCALSTRIPE = ROOT / ".venv-localstripe" / "bin" / "localstripe"
GOOD, DECLINED, CHECKED = "4242424242424242", "4000000000000341", "4000002500003155"


@contextmanager
def running_localstripe(state: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Else it listens on every interface, and shares one file of state with every other one on this machine.
    place = {"PYTHONPATH": str(ROOT / "infra/local/loopback"), "LOCALSTRIPE_STATE_DIR": str(state)}
    process = subprocess.Popen(
        [str(LOCALSTRIPE), "--port", str(port), "--from-scratch"],
        env=dict(os.environ) | place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_it_answers(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/js.stripe.com/v3/", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("localstripe does not answer")


def token_of(url: str, number: str) -> str:
    """What the script in the page gets for a card, with the publishable key alone."""
    card = {"card[number]": number, "card[exp_month]": 12, "card[exp_year]": 2030, "card[cvc]": "123"}
    body = urllib.parse.urlencode({**card, "key": "pk_test_12345", "payment_user_agent": "localstripe"}).encode()
    with urllib.request.urlopen(f"{url}/v1/tokens", body, timeout=10) as response:
        return str(json.load(response)["id"])


def refunds_of(url: str, intent: str) -> list[int]:
    request = urllib.request.Request(
        f"{url}/v1/refunds?payment_intent={intent}", headers={"Authorization": "Bearer sk_test_12345"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return sorted(made["amount"] for made in json.load(response)["data"])
