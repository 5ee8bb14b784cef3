"""In place of Lambda: read the queues, the stream and the clock, and call the real Chalice handlers.

In a test, ``Pump(app).run_once()`` handles everything that waits and returns; as a process (``python -m
infra.local.pump``) every source has threads of its own, so a carrier that hangs delays nobody else.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import threading
import time
import traceback
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config
from chalice.app import DynamoDBEventConfig, ScheduledEventConfig, SQSEventConfig
from chalice.local import LambdaContext

from infra.local import events
from infra.local.sources import STREAM_ATTEMPTS, QueueSource, StreamSource

QUEUE_WORKERS = 2  # Lambda starts with several pollers per queue; two are enough to show what races.
QUIET_ROUNDS = 10_000  # No honest test makes more work than this; a handler that feeds its own queue does.
MEMORY_MB, TIMEOUT_MS = 512, 60_000

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_DIGITS = re.compile(r"\d{6,}")


class Pump:
    """Calls the handlers of one Chalice app with what waits for them. Uses the endpoints of the environment."""

    def __init__(
        self, app: Any, *, session: boto3.Session | None = None, stream_attempts: int = STREAM_ATTEMPTS
    ) -> None:
        self._app = app
        session = session or boto3.Session()
        # A long poll holds its connection, so each thread needs one; retries are the pump's own business.
        config = Config(max_pool_connections=32, retries={"total_max_attempts": 1}, read_timeout=30)
        self._sqs = session.client("sqs", config=config)
        streams = session.client("dynamodbstreams", config=config)
        self._dead_queue = os.environ.get("XULANG_QUEUE_OUTBOX_DEAD", "xulang-outbox-dead")
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.sources: list[QueueSource | StreamSource] = []
        self.schedules: dict[str, float] = {}
        for source in app.event_sources:
            if isinstance(source, SQSEventConfig):
                self.sources.append(QueueSource(self._sqs, source, self._caller(source.name), note))
            elif isinstance(source, DynamoDBEventConfig):
                stream = StreamSource(
                    streams,
                    source,
                    self._caller(source.name),
                    note,
                    dead_letters=self._bury,
                    attempts=stream_attempts,
                )
                self.sources.append(stream)
            elif isinstance(source, ScheduledEventConfig):
                self.schedules[source.name] = seconds_between(source.schedule_expression)
            else:
                raise NotImplementedError(f"{source.name}: the pump has no {type(source).__name__}")

    def run_once(self) -> int:
        """Handle what waits, and what that brings about, until nothing moves; how many records succeeded.

        A record whose handler fails stays where it is, as in Lambda, and is not waited for. Schedules are not run.
        """
        total = 0
        for _ in range(QUIET_ROUNDS):
            polled = [source.poll(wait=False) for source in self.sources]
            total += sum(found.done for found in polled)
            if not any(found.seen for found in polled):
                return total
        raise RuntimeError(f"still busy after {QUIET_ROUNDS} rounds: a handler makes work for itself")

    def run_schedule(self, name: str) -> Any:
        """Call one scheduled handler now and return its answer. Raises ``KeyError`` for an unknown name."""
        if name not in self.schedules:
            raise KeyError(f"no schedule named {name}; there are: {', '.join(sorted(self.schedules)) or 'none'}")
        return self._caller(name)(events.scheduled_event(name, now=datetime.now(UTC)))

    def start(self) -> None:
        """Begin to work in threads. Call :meth:`stop` before the program ends."""
        loops = [
            (source.name, self._follow, source)
            for source in self.sources
            for _ in range(QUEUE_WORKERS if isinstance(source, QueueSource) else 1)
        ]
        loops += [(name, self._tick, name) for name in self.schedules]
        for name, loop, argument in loops:
            thread = threading.Thread(target=loop, args=(argument,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, timeout: float = 3.0) -> bool:
        """Take nothing new and wait for what is being handled; False if something still ran at the end."""
        self._stop.set()
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _follow(self, source: QueueSource | StreamSource) -> None:
        trouble = 0
        while not self._stop.is_set():
            try:
                seen = source.poll(wait=True).seen
                trouble = 0
            except Exception as problem:
                # The endpoint is away, or not ready: say so once, and try again ever more slowly.
                if trouble == 0:
                    note("cannot read", source.name, problem)
                trouble += 1
                self._stop.wait(min(0.2 * 2**trouble, 5.0))
                continue
            if not seen:
                self._stop.wait(source.pause())

    def _tick(self, name: str) -> None:
        while not self._stop.is_set():
            try:
                self.run_schedule(name)
            except Exception as problem:
                note("failed", name, problem)
            self._stop.wait(float(os.environ.get("XULANG_SCHEDULE_SECONDS") or self.schedules[name]))

    def _caller(self, name: str) -> Any:
        handler = self._app.handler_map[name]

        def call(event: dict[str, Any]) -> Any:
            started = time.perf_counter()
            answer = handler(event, LambdaContext(name, MEMORY_MB, TIMEOUT_MS))
            elapsed = round((time.perf_counter() - started) * 1000, 1)
            note("done", name, None, records=len(event.get("Records", ())), ms=elapsed)
            return answer

        return call

    def _bury(self, obituary: str) -> None:
        url = self._sqs.get_queue_url(QueueName=self._dead_queue)["QueueUrl"]
        self._sqs.send_message(QueueUrl=url, MessageBody=obituary)


def seconds_between(expression: Any) -> float:
    """The interval of ``rate(n units)``. Raises ``ValueError`` for a cron line, which the pump cannot follow."""
    text = expression if isinstance(expression, str) else expression.to_string()
    found = re.fullmatch(r"rate\((\d+) (second|minute|hour|day)s?\)", text)
    if not found:
        raise ValueError(f"the pump follows rate(...) only, not {text}")
    return float(int(found[1]) * _SECONDS[found[2]])


def note(what: str, function: str, problem: BaseException | None = None, **facts: Any) -> None:
    """One JSON line about a call. Bodies are never in it, and long runs of digits in an error's words are blotted out,
    for they may be a phone or an account number."""
    line: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "what": what}
    line |= {"function": function} | facts
    if problem is not None:
        line["error"] = type(problem).__name__
        line["message"] = _DIGITS.sub("…", str(problem))[:300]
        frames = traceback.extract_tb(problem.__traceback__)[-6:]
        line["where"] = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in frames]
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)


def main() -> None:
    from infra.local.functions import load_app  # noqa: PLC0415 - importing it is not free, and a library user has the app

    parser = argparse.ArgumentParser(prog="python -m infra.local.pump", description=__doc__.splitlines()[0])
    parser.add_argument("--once", action="store_true", help="handle what waits, print how many, and end")
    parser.add_argument("--schedule", metavar="NAME", help="call one scheduled function and end")
    given = parser.parse_args()
    pump = Pump(load_app())
    if given.schedule:
        pump.run_schedule(given.schedule)
    elif given.once:
        print(pump.run_once())
    else:
        stopping = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
        pump.start()
        stopping.wait()
        sys.exit(0 if pump.stop() else 1)


if __name__ == "__main__":
    main()
