"""Messages: ids and a version; each is known from the others, and one of another version is not obeyed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from market.catalogue import Announcement, Kind
from market.messages import DrawAll, DrawPages, PageName, ParcelTask, StockMoved, Task, read_parcel_task
from market.wire import Malformed, from_json, to_json

WRITTEN: list[tuple[Any, str]] = [
    (ParcelTask(task=Task.DISPATCH, parcel_id="LS-1"), '{"task":"dispatch","parcel_id":"LS-1","version":1}'),
    (ParcelTask(task=Task.LABEL, parcel_id="LS-1"), '{"task":"label","parcel_id":"LS-1","version":1}'),
    (DrawPages(draw=(PageName(kind=Kind.SHOP, id="gh-1"),)), '{"draw":[{"kind":"shop","id":"gh-1"}],"version":1}'),
    (StockMoved(stock_of="sp-1"), '{"stock_of":"sp-1","version":1}'),
    (DrawAll(all_of=Kind.STORY, after=""), '{"all_of":"story","after":"","version":1}'),
    (Announcement(kind=Kind.PRODUCT, id="sp-1", revision=4), '{"kind":"product","id":"sp-1","revision":4}'),
]


@pytest.mark.parametrize(("message", "text"), WRITTEN, ids=[type(message).__name__ for message, _ in WRITTEN])
def test_messages_in_flight_during_a_deploy_are_still_read(message: Any, text: str) -> None:
    assert to_json(message) == text
    assert from_json(type(message), text) == message


def test_no_message_is_taken_for_another() -> None:
    for message, text in WRITTEN:
        for other in {type(other) for other, _ in WRITTEN} - {type(message)}:
            with pytest.raises(Malformed, match="missing"):
                from_json(other, text)


@pytest.mark.parametrize("task", Task)
def test_a_parcels_task_is_read(task: Task) -> None:
    wanted = ParcelTask(task=task, parcel_id="LS7K3M2QS-1")
    assert read_parcel_task(to_json(wanted)) == wanted
    assert read_parcel_task(json.dumps({"task": task.value, "parcel_id": "LS7K3M2QS-1"})) == wanted


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('{"task":"dispatch","parcel_id":"x","version":2}', "ParcelTask: version 2, this reader knows 1"),
        ('{"task":"dispatch","parcel_id":"x","version":0}', "ParcelTask: version 0, this reader knows 1"),
        ('{"task":"dispatch","parcel_id":"x","version":true}', "ParcelTask.version: expected int"),
        ('{"task":"burn","parcel_id":"x"}', "ParcelTask.task: expected one of dispatch, label"),
        ('{"task":"dispatch"}', "ParcelTask.parcel_id: missing"),
        ("[]", "ParcelTask: expected an object"),
        ("", "ParcelTask: not JSON (JSONDecodeError)"),
    ],
)
def test_anything_else_is_malformed(body: str, problem: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_parcel_task(body)
    assert str(refused.value).startswith(problem)
