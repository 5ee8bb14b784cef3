"""The cart and the checkout, up to the order button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from market.cart import Quote
from market.places import Commune, Province

from chalicelib.pages.views.chrome import Chrome


@dataclass(frozen=True, slots=True, kw_only=True)
class CartPage:
    """``notices`` are sentences for the top of the page (added, changed, refused). The province is the one the fees
    are shown for; changing it is a GET form with ``?tinh=``."""

    chrome: Chrome
    quote: Quote
    provinces: tuple[Province, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOption:
    """``name``: cod, vietqr, stripe. ``button``: what the order button says, total included."""

    name: str
    label: str
    hint: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """``values`` and ``errors`` by field: ho_ten, so_dien_thoai, tinh, xa, dia_chi, ghi_chu, thanh_toan, ma_giam_gia.

    ``communes`` are those of the chosen province, empty before one is chosen. ``seen`` is the hidden field that says
    what the shopper saw (see usecases.checkout); ``key`` is the Idempotency-Key of this attempt. ``changes`` are
    sentences on what changed since the cart was seen."""

    chrome: Chrome
    quote: Quote
    provinces: tuple[Province, ...]
    communes: tuple[Commune, ...]
    options: tuple[PaymentOption, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    seen: str
    key: str
    changes: tuple[str, ...] = ()
