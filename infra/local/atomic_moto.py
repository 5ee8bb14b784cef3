"""Make moto's DynamoDB behave like one: atomic calls, idempotent transactions.

Stock moto 5.2.5 has no lock and copies whole tables for every transaction, so concurrent writers oversell stock and
lose each other's writes, and a transaction over 5,000 items takes half a second. Importing this module and calling
:func:`install` before the server or ``mock_aws`` starts repairs that: every DynamoDB and stream call runs alone, a
refused transaction undoes only its own items, and nobody reads the stream records of a transaction that is undone.

It touches moto's internals, so moto is pinned and ``tests/infra/test_atomic_moto.py`` stands guard. It proves that our
conditions are right; it never answers TransactionConflict, which is covered elsewhere with a stubbed error.
"""

from __future__ import annotations

import copy
import json
import os
import threading
import time
from typing import Any

import moto
import moto.dynamodb.models as dynamodb_models
from moto.dynamodb.exceptions import DynamodbException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.responses import DynamoHandler
from moto.dynamodbstreams.models import DynamoDBStreamsBackend
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler

MOTO_VERSION = "5.2.5"
TOKEN_SECONDS = 600  # DynamoDB remembers a ClientRequestToken for ten minutes.
ITERATORS_KEPT = 1000  # moto keeps every shard iterator for ever; a poller makes ten of them a second.

_LOCK = threading.RLock()
_plain_deepcopy = copy.deepcopy
_stock = {
    (DynamoHandler, "call_action"): DynamoHandler.call_action,
    (DynamoHandler, "transact_write_items"): DynamoHandler.transact_write_items,
    (DynamoDBStreamsHandler, "call_action"): DynamoDBStreamsHandler.call_action,
    (DynamoDBStreamsBackend, "get_records"): DynamoDBStreamsBackend.get_records,
    (DynamoDBBackend, "transact_write_items"): DynamoDBBackend.transact_write_items,
}


class IdempotentParameterMismatch(DynamodbException):
    def __init__(self) -> None:
        super().__init__(
            "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
            "The same ClientRequestToken was used for another request.",
        )


def install() -> None:
    """Patch moto in this process; calling it again changes nothing. Refuses another version of moto."""
    if moto.__version__ != MOTO_VERSION:
        raise RuntimeError(
            f"atomic_moto knows moto {MOTO_VERSION}, not {moto.__version__}: check it against the new one"
        )
    patches = {
        (DynamoHandler, "call_action"): _alone(DynamoHandler),
        (DynamoHandler, "transact_write_items"): _once_per_token,
        (DynamoDBStreamsHandler, "call_action"): _alone(DynamoDBStreamsHandler),
        (DynamoDBStreamsBackend, "get_records"): _get_records,
        (DynamoDBBackend, "transact_write_items"): _transact_write_items,
    }
    for (owner, name), patch in patches.items():
        setattr(owner, name, patch)
    # botocore would ask for a stream under a host name that has the account's number in it, unknown to mock_aws.
    os.environ.setdefault("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")


def uninstall() -> None:
    """Give stock moto back: only for the test that shows why the patch is needed."""
    for (owner, name), original in _stock.items():
        setattr(owner, name, original)


def _alone(handler: type) -> Any:
    stock = _stock[handler, "call_action"]

    def call_action(self: Any, *args: Any, **kwargs: Any) -> Any:
        with _LOCK:
            return stock(self, *args, **kwargs)

    return call_action


def _once_per_token(self: Any) -> Any:
    """A transaction repeated with its token is answered as before and done once; only success is remembered."""
    token = self.body.get("ClientRequestToken")
    if not token:
        return _stock[DynamoHandler, "transact_write_items"](self)
    # Kept on the backend, so that moto's reset forgets them too.
    done = self.dynamodb_backend.__dict__.setdefault("_transaction_tokens", {})
    now = time.monotonic()
    for old in [name for name, (_, _, at) in done.items() if now - at > TOKEN_SECONDS]:
        del done[old]
    content = json.dumps(self.body["TransactItems"], sort_keys=True, default=repr)
    if token in done:
        first, answer, _ = done[token]
        if first != content:
            raise IdempotentParameterMismatch
        return answer
    answer = _stock[DynamoHandler, "transact_write_items"](self)
    done[token] = (content, answer, now)
    return answer


def _get_records(self: Any, iterator_arn: str, limit: int) -> Any:
    answer = _stock[DynamoDBStreamsBackend, "get_records"](self, iterator_arn, limit)
    while len(self.shard_iterators) > ITERATORS_KEPT:
        del self.shard_iterators[next(iter(self.shard_iterators))]
    return answer


class _CopyWithoutTables:
    """Stands in for the ``copy`` module while a transaction runs: a table is handed back instead of copied."""

    @staticmethod
    def deepcopy(value: Any, memo: Any = None) -> Any:
        return value if isinstance(value, dynamodb_models.Table) else _plain_deepcopy(value, memo)


def _transact_write_items(self: Any, transact_items: list[dict[str, Any]]) -> None:
    with _LOCK:
        before = [_Before(self, kind, op) for entry in transact_items for kind, op in entry.items()]
        dynamodb_models.copy = _CopyWithoutTables  # type: ignore[assignment]
        try:
            _stock[DynamoDBBackend, "transact_write_items"](self, transact_items)
        except BaseException:
            for item in before:
                item.restore()
            # The undoing left records of its own in the stream: cut it back after the last of them.
            for item in before:
                item.cut_stream()
            raise
        finally:
            dynamodb_models.copy = copy


class _Before:
    """One item, and the length of its table's stream, as they were before a transaction."""

    def __init__(self, backend: Any, kind: str, op: dict[str, Any]) -> None:
        self.table = backend.tables.get(op.get("TableName"))
        source = op.get("Item") if kind == "Put" else op.get("Key")
        self.writes = bool(
            self.table is not None and kind != "ConditionCheck" and source and self.table.hash_key_attr in source
        )
        if not self.writes:
            return
        range_name = self.table.range_key_attr
        self.hash = DynamoType(source[self.table.hash_key_attr])
        self.range = DynamoType(source[range_name]) if range_name and range_name in source else None
        self.item = _plain_deepcopy(self.table.get_item(self.hash, self.range))
        shard = self.table.stream_shard
        self.stream_length = len(shard.items) if shard is not None else 0

    def restore(self) -> None:
        if not self.writes:
            return
        if self.item is None:
            if self.table.get_item(self.hash, self.range) is not None:
                self.table.delete_item(self.hash, self.range)
        elif self.range is None:
            self.table.items[self.hash] = self.item
        else:
            self.table.items[self.hash][self.range] = self.item

    def cut_stream(self) -> None:
        if self.writes and self.table.stream_shard is not None:
            del self.table.stream_shard.items[self.stream_length :]
