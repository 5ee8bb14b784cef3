"""What each page shows, as data: the contract between those who know the facts and the templates that draw them.

``render(view)`` in :mod:`chalicelib.pages` is pure: the same view gives the same bytes. A view has no clock; the day
and the month are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from market.cart import Quote
from market.catalogue import Badge, Document, Picture, Teaser
from market.money import ZERO, Dong
from market.parcels import DeliveryWindow, ParcelState
from market.places import Commune, Province
from market.stock import StockLevel
from market.vouchers import Discount


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What every page carries. ``is_demo`` shows that shops and goods are sample data. ``origin`` is the shop's public
    address without a closing slash, for what must be absolute (link previews, schema.org); empty: relative."""

    hotline: str
    zalo: str
    legal_lines: tuple[str, ...]
    is_demo: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """``price_per_kg`` is None where it means nothing or repeats the price. ``badges`` are the valid ones only."""

    id: str
    name: str
    path: str
    price: Dong
    unit: str
    price_per_kg: Dong | None
    picture: Picture | None
    shop_name: str
    commune_name: str
    stock: StockLevel
    in_season: bool
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCard:
    name: str
    path: str
    household_name: str
    commune_name: str
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeExample:
    """“Đến Hà Nội: 26.000 ₫, giao 27/11 – 29/11”: the fee for one unit, before the cart."""

    place: str
    fee: Dong
    earliest_days: int
    latest_days: int
    is_served: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """``month`` 1–12 is the month whose harvest is shown as “Đang mùa”."""

    chrome: Chrome
    title: str
    tagline: str
    picture: Picture | None
    month: int
    in_season: tuple[ProductCard, ...]
    other: tuple[ProductCard, ...]
    shops: tuple[ShopCard, ...]
    teasers: tuple[Teaser, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """``document.body`` is a ProductBody. ``fees`` by zone. ``more`` are others of the same shop."""

    chrome: Chrome
    document: Document
    card: ProductCard
    fees: tuple[FeeExample, ...]
    more: tuple[ProductCard, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPage:
    """``document.body`` is a ShopBody."""

    chrome: Chrome
    document: Document
    products: tuple[ProductCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """``document.body`` is a StoryBody; ``products`` by id, those that are gone left out."""

    chrome: Chrome
    document: Document
    products: Mapping[str, ProductCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionPage:
    """``document.body`` is a PromotionBody; ``phase``: upcoming, running, ended."""

    chrome: Chrome
    document: Document
    products: Mapping[str, ProductCard]
    phase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    """A page whose thing was removed: says so, and offers what there is instead (status 410)."""

    chrome: Chrome
    products: tuple[ProductCard, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """``status`` as sent; ``correlation_id`` is empty where nothing is wrong with us."""

    chrome: Chrome
    status: int
    title: str
    sentence: str
    correlation_id: str = ""


View = (
    HomePage
    | ProductPage
    | ShopPage
    | StoryPage
    | PromotionPage
    | GonePage
    | CartPage
    | CheckoutPage
    | OrderPage
    | LookupPage
    | ErrorPage
)
