"""What infra/resources.yaml defines exists, whichever way it is made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local import template
from infra.local.resources import create_resources

ROOT = Path(__file__).resolve().parents[2]
CARRIER_QUEUES = ("xulang-dispatch-viettelpost", "xulang-dispatch-vnpost")
# moto says so for each alarm and bucket policy, which it leaves out.
pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse AWS:UserWarning")
WAYS = pytest.mark.parametrize("way", ["calls", "cloudformation"])


def attributes(session: boto3.Session, name: str) -> dict[str, str]:
    sqs = session.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


@WAYS
def test_the_table_has_its_keys_its_sparse_index_its_stream_and_its_expiry(aws: boto3.Session, way: str) -> None:
    found = create_resources(aws, through=way)
    table = aws.client("dynamodb").describe_table(TableName="xulang")["Table"]
    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]} == dict.fromkeys(
        ("pk", "sk", "due_kind", "due_at"), "S"
    )
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "due"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["due_kind", "due_at"]
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert found["XULANG_TABLE_STREAM_ARN"] == table["LatestStreamArn"]
    expiry = aws.client("dynamodb").describe_time_to_live(TableName="xulang")["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at_epoch"}
    backups = aws.client("dynamodb").describe_continuous_backups(TableName="xulang")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


@WAYS
def test_every_queue_gives_up_into_dead_letters_of_its_own(aws: boto3.Session, way: str) -> None:
    create_resources(aws, through=way)
    for name in ("xulang-content", *CARRIER_QUEUES):
        policy = json.loads(attributes(aws, name)["RedrivePolicy"])
        assert policy["deadLetterTargetArn"] == attributes(aws, f"{name}-dead")["QueueArn"]
        assert int(policy["maxReceiveCount"]) >= 20


@WAYS
def test_a_second_call_changes_nothing(aws: boto3.Session, way: str) -> None:
    first = create_resources(aws, through=way)
    aws.client("dynamodb").put_item(TableName="xulang", Item={"pk": {"S": "a"}, "sk": {"S": "b"}})
    aws.client("s3").put_object(Bucket="xulang-content", Key="a", Body=b"x")
    said: list[str] = []
    assert create_resources(aws, through=way, say=said.append) == first
    assert aws.client("dynamodb").scan(TableName="xulang")["Count"] == 1
    assert aws.client("s3").get_object(Bucket="xulang-content", Key="a")["Body"].read() == b"x"
    assert not [line for line in said if "creat" in line]


def test_a_changed_parameter_reaches_a_queue_that_exists(aws: boto3.Session) -> None:
    create_resources(aws, through="calls")
    create_resources(aws, through="calls", parameters={"ContentVisibilitySeconds": "77"})
    assert attributes(aws, "xulang-content")["VisibilityTimeout"] == "77"


def test_nothing_in_a_bucket_can_be_public(aws: boto3.Session) -> None:
    create_resources(aws, through="calls")
    for name in ("xulang-content", "xulang-site", "xulang-private"):
        block = aws.client("s3").get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
        assert all(block.values())
        assert len(block) == 4


def test_only_the_named_exceptions_are_taken_for_a_missing_bucket(aws: boto3.Session) -> None:
    """A bucket of somebody else is a failure, not something to create."""
    client = aws.client("s3")
    client.meta.events.register(
        "before-call.s3.HeadBucket",
        lambda **_: (_ for _ in ()).throw(ClientError({"Error": {"Code": "403"}}, "HeadBucket")),
    )
    session = type("Session", (), {"client": lambda self, name, **k: client if name == "s3" else aws.client(name)})()
    with pytest.raises(ClientError, match="403"):
        create_resources(session, through="calls")


def test_on_aws_a_message_stays_hidden_for_six_timeouts_of_its_function() -> None:
    """AWS's rule for SQS and Lambda; the timeouts are those of the functions' configuration."""
    parameters = template.load()["Parameters"]
    config = json.loads((ROOT / "functions/.chalice/config.json").read_text())
    functions = config["stages"]["prod"]["lambda_functions"]
    assert parameters["ContentVisibilitySeconds"]["Default"] >= 6 * functions["publish"]["lambda_timeout"]
    for name in ("dispatch_viettelpost", "dispatch_vnpost"):
        assert parameters["DispatchVisibilitySeconds"]["Default"] >= 6 * functions[name]["lambda_timeout"]


def test_cloudformation_would_take_the_file_as_it_is() -> None:
    """CloudFormation refuses YAML aliases and merge keys, which cfn-lint does not see."""
    text = template.RESOURCES.read_text()
    assert "<<:" not in text
    assert " &" not in text
    files = [str(path) for path in sorted((ROOT / "infra").glob("*.yaml")) if path.name != "functions.yaml"]
    command = [str(Path(sys.executable).parent / "cfn-lint"), *files]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
