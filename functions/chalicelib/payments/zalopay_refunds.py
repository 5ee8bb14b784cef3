"""Money back through ZaloPay (``/v2/refund``, ``/v2/query_refund``), as docs.zalopay.vn describes it.

A refund is named by us: the day of its request in Vietnam, the number of our app, and our refund's id in short. The
same name at every try, so ZaloPay refuses a second refund under it, and is asked what became of the first. It works on
refunds by and by and sends no callback: one that is under way is asked about until it has ended.

What failed and what is not known are one code to a question (2): either way nothing went back, and it is read as not
known. The same name again then tells the two apart: it is refused if it was, and made if it was not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from market.refunds import order_code_of_refund

from chalicelib.callbacks import VIETNAM
from chalicelib.payments.gateways import refund_name
from chalicelib.payments.zalopay import FAILED, PAID, UNDER_WAY, ZaloPay
from chalicelib.ports import ProviderError
from chalicelib.refund_ports import RefundRequest, RefundResult

# Of the detailed codes: too many questions, maintenance; and a fault of theirs, after which anything may have happened.
BUSY, ANYTHING = (-429, -999), -500


class ZaloPayRefunds:
    def __init__(self, gateway: ZaloPay) -> None:
        self.name = gateway.name
        self._gateway = gateway

    def refund(self, asked: RefundRequest, *, now: datetime) -> RefundResult:
        known = self.look_up(asked, now=now) if asked.was_sent else None
        return known or self._made(asked, now)

    def look_up(self, asked: RefundRequest, *, now: datetime) -> RefundResult | None:
        fields: dict[str, str | int] = {
            "app_id": self._gateway.app_id,
            "m_refund_id": self._name(asked),
            "timestamp": int(now.timestamp() * 1000),
        }
        said = self._gateway.ask("/v2/query_refund", fields | {"mac": self._gateway.mac_of(*fields.values())})
        code = _whole(said, "return_code")
        if code == FAILED:
            self._raise_for_trouble(said, "the question was not answered", changes=False)
            return None
        if code not in (PAID, UNDER_WAY):
            raise ProviderError("zalopay: the question was not answered", permanent=True)
        return RefundResult(reference=_reference(said), is_done=code == PAID)

    def _made(self, asked: RefundRequest, now: datetime) -> RefundResult:
        fields: dict[str, str | int] = {
            "app_id": self._gateway.app_id,
            "zp_trans_id": asked.payment_id,
            "amount": asked.amount.amount,
            "description": f"Hoan tien don hang {order_code_of_refund(asked.key)}",
            "timestamp": int(now.timestamp() * 1000),
        }
        mac = self._gateway.mac_of(*fields.values())
        body = fields | {"m_refund_id": self._name(asked), "mac": mac}
        said = self._gateway.ask("/v2/refund", body, changes=True)
        code = _whole(said, "return_code")
        if code == FAILED:
            self._raise_for_trouble(said, "the refund was not made", changes=True)
            return self._refused(said, asked, now)
        if code not in (PAID, UNDER_WAY):
            raise ProviderError("zalopay: an answer without a result", outcome_unknown=True)
        return RefundResult(reference=_reference(said), is_done=code == PAID)

    def _refused(self, said: dict[str, Any], asked: RefundRequest, now: datetime) -> RefundResult:
        """It may have been refused for having been made already."""
        try:
            known = self.look_up(asked, now=now)
        except ProviderError as problem:
            raise ProviderError(str(problem), outcome_unknown=True) from None
        if known is None:
            raise ProviderError(f"zalopay: refused (code {_detail(said)})", permanent=True)
        return known

    def _raise_for_trouble(self, said: dict[str, Any], what: str, *, changes: bool) -> None:
        detail = _detail(said)
        if detail in BUSY:
            raise ProviderError(f"zalopay: {what} (code {detail})")
        if detail == ANYTHING:
            raise ProviderError(f"zalopay: {what} (code {detail})", outcome_unknown=changes)

    def _name(self, asked: RefundRequest) -> str:
        """The day is that of the request, and stays so on another day: another name would be another refund."""
        day = asked.requested_at.astimezone(VIETNAM)
        return f"{day:%y%m%d}_{self._gateway.app_id}_{refund_name(asked.key, 20)}"


def _detail(said: dict[str, Any]) -> int:
    return _whole(said, "sub_return_code")


def _reference(said: dict[str, Any]) -> str:
    number = _whole(said, "refund_id")
    return str(number) if number > 0 else ""


def _whole(said: dict[str, Any], name: str) -> int:
    number = said.get(name)
    return number if type(number) is int else 0
