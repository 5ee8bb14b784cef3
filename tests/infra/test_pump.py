"""The pump treats queues, the stream and the clock as Lambda's pollers do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from types import ModuleType

import boto3
import pytest

from infra.local.pump import Pump, seconds_between
from infra.local.settle import settle
from infra.local.sources import failed_ids

pytestmark = pytest.mark.usefixtures("resources")


@pytest.fixture
def pump(aws: boto3.Session, fixture_app: ModuleType) -> Pump:
    return Pump(fixture_app.app, session=aws, stream_attempts=3)


@pytest.fixture
def running(pump: Pump) -> Iterator[Pump]:
    pump.start()
    yield pump
    assert pump.stop(timeout=5)


def send(session: boto3.Session, queue: str, *bodies: str) -> None:
    sqs = session.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)


def depth(session: boto3.Session, queue: str) -> int:
    """All messages of a queue, those hidden from readers too."""
    sqs = session.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(value) for value in found.values())


def put(session: boto3.Session, *keys: str) -> None:
    client = session.client("dynamodb")
    for key in keys:
        client.put_item(TableName="xulang", Item={"pk": {"S": "p"}, "sk": {"S": key}})


def wait_for(what, seconds: float = 5.0) -> float:
    started = time.monotonic()
    while not what():
        assert time.monotonic() - started < seconds, "it did not happen"
        time.sleep(0.005)
    return time.monotonic() - started


def test_a_handled_message_is_deleted(aws: boto3.Session, fixture_app: ModuleType, pump: Pump) -> None:
    send(aws, "xulang-content", "một", "hai")
    assert pump.run_once() == 2
    assert sorted(fixture_app.seen) == [("publish", "hai"), ("publish", "một")]
    assert depth(aws, "xulang-content") == 0
    assert pump.run_once() == 0


def test_a_failed_message_comes_back_and_ends_in_the_dead_letters(
    aws: boto3.Session, fixture_app: ModuleType, pump: Pump
) -> None:
    fixture_app.broken.add("hỏng")
    send(aws, "xulang-dispatch-vnpost", "hỏng", "lành")
    assert pump.run_once() == 1
    assert depth(aws, "xulang-dispatch-vnpost") == 1, "the failed one is left, hidden until its visibility ends"
    assert pump.run_once() == 0, "it is not waited for"
    for _ in range(2):
        time.sleep(1.1)
        pump.run_once()
    assert fixture_app.seen.count(("dispatch_vnpost", "hỏng")) == 2, "maxReceiveCount of this test"
    assert depth(aws, "xulang-dispatch-vnpost") == 0
    assert depth(aws, "xulang-dispatch-vnpost-dead") == 1
    assert depth(aws, "xulang-dispatch-viettelpost-dead") == 0


def test_a_message_that_recovers_is_handled_on_its_second_visit(
    aws: boto3.Session, fixture_app: ModuleType, pump: Pump
) -> None:
    fixture_app.broken.add("đơn")
    send(aws, "xulang-content", "đơn")
    assert pump.run_once() == 0
    fixture_app.broken.clear()
    time.sleep(1.1)
    assert pump.run_once() == 1
    assert depth(aws, "xulang-content") + depth(aws, "xulang-content-dead") == 0


def test_the_stream_arrives_in_order(aws: boto3.Session, fixture_app: ModuleType, pump: Pump) -> None:
    keys = [f"{n:03}" for n in range(35)]
    put(aws, *keys)
    assert pump.run_once() == 35
    assert [key for _, key in fixture_app.seen] == keys
    put(aws, "sau")
    assert pump.run_once() == 1, "it reads on, not again"


def test_the_stream_never_passes_a_failed_record(aws: boto3.Session, fixture_app: ModuleType, pump: Pump) -> None:
    put(aws, "1", "2", "3", "4", "5")
    fixture_app.broken.add("3")
    assert pump.run_once() == 2
    assert ("outbox", "4") not in fixture_app.seen[-2:]
    fixture_app.seen.clear()
    fixture_app.broken.clear()
    assert pump.run_once() == 3
    assert fixture_app.seen == [("outbox", "3"), ("outbox", "4"), ("outbox", "5")]


def test_a_record_that_never_works_is_buried_and_the_rest_goes_on(
    aws: boto3.Session, fixture_app: ModuleType, pump: Pump
) -> None:
    put(aws, "1", "2", "3")
    fixture_app.broken.add("2")
    assert sum(pump.run_once() for _ in range(5)) == 2
    assert fixture_app.seen[-1] == ("outbox", "3")
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName="xulang-outbox-dead")["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    obituary = json.loads(message["Body"])
    assert obituary["DDBStreamBatchInfo"]["startSequenceNumber"]
    assert obituary["requestContext"]["condition"] == "RetryAttemptsExhausted"


def test_a_schedule_is_called_by_name(fixture_app: ModuleType, pump: Pump) -> None:
    pump.run_schedule("clock")
    ((function, at),) = fixture_app.seen
    assert function == "clock"
    assert at.endswith("Z")
    with pytest.raises(KeyError, match="there are: clock"):
        pump.run_schedule("watch")


def test_run_once_does_not_run_schedules(fixture_app: ModuleType, pump: Pump) -> None:
    assert pump.run_once() == 0
    assert fixture_app.seen == []


def test_a_hanging_carrier_does_not_delay_the_other(aws: boto3.Session, fixture_app: ModuleType, running: Pump) -> None:
    send(aws, "xulang-dispatch-viettelpost", "hang", "hang", "hang")
    send(aws, "xulang-dispatch-vnpost", "nhanh")
    assert wait_for(lambda: ("dispatch_vnpost", "nhanh") in fixture_app.seen) < 1.0
    assert ("dispatch_viettelpost", "hang") not in fixture_app.seen


def test_work_is_taken_up_within_a_fifth_of_a_second(
    aws: boto3.Session, fixture_app: ModuleType, running: Pump
) -> None:
    wait_for(lambda: fixture_app.seen)  # The clock strikes at once: every thread is up by then.
    time.sleep(0.5)
    delays = []
    for n in range(5):
        send(aws, "xulang-content", f"thư {n}")
        delays.append(wait_for(lambda n=n: ("publish", f"thư {n}") in fixture_app.seen))
        put(aws, f"dòng {n}")
        delays.append(wait_for(lambda n=n: ("outbox", f"dòng {n}") in fixture_app.seen))
    assert sorted(delays)[len(delays) // 2] < 0.2, delays


def test_stopping_waits_for_what_is_being_handled(aws: boto3.Session, fixture_app: ModuleType, pump: Pump) -> None:
    pump.start()
    send(aws, "xulang-dispatch-viettelpost", "hang")
    time.sleep(0.5)
    assert pump.stop(timeout=5)
    assert ("dispatch_viettelpost", "hang") in fixture_app.seen
    assert depth(aws, "xulang-dispatch-viettelpost") == 0
    assert not [t for t in threading.enumerate() if t.name == "dispatch_viettelpost"]


def test_neither_bodies_nor_numbers_get_into_the_log(
    aws: boto3.Session, fixture_app: ModuleType, pump: Pump, capsys: pytest.CaptureFixture[str]
) -> None:
    fixture_app.broken.add("hỏng")
    send(aws, "xulang-content", "hỏng", "riêng tư")
    pump.run_once()
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines()]
    assert {line["what"] for line in lines} == {"failed", "done"}
    assert "riêng tư" not in logged
    assert "0912345678" not in logged
    (failed,) = (line for line in lines if line["what"] == "failed")
    assert failed["error"] == "RuntimeError"
    assert any("app.py" in frame for frame in failed["where"])


def test_settling_waits_until_everything_announced_is_handled(aws: boto3.Session, pump: Pump) -> None:
    sqs = aws.client("sqs")
    send(aws, "xulang-content", "một")
    with pytest.raises(TimeoutError, match="1 messages of xulang-content"):
        settle(sqs, "xulang-content", seconds=0.3)
    pump.run_once()
    settle(sqs, "xulang-content", seconds=5)


def test_settling_counts_what_somebody_is_working_on(aws: boto3.Session) -> None:
    sqs = aws.client("sqs")
    send(aws, "xulang-content", "một")
    sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName="xulang-content")["QueueUrl"], VisibilityTimeout=30)
    with pytest.raises(TimeoutError):
        settle(sqs, "xulang-content", seconds=0.3)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, {"b"}),
        ({"batchItemFailures": [{"itemIdentifier": "nobody"}]}, {"a", "b"}),
        ({"batchItemFailures": [{}]}, {"a", "b"}),
    ],
)
def test_partial_failures_are_read_as_lambda_reads_them(answer: object, expected: set[str]) -> None:
    assert failed_ids(answer, ["a", "b"]) == expected


def test_only_rates_can_be_followed() -> None:
    assert seconds_between("rate(1 minute)") == 60
    assert seconds_between("rate(2 hours)") == 7200
    with pytest.raises(ValueError, match="cron"):
        seconds_between("cron(0 2 * * ? *)")
