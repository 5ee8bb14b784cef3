"""The cart as programs send and read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLine:
    """Units of a product, 1 to 99, to put into the cart. ``operation_id`` is the client's own name for this addition
    (8 to 64 of A-Z, a-z, 0-9, dot, dash and underscore): sent again under it, the same addition counts once."""

    product_id: str
    quantity: int
    operation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineMessage:
    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CartMessage:
    cart_id: str
    lines: tuple[CartLineMessage, ...]
