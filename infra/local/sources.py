"""Where events come from: a queue, or the stream of a table. Each hands them to a handler as Lambda's pollers do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from infra.local import events

Invoke = Callable[[dict[str, Any]], Any]
Note = Callable[..., None]

LONG_POLL_SECONDS = 1  # How long an idle queue is waited on; also how long stopping may take.
STREAM_ATTEMPTS = 50  # As MaximumRetryAttempts in infra/functions.yaml.
STREAM_PAUSES = (0.15, 0.3, 0.6, 1.0, 2.0)  # Seconds between polls, longer after each failure; the last repeats.
SHARDS_EVERY = 100  # Polls between two looks for shards that were added.


def failed_ids(answer: Any, all_ids: Sequence[str]) -> set[str]:
    """Which records a handler reports as failed. An answer that names a record nobody sent fails the whole batch."""
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else None
    if not failures:
        return set()
    named = {failure.get("itemIdentifier") for failure in failures}
    return named if named <= set(all_ids) else set(all_ids)


class Polled(NamedTuple):
    """``seen``: records that were handed to the handler and are out of the way, for now or for good; ``done``: those
    of them that succeeded."""

    seen: int
    done: int


class QueueSource:
    """One SQS queue. A message is deleted when its handler succeeds; otherwise it comes back when its visibility ends,
    and after the queue's ``maxReceiveCount`` SQS moves it to the dead letters."""

    def __init__(self, client: Any, config: Any, invoke: Invoke, note: Note) -> None:
        self.name = config.name
        self._client, self._invoke, self._note = client, invoke, note
        self._batch_size = min(config.batch_size, 10)
        self._queue = config.queue or config.queue_arn.rsplit(":", 1)[-1]
        self._url = self._arn = ""

    def poll(self, *, wait: bool) -> Polled:
        """Receive one batch and handle it; ``wait`` a second for a message if there is none."""
        if not self._url:
            self._url = self._client.get_queue_url(QueueName=self._queue)["QueueUrl"]
            found = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
            self._arn = found["Attributes"]["QueueArn"]
        messages = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=self._batch_size,
            WaitTimeSeconds=LONG_POLL_SECONDS if wait else 0,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            return Polled(0, 0)
        ids = [message["MessageId"] for message in messages]
        try:
            failed = failed_ids(self._invoke(events.sqs_event(messages, queue_arn=self._arn)), ids)
        except Exception as problem:
            self._note("failed", self.name, problem, records=len(ids))
            failed = set(ids)
        done = [message for message in messages if message["MessageId"] not in failed]
        for message in done:
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return Polled(len(ids), len(done))

    def pause(self) -> float:
        return 0.0  # The long poll is the pause.


