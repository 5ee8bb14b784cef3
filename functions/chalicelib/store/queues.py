"""Queues by role. The address of a queue is asked for once, by its name, so that no account number is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Time enough to keep ten messages; one who dies meanwhile gives them back after it.
_WORK_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadMessage:
    id: str
    receipt: str
    body: str


class Queues:
    """``client`` is a botocore SQS client; ``names`` maps each role to the queue's name, ``dead`` each role to the name
    of the queue where its messages end that nobody could work on."""

    def __init__(self, client: Any, names: Mapping[str, str], dead: Mapping[str, str]) -> None:
        self._client = client
        self._names = {**names, **{_dead(role): name for role, name in dead.items()}}
        self._dead_roles = tuple(dead)
        self._urls: dict[str, str] = {}

    def send(self, role: str, body: str) -> None:
        """Put a message in the queue of that role. Raises LookupError for a role that is not configured."""
        self._client.send_message(QueueUrl=self._url(role), MessageBody=body)

    def postpone(self, role: str, receipt: str, seconds: int) -> None:
        """Have a message that is being worked on come again after so many seconds, and not earlier."""
        self._client.change_message_visibility(
            QueueUrl=self._url(role), ReceiptHandle=receipt, VisibilityTimeout=seconds
        )

    def dead_roles(self) -> tuple[str, ...]:
        return self._dead_roles

    def receive_dead(self, role: str) -> list[DeadMessage]:
        """Up to ten dead letters of a role, hidden from others for a minute."""
        answer = self._client.receive_message(
            QueueUrl=self._url(_dead(role)), MaxNumberOfMessages=10, VisibilityTimeout=_WORK_SECONDS, WaitTimeSeconds=0
        )
        return [
            DeadMessage(id=message["MessageId"], receipt=message["ReceiptHandle"], body=message["Body"])
            for message in answer.get("Messages", [])
        ]

    def delete_dead(self, role: str, receipt: str) -> None:
        self._client.delete_message(QueueUrl=self._url(_dead(role)), ReceiptHandle=receipt)

    def _url(self, role: str) -> str:
        if role not in self._urls:
            if role not in self._names:
                raise LookupError(f"no queue is configured for {role}")
            self._urls[role] = self._client.get_queue_url(QueueName=self._names[role])["QueueUrl"]
        return self._urls[role]


def _dead(role: str) -> str:
    return f"{role}-dead"
