"""A proxy between our code and a service that speaks HTTP, which loses, repeats, refuses and delays what it is told to.

DynamoDB Local does one thing after the other, so it never answers that two transactions met; moto and our own carriers
never lose an answer by themselves. Whatever a network and a busy store do to us is done here, and counted.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "te", "upgrade"}
_AMZ_JSON = "application/x-amz-json-1.0"


class Fault(Enum):
    DROP_BEFORE = "drop_before"  # never passed on, never answered
    DROP_AFTER = "drop_after"  # done, and the answer is lost
    DUPLICATE = "duplicate"  # passed on twice, the second answer is given
    SERVER_ERROR = "server_error"  # 500, nothing was done
    THROTTLE = "throttle"  # ThrottlingException, nothing was done
    OVER_CAPACITY = "over_capacity"  # ProvisionedThroughputExceededException, nothing was done
    CONFLICT = "conflict"  # TransactionConflict in every reason, nothing was done
    THROTTLED_REASON = "throttled_reason"  # a transaction cancelled for throttling, nothing was done
    DELAY = "delay"  # passed on after ``seconds``
    KILL_BEFORE = "kill_before"  # ``kill`` is called, nothing is passed on
    KILL_AFTER = "kill_after"  # passed on, ``kill`` is called, nothing is answered


@dataclass(kw_only=True)
class Rule:
    """A fault of calls whose name begins with ``operation``: after letting ``after`` of them pass, the next ``times``,
    each with the given ``chance``."""

    fault: Fault
    operation: str = ""
    times: float = float("inf")
    after: int = 0
    chance: float = 1.0
    seconds: float = 0.05
    kill: Callable[[], None] = lambda: None
    fired: int = 0
    seen: int = 0


@dataclass
class Counts:
    """Calls that came, by name; those passed on; faults that were had."""

    came: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    faults: Counter[Fault] = field(default_factory=Counter)


class FaultProxy(ThreadingHTTPServer):
    """Forwards to ``upstream`` (http://host:port). The same ``seed`` has the same faults for the same calls."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, upstream: str, *, seed: int = 0) -> None:
        parts = urlsplit(upstream)
        self.upstream = (parts.hostname or "", parts.port or 80)
        self.counts = Counts()
        self._rules: list[Rule] = []
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self.connections = threading.local()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, fault: Fault, operation: str = "", **more: Any) -> Rule:
        rule = Rule(fault=fault, operation=operation, **more)
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
            self.counts = Counts()

    def take(self, operation: str) -> Rule | None:
        """The fault that this call has, used up by one."""
        with self._lock:
            self.counts.came[operation] += 1
            for rule in self._rules:
                if not operation.startswith(rule.operation):
                    continue
                rule.seen += 1
                is_due = rule.seen > rule.after and rule.fired < rule.times
                if is_due and (rule.chance >= 1 or self._random.random() < rule.chance):
                    rule.fired += 1
                    self.counts.faults[rule.fault] += 1
                    return rule
        return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections break here all day, which is what it is for."""


class _Handler(BaseHTTPRequestHandler):
    server: FaultProxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the counts say it."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = (
            self.headers.get("X-Amz-Target", "").rpartition(".")[2] or f"{self.command} {self.path.partition('?')[0]}"
        )
        rule = self.server.take(name)
        fault = rule.fault if rule else None
        if rule and fault is Fault.DELAY:
            time.sleep(rule.seconds)
        if rule and fault is Fault.KILL_BEFORE:
            rule.kill()
        if fault in (Fault.DROP_BEFORE, Fault.KILL_BEFORE):
            return self._hang_up()
        if fault in _REFUSALS:
            return self._refuse(fault, body)
        answer = self._pass_on(name, body)
        if fault is Fault.DUPLICATE:
            answer = self._pass_on(name, body)
        if rule and fault is Fault.KILL_AFTER:
            rule.kill()
        if fault in (Fault.DROP_AFTER, Fault.KILL_AFTER):
            return self._hang_up()
        return self._answer(*answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

    def _pass_on(self, name: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        with self.server._lock:
            self.server.counts.passed[name] += 1
        headers = {key: value for key, value in self.headers.items() if key.lower() not in _HOP_BY_HOP}
        connection = getattr(self.server.connections, "one", None)
        if connection is None:
            connection = http.client.HTTPConnection(*self.server.upstream, timeout=30)
            self.server.connections.one = connection
        try:
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            found = {key: value for key, value in response.getheaders() if key.lower() not in _HOP_BY_HOP}
            return response.status, found, response.read()
        except BaseException:
            connection.close()
            self.server.connections.one = None
            raise

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _refuse(self, fault: Fault, body: bytes) -> None:
        status, code, reason = _REFUSALS[fault]
        items = json.loads(body).get("TransactItems", []) if body.startswith(b"{") else []
        if reason and not items:
            # A single write that meets a transaction is refused in its own way.
            code = _ALONE[fault]
        document: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "injected"}
        if reason and items:
            document["CancellationReasons"] = [{"Code": reason, "Message": "injected"}] * len(items)
        self._answer(status, {"Content-Type": _AMZ_JSON}, json.dumps(document).encode())

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


_REFUSALS = {
    Fault.SERVER_ERROR: (500, "InternalServerError", ""),
    Fault.THROTTLE: (400, "ThrottlingException", ""),
    Fault.OVER_CAPACITY: (400, "ProvisionedThroughputExceededException", ""),
    Fault.CONFLICT: (400, "TransactionCanceledException", "TransactionConflict"),
    Fault.THROTTLED_REASON: (400, "TransactionCanceledException", "ThrottlingError"),
}
_ALONE = {Fault.CONFLICT: "TransactionConflictException", Fault.THROTTLED_REASON: "ThrottlingException"}


@contextmanager
def fault_proxy(upstream: str, *, seed: int = 0) -> Iterator[FaultProxy]:
    proxy = FaultProxy(upstream, seed=seed)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
