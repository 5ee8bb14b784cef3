"""A process that dies before or after the n-th call it makes to the world outside of it, and not anywhere else.

In this process death is an exception that no code of ours catches; what a real one leaves behind is the same, because
what is held in memory is thrown away afterwards. A real ``kill -9`` is in test_kills.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pytest
from botocore.client import BaseClient
from chalicelib.transport import Transport

# What Lambda's own pollers do, and not the code under test.
_POLLERS = {
    "sqs.ReceiveMessage",
    "sqs.DeleteMessage",
    "sqs.GetQueueAttributes",
    "dynamodbstreams.ListStreams",
    "dynamodbstreams.DescribeStream",
    "dynamodbstreams.GetShardIterator",
    "dynamodbstreams.GetRecords",
}


class Killed(BaseException):
    """Not an Exception, so that no ``except Exception`` of ours survives it."""


class Side(Enum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Point:
    call: int
    side: Side


@dataclass
class Calls:
    """The calls of the code under test, by name, and where it is to die."""

    made: list[str] = field(default_factory=list)
    dies_at: Point | None = None
    fired: bool = False
    is_watching: bool = False

    @contextmanager
    def watched(self, dies_at: Point | None = None) -> Iterator[Calls]:
        """Count calls from here on, and die at the given one."""
        self.made, self.dies_at, self.fired, self.is_watching = [], dies_at, False, True
        try:
            yield self
        finally:
            self.is_watching = False

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        if not self.is_watching:
            return call()
        number = len(self.made)
        self.made.append(name)
        self._die_if(Point(number, Side.BEFORE))
        answer = call()
        self._die_if(Point(number, Side.AFTER))
        return answer

    def _die_if(self, here: Point) -> None:
        if here == self.dies_at:
            self.fired = True
            raise Killed


def count_calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Watch every call to AWS and to a carrier that this process makes from now on."""
    calls = Calls()
    to_aws, to_carrier = BaseClient._make_api_call, Transport._send

    def aws(self: Any, operation: str, parameters: dict[str, Any]) -> Any:
        name = f"{self.meta.service_model.service_name}.{operation}"
        if name in _POLLERS:
            return to_aws(self, operation, parameters)
        return calls.around(name, lambda: to_aws(self, operation, parameters))

    def carrier(self: Any, method: str, target: str, *rest: Any, **named: Any) -> Any:
        name = f"carrier.{method} {target.partition('?')[0]}"
        return calls.around(name, lambda: to_carrier(self, method, target, *rest, **named))

    monkeypatch.setattr(BaseClient, "_make_api_call", aws)
    monkeypatch.setattr(Transport, "_send", carrier)
    return calls
