"""Whole đồng. No float and no ×100: the đồng has no smaller unit, and Stripe's VND is zero-decimal too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Dong:
    """An integer amount of đồng; may be negative (a credit in the ledger).

    >>> Dong(45_000) + Dong(5_000)
    Dong(50000)
    >>> Dong(45_000) * 3
    Dong(135000)
    >>> str(Dong(1_250_000)).replace("\\xa0", " ")
    '1.250.000 ₫'
    >>> Dong(1.5)
    Traceback (most recent call last):
    TypeError: đồng are whole numbers, not float
    """

    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"đồng are whole numbers, not {type(self.amount).__name__}")

    def __repr__(self) -> str:
        return f"Dong({self.amount})"

    def __str__(self) -> str:
        return f"{self.amount:,}".replace(",", ".") + "\xa0₫"

    def __int__(self) -> int:
        return self.amount

    def __bool__(self) -> bool:
        return self.amount != 0

    def __add__(self, other: Dong) -> Dong:
        if not isinstance(other, Dong):
            return NotImplemented
        return Dong(self.amount + other.amount)

    def __sub__(self, other: Dong) -> Dong:
        if not isinstance(other, Dong):
            return NotImplemented
        return Dong(self.amount - other.amount)

    def __neg__(self) -> Dong:
        return Dong(-self.amount)

    def __mul__(self, count: int) -> Dong:
        if type(count) is not int:
            return NotImplemented
        return Dong(self.amount * count)

    __rmul__ = __mul__

    def split(self, weights: Sequence[int]) -> list[Dong]:
        """Shares in proportion to ``weights`` that add up to the whole (largest remainder, earlier first on a tie).

        Raises ValueError for no weight, a negative weight, or only zeros.

        >>> Dong(100).split([1, 1, 1])
        [Dong(34), Dong(33), Dong(33)]
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("a split needs weights of zero or more, and one above zero")
        sign = -1 if self.amount < 0 else 1
        whole = abs(self.amount)
        shares = [whole * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: -(whole * weights[i] % total))
        for i in by_remainder[: whole - sum(shares)]:
            shares[i] += 1
        return [Dong(sign * share) for share in shares]

    def per_ten_thousand(self, basis_points: int) -> Dong:
        """``basis_points`` of the amount, rounded half away from zero to the đồng.

        >>> Dong(45_000).per_ten_thousand(150)
        Dong(675)
        """
        scaled = self.amount * basis_points
        rounded = (abs(scaled) * 2 + 10_000) // 20_000
        return Dong(-rounded if scaled < 0 else rounded)


ZERO = Dong(0)


def total(amounts: Iterable[Dong]) -> Dong:
    """The sum; zero đồng of nothing."""
    return sum(amounts, ZERO)
