"""Cards through localstripe, the stand-in of a laptop, where beginning and confirming a payment differ from Stripe.

It refuses parameters that it does not know, knows neither a payment method made of a token nor ``confirm`` with
parameters, and never lets go of a card that failed or that waits for the bank's check. It takes the token's own card
for a payment method, which Stripe does not. What follows a confirmation (a decline, the bank's check, the callback) is
as with Stripe.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import Request, urlopen

from chalicelib.payments.stripe_cards import TIMEOUT_SECONDS, UNDER_WAY, StripeCards
from chalicelib.ports import CardStep, PaymentRequest

if TYPE_CHECKING:
    import stripe
    from stripe.params import PaymentIntentCreateParams

# It ignores idempotency keys, so charges go one after the other and the second finds the first.
_ONE_AT_A_TIME = threading.Lock()


class LocalstripeCards(StripeCards):
    def charge(self, reference: str, token: str) -> CardStep:
        with _ONE_AT_A_TIME:
            return super().charge(reference, token)

    def _fields(self, request: PaymentRequest) -> PaymentIntentCreateParams:
        fields = super()._fields(request)
        # Cards are all it has.
        del fields["allowed_payment_method_types"]
        return fields

    def _confirm(self, reference: str, token: str) -> stripe.PaymentIntent:
        intent = self._client.v1.payment_intents.retrieve(reference)
        if intent.status in UNDER_WAY:
            return intent
        card = self._client.v1.tokens.retrieve(token).card
        self._put(reference, {"payment_method": card.id if card else None, "latest_charge": None, "next_action": None})
        return self._client.v1.payment_intents.confirm(reference)

    def _put(self, reference: str, fields: dict[str, str | None]) -> None:
        """Set fields of the intent, in JSON: the forms that Stripe's own client sends have no null."""
        import stripe  # noqa: PLC0415

        request = Request(  # noqa: S310 - the address is the operator's own setting
            f"{self._api_base}/v1/payment_intents/{reference}",
            data=json.dumps(fields).encode(),
            headers={"Authorization": f"Bearer {self._secret_key}", "Content-Type": "application/json"},
        )
        try:
            urlopen(request, timeout=TIMEOUT_SECONDS).close()  # noqa: S310 - as above
        except (URLError, OSError) as problem:
            raise stripe.APIConnectionError(str(problem)) from None  # type: ignore[no-untyped-call]
