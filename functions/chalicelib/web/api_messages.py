"""What programs send and get, as types: read and written by :mod:`market.wire`, described by the OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from market.cart import Quote, QuotedParcel
from market.catalogue import CarrierName
from market.money import Dong
from market.orders import Order, OrderParcel, OrderState, outstanding
from market.parcels import ParcelState
from market.places import Commune
from market.text import mask_name
from market.vouchers import Discount

from chalicelib.ports import PaymentStart
from chalicelib.usecases.orders import OrderFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who gets the parcels: codes of a province and of one of its communes, and the line below them."""

    name: str
    phone: str
    province_code: str
    commune_code: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """A line as the buyer saw it, with the price of one unit in đồng."""

    product_id: str
    quantity: int
    price: Dong


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What the buyer agreed to, with the code of the voucher in its total; what differs now is answered with 409."""

    cart_id: str
    lines: tuple[SeenLine, ...]
    total: Dong
    receiver: Receiver
    payment: str
    note: str = ""
    voucher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedParcelMessage:
    """One shop's share, with its fee and the days between which it arrives."""

    shop: str
    carrier: CarrierName
    weight_grams: int
    goods: Dong
    fee: Dong
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteMessage:
    """What the cart costs now. ``problems`` and ``changes`` are Vietnamese sentences for the buyer."""

    province_code: str
    goods: Dong
    shipping: Dong
    discounts: tuple[Discount, ...]
    total: Dong
    can_be_ordered: bool
    problems: tuple[str, ...]
    changes: tuple[str, ...]
    lines: tuple[SeenLine, ...]
    parcels: tuple[QuotedParcelMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMessage:
    """``token`` opens the order at ``url``, and nothing else does: keep it, and keep it secret."""

    code: str
    token: str
    total: Dong
    payment: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HappenedMessage:
    at: datetime
    state: ParcelState
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelMessage:
    """``cod`` is what the buyer still pays at the door; ``waybill`` is empty until the carrier gave one."""

    id: str
    shop: str
    carrier: CarrierName
    waybill: str
    state: ParcelState
    goods: Dong
    fee: Dong
    cod: Dong
    earliest: date
    latest: date
    history: tuple[HappenedMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferMessage:
    """A transfer to make: exactly this amount, with this memo. ``qr_payload`` is the text of its VietQR code."""

    kind: Literal["transfer"] = "transfer"
    bank: str
    account_number: str
    account_name: str
    amount: Dong
    memo: str
    qr_payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMessage:
    """What the card provider's own script needs in the buyer's browser."""

    kind: Literal["card"] = "card"
    amount: Dong
    client_secret: str
    publishable_key: str
    script_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectMessage:
    """A gateway's own page, where the buyer pays."""

    kind: Literal["redirect"] = "redirect"
    amount: Dong
    url: str


PayBy: TypeAlias = TransferMessage | CardMessage | RedirectMessage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMessage:
    """The order with its parcels. ``version`` changes whenever anything here does; ``pay_by`` is null when nothing is
    to be paid now. The receiver's name is masked."""

    code: str
    state: OrderState
    version: str
    payment: str
    placed_at: datetime
    pay_before: datetime | None
    goods: Dong
    shipping: Dong
    discounts: tuple[Discount, ...]
    total: Dong
    receiver: str
    parcels: tuple[ParcelMessage, ...]
    pay_by: PayBy


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneMessage:
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunesMessage:
    communes: tuple[CommuneMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The callback is kept: its sender need not repeat it."""

    success: bool


def quote_message(quoted: Quote) -> QuoteMessage:
    return QuoteMessage(
        province_code=quoted.province_code,
        goods=quoted.goods,
        shipping=quoted.shipping,
        discounts=quoted.discounts,
        total=quoted.total,
        can_be_ordered=quoted.can_be_ordered,
        problems=quoted.problems,
        changes=quoted.changes,
        lines=tuple(
            SeenLine(product_id=line.product_id, quantity=line.quantity, price=line.price) for line in quoted.lines
        ),
        parcels=tuple(map(_quoted_parcel, quoted.parcels)),
    )


def _quoted_parcel(parcel: QuotedParcel) -> QuotedParcelMessage:
    return QuotedParcelMessage(
        shop=parcel.shop.name,
        carrier=parcel.shop.carrier,
        weight_grams=parcel.weight_grams,
        goods=parcel.goods,
        fee=parcel.fee,
        earliest=parcel.delivery.earliest,
        latest=parcel.delivery.latest,
    )


def order_message(file: OrderFile, start: PaymentStart, *, version: str) -> OrderMessage:
    """The order for a program that has shown its right to it; what is private stays masked here too."""
    order = file.stored.order
    return OrderMessage(
        code=order.code,
        state=file.stored.state,
        version=version,
        payment=order.payment,
        placed_at=order.placed_at,
        pay_before=order.pay_before,
        goods=order.goods,
        shipping=order.shipping,
        discounts=order.discounts,
        total=order.total,
        receiver=mask_name(order.receiver.name),
        parcels=tuple(_parcel(file, parcel) for parcel in order.parcels),
        pay_by=_pay_by(start, order),
    )


def _parcel(file: OrderFile, parcel: OrderParcel) -> ParcelMessage:
    progress = file.parcels[parcel.id]
    return ParcelMessage(
        id=parcel.id,
        shop=parcel.shop.name,
        carrier=parcel.shop.carrier,
        waybill=progress.waybill,
        state=progress.state,
        goods=parcel.goods,
        fee=parcel.fee,
        cod=outstanding(file.stored.order, parcel),
        earliest=parcel.delivery.earliest,
        latest=parcel.delivery.latest,
        history=tuple(
            HappenedMessage(at=notice.occurred_at, state=notice.state, place=notice.place)
            for notice in file.notices.get(parcel.id, ())
            if notice.state
        ),
    )


def _pay_by(start: PaymentStart, order: Order) -> PayBy:
    if start.transfer:
        transfer = start.transfer
        return TransferMessage(
            bank=transfer.bank_name,
            account_number=transfer.account_number,
            account_name=transfer.account_name,
            amount=transfer.amount,
            memo=transfer.memo,
            qr_payload=transfer.qr_payload,
        )
    if start.card:
        card = start.card
        return CardMessage(
            amount=order.total,
            client_secret=card.client_secret,
            publishable_key=card.publishable_key,
            script_url=card.script_url,
        )
    return RedirectMessage(amount=order.total, url=start.redirect_url) if start.redirect_url else None


def communes_message(communes: tuple[Commune, ...]) -> CommunesMessage:
    return CommunesMessage(communes=tuple(CommuneMessage(code=one.code, name=one.name) for one in communes))
