"""Stock: what a page may say of it, and that nothing comes from nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.stock import Stock, StockLevel, level_of


@pytest.mark.parametrize(
    ("available", "level"),
    [
        (-1, StockLevel.NONE),
        (0, StockLevel.NONE),
        (1, StockLevel.FEW),
        (4, StockLevel.FEW),
        (5, StockLevel.PLENTY),
        (500, StockLevel.PLENTY),
    ],
)
def test_pages_know_three_levels(available: int, level: StockLevel) -> None:
    assert level_of(available) is level


def test_levels_have_words() -> None:
    assert [level.label for level in StockLevel] == ["Còn hàng", "Sắp hết", "Hết hàng"]


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000), st.booleans())
def test_a_stock_row(available: int, reserved: int, sold: int, on_sale: bool) -> None:
    stock = Stock(product_id="sp-1", revision=1, on_sale=on_sale, available=available, reserved=reserved, sold=sold)
    assert stock.entered == available + reserved + sold
    assert stock.level is (level_of(available) if on_sale else StockLevel.NONE)
