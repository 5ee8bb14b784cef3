"""Create the resources of a CloudFormation file with plain API calls, where no CloudFormation can reach.

It knows tables, queues and buckets, and what of their properties matters to the running system; policies, alarms and
lifecycle rules are for AWS and are named as left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

Say = Callable[[str], None]


def create(session: boto3.Session, document: Mapping[str, Any], values: Mapping[str, str], say: Say) -> None:
    """Create what is missing, bring the attributes of existing queues and buckets up to date."""
    builder = _Builder(session, document, values, say)
    for logical_id in document["Resources"]:
        builder.ensure(logical_id)
    for kind in sorted(builder.left_out):
        say(f"left out here: {kind}")


class _Builder:
    """Walks the template depth first: what a property refers to is made before the property is used."""

    def __init__(
        self, session: boto3.Session, document: Mapping[str, Any], values: Mapping[str, str], say: Say
    ) -> None:
        self._session = session
        self._document = document
        self._values = values
        self._say = say
        self._made: dict[str, dict[str, str]] = {}
        self.left_out: set[str] = set()
        self._makers = {
            "AWS::DynamoDB::Table": self._table,
            "AWS::SQS::Queue": self._queue,
            "AWS::S3::Bucket": self._bucket,
        }

    def ensure(self, logical_id: str) -> dict[str, str]:
        """Make the resource once; its attributes, with ``Ref`` among them."""
        if logical_id not in self._made:
            resource = self._document["Resources"][logical_id]
            maker = self._makers.get(resource["Type"])
            if maker is None:
                self.left_out.add(resource["Type"])
                self._made[logical_id] = {}
            else:
                self._made[logical_id] = maker(self._resolve(resource["Properties"]))
        return self._made[logical_id]

    def _resolve(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._resolve(item) for item in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (name, argument), *_ = node.items()
            match name:
                case "Ref":
                    return self._values[argument] if argument in self._values else self.ensure(argument)["Ref"]
                case "Fn::GetAtt":
                    return self.ensure(argument[0])[argument[1]]
                case "Fn::Sub":
                    return self._substitute(argument)
                case "Fn::If":
                    return self._resolve(argument[1 if self._condition(argument[0]) else 2])
        return {key: self._resolve(value) for key, value in node.items()}

    def _substitute(self, text: str) -> str:
        for name, value in self._values.items():
            text = text.replace(f"${{{name}}}", value)
        return text

    def _condition(self, name: str) -> bool:
        left, right = (self._resolve(side) for side in self._document["Conditions"][name]["Fn::Equals"])
        return bool(left == right)

    def _table(self, wanted: dict[str, Any]) -> dict[str, str]:
        client = self._session.client("dynamodb")
        name = wanted["TableName"]
        arguments = {
            key: wanted[key]
            for key in ("TableName", "BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        }
        arguments["StreamSpecification"] = {"StreamEnabled": True, **wanted["StreamSpecification"]}
        try:
            client.create_table(**arguments)
            self._say(f"table {name} created")
        except ClientError as problem:
            if problem.response["Error"]["Code"] != "ResourceInUseException":
                raise
            self._say(f"table {name} is there")
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        table = client.describe_table(TableName=name)["Table"]
        return {"Ref": name, "Arn": table["TableArn"], "StreamArn": table["LatestStreamArn"]}

    def _queue(self, wanted: dict[str, Any]) -> dict[str, str]:
        client = self._session.client("sqs")
        name = wanted["QueueName"]
        attributes = {
            key: json.dumps(value) if isinstance(value, dict) else str(value).lower() if value is True else str(value)
            for key, value in wanted.items()
            if key != "QueueName"
        }
        try:
            url = client.get_queue_url(QueueName=name)["QueueUrl"]
            client.set_queue_attributes(QueueUrl=url, Attributes=attributes)
            self._say(f"queue {name} is there")
        except client.exceptions.QueueDoesNotExist:
            url = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
            self._say(f"queue {name} created")
        arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        return {"Ref": url, "Arn": arn, "QueueName": name}

    def _bucket(self, wanted: dict[str, Any]) -> dict[str, str]:
        client = self._session.client("s3")
        name = wanted["BucketName"]
        try:
            client.head_bucket(Bucket=name)
            self._say(f"bucket {name} is there")
        except ClientError as problem:
            if problem.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
                raise
            client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": client.meta.region_name})
            self._say(f"bucket {name} created")
        encryption = {
            "Rules": [
                {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
                for rule in wanted["BucketEncryption"]["ServerSideEncryptionConfiguration"]
            ]
        }
        client.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=encryption)
        client.put_public_access_block(
            Bucket=name, PublicAccessBlockConfiguration=wanted["PublicAccessBlockConfiguration"]
        )
        return {"Ref": name, "Arn": f"arn:aws:s3:::{name}"}
