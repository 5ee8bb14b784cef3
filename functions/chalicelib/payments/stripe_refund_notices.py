"""What Stripe tells of refunds, ours and those that somebody made at Stripe's own desk.

``charge.refunded`` tells of a refund only where the charge brings its refunds along, newest first, as it did before the
version 2022-11-15 of the API; today's names a sum, and ``refund.created`` tells the rest.
"""

from __future__ import annotations

from typing import Any

from market.codes import read_order_code
from market.money import Dong

from chalicelib.callbacks import code_at, unix_time, whole_at
from chalicelib.ports import NoticeKind, PaymentNotice

EVENTS = ("refund.created", "refund.updated", "refund.failed")
# What endpoints of an older version of the API are sent instead.
OF_ONE, OF_A_CHARGE = "charge.refund.updated", "charge.refunded"
_KINDS = {
    "succeeded": NoticeKind.REFUNDED,
    "failed": NoticeKind.REFUND_FAILED,
    "canceled": NoticeKind.REFUND_FAILED,
}
_LONGEST_ID = 255


def refund_in(event: dict[str, Any], subject: dict[str, Any]) -> dict[str, Any] | None:
    """The refund that an event is about, None for an event about something else."""
    if event["type"] in (*EVENTS, OF_ONE):
        return subject
    if event["type"] != OF_A_CHARGE:
        return None
    refunds = subject.get("refunds")
    listed = refunds.get("data") if isinstance(refunds, dict) else None
    newest = listed[0] if isinstance(listed, list) and listed else None
    return {"payment_intent": subject.get("payment_intent"), **newest} if isinstance(newest, dict) else None


def refund_notice(event: dict[str, Any], subject: dict[str, Any], *, provider: str, trouble: str) -> PaymentNotice:
    """The refund in an event that was verified. One that has not ended yet is irrelevant.

    Raises :class:`~chalicelib.ports.Unreadable`."""
    status = subject.get("status")
    kind = _KINDS.get(status, NoticeKind.IRRELEVANT) if isinstance(status, str) else NoticeKind.IRRELEVANT
    metadata = subject.get("metadata")
    written = metadata if isinstance(metadata, dict) else {}
    code = written.get("order_code")
    known = read_order_code(code) if isinstance(code, str) else None
    ours = written.get("refund")
    is_relevant = kind is not NoticeKind.IRRELEVANT
    return PaymentNotice(
        provider=provider,
        event_id=code_at(event, "id", most=_LONGEST_ID),
        payment_id=code_at(subject, "payment_intent", most=_LONGEST_ID) if is_relevant else "",
        kind=kind,
        order_codes=(known,) if known else (),
        amount=Dong(whole_at(subject, "amount")) if is_relevant else Dong(0),
        occurred_at=unix_time(whole_at(event, "created")),
        trouble=trouble if is_relevant else "",
        refund=ours[:_LONGEST_ID] if isinstance(ours, str) else "",
        reference=code_at(subject, "id", most=_LONGEST_ID),
    )
