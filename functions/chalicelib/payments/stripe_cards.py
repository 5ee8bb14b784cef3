"""Cards through Stripe, or anything that speaks its API (localstripe on a laptop).

The card number goes from the browser to Stripe; we make a PaymentIntent, confirm it with the token that the browser
got for the card, and wait to be told. The đồng is one of Stripe's zero-decimal currencies: 150000 is 150.000 ₫, and
nothing is ever multiplied by 100.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from market.codes import read_order_code
from market.money import Dong

from chalicelib.callbacks import (
    check_drift,
    check_size,
    code_at,
    is_signed,
    read_object,
    secrets_of,
    text_at,
    unix_time,
    whole_at,
)
from chalicelib.payments import stripe_refund_notices
from chalicelib.ports import (
    CardDeclined,
    CardForm,
    CardStep,
    NotAuthentic,
    NoticeKind,
    PaymentNotice,
    PaymentRequest,
    PaymentStart,
    ProviderError,
    Unreadable,
)

if TYPE_CHECKING:
    import stripe
    from stripe.params import PaymentIntentCreateParams

CURRENCY = "vnd"
# Twice, with the one repetition, stays within the 29 seconds that API Gateway waits.
TIMEOUT_SECONDS = 10
# Stripe signs with each secret that is valid during a rotation, and with a v0 for test events; more is not sent.
_MOST_SIGNATURES = 8
_KINDS = {"payment_intent.succeeded": NoticeKind.CAPTURED, "payment_intent.payment_failed": NoticeKind.FAILED}
# An intent that was confirmed and not declined: nothing more is to be charged.
UNDER_WAY = ("succeeded", "processing", "requires_capture")
_DECLINE_CODE = re.compile(r"[a-z_]{1,64}")


class StripeCards:
    """``webhook_secret`` may hold two secrets, comma-separated, while one replaces the other. An empty ``api_base`` is
    Stripe's own. Whether we are live or in test mode is read from the secret key."""

    name = "stripe"
    confirms_at_once = False

    def __init__(
        self, *, secret_key: str, publishable_key: str, webhook_secret: str, script_url: str, api_base: str = ""
    ) -> None:
        if not secret_key or not publishable_key:
            raise ValueError("the keys of Stripe must not be empty")
        self._api_base = api_base.rstrip("/")
        self._secret_key = secret_key
        self._publishable_key = publishable_key
        self._script_url = script_url
        self._secrets = secrets_of(webhook_secret, "the webhook secret of Stripe")
        self._is_live = secret_key.startswith(("sk_live_", "rk_live_"))

    @cached_property
    def _client(self) -> stripe.StripeClient:
        # Imported when the first card payment starts: it takes 106 ms, and most cold starts serve something else.
        import stripe  # noqa: PLC0415

        return stripe.StripeClient(
            self._secret_key,
            base_addresses={"api": self._api_base} if self._api_base else {},
            # Stripe repeats the idempotency key when it retries, so a lost answer cannot make a second intent.
            max_network_retries=1,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        """The intent of this order: the known one while it can still be paid or is paid, else a new one.

        Asking again is safe at any time: the idempotency key is made of the order code, the amount and the cancelled
        intent that is being replaced, if any.
        """
        known = self._known(known_reference) if known_reference else None
        intent = known or self._call(lambda: self._create(request, replaced=known_reference))
        if intent.amount != request.amount.amount or intent.currency.lower() != CURRENCY:
            raise ProviderError("stripe: the intent is for another amount than the order", permanent=True)
        if not intent.client_secret:
            raise ProviderError("stripe: the intent came without its client secret", permanent=True)
        form = CardForm(
            intent_id=intent.id,
            client_secret=intent.client_secret,
            publishable_key=self._publishable_key,
            script_url=self._script_url,
        )
        return PaymentStart(provider_reference=intent.id, card=form)

    def _create(self, request: PaymentRequest, *, replaced: str) -> stripe.PaymentIntent:
        key = f"{request.order_code}-{request.amount.amount}" + (f"-{replaced}" if replaced else "")
        return self._client.v1.payment_intents.create(self._fields(request), {"idempotency_key": key})

    def _fields(self, request: PaymentRequest) -> PaymentIntentCreateParams:
        return {
            "amount": request.amount.amount,
            "currency": CURRENCY,
            "metadata": {"order_code": request.order_code},
            # Else Stripe allows whatever the dashboard does, redirects included, and confirming from a server then
            # needs an address to come back to. (payment_method_types is refused since version 2026-09-30.)
            "allowed_payment_method_types": ["card"],
        }

    def _known(self, reference: str) -> stripe.PaymentIntent | None:
        intent = self._call(lambda: self._client.v1.payment_intents.retrieve(reference), missing_is_none=True)
        return intent if intent is not None and intent.status != "canceled" else None

    def charge(self, reference: str, token: str) -> CardStep:
        """Confirm the intent with the card behind ``token``.

        The idempotency keys are made of intent and token: pressing twice, or asking again after a lost answer, is one
        charge. Two tokens at once are one charge as well, since an intent succeeds once.
        """
        intent = self._call(lambda: self._attempt(reference, token))
        if intent.status == "requires_action":
            return CardStep(needs_action=True)
        if intent.status in UNDER_WAY:
            return CardStep(needs_action=False)
        raise ProviderError(f"stripe: the intent is {intent.status} after it was confirmed", permanent=True)

    def _attempt(self, reference: str, token: str) -> stripe.PaymentIntent:
        import stripe  # noqa: PLC0415

        try:
            return self._confirm(reference, token)
        except stripe.CardError as problem:
            raise CardDeclined(decline_code=_decline_code(problem)) from None
        except stripe.InvalidRequestError as problem:
            # Paid in another tab, or waiting for the bank's check of an earlier card: what the intent says counts.
            if problem.code != "payment_intent_unexpected_state":
                raise
            return self._client.v1.payment_intents.retrieve(reference)

    def _confirm(self, reference: str, token: str) -> stripe.PaymentIntent:
        key = f"{reference}-{token}"
        method = self._client.v1.payment_methods.create(
            {"type": "card", "card": {"token": token}}, {"idempotency_key": f"{key}-method"}
        )
        # Card and confirmation in one request, so that another tab cannot put its card in between.
        return self._client.v1.payment_intents.confirm(
            reference,
            {"payment_method": method.id, "use_stripe_sdk": True},
            {"idempotency_key": f"{key}-confirm"},
        )

    def ask(self, question: Callable[[stripe.StripeClient], Any]) -> Any:
        """What Stripe answers to something else than a payment. Raises :class:`~chalicelib.ports.ProviderError`."""
        return self._call(lambda: question(self._client))

    def _call(self, ask: Callable[[], Any], *, missing_is_none: bool = False) -> Any:
        """What ``ask`` answers. Stripe's errors become ours; their messages stay here, since they can quote input.

        A lost answer is a temporary error and not an unknown outcome: the next call with the same key finds it.
        """
        import stripe  # noqa: PLC0415

        try:
            return ask()
        except stripe.InvalidRequestError as problem:
            if missing_is_none and problem.http_status == 404:
                return None
            raise _refused(problem) from None
        except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as problem:
            raise ProviderError(f"stripe: not reached ({type(problem).__name__})") from None
        except stripe.StripeError as problem:
            raise _refused(problem) from None

    def read(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> PaymentNotice:
        check_size(raw)
        self._verify(headers.get("stripe-signature", ""), raw, now)
        return self.notice_of(read_object(raw))

    def notice_of(self, event: dict[str, Any]) -> PaymentNotice:
        """What an event tells, however it came here. Raises :class:`Unreadable`."""
        kind = _KINDS.get(text_at(event, "type"), NoticeKind.IRRELEVANT)
        data = event.get("data")
        subject = data.get("object") if isinstance(data, dict) else None
        if not isinstance(subject, dict):
            raise Unreadable("the event has no object")
        if (refund := stripe_refund_notices.refund_in(event, subject)) is not None:
            trouble = self._trouble(event, refund)
            return stripe_refund_notices.refund_notice(event, refund, provider=self.name, trouble=trouble)
        is_ours = kind is not NoticeKind.IRRELEVANT
        return PaymentNotice(
            provider=self.name,
            event_id=code_at(event, "id", most=255),
            payment_id=code_at(subject, "id", most=255) if is_ours else "",
            kind=kind,
            order_codes=_order_codes(subject) if is_ours else (),
            amount=_amount(subject, kind) if is_ours else Dong(0),
            occurred_at=unix_time(whole_at(event, "created")),
            trouble=self._trouble(event, subject) if is_ours else "",
        )

    def _verify(self, header: str, raw: bytes, now: datetime) -> None:
        """Over the raw bytes: parsing and writing the JSON again would already be another message."""
        pairs = [part.strip().partition("=") for part in header.split(",", 2 * _MOST_SIGNATURES)]
        timestamp = next((value for name, _, value in pairs if name == "t"), "")
        check_drift(timestamp, now)
        digests = [value for name, _, value in pairs if name == "v1"][:_MOST_SIGNATURES]
        if not is_signed(self._secrets, timestamp.encode("ascii") + b"." + raw, digests):
            raise NotAuthentic("the signature of Stripe does not match")

    def _trouble(self, event: dict[str, Any], subject: dict[str, Any]) -> str:
        if event.get("livemode") is not self._is_live:
            return "live_and_test_mixed"
        currency = subject.get("currency")
        return "" if isinstance(currency, str) and currency.lower() == CURRENCY else "other_currency"


def _order_codes(intent: dict[str, Any]) -> tuple[str, ...]:
    metadata = intent.get("metadata")
    written = metadata.get("order_code") if isinstance(metadata, dict) else None
    code = read_order_code(written) if isinstance(written, str) else None
    return (code,) if code else ()


def _amount(intent: dict[str, Any], kind: NoticeKind) -> Dong:
    # localstripe has no amount_received; a captured intent without one was captured whole.
    if kind is NoticeKind.CAPTURED and intent.get("amount_received") is not None:
        return Dong(whole_at(intent, "amount_received"))
    return Dong(whole_at(intent, "amount"))


def _decline_code(problem: stripe.CardError) -> str:
    """Why, in one of Stripe's words: the bank's reason where there is one, else what is wrong with the card."""
    said = getattr(problem.error, "decline_code", None) or problem.code
    return said if isinstance(said, str) and _DECLINE_CODE.fullmatch(said) else "card_declined"


def _refused(problem: stripe.StripeError) -> ProviderError:
    return ProviderError(f"stripe: refused ({type(problem).__name__}, {problem.code or 'no code'})", permanent=True)
