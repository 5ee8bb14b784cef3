"""Giving money back, which each payment provider does in its own way and all of them behind one port."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from market.money import ZERO, Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """One refund of one payment: the same at every try, but for ``was_sent``.

    ``key`` is our own id for it. ``attempt`` is the provider's name for the attempt that was paid, as its notice told
    it; empty where it told none. ``paid`` is what the payment brought, ``others`` what our other refunds of this very
    payment gave back, or are giving back. ``requested_at`` is when it was promised to the shopper. ``was_sent``: the
    provider may have been asked before, so it is asked first what became of that."""

    key: str
    payment_id: str
    amount: Dong
    paid: Dong
    requested_at: datetime
    attempt: str = ""
    others: Dong = ZERO
    was_sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundResult:
    """``reference`` is the provider's name for the refund. Neither done nor with a ``problem``: it is under way, and
    the callback or the next question tells how it ends."""

    reference: str
    is_done: bool = False
    problem: str = ""


class Refunding(Protocol):
    """A payment provider that gives money back when it is asked."""

    name: str

    def refund(self, asked: RefundRequest, *, now: datetime) -> RefundResult:
        """Have the money given back. The same ``key`` again gives nothing more, and answers what became of it.

        Raises :class:`~chalicelib.ports.ProviderError`: permanent, it was refused and nothing went back; with
        ``outcome_unknown``, it may have gone."""
        ...

    def look_up(self, asked: RefundRequest, *, now: datetime) -> RefundResult | None:
        """What became of the refund, None where the provider knows of none; nothing is changed there.

        Raises :class:`~chalicelib.ports.ProviderError`, permanent where this provider cannot tell it from another."""
        ...
