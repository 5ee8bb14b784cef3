"""The file of an order, from what the use cases know to what the desk's page shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from market.codes import show_order_code
from market.orders import OrderParcel
from market.refunds import RefundProgress, RefundState, order_code_of_refund
from market.text import mask_address, mask_name, mask_phone, show_phone

from chalicelib.pages.desk_views import Desk, DeskParcel, DeskRefund, FilePage, Found, Happening, Receiver
from chalicelib.usecases.books import books_of
from chalicelib.usecases.cancelling import can_be_called_off
from chalicelib.usecases.desk_asking import Payments, can_ask, can_ask_refund
from chalicelib.usecases.desk_callbacks import mask_numbers
from chalicelib.usecases.desk_orders import DeskFile, StoredOrder
from chalicelib.usecases.orders import OrderFile
from chalicelib.web import desk_words as words
from chalicelib.web.desk_refund_form import refund_form
from chalicelib.web.order_views import CARRIER_LABELS, PAYMENT_LABELS
from chalicelib.wiring import services

_HIDDEN = "•••"


def found(stored: StoredOrder) -> Found:
    order = stored.order
    return Found(
        code=order.code,
        shown_code=show_order_code(order.code),
        state=words.order_state(stored.state),
        placed_at=order.placed_at,
        total=order.total,
        receiver=mask_name(order.receiver.name),
        phone=mask_phone(order.receiver.phone),
    )


def file_page(desk: Desk, seen: DeskFile, *, attempt: str, now: datetime, is_shown: bool = False) -> FilePage:
    """``is_shown``: the receiver in clear, for an operator whose wish to see it is in the log. ``attempt``: the name
    of a refund that may be asked for from this page."""
    file, order = seen.file, seen.file.stored.order
    books = books_of(file, services().refunding)
    return FilePage(
        desk=desk,
        code=order.code,
        shown_code=show_order_code(order.code),
        state=words.order_state(file.stored.state),
        placed_at=order.placed_at,
        payment=PAYMENT_LABELS.get(order.payment, order.payment),
        sums=(
            ("Tổng của đơn", order.total),
            ("Đã nhận", file.stored.captured),
            ("Đã hoàn hoặc hứa hoàn", file.stored.refunded),
            ("Còn phải trả lại", books.owed),
        ),
        receiver=_receiver(file, is_shown=is_shown),
        parcels=tuple(_parcel(file, parcel) for parcel in order.parcels),
        timeline=tuple(sorted(_timeline(seen), key=lambda line: line.at, reverse=True)),
        refunds=tuple(refund_row(desk, of) for of in file.refunds.values()),
        can_cancel=can_be_called_off(file),
        can_ask_payment=Payments(askable=services().askable, lists=services().payment_lists).can_tell(file.stored),
        refund=refund_form(books, now=now),
        attempt=attempt,
    )


def refund_row(desk: Desk, of: RefundProgress) -> DeskRefund:
    code = order_code_of_refund(of.refund.id)
    return DeskRefund(
        id=of.refund.id,
        code=code,
        shown_code=show_order_code(code),
        amount=of.refund.share.amount,
        state=words.REFUND_STATES[of.state],
        reason=of.refund.wanted.reason,
        requested_by=words.actor_of("", {"actor": of.refund.requested_by}),
        can_approve=of.state is RefundState.TO_TRANSFER,
        is_mine=of.refund.requested_by == desk.operator,
        can_ask=can_ask_refund(of),
    )


def _receiver(file: OrderFile, *, is_shown: bool) -> Receiver:
    order = file.stored.order
    to = order.receiver
    street = to.line if is_shown else mask_address(to.line)
    note = order.note if is_shown or not order.note else _HIDDEN
    return Receiver(
        name=to.name if is_shown else mask_name(to.name),
        phone=show_phone(to.phone) if is_shown else mask_phone(to.phone),
        address=", ".join((street, to.commune_name, to.province_name)),
        note=note,
        is_shown=is_shown,
    )


def _parcel(file: OrderFile, parcel: OrderParcel) -> DeskParcel:
    progress = file.parcels[parcel.id]
    return DeskParcel(
        id=parcel.id,
        shop_name=parcel.shop.name,
        carrier=CARRIER_LABELS[parcel.shop.carrier],
        waybill=progress.waybill,
        state=words.parcel_state(progress.state.value),
        total=parcel.total,
        problem=mask_numbers(progress.parked),
        can_ask=can_ask(progress),
        has_label=bool(progress.label_key),
    )


def _timeline(seen: DeskFile) -> Iterator[Happening]:
    """Events of the order, what carriers said of its parcels, and what operators did."""
    for happened in seen.file.history:
        yield Happening(
            at=happened.at,
            actor=words.actor_of(happened.name, happened.details),
            what=words.EVENTS.get(happened.name, happened.name),
            detail=words.detail_of(happened.details),
        )
    for parcel_id, notices in seen.file.notices.items():
        for said in notices:
            yield Happening(
                at=said.occurred_at,
                actor=words.source(said.carrier.value),
                what=words.parcel_state(said.state.value) if said.state else f"Mã chưa biết: {said.code}",
                detail=" · ".join(part for part in (parcel_id, mask_numbers(said.place)) if part),
            )
    for logged in seen.deeds:
        deed = logged.deed
        change = f"{deed.before} → {deed.after}" if deed.before or deed.after else ""
        yield Happening(
            at=logged.at,
            actor=deed.actor,
            what=words.action(deed.action),
            detail=" · ".join(part for part in (change, deed.note) if part),
        )
