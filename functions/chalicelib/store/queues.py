"""Queues by role. The address of a queue is asked for once, by its name, so that no account number is configured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Queues:
    """``client`` is a botocore SQS client; ``names`` maps each role to the queue's name."""

    def __init__(self, client: Any, names: Mapping[str, str]) -> None:
        self._client = client
        self._names = names
        self._urls: dict[str, str] = {}

    def send(self, role: str, body: str) -> None:
        """Put a message in the queue of that role. Raises LookupError for a role that is not configured."""
        self._client.send_message(QueueUrl=self._url(role), MessageBody=body)

    def postpone(self, role: str, receipt: str, seconds: int) -> None:
        """Have a message that is being worked on come again after so many seconds, and not earlier."""
        self._client.change_message_visibility(
            QueueUrl=self._url(role), ReceiptHandle=receipt, VisibilityTimeout=seconds
        )

    def _url(self, role: str) -> str:
        if role not in self._urls:
            if role not in self._names:
                raise LookupError(f"no queue is configured for {role}")
            self._urls[role] = self._client.get_queue_url(QueueName=self._names[role])["QueueUrl"]
        return self._urls[role]
