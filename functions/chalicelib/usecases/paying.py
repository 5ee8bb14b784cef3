"""How an order is to be paid: the transfer to copy, or the card form to fill in."""

from __future__ import annotations

from collections.abc import Mapping

from market.orders import OrderState

from chalicelib.ports import PaymentProvider, PaymentRequest, PaymentStart
from chalicelib.store import orders
from chalicelib.store.orders import StoredOrder
from chalicelib.store.table import Table


class _OtherAttempt(Exception):
    """Another tab began the payment in the same moment: its attempt is the one."""


def payment_of(table: Table, *, stored: StoredOrder, providers: Mapping[str, PaymentProvider]) -> PaymentStart:
    """The one payment attempt of an order that waits for its money, begun now or found again; else an empty one.

    Raises :class:`~chalicelib.ports.ProviderError`; the order is untouched then and the page can be asked again."""
    if stored.state is not OrderState.AWAITING_PAYMENT:
        return PaymentStart()
    provider = providers[stored.order.payment]
    request = PaymentRequest(order_code=stored.order.code, amount=stored.order.total)
    start = provider.start(request, known_reference=stored.provider_reference)
    if not start.provider_reference or stored.provider_reference:
        return start
    try:
        orders.remember_reference(table, stored.order.code, start.provider_reference, otherwise=_OtherAttempt())
    except _OtherAttempt:
        first = orders.get(table, stored.order.code)
        return provider.start(request, known_reference=first.provider_reference) if first else start
    return start
