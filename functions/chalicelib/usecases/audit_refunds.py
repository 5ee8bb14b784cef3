"""The audit's part about money that goes back: every payout, and what must be true of their sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from market.refunds import order_code_of_refund

from chalicelib.store.orders import OrderFile

Plain = dict[str, Any]


def refunds_in(files: Iterable[OrderFile]) -> list[Plain]:
    """Every payout as plain values; the reason that a person wrote is left out."""
    return [
        {
            "id": id,
            "order": order_code_of_refund(id),
            "kind": of.refund.wanted.kind.value,
            "provider": of.refund.share.provider,
            "payment_id": of.refund.share.payment_id,
            "amount": int(of.refund.share.amount),
            "state": of.state.value,
            "attempts": of.attempts,
            "requested_by": of.refund.requested_by,
            "approved_by": of.approved_by,
        }
        for file in files
        for id, of in sorted(file.refunds.items())
    ]


def broken_refunds(found: Plain) -> list[str]:
    """M5: never more went back than came, of an order and of a payment, and the books say the same."""
    alive = [refund for refund in found["refunds"] if refund["state"] != "failed"]
    return [*_broken_sums(found, alive), *_broken_payments(found, alive), *_broken_payouts(found)]


def _broken_sums(found: Plain, alive: list[Plain]) -> list[str]:
    promised, came = Counter[str](), Counter[str]()
    for refund in alive:
        promised[refund["order"]] += refund["amount"]
    for entry in found["ledger"]["entries"]:
        # What was once collected at a door, even if it was handed back there the same day.
        if entry["id"].endswith("/delivery"):
            for leg in entry["legs"]:
                kind, _, code = leg["account"].partition(":")
                came[code] -= leg["amount"] if kind == "shopper" else 0
    wrong = []
    for order in found["orders"]:
        code, received = order["code"], order["captured"] + came[order["code"]]
        if order["refunded"] != promised[code]:
            wrong.append(f"M5: {code} has {order['refunded']} refunded, its refunds are {promised[code]}")
        if order["refunded"] > received:
            wrong.append(f"M5: {code} has {order['refunded']} refunded of {received} received")
    return wrong


def _broken_payments(found: Plain, alive: list[Plain]) -> list[str]:
    back = Counter[tuple[str, str]]()
    for refund in alive:
        back[refund["provider"], refund["payment_id"]] += refund["amount"]
    came = {(payment["provider"], payment["payment_id"]): payment["amount"] for payment in found["payments"]}
    return [
        f"M5: {amount} went back of the payment {'/'.join(payment)} of {came.get(payment, 0)}"
        for payment, amount in back.items()
        if payment[1] and amount > came.get(payment, 0)
    ]


def _broken_payouts(found: Plain) -> list[str]:
    booked = Counter[str]()
    for entry in found["ledger"]["entries"]:
        refund, _, kind = entry["id"].partition("/payout")
        if refund != entry["id"]:
            booked[refund] += -1 if kind else 1
    return [
        f"M6: the refund {refund['id']} is {refund['state']}, its payout is in the books {booked[refund['id']]} times"
        for refund in found["refunds"]
        if booked[refund["id"]] != (1 if refund["state"] == "done" else 0)
    ]
