"""Sending callbacks to the shop: the first attempt at once, further ones later until a 2xx or until patience ends."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

# Repetitions as the vendors document them; the waits are Fibonacci's, as SePay's are (33 minutes in sum for seven).
RETRIES = {"vietqr": 7, "viettelpost": 5, "vnpost": 3, "vnpay": 10, "momo": 3, "zalopay": 3}
_WAITS = (1, 1, 2, 3, 5, 8, 13, 21, 34, 55)
TIMEOUT_SECONDS = 30.0
_KEPT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """``headers`` are made for each attempt: a signature carries the time of the attempt, not of the event. Some
    vendors do not read the status alone: ``word`` finds in the answer's body what they do read, and it, or the status,
    must be one of ``accepted`` where that is given."""

    vendor: str
    url: str
    body: bytes
    headers: Callable[[], dict[str, str]]
    about: str
    method: str = "POST"
    word: Callable[[bytes], str] | None = None
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    at: str
    vendor: str
    about: str
    attempt: int
    outcome: str
    is_accepted: bool


class Sender:
    def __init__(self, retry_seconds: float) -> None:
        self._retry_seconds = retry_seconds
        self._log: deque[Attempt] = deque(maxlen=_KEPT)
        self._held: dict[str, list[Callback]] = {}
        self._timers: set[threading.Timer] = set()
        self._lock = threading.Lock()
        # No proxy: the shop is on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(self, callback: Callback) -> Attempt:
        """One attempt now, its outcome, and repetitions in the background where it was not accepted. What was held
        back for the same vendor follows at once, and so arrives in the wrong order."""
        attempt = self._try(callback, 1)
        with self._lock:
            held = self._held.pop(callback.vendor, [])
        for earlier in held:
            self._try(earlier, 1)
        return attempt

    def hold(self, callback: Callback) -> None:
        with self._lock:
            self._held.setdefault(callback.vendor, []).append(callback)

    def later(self, seconds: float, action: Callable[[], object]) -> None:
        """Do ``action`` after a while, unless the world is cleared before."""

        def run() -> None:
            with self._lock:
                self._timers.discard(timer)
            action()

        timer = threading.Timer(seconds, run)
        timer.daemon = True
        with self._lock:
            self._timers.add(timer)
        timer.start()

    def clear(self) -> None:
        with self._lock:
            timers, self._timers = self._timers, set()
            self._held.clear()
            self._log.clear()
        for timer in timers:
            timer.cancel()

    def log(self) -> list[dict[str, Any]]:
        return [asdict(attempt) for attempt in list(self._log)]

    def _try(self, callback: Callback, number: int) -> Attempt:
        outcome, is_accepted = self._exchange(callback)
        attempt = Attempt(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            vendor=callback.vendor,
            about=callback.about,
            attempt=number,
            outcome=outcome,
            is_accepted=is_accepted,
        )
        self._log.append(attempt)
        if not attempt.is_accepted and number <= RETRIES[callback.vendor]:
            wait = _WAITS[number - 1] * self._retry_seconds
            self.later(wait, lambda: self._try(callback, number + 1))
        return attempt

    def _exchange(self, callback: Callback) -> tuple[str, bool]:
        """What was answered, and whether the vendor is content with it."""
        status, body = self._send(callback)
        if not status.startswith("2") or callback.word is None:
            return status, status in callback.accepted if callback.accepted else status.startswith("2")
        try:
            word = callback.word(body)
        except (ValueError, LookupError, TypeError):
            return f"{status}, không hiểu", False
        return f"{status}, {word}", word in callback.accepted

    def _send(self, callback: Callback) -> tuple[str, bytes]:
        headers = {"Content-Type": "application/json; charset=utf-8", **callback.headers()}
        request = urllib.request.Request(  # noqa: S310 (our own URL)
            callback.url, callback.body or None, headers, method=callback.method
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                return str(response.status), response.read()
        except urllib.error.HTTPError as problem:
            problem.close()
            return str(problem.code), b""
        except (OSError, ValueError) as problem:
            return f"không gửi được ({type(problem).__name__})", b""
