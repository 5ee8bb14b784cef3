"""Whole đồng: sums are exact, shares add up to the whole, and nothing but an int is ever an amount."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.money import ZERO, Dong, total

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@given(AMOUNTS, WEIGHTS)
def test_shares_add_up_to_the_whole(amount: int, weights: list[int]) -> None:
    shares = Dong(amount).split(weights)
    assert len(shares) == len(weights)
    assert sum(int(share) for share in shares) == amount


@given(AMOUNTS, WEIGHTS)
def test_a_share_is_less_than_a_dong_from_its_exact_part(amount: int, weights: list[int]) -> None:
    for share, weight in zip(Dong(amount).split(weights), weights, strict=True):
        assert abs(int(share) - Fraction(amount * weight, sum(weights))) < 1
        assert int(share) * amount >= 0, "no share has the other sign"
        assert weight or not share, "a weight of zero gets nothing"


@given(AMOUNTS, WEIGHTS)
def test_larger_remainders_are_rounded_up_first_and_earlier_ones_on_a_tie(amount: int, weights: list[int]) -> None:
    whole, parts = abs(amount), sum(weights)
    extra = [
        abs(int(share)) - whole * w // parts for share, w in zip(Dong(amount).split(weights), weights, strict=True)
    ]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % parts), i))
    assert [extra[i] for i in by_remainder] == sorted(extra, reverse=True)


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (10, [3, 3, 3, 1], [3, 3, 3, 1]),
        (5, [1, 2], [2, 3]),
        (1, [0, 1, 1], [0, 1, 0]),
        (0, [7, 3], [0, 0]),
        (39_500, [165_000, 140_000], [21_369, 18_131]),
    ],
)
def test_shares(amount: int, weights: list[int], shares: list[int]) -> None:
    assert [int(share) for share in Dong(amount).split(weights)] == shares


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [5, -1]])
def test_weights_that_split_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Dong(100).split(weights)


@pytest.mark.parametrize("amount", [1.0, 1.5, "1", True, None, Fraction(1)])
def test_only_an_int_is_an_amount(amount: object) -> None:
    with pytest.raises(TypeError, match=f"whole numbers, not {type(amount).__name__}"):
        Dong(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "careless",
    [
        lambda: Dong(1) + 1,
        lambda: 1 + Dong(1),
        lambda: Dong(1) - 1,
        lambda: Dong(1) * 1.5,
        lambda: 1.5 * Dong(1),
        lambda: Dong(2) * Dong(2),
        lambda: Dong(2) * True,
        lambda: Dong(2) / 2,
        lambda: Dong(2) < 3,
        lambda: sum([Dong(1)]),
        lambda: Dong(100).split([0.5, 0.5]),
        lambda: Dong(100).per_ten_thousand(1.5),
    ],
)
def test_a_number_without_a_unit_does_not_mix_with_money(careless: object) -> None:
    with pytest.raises(TypeError):
        careless()  # type: ignore[operator]


@given(AMOUNTS, AMOUNTS, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_whole_numbers(a: int, b: int, count: int) -> None:
    assert Dong(a) + Dong(b) == Dong(a + b)
    assert Dong(a) - Dong(b) == Dong(a - b)
    assert -Dong(a) == Dong(-a)
    assert Dong(a) * count == count * Dong(a) == Dong(a * count)
    assert (Dong(a) < Dong(b)) is (a < b)
    assert bool(Dong(a)) is (a != 0)
    assert total([Dong(a), Dong(b), Dong(-a)]) == Dong(b)


def test_the_sum_of_nothing_is_zero_dong() -> None:
    assert total([]) == ZERO == Dong(0)


@given(AMOUNTS, st.integers(-20_000, 20_000))
def test_a_percentage_is_within_half_a_dong_and_the_same_for_credits(amount: int, points: int) -> None:
    exact = Fraction(amount * points, 10_000)
    part = int(Dong(amount).per_ten_thousand(points))
    assert abs(part - exact) <= Fraction(1, 2)
    assert abs(part) >= abs(exact) or abs(part - exact) < Fraction(1, 2), "a half goes away from zero"
    assert Dong(-amount).per_ten_thousand(points) == Dong(amount).per_ten_thousand(-points) == Dong(-part)


@pytest.mark.parametrize(
    ("amount", "points", "part"),
    [(45_000, 150, 675), (1, 5_000, 1), (-1, 5_000, -1), (1, -5_000, -1), (1, 4_999, 0), (333, 100, 3), (350, 100, 4)],
)
def test_percentages(amount: int, points: int, part: int) -> None:
    assert Dong(amount).per_ten_thousand(points) == Dong(part)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "0"), (999, "999"), (1_000, "1.000"), (1_250_000, "1.250.000"), (-45_000, "-45.000")],
)
def test_amounts_are_shown_with_dots_and_a_sign_that_does_not_wrap(amount: int, shown: str) -> None:
    assert str(Dong(amount)) == shown + "\N{NO-BREAK SPACE}₫"
