"""In this process: the same requests as Lambda events, handed to the application, and only the handlers' CPU measured.

The store is the same one over HTTP, so the AWS client's work is in the figure; the HTTP server's is not, as in Lambda.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from chalice.local import LambdaContext, LambdaEventConverter, RouteMatcher

from infra.local.bench.flow import NOTHING, STEPS, Ask, Flow
from infra.local.bench.measures import summary

Handle = Callable[[dict[str, Any], Any], dict[str, Any]]


class Inside:
    """The application behind a gateway of its own; ``used`` holds the CPU milliseconds of each request, by step."""

    def __init__(self, app: Handle, routes: Any) -> None:
        self._app = app
        self._converter = LambdaEventConverter(RouteMatcher(list(routes)))
        self._context = LambdaContext("bench", 512, 60_000)
        self.step = ""
        self.used: dict[str, list[float]] = defaultdict(list)

    def __call__(self, ask: Ask) -> tuple[int, bytes]:
        event = self._converter.create_lambda_event(ask.method, ask.path, dict(ask.headers), ask.body)
        # As API Gateway hands it over: text.
        event["body"] = ask.body.decode() if ask.body else None
        began = time.thread_time()
        answer = self._app(event, self._context)
        self.used[self.step].append((time.thread_time() - began) * 1000)
        return answer["statusCode"], answer["body"].encode()

    def note(self, step: str) -> None:
        self.step = step


def measure(app: Any, services: Any, settings: Mapping[str, str], *, orders: int, warm_up: int) -> dict[str, Any]:
    """``orders`` orders through ``app``; the store's calls are counted in the warm-up, where counting costs nothing."""
    inside = Inside(app, app.routes)
    flow = Flow(inside, settings["SEPAY_WEBHOOK_SECRET"], settings["VIETQR_ACCOUNT_NUMBER"], on_step=inside.note)
    flow.order()
    calls = _calls_of(flow, services)
    for _ in range(warm_up - 2):
        flow.order()
    inside.used.clear()
    whole = []
    for _ in range(orders):
        before = _total(inside)
        flow.order()
        whole.append(_total(inside) - before)
    steps = {name: summary(inside.used[name]) for name in STEPS}
    for _ in range(orders * 7):
        inside.step = "nothing"
        inside(NOTHING)
    per_order, empty = sum(whole) / orders, sum(inside.used["nothing"]) / len(inside.used["nothing"])
    return {
        "cpu_ms_per_order": round(per_order, 2),
        "cpu_ms_per_empty_request": round(empty, 3),
        "order_in_empty_requests": round(per_order / empty, 1),
        "store_calls_per_order": calls.total(),
        "store_calls": dict(sorted(calls.items())),
        "order": summary(whole),
        "steps": steps,
    }


def _total(inside: Inside) -> float:
    return sum(map(sum, inside.used.values()))


def _calls_of(flow: Flow, services: Any) -> Counter[str]:
    """Every request that the DynamoDB client sends for one order, by operation."""
    calls: Counter[str] = Counter()
    events = services.table._client.meta.events

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    events.register("before-call.dynamodb", count)
    flow.order()
    events.unregister("before-call.dynamodb", count)
    return calls
