"""Wait until everything that was announced is published: the steps after it need the pages and the products."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import boto3

SECONDS = 90.0
QUIET_LOOKS = 3  # In a row: a queue is empty for a moment between two messages, too.


def settle(sqs: Any, queue: str, *, seconds: float = SECONDS) -> None:
    """Return when ``queue`` has neither waiting nor hidden messages. Raises ``TimeoutError`` after ``seconds``."""
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    until = time.monotonic() + seconds
    quiet = 0
    while quiet < QUIET_LOOKS:
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        left = sum(int(found[name]) for name in names)
        quiet = 0 if left else quiet + 1
        if time.monotonic() > until:
            raise TimeoutError(f"{left} messages of {queue} are still not handled")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(settle(boto3.client("sqs"), os.environ["XULANG_QUEUE_CONTENT"]))
