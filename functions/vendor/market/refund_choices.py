"""What may be given back of an order now: for a page that offers only what the rules allow, and for no other purpose.

The rules are those of :func:`market.refund_plans.plan`; a choice is offered where a plan of it is not refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from market.money import ZERO, Dong
from market.refund_plans import plan
from market.refunds import Books, RefundKind, RefundLine, Wanted
from market.refusals import Refused

# Plans of choices are asked for and thrown away, so their words are nobody's.
_ID, _REASON = "choice", "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChoice:
    """``units`` of a product of a parcel that were bought and not given back; ``price`` of one as it was sold."""

    parcel_id: str
    product_id: str
    name: str
    unit: str
    units: int
    price: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundChoices:
    """``owed`` and ``full`` are what would be given back, zero where that is refused. ``lines`` are those that can be
    given back line by line, or parcel by parcel. ``most`` is the largest free amount, zero where none is allowed."""

    owed: Dong
    full: Dong
    lines: tuple[LineChoice, ...]
    most: Dong

    @property
    def are_any(self) -> bool:
        return bool(self.owed or self.full or self.lines or self.most)


def choices(books: Books, *, now: datetime) -> RefundChoices:
    """What the rules allow at this moment. Nothing is promised by it: what is then asked for is checked anew."""
    lines = tuple(choice for choice in _left(books) if _planned(books, _one(choice), now))
    return RefundChoices(
        owed=_planned(books, Wanted(kind=RefundKind.OWED, reason=_REASON), now),
        full=_planned(books, Wanted(kind=RefundKind.FULL, reason=_REASON), now),
        lines=lines,
        most=_planned(books, Wanted(kind=RefundKind.AMOUNT, reason=_REASON, amount=books.left), now),
    )


def lines_of_parcel(books: Books, parcel_id: str) -> tuple[RefundLine, ...]:
    """Everything of a parcel that was not given back yet; nothing of a parcel that is not the order's."""
    return tuple(
        RefundLine(parcel_id=parcel_id, product_id=choice.product_id, units=choice.units)
        for choice in _left(books)
        if choice.parcel_id == parcel_id
    )


def _one(choice: LineChoice) -> Wanted:
    line = RefundLine(parcel_id=choice.parcel_id, product_id=choice.product_id, units=1)
    return Wanted(kind=RefundKind.LINES, reason=_REASON, lines=(line,))


def _planned(books: Books, wanted: Wanted, now: datetime) -> Dong:
    try:
        return plan(books, wanted, id=_ID, now=now).amount
    except Refused:
        return ZERO


def _left(books: Books) -> list[LineChoice]:
    found = []
    for parcel in books.order.parcels:
        names: Mapping[str, tuple[str, str, Dong]] = {
            line.product_id: (line.name, line.unit, line.price) for line in parcel.lines
        }
        for product_id, bought in parcel.units().items():
            left = bought - books.credited.get((parcel.id, product_id), 0)
            name, unit, price = names[product_id]
            if left > 0:
                choice = LineChoice(
                    parcel_id=parcel.id, product_id=product_id, name=name, unit=unit, units=left, price=price
                )
                found.append(choice)
    return found
