"""Goods put on the shelf or taken off it by hand."""

from __future__ import annotations

from contextlib import suppress

from market.refusals import Refused
from market.stock import Adjustment, Stock

from chalicelib.store import catalogue
from chalicelib.store.table import Table


class NotEnough(Refused):
    code = "stock.not_enough"
    sentence = "Không đủ hàng để trừ, hoặc sản phẩm chưa được đăng bán."


class _Repeated(Exception):
    pass


def adjust_stock(table: Table, *, product_id: str, adjustment: Adjustment) -> Stock:
    """Put units in or take them out, once for each adjustment id; answers the stock afterwards.

    Raises :class:`NotEnough` if less than nothing would be left, or for a product that was never published."""
    writes = catalogue.adjust(table, product_id, adjustment, refused=NotEnough(), repeated=_Repeated())
    with suppress(_Repeated):
        table.commit(*writes)
    stock = catalogue.get_stock(table, product_id)
    if stock is None:
        raise NotEnough
    return stock
