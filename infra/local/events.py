"""Events in the shape in which Lambda hands them to a function."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any


def sqs_event(messages: Iterable[Mapping[str, Any]], *, queue_arn: str) -> dict[str, Any]:
    """``messages`` as boto3's ``receive_message`` gives them."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {
                    name: {
                        "stringValue": value.get("StringValue"),
                        "binaryValue": value.get("BinaryValue"),
                        "stringListValues": [],
                        "binaryListValues": [],
                        "dataType": value["DataType"],
                    }
                    for name, value in message.get("MessageAttributes", {}).items()
                },
                "md5OfBody": message.get("MD5OfBody", ""),
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": _region(queue_arn),
            }
            for message in messages
        ]
    }


def stream_event(records: Iterable[Mapping[str, Any]], *, stream_arn: str) -> dict[str, Any]:
    """``records`` as boto3's ``get_records`` gives them; Lambda has the time of each as seconds since 1970."""
    return {
        "Records": [
            dict(record)
            | {
                "eventSourceARN": stream_arn,
                "awsRegion": record.get("awsRegion") or _region(stream_arn),
                "dynamodb": dict(record["dynamodb"])
                | {"ApproximateCreationDateTime": _epoch(record["dynamodb"].get("ApproximateCreationDateTime"))},
            }
            for record in records
        ]
    }


def scheduled_event(name: str, *, now: datetime) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "ap-southeast-1",
        "resources": [f"arn:aws:events:ap-southeast-1:000000000000:rule/{name}"],
        "detail": {},
    }


def _region(arn: str) -> str:
    return arn.split(":")[3]


def _epoch(moment: Any) -> float:
    return moment.timestamp() if isinstance(moment, datetime) else float(moment or 0)
