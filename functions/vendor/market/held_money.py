"""Entries of money that is no order's: held until it is known whose it is, sent back, paid out by a carrier.

Every credit on the bank account is in exactly one place: in an order, in suspense, gone back to its sender, or counted
for the carrier's statement that promised it. A difference that nobody can explain is never dropped: two operators
accept it, and it has an account of its own.
"""

from __future__ import annotations

from datetime import datetime

from market.catalogue import CarrierName
from market.ledger import DISCREPANCIES, Entry, Leg, clearing, cod_in_transit, promised_by, suspense
from market.money import Dong


def sent_back(*, provider: str, payment_id: str, amount: Dong, now: datetime) -> Entry:
    """Held money has gone back to its sender: out of suspense, and out of the account that it came to."""
    legs = _moved(amount, source=clearing(provider), destination=suspense(provider))
    return Entry(id=f"suspense/{provider}/{payment_id}/sent-back", occurred_at=now, legs=legs)


def paid_out(
    carrier: CarrierName, number: str, *, provider: str, payment_id: str, amount: Dong, was_held: bool, now: datetime
) -> Entry:
    """What a carrier's statement ``number`` promised is on the account. ``was_held``: it was in suspense before."""
    destination = suspense(provider) if was_held else clearing(provider)
    legs = _moved(amount, source=promised_by(carrier), destination=destination)
    rule = f"statement-{carrier.value}-{number}"
    return Entry(id=f"remitted/{provider}/{payment_id}", occurred_at=now, legs=legs, rules=(rule,))


def payout_difference(carrier: CarrierName, number: str, *, amount: Dong, name: str, now: datetime) -> Entry:
    """``amount`` of what a statement promised will not come (below zero: came unpromised), and that is accepted.
    ``name`` tells one acceptance from another, should more come later."""
    legs = _moved(amount, source=promised_by(carrier), destination=DISCREPANCIES)
    return Entry(
        id=f"statement/{carrier.value}/{number}/difference/{name}",
        occurred_at=now,
        legs=legs,
        rules=(f"statement-{carrier.value}-{number}",),
    )


def cash_difference(carrier: CarrierName, parcel_id: str, *, amount: Dong, rule: str, now: datetime) -> Entry:
    """``amount`` of the cash of a parcel is not in its carrier's statement (below zero: is too much there), and that
    is accepted. Once for each parcel."""
    legs = _moved(amount, source=cod_in_transit(carrier), destination=DISCREPANCIES)
    return Entry(id=f"{parcel_id}/cash-difference", occurred_at=now, legs=legs, rules=(rule,))


def _moved(amount: Dong, *, source: str, destination: str) -> tuple[Leg, ...]:
    return (Leg(account=destination, amount=amount), Leg(account=source, amount=-amount))
