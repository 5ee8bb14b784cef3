"""Poison reaches the dead letters and comes into sight; sent again, days later and twice, it does its work once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from chalicelib.store import dead_letters
from chalicelib.store.queues import Queues
from chalicelib.usecases.dead_letters import collect_dead_letters, list_dead_letters, redrive, redrive_all
from market.catalogue import CarrierName

from tests.functions.buying import buy
from tests.functions.conftest import SESSION, Shop

QUEUE = "xulang-dispatch-viettelpost"


@pytest.fixture
def sqs() -> Any:
    return SESSION.client("sqs")


def url(sqs: Any, name: str) -> str:
    return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])


def bury(sqs: Any, body: str, queue: str = QUEUE) -> None:
    sqs.send_message(QueueUrl=url(sqs, f"{queue}-dead"), MessageBody=body)


def collect(shop: Shop) -> int:
    return collect_dead_letters(shop.table, queues=shop.services.queues, now=shop.now)


def seen(shop: Shop) -> list[tuple[str, str]]:
    return [(letter["queue"], letter["reason"]) for letter in shop.audit()["dead_letters"]]


def test_a_poison_message_is_in_sight_and_its_neighbours_are_done(shop: Shop, sqs: Any) -> None:
    """Through the queue's own limit of receives, as in life."""
    policy = json.loads(
        sqs.get_queue_attributes(QueueUrl=url(sqs, QUEUE), AttributeNames=["RedrivePolicy"])["Attributes"][
            "RedrivePolicy"
        ]
    )
    attributes = {"RedrivePolicy": json.dumps(policy | {"maxReceiveCount": 2}), "VisibilityTimeout": "0"}
    sqs.set_queue_attributes(QueueUrl=url(sqs, QUEUE), Attributes=attributes)
    shop.open()
    shop.services.queues.send("dispatch-viettelpost", "this is no message")
    buy(shop)
    for _ in range(4):
        shop.pump.run_once()
    shop.pump.run_schedule("clock")
    assert seen(shop) == [("dispatch-viettelpost", "malformed")]
    assert [parcel["state"] for parcel in shop.audit()["parcels"]] == ["submitted", "submitted"]
    shop.check()


@pytest.mark.parametrize(
    ("role", "queue", "body", "reason"),
    [
        ("content", "xulang-content", '{"version": 9}', "failed"),
        ("content", "xulang-content", "[]", "malformed"),
        ("dispatch-vnpost", "xulang-dispatch-vnpost", "{" * 9, "malformed"),
        ("outbox", "xulang-outbox", '{"requestContext": {}}', "stream_record"),
    ],
)
def test_each_queue_has_its_letters_seen(shop: Shop, sqs: Any, role: str, queue: str, body: str, reason: str) -> None:
    bury(sqs, body, queue)
    assert collect(shop) == 1
    assert collect(shop) == 0
    assert seen(shop) == [(role, reason)]
    [letter] = list_dead_letters(shop.table)
    assert (letter.body, letter.first_seen) == (body, shop.now)


def test_a_letter_redriven_days_later_and_twice_makes_one_shipment(shop: Shop, sqs: Any) -> None:
    shop.open()
    code = buy(shop)
    for _ in range(2):
        bury(sqs, f'{{"task":"dispatch","parcel_id":"{code}-1"}}')
    collect(shop)
    shop.pump.run_once()
    shop.pass_time(days=5)
    assert redrive_all(shop.table, queues=shop.services.queues) == 2
    shop.pump.run_once()
    assert len(shop.carriers[CarrierName.VIETTELPOST].created) == 1
    assert seen(shop) == []
    shop.check()


def test_redrive_sends_the_very_message_and_forgets_it(shop: Shop, sqs: Any) -> None:
    shop.open()
    code = buy(shop)
    shop.pump.run_once()
    shop.carriers[CarrierName.VIETTELPOST].created.clear()
    bury(sqs, f'{{"task":"label","parcel_id":"{code}-1"}}')
    collect(shop)
    [letter] = list_dead_letters(shop.table)
    assert redrive(shop.table, id=letter.id, queues=shop.services.queues)
    assert not redrive(shop.table, id=letter.id, queues=shop.services.queues)
    assert not redrive(shop.table, id="content#nothing", queues=shop.services.queues)
    waiting = sqs.receive_message(QueueUrl=url(sqs, QUEUE))["Messages"]
    assert [json.loads(message["Body"]) for message in waiting] == [{"task": "label", "parcel_id": f"{code}-1"}]


def test_a_record_of_the_stream_is_made_good_by_drawing_every_page(shop: Shop, sqs: Any) -> None:
    shop.open(with_pages=True)
    shop.services.site_bucket.put("san-pham/na-chi-lang/index.html", b"old", content_type="text/html", cache="")
    bury(sqs, "{}", "xulang-outbox")
    collect(shop)
    redrive_all(shop.table, queues=shop.services.queues)
    shop.pump.run_once()
    assert shop.page("/san-pham/na-chi-lang") != "old"


def test_one_who_dies_between_keeping_and_deleting_shows_it_once(
    shop: Shop, sqs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bury(sqs, "{}")

    def die(self: Queues, role: str, receipt: str) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as dying:
        dying.setattr(Queues, "delete_dead", die)
        with pytest.raises(RuntimeError):
            collect(shop)
    assert collect(shop) == 0, "hidden from others for a minute"
    assert len(seen(shop)) == 1
    [letter] = list_dead_letters(shop.table)
    dead_letters.keep(shop.table, replace(letter, first_seen=shop.now + timedelta(hours=1)))
    assert list_dead_letters(shop.table) == [letter], "seen a second time, it is the same one"


def test_more_letters_than_fit_one_page_are_all_listed(shop: Shop, sqs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "PAGE", 2)
    for place in range(5):
        bury(sqs, f'{{"number": {place}}}')
    assert collect(shop) == 5
    assert len(list_dead_letters(shop.table)) == 5
