"""The patched moto never oversells; the stock one does, which proves that this test can tell."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import boto3
import pytest
from botocore.config import Config

from infra.local import atomic_moto

THREADS, STOCK, ATTEMPTS = 32, 50, 160


@pytest.fixture
def eager_switching() -> Iterator[None]:
    """Threads change places so often that a race shows itself in every run."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def in_threads(work: Callable[[], bool]) -> int:
    """How many of ATTEMPTS calls, made by THREADS threads, succeeded."""
    succeeded: list[bool] = []

    def run() -> None:
        for _ in range(ATTEMPTS // THREADS):
            succeeded.append(work())

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(succeeded)


def new_client(session: boto3.Session):
    return session.client("dynamodb", config=Config(retries={"total_max_attempts": 1}, max_pool_connections=64))


def put(client, key: str, left: int) -> None:
    client.put_item(TableName="xulang", Item={"pk": {"S": key}, "sk": {"S": "stock"}, "left": {"N": str(left)}})


def left(client, key: str) -> int:
    found = client.get_item(TableName="xulang", Key={"pk": {"S": key}, "sk": {"S": "stock"}})
    return int(found["Item"]["left"]["N"])


def take(key: str) -> dict:
    return {
        "TableName": "xulang",
        "Key": {"pk": {"S": key}, "sk": {"S": "stock"}},
        "UpdateExpression": "SET #l = #l - :one",
        "ConditionExpression": "#l >= :one",
        "ExpressionAttributeNames": {"#l": "left"},
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }


def sell_one_by_one(client) -> int:
    put(client, "quyt", STOCK)

    def sell() -> bool:
        try:
            client.update_item(**take("quyt"))
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    return in_threads(sell)


@pytest.mark.usefixtures("resources", "eager_switching")
@pytest.mark.parametrize("round_", range(5))
def test_thirty_two_buyers_never_buy_more_than_there_is(aws: boto3.Session, round_: int) -> None:
    client = new_client(aws)
    assert sell_one_by_one(client) == STOCK
    assert left(client, "quyt") == 0


@pytest.mark.usefixtures("resources", "eager_switching")
def test_stock_moto_oversells_so_the_test_above_can_fail(aws: boto3.Session) -> None:
    client = new_client(aws)
    atomic_moto.uninstall()
    try:
        oversold = any(sell_one_by_one(client) > STOCK for _ in range(20))
    finally:
        atomic_moto.install()
    assert oversold


@pytest.mark.usefixtures("resources", "eager_switching")
@pytest.mark.parametrize("round_", range(3))
def test_transactions_over_two_items_are_all_or_nothing(aws: boto3.Session, round_: int) -> None:
    """B runs out first: A must have lost exactly as much as B, and each sale left exactly one order."""
    client = new_client(aws)
    put(client, "A", 60)
    put(client, "B", 40)
    numbers = iter(range(10_000))
    reasons: set[tuple[str, ...]] = set()

    def sell() -> bool:
        order = {"pk": {"S": f"order-{next(numbers)}"}, "sk": {"S": "order"}}
        try:
            client.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": "xulang", "Item": order}},
                    {"Update": take("A")},
                    {"Update": take("B")},
                ]
            )
        except client.exceptions.TransactionCanceledException as problem:
            reasons.add(tuple(reason["Code"] for reason in problem.response["CancellationReasons"]))
            return False
        return True

    assert in_threads(sell) == 40
    assert reasons == {("None", "None", "ConditionalCheckFailed")}
    assert (left(client, "A"), left(client, "B")) == (20, 0)
    assert client.scan(TableName="xulang")["Count"] == 2 + 40


@pytest.mark.usefixtures("resources")
def test_a_refused_transaction_leaves_neither_items_nor_stream_records(aws: boto3.Session) -> None:
    client = new_client(aws)
    put(client, "A", 1)
    put(client, "B", 0)
    before = records(aws)
    new = {"pk": {"S": "order"}, "sk": {"S": "order"}}
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "xulang", "Item": new}},
                {"Update": take("A")},
                {"Update": take("B")},
            ]
        )
    assert left(client, "A") == 1
    assert "Item" not in client.get_item(TableName="xulang", Key=new)
    assert records(aws) == before


@pytest.mark.usefixtures("resources")
def test_a_transaction_repeated_with_its_token_is_done_once(aws: boto3.Session) -> None:
    client = new_client(aws)
    put(client, "A", 5)
    for _ in range(3):
        client.transact_write_items(ClientRequestToken="t1", TransactItems=[{"Update": take("A")}])
    assert left(client, "A") == 4
    with pytest.raises(client.exceptions.IdempotentParameterMismatchException):
        client.transact_write_items(
            ClientRequestToken="t1", TransactItems=[{"Delete": {k: take("A")[k] for k in ("TableName", "Key")}}]
        )
    client.transact_write_items(ClientRequestToken="t2", TransactItems=[{"Update": take("A")}])
    assert left(client, "A") == 3


@pytest.mark.usefixtures("resources")
def test_a_refused_transaction_may_be_tried_again_with_its_token(aws: boto3.Session) -> None:
    client = new_client(aws)
    put(client, "A", 0)
    call = {"ClientRequestToken": "t1", "TransactItems": [{"Update": take("A")}]}
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(**call)
    put(client, "A", 1)
    client.transact_write_items(**call)
    assert left(client, "A") == 0


def test_another_version_of_moto_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_moto.moto, "__version__", "5.3.0")
    with pytest.raises(RuntimeError, match=r"5\.3\.0"):
        atomic_moto.install()


def records(session: boto3.Session) -> list[str]:
    streams = session.client("dynamodbstreams")
    (stream,) = streams.list_streams(TableName="xulang")["Streams"]
    (shard,) = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=stream["StreamArn"], ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    return [r["dynamodb"]["SequenceNumber"] for r in streams.get_records(ShardIterator=iterator)["Records"]]
