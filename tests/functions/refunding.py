"""A card provider that gives money back as told, and the few things that tests of refunds do to a shop."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundRequest, RefundResult
from chalicelib.usecases.refunding import RefundOrder, request_refund
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState
from market.refunds import RefundKind, RefundLine, RefundProgress, Wanted

from tests.functions.buying import buy, call
from tests.functions.callbacks import card_event, notice, prove, transfer
from tests.functions.conftest import Shop

# 2 × 60.000 and 45.000 with 23.000 of shipping; 140.000 with 16.500.
TOTAL, GOODS, SHIPPING = 344_500, 305_000, 39_500


@dataclass
class Refunder:
    """Remembers keys, as Stripe does. ``failures`` are raised by the next calls; a lost answer was done all the same.
    ``results`` are given by the next calls in place of a success, ``told`` is what it says when asked about a key."""

    name: str = "stripe"
    done: dict[str, tuple[str, int]] = field(default_factory=dict)
    failures: list[ProviderError] = field(default_factory=list)
    results: list[RefundResult] = field(default_factory=list)
    calls: int = 0
    asked: list[RefundRequest] = field(default_factory=list)
    told: dict[str, RefundResult | None] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)

    def refund(self, asked: RefundRequest, *, now: datetime) -> RefundResult:
        self.calls += 1
        self.asked.append(asked)
        failure = self.failures.pop(0) if self.failures else None
        if failure and not failure.outcome_unknown:
            raise failure
        if self.results:
            return self.results.pop(0)
        self.done.setdefault(asked.key, (asked.payment_id, int(asked.amount)))
        if failure:
            raise failure
        return RefundResult(reference=f"re_{len(self.done)}", is_done=True)

    def look_up(self, asked: RefundRequest, *, now: datetime) -> RefundResult | None:
        self.looked_up.append(asked.key)
        if asked.key in self.told:
            return self.told[asked.key]
        return RefundResult(reference="re_1", is_done=True) if asked.key in self.done else None


def refunder_of(shop: Shop) -> Refunder:
    refunder = Refunder()
    shop.services.refunding = {refunder.name: refunder}  # type: ignore[misc]
    return refunder


def paid_order(shop: Shop, payment: str = "stripe") -> str:
    """Paid, and not sent yet."""
    shop.open()
    code = buy(shop, payment)
    assert (card_event(shop, code, TOTAL) if payment == "stripe" else transfer(shop, TOTAL, code))[0] == 200
    return code


def end(shop: Shop, code: str, state: ParcelState = ParcelState.DELIVERED) -> None:
    """Both parcels are sent, and end so, proven."""
    for _ in range(3):
        shop.pump.run_once()
    for place, carrier in ((1, CarrierName.VIETTELPOST), (2, CarrierName.VNPOST)):
        prove(shop, notice(shop, f"{code}-{place}", state, hours=place, carrier=carrier))


def delivered_order(shop: Shop, payment: str = "stripe") -> str:
    if payment == "cod":
        shop.open()
        code = buy(shop)
    else:
        code = paid_order(shop, payment)
    end(shop, code)
    return code


def ask(
    shop: Shop,
    code: str,
    kind: RefundKind = RefundKind.FULL,
    *,
    name: str = "ticket-1",
    lines: tuple[RefundLine, ...] = (),
    amount: int = 0,
    reason: str = "hàng hỏng",
    actor: str = "lan",
) -> tuple[RefundProgress, ...]:
    wanted = Wanted(kind=kind, reason=reason, lines=lines, amount=Dong(amount))
    asked = RefundOrder(order_code=code, name=name, wanted=wanted, actor=actor)
    return request_refund(shop.table, asked=asked, by_program=shop.services.refunding, now=shop.now)


def line(code: str, place: int, product: str, units: int = 1) -> RefundLine:
    return RefundLine(parcel_id=f"{code}-{place}", product_id=product, units=units)


def refund_event(
    shop: Shop,
    refund: str,
    amount: int,
    *,
    status: str = "succeeded",
    id: str = "evt_refund",
    intent: str = "pi_1",
    reference: str = "re_9",
) -> tuple[int, dict[str, Any]]:
    """``refund.updated`` as Stripe signs it."""
    subject = {
        "id": reference,
        "object": "refund",
        "amount": amount,
        "currency": "vnd",
        "payment_intent": intent,
        "status": status,
        "metadata": {"refund": refund, "order_code": refund.partition("/")[0]} if refund else {},
    }
    at = int(shop.now.timestamp())
    event = {"id": id, "type": "refund.updated", "created": at, "livemode": False, "data": {"object": subject}}
    raw = json.dumps(event).encode()
    secret = shop.services.settings["STRIPE_WEBHOOK_SECRET"].encode()
    digest = hmac.new(secret, str(at).encode() + b"." + raw, hashlib.sha256).hexdigest()
    return call(shop, "POST", "/webhooks/stripe", raw, stripe_signature=f"t={at},v1={digest}")


def balances(shop: Shop) -> dict[str, int]:
    """What is in each account that is not even."""
    return {account: held for account, held in shop.audit()["ledger"]["balances"].items() if held}


def states(shop: Shop) -> list[str]:
    return [refund["state"] for refund in shop.audit()["refunds"]]