class StreamSource:
    """The stream of one table, in order per shard and never past a failed record: a failed batch is halved until the
    record at fault stands alone; after ``attempts`` that one is put in the dead letters and the stream goes on."""

    def __init__(
        self,
        streams: Any,
        config: Any,
        invoke: Invoke,
        note: Note,
        *,
        dead_letters: Callable[[str], None],
        attempts: int = STREAM_ATTEMPTS,
    ) -> None:
        self.name = config.name
        self._streams, self._invoke, self._note = streams, invoke, note
        self._dead_letters, self._attempts = dead_letters, attempts
        self._batch_size = config.batch_size
        # arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>: the label differs with every start of a
        # stand-in, the table's name does not.
        self._table = config.stream_arn.split(":", 5)[5].split("/")[1]
        self._arn = ""
        self._shards: dict[str, _Shard] = {}
        self._polls = 0

    def poll(self, *, wait: bool) -> Polled:
        """Read every shard once and handle what is there. A failed record is not out of the way, so it is not seen."""
        if self._polls % SHARDS_EVERY == 0:
            self._find_shards()
        self._polls += 1
        # A child continues its parent, so it waits until the parent is read to its end.
        open_shards = [s for s in self._shards.values() if s.iterator and not self._is_open(s.parent)]
        done = sum(self._read(shard) for shard in open_shards)
        return Polled(done, done)

    def pause(self) -> float:
        """Seconds until the next poll. A stream cannot be waited on, so it is looked at some seven times a second."""
        failures = max((shard.failures for shard in self._shards.values()), default=0)
        return STREAM_PAUSES[min(max(failures - 1, 0), len(STREAM_PAUSES) - 1)]

    def _is_open(self, shard_id: str | None) -> bool:
        parent = self._shards.get(shard_id or "")
        return parent is not None and parent.iterator is not None

    def _find_shards(self) -> None:
        if not self._arn:
            found = self._streams.list_streams(TableName=self._table)["Streams"]
            if not found:
                raise LookupError(f"the table {self._table} has no stream")
            self._arn = max(found, key=lambda stream: stream["StreamLabel"])["StreamArn"]
        page: dict[str, Any] = {"StreamArn": self._arn}
        while True:
            description = self._streams.describe_stream(**page)["StreamDescription"]
            for shard in description["Shards"]:
                if shard["ShardId"] not in self._shards:
                    self._shards[shard["ShardId"]] = _Shard(shard["ShardId"], shard.get("ParentShardId"))
                    self._seek(self._shards[shard["ShardId"]])
            if not description.get("LastEvaluatedShardId"):
                return
            page["ExclusiveStartShardId"] = description["LastEvaluatedShardId"]

    def _seek(self, shard: _Shard) -> None:
        position = (
            {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": shard.done_until}
            if shard.done_until
            else {"ShardIteratorType": "TRIM_HORIZON"}
        )
        found = self._streams.get_shard_iterator(StreamArn=self._arn, ShardId=shard.id, **position)
        shard.iterator = found["ShardIterator"]

    def _read(self, shard: _Shard) -> int:
        if not shard.waiting:
            try:
                answer = self._streams.get_records(ShardIterator=shard.iterator, Limit=self._batch_size)
            except ClientError:
                # The iterator expired, or what it pointed to did: read on after the last record that was done.
                self._seek(shard)
                return 0
            shard.waiting = answer["Records"]
            shard.following = answer.get("NextShardIterator")
        done = 0
        while shard.waiting:
            handled = self._handle(shard)
            if not handled:
                return done
            done += handled
        shard.iterator = shard.following
        return done

    def _handle(self, shard: _Shard) -> int:
        """Try the next records of a shard, fewer after each failure; 0 when the one in front failed."""
        batch = shard.waiting[: shard.size or len(shard.waiting)]
        ids = [record["dynamodb"]["SequenceNumber"] for record in batch]
        try:
            failed = failed_ids(self._invoke(events.stream_event(batch, stream_arn=self._arn)), ids)
        except Exception as problem:
            self._note("failed", self.name, problem, records=len(batch), attempt=shard.failures + 1)
            failed = set(ids)
        good = next((i for i, sequence in enumerate(ids) if sequence in failed), len(ids))
        if good:
            shard.advance(good)
            return good
        if len(batch) > 1:
            shard.size = len(batch) // 2
            return self._handle(shard)
        shard.failures += 1
        if shard.failures >= self._attempts:
            self._note("given up", self.name, None, sequence=ids[0])
            self._dead_letters(self._obituary(shard, ids[0]))
            shard.advance(1)
        return 0

    def _obituary(self, shard: _Shard, sequence: str) -> str:
        """What Lambda's on-failure destination is told: where the record is, never what is in it."""
        info = {"shardId": shard.id, "startSequenceNumber": sequence, "endSequenceNumber": sequence, "batchSize": 1}
        return json.dumps(
            {
                "requestContext": {"functionArn": self.name, "condition": "RetryAttemptsExhausted"},
                "timestamp": datetime.now(UTC).isoformat(),
                "DDBStreamBatchInfo": info | {"streamArn": self._arn},
            }
        )


class _Shard:
    """Where we are in one shard: the records read and not yet done, and where to read on."""

    def __init__(self, shard_id: str, parent: str | None) -> None:
        self.id, self.parent = shard_id, parent
        self.iterator: str | None = None
        self.following: str | None = None
        self.waiting: list[dict[str, Any]] = []
        self.size = 0  # 0: the whole batch; less after a failure.
        self.failures = 0
        self.done_until = ""

    def advance(self, count: int) -> None:
        self.done_until = self.waiting[count - 1]["dynamodb"]["SequenceNumber"]
        del self.waiting[:count]
        self.size = self.failures = 0
