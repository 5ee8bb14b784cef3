"""Money back to a card through Stripe, or anything that speaks its API.

Our refund's id is the idempotency key, and is written on the refund at Stripe as well: keys are forgotten after a day
(and localstripe never knew them), what is written stays. So what was made is looked for before anything is made. That
no more goes back than came is guarded by us: localstripe gives back any amount.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from market.refunds import order_code_of_refund

from chalicelib.payments.stripe_cards import StripeCards
from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundRequest, RefundResult

if TYPE_CHECKING:
    import stripe

# One order has one intent and a handful of refunds; more than a page of them would be somebody's mistake.
_PAGE = 100


class StripeRefunds:
    def __init__(self, cards: StripeCards) -> None:
        self.name = cards.name
        self._cards = cards

    def refund(self, asked: RefundRequest, *, now: datetime) -> RefundResult:
        return _result(self._made(asked) or self._make(asked), asked)

    def look_up(self, asked: RefundRequest, *, now: datetime) -> RefundResult | None:
        made = self._made(asked)
        return _result(made, asked) if made else None

    def _made(self, asked: RefundRequest) -> stripe.Refund | None:
        of = asked.payment_id
        found = self._cards.ask(lambda client: client.v1.refunds.list({"payment_intent": of, "limit": _PAGE}))
        return next((made for made in found.data if made.metadata and _key_of(made) == asked.key), None)

    def _make(self, asked: RefundRequest) -> stripe.Refund:
        metadata = {"refund": asked.key, "order_code": order_code_of_refund(asked.key)}
        try:
            made: stripe.Refund = self._cards.ask(
                lambda client: client.v1.refunds.create(
                    {"payment_intent": asked.payment_id, "amount": asked.amount.amount, "metadata": metadata},
                    {"idempotency_key": f"refund-{asked.key}"},
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


def _result(made: stripe.Refund, asked: RefundRequest) -> RefundResult:
    if made.amount != asked.amount.amount:
        raise ProviderError("stripe: the refund is of another amount", permanent=True, outcome_unknown=True)
    if made.status in ("failed", "canceled"):
        return RefundResult(reference=made.id, problem=f"stripe: {made.status}")
    return RefundResult(reference=made.id, is_done=made.status == "succeeded")
