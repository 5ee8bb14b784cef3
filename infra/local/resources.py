"""Make what ``infra/resources.yaml`` defines: through CloudFormation where the endpoint can, else call by call.

``python -m infra.local.resources`` deploys to wherever ``AWS_ENDPOINT_URL`` points (AWS itself without it), prints what
it does and writes the names of streams and queues for the processes that follow.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.local import direct, template

STACK = "xulang-resources"
QUEUES = {
    "XULANG_CONTENT_QUEUE_ARN": "content",
    "XULANG_DISPATCH_VIETTELPOST_QUEUE_ARN": "dispatch-viettelpost",
    "XULANG_DISPATCH_VNPOST_QUEUE_ARN": "dispatch-vnpost",
    "XULANG_REFUNDS_QUEUE_ARN": "refunds",
}
# A failed message is tried again while the person is still looking, and an outage of minutes loses nothing.
LOCAL_PARAMETERS = {
    "Stage": "local",
    "ContentVisibilitySeconds": "5",
    "ContentReceives": "20",
    "DispatchVisibilitySeconds": "5",
    "DispatchReceives": "60",
}

Say = Callable[[str], None]


def create_resources(
    session: boto3.Session | None = None,
    *,
    through: str = "auto",
    parameters: Mapping[str, str] = LOCAL_PARAMETERS,
    say: Say = lambda line: None,
) -> dict[str, str]:
    """Create or update everything in ``infra/resources.yaml`` and say where it is, as environment variables.

    ``through``: ``cloudformation``, ``calls``, or ``auto`` (CloudFormation unless DynamoDB lives on an endpoint of its
    own, where CloudFormation could not reach it). A second call changes nothing. Raises ``ClientError`` as AWS does and
    ``RuntimeError`` when a stack ends in a failed state.
    """
    session = session or boto3.Session()
    document = template.load()
    values = {name: str(p["Default"]) for name, p in document["Parameters"].items()} | dict(parameters)
    if through == "auto":
        through = "calls" if os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") else "cloudformation"
    if through == "cloudformation":
        _deploy(session.client("cloudformation"), document, values, say)
    else:
        direct.create(session, document, values, say)
    table = document["Resources"]["Table"]["Properties"]
    _enable_expiry(session.client("dynamodb"), values["Prefix"], table, say)
    return _whereabouts(session, values["Prefix"])


def _deploy(client: Any, document: dict[str, Any], values: Mapping[str, str], say: Say) -> None:
    arguments = {
        "StackName": STACK,
        "TemplateBody": json.dumps(document),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
    }
    try:
        stack = client.describe_stacks(StackName=STACK)["Stacks"][0]
    except ClientError as problem:
        if "does not exist" not in str(problem):
            raise
        say(f"creating the stack {STACK}")
        client.create_stack(**arguments)
        waiter = "stack_create_complete"
    else:
        was = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
        if _body(client) == document and was == dict(values):
            say(f"the stack {STACK} is as it should be")
            return
        say(f"updating the stack {STACK}")
        try:
            client.update_stack(**arguments)
        except ClientError as problem:
            if "No updates are to be performed" not in str(problem):
                raise
            return
        waiter = "stack_update_complete"
    client.get_waiter(waiter).wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 600})
    status = client.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise RuntimeError(f"the stack {STACK} ended as {status}")
    say(f"the stack {STACK} is complete")


def _body(client: Any) -> Any:
    """The template the stack was made from; boto3 hands it over as text or as data."""
    body = client.get_template(StackName=STACK)["TemplateBody"]
    return json.loads(body) if isinstance(body, str) else json.loads(json.dumps(body))


def _enable_expiry(client: Any, name: str, properties: Mapping[str, Any], say: Say) -> None:
    """Switch on what a stand-in's CloudFormation leaves out in silence: the expiry of items, and recovery."""
    wanted = properties["TimeToLiveSpecification"]
    found = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if found.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        say(f"items of {name} expire at {wanted['AttributeName']}")
        client.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)
    try:
        backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        if backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] != "ENABLED":
            client.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification=properties["PointInTimeRecoverySpecification"]
            )
    except ClientError as problem:
        # DynamoDB Local has no backups to continue.
        if problem.response["Error"]["Code"] not in ("UnknownOperationException", "ValidationException"):
            raise
        say(f"this endpoint keeps no backups of {name}")


def _whereabouts(session: boto3.Session, prefix: str) -> dict[str, str]:
    table = session.client("dynamodb").describe_table(TableName=prefix)["Table"]
    sqs = session.client("sqs")
    found = {"XULANG_TABLE_STREAM_ARN": table["LatestStreamArn"]}
    for variable, suffix in QUEUES.items():
        url = sqs.get_queue_url(QueueName=f"{prefix}-{suffix}")["QueueUrl"]
        found[variable] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.resources", description=__doc__.splitlines()[0])
    parser.add_argument("--through", choices=["auto", "cloudformation", "calls"], default="auto")
    parser.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE", help="of the template")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the names of streams and queues as JSON")
    given = parser.parse_args()
    base = LOCAL_PARAMETERS if os.environ.get("XULANG_STAGE") == "local" else {}
    parameters = base | dict(pair.split("=", 1) for pair in given.parameter)
    found = create_resources(
        through=given.through, parameters=parameters, say=lambda line: print(line, file=sys.stderr, flush=True)
    )
    if given.write:
        given.write.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    else:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
