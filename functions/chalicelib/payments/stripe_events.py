"""Stripe's own list of what happened: the events that its callbacks tell of, kept for 30 days and listed on request.

Events and not payments are listed, because an event has the very id that its callback has: whichever of the two comes
second is known again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from chalicelib.callbacks import read_object
from chalicelib.payments import stripe_refund_notices
from chalicelib.payments.stripe_cards import StripeCards
from chalicelib.ports import PaymentNotice, ProviderError, Unreadable

if TYPE_CHECKING:
    import stripe

TYPES = ("payment_intent.succeeded", *stripe_refund_notices.EVENTS)
_PAGE = 100
# A run that finds more of one type than this has been away for too long for one run.
_MOST = 10_000


class StripeEvents:
    """``cards`` speaks with Stripe, and reads its events."""

    def __init__(self, cards: StripeCards) -> None:
        self._cards = cards
        self.name = self.provider = cards.name

    def payments_since(self, since: datetime) -> Iterator[PaymentNotice]:
        for type in TYPES:
            for event in self._cards.ask(partial(_listed, type=type, since=since)):
                try:
                    yield self._cards.notice_of(event)
                except Unreadable as problem:
                    raise ProviderError(f"stripe: an event cannot be read ({problem})", permanent=True) from None


def _listed(client: stripe.StripeClient, *, type: str, since: datetime) -> list[dict[str, Any]]:
    """Newest first; asked for page by page, so that a payment that comes meanwhile moves nothing out of sight."""
    found: list[dict[str, Any]] = []
    after = ""
    while len(found) < _MOST:
        page = client.v1.events.list(
            {
                "type": type,
                "created": {"gte": int(since.timestamp())},
                "limit": _PAGE,
                **({"starting_after": after} if after else {}),
            }
        )
        # Through text: the strict reader of callbacks reads these too.
        found += [read_object(json.dumps(event.to_dict(), default=str).encode()) for event in page.data]
        if not page.has_more or not page.data:
            return found
        after = page.data[-1].id
    raise ProviderError("stripe: too many events to look through", permanent=True)
