"""What is worth another try. The SDK repeats lost and throttled requests; conflicts between transactions it does not,
so that layer is here, and only here."""

from __future__ import annotations

import random
from collections.abc import Sequence

from botocore.exceptions import ClientError

# With jitter, five tries span about a second: longer than a burst on one product, shorter than a person's patience.
MAX_TRIES = 5
_FIRST_PAUSE_SECONDS = 0.04

_TRANSIENT_REASONS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}
_TRANSIENT_ERRORS = {
    "TransactionInProgressException",
    "TransactionConflictException",
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
}


class Unconditional(AssertionError):
    """A condition failed of a write that names no refusal: a fault in our own code."""


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
    if code not in _TRANSIENT_ERRORS and not _TRANSIENT_REASONS.intersection(reasons):
        raise error
