"""Events: one grammar for all, and nothing of a person in any."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields

import pytest
from market import events
from market.events import (
    EVENTS,
    Event,
    OrderConfirmed,
    OrderPlaced,
    ParcelMoved,
    ParcelParked,
    ParcelSubmitted,
    PaymentCaptured,
)
from market.money import Dong

NAMED = [
    (
        OrderPlaced(order_code="LS", total=Dong(344_500), payment="cod"),
        "order.placed",
        {"total": 344_500, "payment": "cod"},
    ),
    (OrderConfirmed(order_code="LS"), "order.confirmed", {}),
    (
        PaymentCaptured(order_code="LS", provider="stripe", payment_id="pi_1", amount=Dong(1)),
        "payment.captured",
        {"provider": "stripe", "payment_id": "pi_1", "amount": 1},
    ),
    (
        ParcelSubmitted(order_code="LS", parcel_id="LS-1", waybill="W"),
        "parcel.submitted",
        {"parcel_id": "LS-1", "waybill": "W"},
    ),
    (
        ParcelMoved(order_code="LS", parcel_id="LS-1", state="lost"),
        "parcel.moved",
        {"parcel_id": "LS-1", "state": "lost"},
    ),
    (
        ParcelParked(order_code="LS", parcel_id="LS-1", reason="r"),
        "parcel.parked",
        {"parcel_id": "LS-1", "reason": "r"},
    ),
]


@pytest.mark.parametrize(("event", "name", "details"), NAMED, ids=[name for _, name, _ in NAMED])
def test_names_and_details(event: Event, name: str, details: dict[str, object]) -> None:
    assert event.name == name
    assert event.details() == details


def test_every_event_is_listed_once() -> None:
    defined = [
        kind
        for kind in vars(events).values()
        if inspect.isclass(kind) and issubclass(kind, Event) and kind is not Event
    ]
    assert sorted(EVENTS, key=str) == sorted(defined, key=str)


@pytest.mark.parametrize("kind", EVENTS)
def test_a_name_is_a_noun_and_a_past_participle(kind: type[Event]) -> None:
    plain = {field.name: Dong(0) if field.type == "Dong" else "" for field in fields(kind)}
    name = kind(**plain).name
    assert re.fullmatch(r"[a-z]+\.[a-z]+(ed|id|sent|held)", name), name


@pytest.mark.parametrize("kind", EVENTS)
def test_no_event_has_a_field_for_a_person(kind: type[Event]) -> None:
    names = {field.name for field in fields(kind)}
    assert "order_code" in names
    of_persons = {"phone", "address", "receiver", "name", "line", "email", "account", "note"}
    assert not {name for name in names if of_persons & set(name.split("_"))}
