"""Money back through VNPay (``vnp_Command=refund``).

VNPay promises less than the others: a request's id is its own only for a day, and the question (querydr) tells of the
payment, not of one refund of it. So a refund that may have been sent is asked about before it is sent again; where the
answer could be about another refund of the same payment, nobody but a person can tell, and nothing is sent.

What querydr says of a payment that was given back (types 02 and 03, states 05, 06 and 09) is in VNPay's document; that
its amount is then the refund's is from memory.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from market.refunds import order_code_of_refund

from chalicelib.payments.gateways import refund_name
from chalicelib.payments.vnpay import VNPay
from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundRequest, RefundResult

FULL, PART = "02", "03"
GIVEN_BACK, REFUSED = "00", ("02", "04", "07", "09")
TAKEN_ON, ASKED_BEFORE, ANYTHING = "00", "94", "99"
CREATED_BY = "ChoXuLang"


class VNPayRefunds:
    def __init__(self, gateway: VNPay) -> None:
        self.name = gateway.name
        self._api = gateway.api

    def refund(self, asked: RefundRequest, *, now: datetime) -> RefundResult:
        known = self.look_up(asked, now=now) if asked.was_sent else None
        return known or self._made(asked, now)

    def look_up(self, asked: RefundRequest, *, now: datetime) -> RefundResult | None:
        said = self._api.querydr(asked.attempt, now=now)
        if said is None or said.get("vnp_TransactionType") not in (FULL, PART):
            return None
        if asked.others or said.get("vnp_Amount") != _hundredths(asked):
            raise ProviderError(
                "vnpay: cannot tell this refund from another of the payment", permanent=True, outcome_unknown=True
            )
        return _result(said)

    def _made(self, asked: RefundRequest, now: datetime) -> RefundResult:
        said = self._api.refund(
            {
                "RequestId": refund_name(asked.key, 32),
                "TransactionType": FULL if asked.amount == asked.paid else PART,
                "TxnRef": asked.attempt,
                "Amount": _hundredths(asked),
                "TransactionNo": asked.payment_id,
                "CreateBy": CREATED_BY,
                "OrderInfo": f"Hoan tien don hang {order_code_of_refund(asked.key)}",
            },
            now=now,
        )
        code = said.get("vnp_ResponseCode")
        if code == TAKEN_ON:
            return self._taken_on(said, asked)
        if code == ASKED_BEFORE:
            return self._asked_before(asked, now)
        # 99 is anything, so anything may have happened.
        raise ProviderError(
            f"vnpay: refused (code {_shown(code)})", permanent=code != ANYTHING, outcome_unknown=code == ANYTHING
        )

    def _taken_on(self, said: dict[str, Any], asked: RefundRequest) -> RefundResult:
        if (said.get("vnp_TxnRef"), said.get("vnp_Amount")) != (asked.attempt, _hundredths(asked)):
            raise ProviderError("vnpay: the answer is about another refund", permanent=True, outcome_unknown=True)
        return _result(said)

    def _asked_before(self, asked: RefundRequest, now: datetime) -> RefundResult:
        """VNPay has a refund of this payment in work: ours if we sent it before, else one for which ours must wait."""
        if not asked.was_sent and asked.others:
            raise ProviderError("vnpay: another refund of the payment is in work")
        known = self.look_up(asked, now=now)
        if known is None and not asked.was_sent:
            raise ProviderError("vnpay: a refund of the payment that we did not send", outcome_unknown=True)
        return known or RefundResult(reference="")


def _result(said: dict[str, Any]) -> RefundResult:
    status, number = _shown(said.get("vnp_TransactionStatus")), _shown(said.get("vnp_TransactionNo"))
    if status in REFUSED:
        return RefundResult(reference=number, problem=f"vnpay: not given back (status {status})")
    return RefundResult(reference=number, is_done=status == GIVEN_BACK)


def _hundredths(asked: RefundRequest) -> str:
    return str(asked.amount.amount * 100)


def _shown(value: Any) -> str:
    """For a name in a report: what VNPay writes is short, and nothing else is repeated."""
    return value[:20] if isinstance(value, str) and value.isascii() and value.isalnum() else ""
