"""Money back to a card through Stripe, or anything that speaks its API.

Our refund's id is the idempotency key, and is written on the refund at Stripe as well: keys are forgotten after a day
(and localstripe never knew them), what is written stays. So what was made is looked for before anything is made. That
no more goes back than came is guarded by us: localstripe gives back any amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from market.money import Dong
from market.refunds import order_code_of_refund

from chalicelib.payments.stripe_cards import StripeCards
from chalicelib.ports import CardProvider, ProviderError, Refunding, RefundResult

if TYPE_CHECKING:
    import stripe

# One order has one intent and a handful of refunds; more than a page of them would be somebody's mistake.
_PAGE = 100


class StripeRefunds:
    def __init__(self, cards: StripeCards) -> None:
        self.name = cards.name
        self._cards = cards

    def refund(self, payment_id: str, amount: Dong, key: str) -> RefundResult:
        made = self._made(payment_id, key) or self._make(payment_id, amount, key)
        if made.amount != amount.amount:
            raise ProviderError("stripe: the refund is of another amount", permanent=True, outcome_unknown=True)
        if made.status in ("failed", "canceled"):
            return RefundResult(reference=made.id, problem=f"stripe: {made.status}")
        return RefundResult(reference=made.id, is_done=made.status == "succeeded")

    def _made(self, payment_id: str, key: str) -> stripe.Refund | None:
        found = self._cards.ask(lambda client: client.v1.refunds.list({"payment_intent": payment_id, "limit": _PAGE}))
        return next((made for made in found.data if made.metadata and _key_of(made) == key), None)

    def _make(self, payment_id: str, amount: Dong, key: str) -> stripe.Refund:
        metadata = {"refund": key, "order_code": order_code_of_refund(key)}
        try:
            made: stripe.Refund = self._cards.ask(
                lambda client: client.v1.refunds.create(
                    {"payment_intent": payment_id, "amount": amount.amount, "metadata": metadata},
                    {"idempotency_key": f"refund-{key}"},
                )
            )
        except ProviderError as problem:
            if problem.permanent:
                raise
            raise ProviderError(str(problem), outcome_unknown=True) from None
        return made


def _key_of(made: stripe.Refund) -> str:
    written: Any = made.metadata
    return str(written["refund"]) if "refund" in written else ""


def refunding_of(cards: Iterable[CardProvider]) -> dict[str, Refunding]:
    """Those of the card providers that give money back, by name."""
    return {card.name: StripeRefunds(card) for card in cards if isinstance(card, StripeCards)}
