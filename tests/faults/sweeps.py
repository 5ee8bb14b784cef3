"""The handlers that the crash sweep kills: what must exist before, the one call, and where it must arrive.

A new handler is one more line in SWEEPS.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.store import orders
from chalicelib.usecases.cancelling import Cancellation, cancel_order
from chalicelib.usecases.refunding import RefundOrder, request_refund
from market.money import Dong
from market.refunds import RefundKind, Wanted
from market.wire import to_json

from infra.local.outside.sending import Callback
from tests.faults.dying import Killed, Point, Side
from tests.faults.theatre import (
    TOTAL,
    CountedCards,
    Theatre,
    deliver,
    missed_by_the_stream,
    new_key,
    news_of,
    order_in,
    parcels_of,
    poll,
    unpaid,
)
from tests.functions import catalogue
from tests.functions.buying import BASKET, buy, call, fill_cart, order_of, place
from tests.functions.callbacks import card_event, transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """``prepare`` answers the thing that ``act`` works on; ``act`` may be called again, as its caller would."""

    name: str
    prepare: Callable[[Theatre], str]
    act: Callable[[Theatre, str], None]
    arrived: Callable[[Theatre, str], None]


# --- placing an order, and beginning to pay it ------------------------------------------------------------------------


def _place(theatre: Theatre, cart_id: str) -> str:
    """The order of the cart, as a client sends it again: with what it saw the first time, under the same key."""
    lines = [
        {"product_id": id, "quantity": units, "price": int(catalogue.PRODUCTS[id].price)}
        for id, units in BASKET.items()
    ]
    status, answer = place(theatre.stage, order_of(cart_id, {"lines": lines, "total": TOTAL}), key=f"key-of-{cart_id}")
    assert status == 201, answer
    return str(answer["code"])


def _is_placed_once(theatre: Theatre, cart_id: str) -> None:
    code = _place(theatre, cart_id)
    found = theatre.stage.audit()
    assert [key["order"] for key in found["idempotency_keys"]].count(code) == 1
    assert len(found["idempotency_keys"]) == len(found["orders"])
    assert {parcel["state"] for parcel in parcels_of(theatre, code)} == {"submitted"}


def _look(theatre: Theatre, code: str) -> None:
    token = theatre.stage.services.order_token(code)
    status, answer = call(theatre.stage, "GET", f"/api/v1/orders/{code}", authorization=f"Bearer {token}")
    assert status == 200, answer


def _card_order(theatre: Theatre) -> str:
    stage = theatre.stage
    if not isinstance(stage.services.providers["stripe"], CountedCards):
        cards = CountedCards(stage.services.providers["stripe"], theatre.calls)
        stage.services.providers = {**stage.services.providers, "stripe": cards}  # type: ignore[misc]
    return buy(stage, "stripe", key=new_key())


def _has_one_attempt(theatre: Theatre, code: str) -> None:
    stored = orders.get(theatre.stage.table, code)
    cards = theatre.stage.services.providers["stripe"]
    assert isinstance(cards, CountedCards)
    assert stored is not None
    assert stored.provider_reference == cards.made[code]


# --- being told of a payment, and of none -----------------------------------------------------------------------------


def _transfer(theatre: Theatre, code: str) -> None:
    status, answer = transfer(theatre.stage, TOTAL, f"CT DEN {code}", id=zlib.crc32(code.encode()))
    assert status == 200, answer


def _card(theatre: Theatre, code: str) -> None:
    status, answer = card_event(theatre.stage, code, TOTAL, id=f"evt_{code}", intent=f"pi_{code}")
    assert status == 200, answer


def _is_paid_once(theatre: Theatre, code: str) -> None:
    order = order_in(theatre, code)
    assert (order["state"], order["captured"]) == ("confirmed", TOTAL)
    assert (order["history"].count("payment.captured"), order["history"].count("order.confirmed")) == (1, 1)
    assert {parcel["state"] for parcel in parcels_of(theatre, code)} == {"submitted"}


def _expired_order(theatre: Theatre) -> str:
    code = buy(theatre.stage, "vietqr", key=new_key())
    theatre.stage.pass_time(minutes=31)
    return code


def _clock(theatre: Theatre, code: str) -> None:
    theatre.stage.pump.run_schedule("clock")


def _is_given_up_once(theatre: Theatre, code: str) -> None:
    order = order_in(theatre, code)
    assert order["state"] == "expired"
    assert order["history"].count("order.expired") == 1
    assert {parcel["state"] for parcel in parcels_of(theatre, code)} == {"cancelled"}


def _half_applied(theatre: Theatre) -> str:
    """A transfer that was kept and never applied: its process died right after the inbox row."""
    code = buy(theatre.stage, "vietqr", key=new_key())
    with contextlib.suppress(Killed), theatre.calls.watched(Point(0, Side.AFTER)):
        _transfer(theatre, code)
    theatre.stage.pass_time(seconds=40)
    return code


# --- what follows: messages, carriers, labels, news -------------------------------------------------------------------


def _bought(theatre: Theatre) -> str:
    return buy(theatre.stage, "cod", key=new_key())


def _announced(theatre: Theatre) -> str:
    code = _bought(theatre)
    poll(theatre, "outbox")
    return code


def _is_sent(theatre: Theatre, code: str) -> None:
    assert {parcel["state"] for parcel in parcels_of(theatre, code)} == {"submitted"}


def _dispatches(name: str) -> Callable[[Theatre, str], None]:
    return lambda theatre, code: poll(theatre, f"dispatch_{name}")


def _is_with(name: str) -> Callable[[Theatre, str], None]:
    """On its way or in sight; what the carrier says next of our reference takes up what was parked."""

    def arrived(theatre: Theatre, code: str) -> None:
        [parcel] = [parcel for parcel in parcels_of(theatre, code) if parcel["carrier"] == name]
        made = theatre.world.with_reference(name, parcel["id"])
        assert len(made) == 1
        assert parcel["parked"] or (parcel["state"], parcel["waybill"]) == ("submitted", made[0].waybill)
        deliver(theatre, news_of(theatre, made[0], "picked_up"))
        [parcel] = [parcel for parcel in parcels_of(theatre, code) if parcel["carrier"] == name]
        assert (parcel["waybill"], parcel["parked"]) == (made[0].waybill, "")

    return arrived


def _unlabelled(name: str) -> Callable[[Theatre], str]:
    def prepare(theatre: Theatre) -> str:
        code = _announced(theatre)
        poll(theatre, f"dispatch_{name}")
        poll(theatre, "outbox")
        return code

    return prepare


def _has_label(name: str) -> Callable[[Theatre, str], None]:
    def arrived(theatre: Theatre, code: str) -> None:
        [parcel] = [parcel for parcel in parcels_of(theatre, code) if parcel["carrier"] == name]
        assert parcel["has_label"]

    return arrived


_said: dict[str, Callback] = {}


def _on_its_way(name: str) -> Callable[[Theatre], str]:
    def prepare(theatre: Theatre) -> str:
        code = _bought(theatre)
        theatre.stage.settle(rounds=1)
        [parcel] = [p for p in theatre.world.parcels.values() if p.carrier == name and p.reference.startswith(code)]
        _said[code] = news_of(theatre, parcel, "delivered")
        return code

    return prepare


def _tell(theatre: Theatre, code: str) -> None:
    deliver(theatre, _said[code])


def _is_delivered_once(name: str) -> Callable[[Theatre, str], None]:
    def arrived(theatre: Theatre, code: str) -> None:
        [parcel] = [parcel for parcel in parcels_of(theatre, code) if parcel["carrier"] == name]
        assert parcel["state"] == "delivered"
        assert {said["state"] for said in parcel["notices"]} <= {"delivered", "submitted"}
        booked = [entry["id"] for entry in theatre.stage.audit()["ledger"]["entries"]].count(f"{parcel['id']}/delivery")
        # Money follows from what the carrier answers when asked; Viettel Post says it in its statement only.
        assert booked == (name == "vnpost")

    return arrived


# --- called off, and given back ---------------------------------------------------------------------------------------


def _paid(theatre: Theatre) -> str:
    code = unpaid("vietqr")(theatre)
    _transfer(theatre, code)
    return code


def _cancel(theatre: Theatre, code: str) -> None:
    asked = Cancellation(order_code=code, actor="desk", reason="khách đổi ý")
    cancel_order(theatre.stage.table, asked=asked, now=theatre.stage.now)


def _is_called_off_once(theatre: Theatre, code: str) -> None:
    order = order_in(theatre, code)
    assert order["state"] == "cancelled"
    assert order["history"].count("order.cancelled") == 1
    assert not any(parcel.reference.startswith(code) for parcel in theatre.world.parcels.values())


def _refund(theatre: Theatre, code: str) -> None:
    """A transfer is given back by hand, so what must be there is the promise, once."""
    wanted = Wanted(kind=RefundKind.AMOUNT, reason="quả dập", amount=Dong(20_000))
    asked = RefundOrder(order_code=code, name="hoan-1", wanted=wanted, actor="desk")
    request_refund(theatre.stage.table, asked=asked, by_program=(), now=theatre.stage.now)


def _is_promised_once(theatre: Theatre, code: str) -> None:
    [refund] = [one for one in theatre.stage.audit()["refunds"] if one["order"] == code]
    assert refund["amount"] == 20_000


# --- publishing -------------------------------------------------------------------------------------------------------


def _revised(theatre: Theatre) -> str:
    revision = 1 + max(row["revision"] for row in theatre.stage.audit()["stock"])
    document = catalogue.product("sp-hoi", revision=revision, price=140_000 + 1_000 * revision)
    theatre.stage.services.queues.send("content", to_json(theatre.stage.keep(document)))
    return str(revision)


def _is_published(theatre: Theatre, revision: str) -> None:
    [row] = [row for row in theatre.stage.audit()["stock"] if row["product"] == "sp-hoi"]
    assert row["revision"] == int(revision)
    shown = str(Dong(140_000 + 1_000 * int(revision))).split()[0]
    for path in ("/san-pham/hoa-hoi", "/gian-hang/hoi-van-quan", "/"):
        assert shown in theatre.stage.page(path), path


SWEEPS = (
    Sweep(name="place order", prepare=lambda theatre: fill_cart(theatre.stage), act=_place, arrived=_is_placed_once),
    Sweep(name="order page, card payment begins", prepare=_card_order, act=_look, arrived=_has_one_attempt),
    Sweep(name="transfer callback", prepare=unpaid("vietqr"), act=_transfer, arrived=_is_paid_once),
    Sweep(name="card callback", prepare=unpaid("stripe"), act=_card, arrived=_is_paid_once),
    Sweep(name="clock: expiry", prepare=_expired_order, act=_clock, arrived=_is_given_up_once),
    Sweep(name="clock: left callback", prepare=_half_applied, act=_clock, arrived=_is_paid_once),
    Sweep(name="clock: missed message", prepare=missed_by_the_stream, act=_clock, arrived=_is_sent),
    Sweep(name="outbox stream", prepare=_bought, act=lambda theatre, _: poll(theatre, "outbox"), arrived=_is_sent),
    *[
        sweep
        for name in ("viettelpost", "vnpost")
        for sweep in (
            Sweep(name=f"dispatch {name}", prepare=_announced, act=_dispatches(name), arrived=_is_with(name)),
            Sweep(name=f"label {name}", prepare=_unlabelled(name), act=_dispatches(name), arrived=_has_label(name)),
            Sweep(name=f"news {name}", prepare=_on_its_way(name), act=_tell, arrived=_is_delivered_once(name)),
        )
    ],
    Sweep(name="cancel", prepare=_paid, act=_cancel, arrived=_is_called_off_once),
    Sweep(name="refund", prepare=_paid, act=_refund, arrived=_is_promised_once),
    Sweep(name="publish", prepare=_revised, act=lambda theatre, _: poll(theatre, "publish"), arrived=_is_published),
)
