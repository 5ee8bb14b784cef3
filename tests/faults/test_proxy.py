"""The fault proxy does what it says, to the SDK that our functions use: faults that are not had prove nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.faults.proxy import Fault, FaultProxy, fault_proxy
from tests.functions.conftest import SESSION

pytestmark = pytest.mark.faults

KEY = {"pk": {"S": "a"}}


@pytest.fixture
def proxy(engine: str) -> Iterator[FaultProxy]:
    with fault_proxy(engine) as made:
        client_of(made).create_table(
            TableName="proxied",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )
        made.clear()
        yield made
        made.clear()
        client_of(made).delete_table(TableName="proxied")


def client_of(proxy: FaultProxy, attempts: int = 1):
    config = Config(retries={"total_max_attempts": attempts, "mode": "standard"}, connect_timeout=2, read_timeout=2)
    return SESSION.client("dynamodb", endpoint_url=proxy.url, config=config)


def count_up(proxy: FaultProxy, attempts: int = 1) -> None:
    client_of(proxy, attempts).update_item(
        TableName="proxied", Key=KEY, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": {"N": "1"}}
    )


def counted(proxy: FaultProxy) -> int:
    found = client_of(proxy).get_item(TableName="proxied", Key=KEY, ConsistentRead=True)
    return int(found.get("Item", {}).get("n", {"N": "0"})["N"])


@pytest.mark.parametrize(
    ("fault", "done"), [(Fault.DROP_BEFORE, 0), (Fault.DROP_AFTER, 1), (Fault.KILL_BEFORE, 0), (Fault.KILL_AFTER, 1)]
)
def test_an_answer_is_lost(proxy: FaultProxy, fault: Fault, done: int) -> None:
    killed: list[bool] = []
    rule = proxy.add(fault, "UpdateItem", times=1, kill=lambda: killed.append(True))
    with pytest.raises(BotoCoreError):
        count_up(proxy)
    assert (rule.fired, counted(proxy)) == (1, done)
    assert len(killed) == fault.value.startswith("kill")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.SERVER_ERROR, "InternalServerError"),
        (Fault.THROTTLE, "ThrottlingException"),
        (Fault.OVER_CAPACITY, "ProvisionedThroughputExceededException"),
    ],
)
def test_a_call_is_refused_and_not_done(proxy: FaultProxy, fault: Fault, code: str) -> None:
    proxy.add(fault, "UpdateItem", times=1)
    with pytest.raises(ClientError) as raised:
        count_up(proxy)
    assert raised.value.response["Error"]["Code"] == code
    assert counted(proxy) == 0


@pytest.mark.parametrize(
    ("fault", "reason"), [(Fault.CONFLICT, "TransactionConflict"), (Fault.THROTTLED_REASON, "ThrottlingError")]
)
def test_a_transaction_is_cancelled_with_reasons(proxy: FaultProxy, fault: Fault, reason: str) -> None:
    proxy.add(fault, "TransactWriteItems", times=1)
    put = {"Put": {"TableName": "proxied", "Item": KEY}}
    with pytest.raises(ClientError) as raised:
        client_of(proxy, 3).transact_write_items(TransactItems=[put])
    assert raised.value.response["Error"]["Code"] == "TransactionCanceledException"
    assert [one["Code"] for one in raised.value.response["CancellationReasons"]] == [reason]


def test_a_call_is_passed_on_twice(proxy: FaultProxy) -> None:
    proxy.add(Fault.DUPLICATE, "UpdateItem", times=1)
    count_up(proxy)
    assert counted(proxy) == 2
    assert (proxy.counts.came["UpdateItem"], proxy.counts.passed["UpdateItem"]) == (1, 2)


def test_the_sdk_repeats_a_lost_answer_and_so_counts_twice(proxy: FaultProxy) -> None:
    """Finding 3 of the fault model, and why a counter of ours never stands alone."""
    proxy.add(Fault.DROP_AFTER, "UpdateItem", times=1)
    count_up(proxy, attempts=3)
    assert counted(proxy) == 2


def test_faults_can_begin_later_end_and_come_by_chance(proxy: FaultProxy) -> None:
    proxy.add(Fault.SERVER_ERROR, "UpdateItem", after=1, times=1)
    count_up(proxy)
    with pytest.raises(ClientError):
        count_up(proxy)
    count_up(proxy)
    assert counted(proxy) == 2
    proxy.clear()
    proxy.add(Fault.SERVER_ERROR, "GetItem", chance=0.5)
    client = client_of(proxy)
    failed = 0
    for _ in range(40):
        try:
            client.get_item(TableName="proxied", Key=KEY)
        except ClientError:
            failed += 1
    assert failed == proxy.counts.faults[Fault.SERVER_ERROR]
    assert 5 < failed < 35
