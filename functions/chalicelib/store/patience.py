"""What is worth another try, and how often. The only layer that tries again: the SDK below is told not to, because two
layers multiply (three tries by five are fifteen, in the very minute in which the store asks for fewer), and because
conflicts between transactions it would not repeat anyway."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected
from market.refusals import Busy

T = TypeVar("T")

# With jitter, five tries span about a second: longer than a burst on one product, shorter than a person's patience.
MAX_TRIES = 5
_FIRST_PAUSE_SECONDS = 0.04
# A store that hangs is given up well within the half minute that a function has.
_PATIENCE_SECONDS = 10.0

_TRANSIENT_REASONS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}
_TRANSIENT_ERRORS = {
    "TransactionInProgressException",
    "TransactionConflictException",
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
}


class Unconditional(AssertionError):
    """A condition failed of a write that names no refusal: a fault in our own code."""


def with_patience(
    call: Callable[[], T], *, refusals: Sequence[Exception | None] = (), pause: Callable[[float], None]
) -> T:
    """The answer of ``call``, tried up to MAX_TRIES times; then :class:`Busy`. Raises the refusal of a failed condition
    at once.

    A lost answer is tried again too, so ``call`` must be safe to repeat: a read, a transaction that carries its token,
    or a change whose own condition tells a repeat from the first."""
    until = time.monotonic() + _PATIENCE_SECONDS
    for attempt in range(MAX_TRIES):
        if attempt:
            pause(jittered_seconds(attempt - 1))
        try:
            return call()
        except ClientError as error:
            raise_unless_transient(error, refusals)
        except (HTTPClientError, NotConnected):
            if time.monotonic() > until:
                break
    raise Busy


def jittered_seconds(attempt: int) -> float:
    """How long to wait after the given try (0 for the first): anything up to a bound that doubles each time."""
    return random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt)  # noqa: S311 (spreads retries, guards nothing)


def raise_unless_transient(error: ClientError, refusals: Sequence[Exception | None]) -> None:
    """A failed condition is an answer, whatever else went wrong beside it: its refusal is raised, found by position.

    Conflicts and throttling may pass, so they return; every other error is raised as it is."""
    code = error.response["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        raise refusals[0] or Unconditional() from error
    reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
    for reason, refusal in zip(reasons, refusals, strict=False):
        if reason == "ConditionalCheckFailed":
            raise refusal or Unconditional() from error
    is_their_fault = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500
    if not is_their_fault and code not in _TRANSIENT_ERRORS and not _TRANSIENT_REASONS.intersection(reasons):
        raise error
