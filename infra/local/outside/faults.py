"""Faults on request: what a network and a tired server do, at a chosen call, a chosen number of times."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from infra.local.outside.exchange import BadRequest


class Mode(Enum):
    """What is done to a call of a carrier's API, or to a callback on its way to us (targets ``webhook.…``)."""

    DROP_BEFORE = "drop_before"  # the connection closes, nothing was done
    DROP_AFTER = "drop_after"  # it was done, then the connection closes
    STATUS = "status"  # answered with ``status``, nothing was done
    STATUS_AFTER = "status_after"  # it was done, and answered with ``status``
    HTML = "html"  # a page of words with status 200, nothing was done
    HTML_AFTER = "html_after"  # it was done, and answered with a page of words
    SLOW = "slow"  # done and answered after ``seconds``
    HANG = "hang"  # done, never answered, closed after ``seconds``
    REVOKE = "revoke"  # all tokens stop being valid, then the call is treated as usual
    DUPLICATE = "duplicate"  # webhook: sent twice
    REORDER = "reorder"  # webhook: held back until the next one was sent
    LOSE = "lose"  # webhook: never sent
    DELAY = "delay"  # webhook: sent after ``seconds``


@dataclass(slots=True, kw_only=True)
class Fault:
    """``every``: only every so many-th call has it, the others pass; ``times`` counts those that had it."""

    target: str
    mode: Mode
    times: int = 1
    every: int = 1
    status: int = 500
    seconds: float = 1.0
    passed: int = 0


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fields: dict[str, Any]) -> Fault:
        """A fault from ``{"target", "mode", "times", "every", "status", "seconds"}``; raises :class:`BadRequest`."""
        try:
            fault = Fault(
                target=str(fields["target"]),
                mode=Mode(fields["mode"]),
                times=int(fields.get("times", 1)),
                every=max(int(fields.get("every", 1)), 1),
                status=int(fields.get("status", 500)),
                seconds=float(fields.get("seconds", 1.0)),
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise BadRequest(f"not a fault: {problem}") from None
        with self._lock:
            self._faults.append(fault)
        return fault

    def take(self, target: str) -> Fault | None:
        """The first fault set on ``target`` or on a beginning of it, used up by one."""
        with self._lock:
            for fault in self._faults:
                if fault.times > 0 and (target == fault.target or target.startswith(fault.target + ".")):
                    fault.passed += 1
                    if fault.passed % fault.every:
                        continue
                    fault.times -= 1
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def as_plain(self) -> list[dict[str, Any]]:
        with self._lock:
            return [{**asdict(fault), "mode": fault.mode.value} for fault in self._faults]
