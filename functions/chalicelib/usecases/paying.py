"""How an order is to be paid: the transfer to copy, or the card form to fill in and the charge that follows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from market.orders import OrderState
from market.refusals import Cause, Refused

from chalicelib.ports import CardProvider, CardStep, PaymentProvider, PaymentRequest, PaymentStart
from chalicelib.store import orders
from chalicelib.store.orders import StoredOrder
from chalicelib.store.table import Table
from chalicelib.usecases.orders import NoSuchOrder


class _OtherAttempt(Exception):
    """Another tab began the payment in the same moment: its attempt is the one."""


class NoCardDue(Refused):
    """Paid, expired, paid in another way, or its payment page was never opened: there is nothing to charge."""

    code = "order.no_card_due"
    cause = Cause.CONFLICT
    sentence = "Đơn này không còn chờ trả bằng thẻ. Hãy tải lại trang để xem tình trạng đơn."


def payment_of(
    table: Table, *, stored: StoredOrder, providers: Mapping[str, PaymentProvider], return_url: str, now: datetime
) -> PaymentStart:
    """The one payment attempt of an order that waits for its money, begun now or found again; else an empty one.

    ``return_url`` is the order's own page, which settles nothing.
    Raises :class:`~chalicelib.ports.ProviderError`; the order is untouched then and the page can be asked again."""
    provider = providers.get(stored.order.payment)
    if stored.state is not OrderState.AWAITING_PAYMENT or provider is None:
        return PaymentStart()
    request = PaymentRequest(
        order_code=stored.order.code,
        amount=stored.order.total - stored.captured,
        asked_at=now,
        pay_before=stored.order.pay_before,
        return_url=return_url,
    )
    known = stored.provider_reference
    start = provider.start(request, known_reference=known)
    if start.provider_reference == known:
        return start
    try:
        orders.remember_reference(
            table, stored.order.code, start.provider_reference, instead_of=known, otherwise=_OtherAttempt()
        )
    except _OtherAttempt:
        first = orders.get(table, stored.order.code)
        return provider.start(request, known_reference=first.provider_reference) if first else start
    return start


def charge_card(table: Table, *, code: str, token: str, cards: Mapping[str, CardProvider]) -> CardStep:
    """Charge the card behind ``token`` for an order that waits for it, for a caller that has shown its right to the
    order. Changes nothing of ours: the order is paid when the provider's callback says so.

    The same token again charges nothing more. Raises :class:`NoSuchOrder`, :class:`NoCardDue`,
    :class:`~chalicelib.ports.CardDeclined` or :class:`~chalicelib.ports.ProviderError`."""
    stored = orders.get(table, code)
    if stored is None:
        raise NoSuchOrder
    provider = cards.get(stored.order.payment)
    if provider is None or stored.state is not OrderState.AWAITING_PAYMENT or not stored.provider_reference:
        raise NoCardDue
    return provider.charge(stored.provider_reference, token)
