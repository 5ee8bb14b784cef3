"""Over HTTP: the functions as a process, with their server, their framework and everything else they run."""

from __future__ import annotations

import http.client
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from infra.local.bench.flow import NOTHING, STEPS, Ask, Flow, Send
from infra.local.bench.measures import cpu_ms, summary

# The kernel counts in steps of 10 ms, and one such request takes a thirtieth of that.
EMPTY_REQUESTS = 2000


def sender(address: str) -> Send:
    """Requests on one kept connection. HTTP of the standard library: what the client costs is not what is measured,
    but on a small machine it is in the way."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def send(ask: Ask) -> tuple[int, bytes]:
        connection.request(ask.method, ask.path, body=ask.body, headers=dict(ask.headers))
        answer = connection.getresponse()
        return answer.status, answer.read()

    return send


def measure(address: str, pid: int, settings: Mapping[str, str], *, orders: int, warm_up: int) -> dict[str, Any]:
    """``orders`` orders against the functions' own port, one after another, and the CPU that process ``pid`` used."""
    send = sender(address)
    took: dict[str, list[float]] = defaultdict(list)
    step = ""

    def timed(ask: Ask) -> tuple[int, bytes]:
        began = time.perf_counter()
        answer = send(ask)
        took[step].append((time.perf_counter() - began) * 1000)
        return answer

    def note(name: str) -> None:
        nonlocal step
        step = name

    flow = Flow(timed, settings["SEPAY_WEBHOOK_SECRET"], settings["VIETQR_ACCOUNT_NUMBER"], on_step=note)
    for _ in range(warm_up):
        flow.order()
    took.clear()
    whole = []
    before = cpu_ms(pid)
    for _ in range(orders):
        began = time.perf_counter()
        flow.order()
        whole.append((time.perf_counter() - began) * 1000)
    per_order = (cpu_ms(pid) - before) / orders
    empty = _empty_request(send, pid)
    return {
        "cpu_ms_per_order": round(per_order, 2),
        "cpu_ms_per_empty_request": round(empty, 3),
        "order_in_empty_requests": round(per_order / empty, 1) if empty else None,
        "order": summary(whole),
        "steps": {name: summary(took[name]) for name in STEPS},
    }


def _empty_request(send: Send, pid: int) -> float:
    """CPU of the same process for a route that stores nothing and reads nothing: what any request costs here."""
    requests = EMPTY_REQUESTS
    before = cpu_ms(pid)
    for _ in range(requests):
        send(NOTHING)
    return (cpu_ms(pid) - before) / requests
