"""What the crash sweep plays on: a stage, both carriers, a count of calls, and the few things that are done there."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from chalicelib.ports import CardForm, PaymentRequest, PaymentStart

from infra.local.outside import viettelpost, vnpost
from infra.local.outside.sending import Callback
from infra.local.outside.world import Parcel, World
from tests.faults.dying import Calls
from tests.faults.stage import Stage
from tests.functions.buying import buy

# What the basket costs, delivered within the province.
TOTAL = 344_500
CARRIERS: dict[str, Any] = {"viettelpost": viettelpost, "vnpost": vnpost}
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    stage: Stage
    world: World
    calls: Calls


@dataclass
class CountedCards:
    """The real card provider, but that beginning a payment asks nobody: as the provider does, it answers one order's
    key with one attempt, however often it is asked."""

    real: Any
    calls: Calls
    made: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        return self.calls.around("stripe.start", lambda: self._start(request.order_code, known_reference))

    def _start(self, code: str, known_reference: str) -> PaymentStart:
        intent = known_reference or self.made.setdefault(code, f"pi_{len(self.made)}_{code}")
        assert intent == self.made[code]
        form = CardForm(intent_id=intent, client_secret="secret", publishable_key="pk", script_url="http://127.0.0.1/")
        return PaymentStart(provider_reference=intent, card=form)


def new_key() -> str:
    return f"key-of-the-sweep-{next(_numbers)}"


def unpaid(payment: str) -> Callable[[Theatre], str]:
    return lambda theatre: buy(theatre.stage, payment, key=new_key())


def missed_by_the_stream(theatre: Theatre) -> str:
    """An order whose messages the stream had its turn with and never sent: only the clock finds them now."""
    code = buy(theatre.stage, "cod", key=new_key())
    [source] = [source for source in theatre.stage.pump.sources if source.name == "outbox"]
    invoke, source._invoke = source._invoke, lambda event: None
    while source.poll(wait=False).seen:
        pass
    source._invoke = invoke
    theatre.stage.pass_time(seconds=40)
    return code


def order_in(theatre: Theatre, code: str) -> dict:
    [order] = [order for order in theatre.stage.audit()["orders"] if order["code"] == code]
    return order


def parcels_of(theatre: Theatre, code: str) -> list[dict]:
    return [parcel for parcel in theatre.stage.audit()["parcels"] if parcel["order"] == code]


def poll(theatre: Theatre, name: str) -> None:
    """Whatever waits at one source, as Lambda's poller hands it over."""
    [source] = [source for source in theatre.stage.pump.sources if source.name == name]
    while source.poll(wait=False).seen:
        pass


def news_of(theatre: Theatre, parcel: Parcel, step: str) -> Callback:
    """What the carrier sends when the parcel has made the step."""
    carrier = CARRIERS[parcel.carrier]
    theatre.stage.pass_time(seconds=2)
    code, text = carrier.STEPS[step]
    event = theatre.world.record(parcel, code=code, text=text, place=carrier.OFFICE)
    carrier.announce(theatre.world, parcel, event)
    return theatre.world.sender.kept.pop()  # type: ignore[attr-defined, no-any-return]


def deliver(theatre: Theatre, callback: Callback) -> None:
    path = urlsplit(callback.url).path
    headers = {"content-type": "application/json", **callback.headers()}
    answer = theatre.stage.http.request("POST", path, headers=headers, body=callback.body)
    assert answer.status_code == 200, answer.body
