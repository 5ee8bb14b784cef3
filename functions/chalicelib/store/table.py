"""The one table, and the one way to change anything in it, :meth:`Table.commit`. Its keys are in :mod:`.keys`.

The locking rule: a change names its own condition and is refused if that does not hold; nothing is read, changed in
memory and written back without one. See docs/decisions/0003.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from market.refusals import Busy

from chalicelib.store.keys import Key
from chalicelib.store.patience import MAX_TRIES, jittered_seconds, with_patience
from chalicelib.store.rows import Row, from_attributes, to_attribute, to_attributes

# Sorts before every id; the empty text would do too, were it allowed in a key.
_BEFORE_ALL = " "

# The limit of DynamoDB for one transaction; the caps in market.cart keep an order under it.
MAX_WRITES = 100
# `#word` in an expression stands for the attribute `word`: many plain names (state, total …) are reserved words.
_NAME = re.compile(r"#(\w+)")


@dataclass(frozen=True, slots=True)
class Write:
    """One operation of a transaction. ``otherwise`` is raised when this operation's own condition does not hold."""

    operation: Mapping[str, Any]
    otherwise: Exception | None = None


class Table:
    """``client`` is a botocore DynamoDB client; ``pause`` waits between tries (seconds), replaced in tests."""

    def __init__(self, client: Any, name: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._name = name
        self._pause = pause

    def put(self, key: Key, row: Row, *, when: str = "", otherwise: Exception | None = None, **values: Any) -> Write:
        """Put a row over whatever is there, when the condition holds."""
        item = to_attributes({"pk": key[0], "sk": key[1], **row})
        return Write({"Put": self._request({"Item": item}, when, values)}, otherwise)

    def create(self, key: Key, row: Row, *, otherwise: Exception | None = None) -> Write:
        """Put a row where none is."""
        return self.put(key, row, when="attribute_not_exists(pk)", otherwise=otherwise)

    def update(
        self, key: Key, expression: str, *, when: str = "", otherwise: Exception | None = None, **values: Any
    ) -> Write:
        """Change a row by an update expression over ``#names`` and ``:values``, when the condition holds."""
        return Write({"Update": self._request(self._change(key, expression), when, values)}, otherwise)

    def delete(self, key: Key, *, when: str = "", otherwise: Exception | None = None, **values: Any) -> Write:
        return Write({"Delete": self._request({"Key": _key(key)}, when, values)}, otherwise)

    def check(self, key: Key, *, when: str, otherwise: Exception, **values: Any) -> Write:
        """Change nothing, but refuse the transaction unless the condition holds."""
        return Write({"ConditionCheck": self._request({"Key": _key(key)}, when, values)}, otherwise)

    def commit(self, *writes: Write) -> None:
        """All of the writes, or none.

        Raises the ``otherwise`` of the first write whose condition failed; that is an answer and is not tried again.
        Conflicts, throttling and lost answers are tried again up to MAX_TRIES times, with jitter, under one token, so
        what was done and not heard of is not done twice; then :class:`Busy`.
        """
        if len(writes) > MAX_WRITES:
            raise ValueError(f"{len(writes)} writes in one transaction, {MAX_WRITES} are allowed")
        request = {"TransactItems": [write.operation for write in writes], "ClientRequestToken": str(uuid.uuid4())}
        self._patiently(self._client.transact_write_items, request, [write.otherwise for write in writes])

    def change_one(
        self,
        key: Key,
        expression: str,
        *,
        when: str = "",
        otherwise: Exception | None = None,
        names: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Row:
        """One conditional update outside of a transaction; answers the row as it is afterwards. ``names`` gives the
        attributes of those ``#names`` that differ from it.

        It carries no token: when its answer was lost it is made again, so it must not count, or its condition must
        tell that it was made already."""
        request = self._request(self._change(key, expression), when, values)
        request.get("ExpressionAttributeNames", {}).update({f"#{short}": name for short, name in (names or {}).items()})
        request["ReturnValues"] = "ALL_NEW"
        answer = self._patiently(self._client.update_item, request, [otherwise])
        return from_attributes(answer["Attributes"])

    def create_one(self, key: Key, row: Row, *, otherwise: Exception) -> None:
        """Put one row where none is, outside of a transaction. When its answer was lost, ``otherwise`` may be raised
        although the row is this very one: what is there is what was to be there."""
        self._patiently(self._client.put_item, dict(self.create(key, row).operation["Put"]), [otherwise])

    def get(self, key: Key) -> Row | None:
        """The row as it is now (strongly consistent), None where there is none."""
        request = {"TableName": self._name, "Key": _key(key), "ConsistentRead": True}
        answer = self._patiently(self._client.get_item, request)
        return from_attributes(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Row]:
        """The rows that there are, strongly consistent, by key. In one call up to 100 keys."""
        wanted = list(dict.fromkeys(keys))
        found: dict[Key, Row] = {}
        for start in range(0, len(wanted), 100):
            pending: dict[str, Any] = {
                self._name: {"Keys": [_key(key) for key in wanted[start : start + 100]], "ConsistentRead": True}
            }
            for attempt in range(MAX_TRIES):
                answer = self._patiently(self._client.batch_get_item, {"RequestItems": pending})
                for item in answer["Responses"].get(self._name, []):
                    row = from_attributes(item)
                    found[row["pk"], row["sk"]] = row
                pending = answer.get("UnprocessedKeys") or {}
                if not pending:
                    break
                self._pause(jittered_seconds(attempt))
            else:
                raise Busy
        return found

    def partition(self, pk: str, prefix: str = "") -> list[Row]:
        """Every row of one partition whose sort key starts with ``prefix``, in its order, strongly consistent."""
        request: dict[str, Any] = {
            "TableName": self._name,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)" if prefix else "pk = :pk",
            "ExpressionAttributeValues": to_attributes({":pk": pk, ":sk": prefix} if prefix else {":pk": pk}),
        }
        return list(self._pages(self._client.query, request))

    def due(self, kind: str, before: str, limit: int) -> list[Key]:
        """Keys whose ``due_at`` has come, oldest first. From an index that may lag: candidates, to be read again."""
        answer = self._index("due_kind = :kind AND due_at <= :edge", kind, before, limit)
        return [(item["pk"]["S"], item["sk"]["S"]) for item in answer["Items"]]

    def due_after(self, kind: str, last: str, limit: int) -> list[tuple[Key, str]]:
        """The next keys of a kind after the place ``last``, with their places: for walking through all of them."""
        answer = self._index("due_kind = :kind AND due_at > :edge", kind, last or _BEFORE_ALL, limit)
        return [((item["pk"]["S"], item["sk"]["S"]), item["due_at"]["S"]) for item in answer["Items"]]

    def everything(self) -> Iterator[Row]:
        """Every row, for audits: strongly consistent, page by page."""
        yield from self._pages(self._client.scan, {"TableName": self._name, "ConsistentRead": True})

    def _index(self, condition: str, kind: str, edge: str, limit: int) -> Any:
        request = {
            "TableName": self._name,
            "IndexName": "due",
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": to_attributes({":kind": kind, ":edge": edge}),
            "Limit": limit,
        }
        return self._patiently(self._client.query, request)

    def _pages(self, call: Callable[..., Any], request: dict[str, Any]) -> Iterator[Row]:
        while True:
            answer = self._patiently(call, request)
            yield from map(from_attributes, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request = {**request, "ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _change(self, key: Key, expression: str) -> dict[str, Any]:
        return {"Key": _key(key), "UpdateExpression": expression}

    def _request(self, request: dict[str, Any], condition: str, values: Mapping[str, Any]) -> dict[str, Any]:
        request["TableName"] = self._name
        if condition:
            request["ConditionExpression"] = condition
        if short := _NAME.findall(request.get("UpdateExpression", "") + condition):
            request["ExpressionAttributeNames"] = {f"#{name}": name for name in short}
        if values:
            request["ExpressionAttributeValues"] = {f":{name}": to_attribute(value) for name, value in values.items()}
        return request

    def _patiently(
        self, call: Callable[..., Any], request: Mapping[str, Any], refusals: Sequence[Exception | None] = ()
    ) -> Any:
        return with_patience(lambda: call(**request), refusals=refusals, pause=self._pause)


def _key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}
