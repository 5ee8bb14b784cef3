"""Cash on delivery: nothing moves when the order is placed, and nobody calls back."""

from __future__ import annotations

from chalicelib.ports import PaymentRequest, PaymentStart


class CashOnDelivery:
    """The carrier collects the money; it reaches the books through the carrier's statements, not through a callback."""

    name = "cod"
    confirms_at_once = True

    def start(self, request: PaymentRequest, *, known_reference: str = "") -> PaymentStart:
        return PaymentStart()
