"""Money back through MoMo (``/v2/gateway/api/refund``), as developers.momo.vn describes it.

A refund has an order id and a request id of its own at MoMo. Both are made of our refund's id, so every try has the
same: a final answer is repeated, and a second refund under them is refused (40, 41). What is not final is asked for
(``/refund/query``), whose list of refunds is known from public clients and not from the document.

Answers are not signed; what they repeat of the question is compared with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.refunds import order_code_of_refund

from chalicelib.payments.gateways import refund_name
from chalicelib.payments.momo import BUSY, PAID, UNDER_WAY, UNKNOWN, MoMo, code_of
from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundRequest, RefundResult

REPEATED = ("40", "41")
ANYTHING = "99"
_FIRST_END = 1001


class MoMoRefunds:
    def __init__(self, gateway: MoMo) -> None:
        self.name = gateway.name
        self._gateway = gateway

    def refund(self, asked: RefundRequest, *, now: datetime) -> RefundResult:
        known = self.look_up(asked, now=now) if asked.was_sent else None
        return known or self._made(asked, now)

    def look_up(self, asked: RefundRequest, *, now: datetime) -> RefundResult | None:
        name = _name(asked)
        # A question of its own each time: MoMo repeats its answer to one that it had before.
        question = f"{name}Q{int(now.timestamp() * 1000):x}"
        said = self._gateway.ask("/v2/gateway/api/refund/query", {"orderId": name, "requestId": question})
        code = code_of(said)
        if code == UNKNOWN:
            return None
        if code != PAID and code not in UNDER_WAY and int(code) < _FIRST_END:
            raise ProviderError(f"momo: the question was not answered (code {code})", permanent=code not in BUSY)
        made = _ours(said, name)
        return _result(made, asked) if made is not None else None

    def _made(self, asked: RefundRequest, now: datetime) -> RefundResult:
        name = _name(asked)
        fields: dict[str, str | int] = {
            "amount": asked.amount.amount,
            "description": f"Hoan tien don hang {order_code_of_refund(asked.key)}",
            "orderId": name,
            "requestId": name,
            "transId": _number(asked.payment_id),
        }
        said = self._gateway.ask("/v2/gateway/api/refund", fields, changes=True)
        code = code_of(said, changes=True)
        if code in REPEATED:
            return self._asked_before(asked, now)
        if code == PAID or code in UNDER_WAY:
            if said.get("orderId") != name:
                raise ProviderError("momo: the answer is about another refund", permanent=True, outcome_unknown=True)
            return _result(said, asked)
        raise ProviderError(
            f"momo: refused (code {code})", permanent=code not in (*BUSY, ANYTHING), outcome_unknown=code == ANYTHING
        )

    def _asked_before(self, asked: RefundRequest, now: datetime) -> RefundResult:
        known = self.look_up(asked, now=now)
        if known is None:
            raise ProviderError("momo: asked before, and not known", outcome_unknown=True)
        return known


def _ours(said: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The refund ``name`` in an answer to a question: in its list of refunds, or the answer itself."""
    listed = said.get("refundTrans")
    candidates = listed if isinstance(listed, list) and listed else [said]
    found = [one for one in candidates if isinstance(one, dict) and one.get("orderId") == name]
    return found[0] if len(found) == 1 else None


def _result(made: Mapping[str, Any], asked: RefundRequest) -> RefundResult:
    code, number = code_of(made, changes=True), made.get("transId")
    reference = str(number) if type(number) is int and number > 0 else ""
    if code in UNDER_WAY:
        return RefundResult(reference=reference)
    if code != PAID:
        return RefundResult(reference=reference, problem=f"momo: not given back (code {code})")
    if made.get("amount") != asked.amount.amount:
        raise ProviderError("momo: the refund is of another amount", permanent=True, outcome_unknown=True)
    return RefundResult(reference=reference, is_done=True)


def _name(asked: RefundRequest) -> str:
    """Letters and digits, at most fifty with what a question adds, and never that of a payment."""
    return f"{order_code_of_refund(asked.key)}R{refund_name(asked.key, 20)}"


def _number(payment_id: str) -> int:
    if not payment_id.isascii() or not payment_id.isdigit():
        raise ProviderError("momo: the payment has no number of MoMo's", permanent=True)
    return int(payment_id)
