"""The order as its buyer sees it, and the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from market.money import ZERO, Dong
from market.parcels import DeliveryWindow, ParcelState
from market.vouchers import Discount

from chalicelib.pages.views.chrome import Chrome


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelStep:
    occurred_at: datetime
    label: str
    place: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedItem:
    name: str
    path: str
    quantity: int
    unit: str
    price: Dong
    amount: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    id: str
    shop_name: str
    shop_path: str
    carrier_label: str
    waybill: str
    state: ParcelState
    items: tuple[OrderedItem, ...]
    goods: Dong
    fee: Dong
    cod: Dong
    delivery: DeliveryWindow
    steps: tuple[ParcelStep, ...]
    discount: Dong = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """Bank, account, amount and memo to copy; ``qr_svg`` is safe SVG markup of the VietQR code."""

    bank_name: str
    account_number: str
    account_name: str
    amount: Dong
    memo: str
    qr_svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """``client_secret`` and key for the provider's own script at ``script_url``."""

    client_secret: str
    publishable_key: str
    script_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """The order as its buyer sees it. ``headline``/``sentence`` are the state in words. ``is_waiting``: the page asks
    for news by itself (``status_url`` JSON ``{"state","changed"}``, where ``changed`` is its ``version`` now; without
    JavaScript a meta refresh). ``redirect_url`` is the page of a payment gateway, called ``redirect_name``. An unpaid
    order (``pay_before``) with no way to be paid says that the provider does not answer, and tries again. ``share_url``
    is the private link. ``can_cancel`` while no carrier has heard of it. Name, phone and address come masked."""

    chrome: Chrome
    code: str
    shown_code: str
    state: str
    headline: str
    sentence: str
    is_waiting: bool
    status_url: str
    version: str
    placed_at: datetime
    pay_before: datetime | None
    payment_label: str
    receiver: str
    phone: str
    address: str
    goods: Dong
    shipping: Dong
    total: Dong
    parcels: tuple[ParcelView, ...]
    share_url: str
    transfer: TransferView | None = None
    card: CardView | None = None
    redirect_url: str = ""
    redirect_name: str = ""
    discounts: tuple[Discount, ...] = ()
    can_cancel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupPage:
    """Find an order by code and phone. Fields: ma_don, so_dien_thoai."""

    chrome: Chrome
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
