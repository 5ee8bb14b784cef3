"""From what the use cases know to what the desk's pages show."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from market.codes import show_order_code
from market.money import ZERO
from market.orders import OrderParcel, OrderState
from market.refunds import RefundProgress, RefundState, order_code_of_refund
from market.text import mask_address, mask_name, mask_phone, show_phone

from chalicelib.pages.desk_views import (
    Cause,
    Desk,
    DeskParcel,
    DeskRefund,
    FilePage,
    Found,
    Happening,
    Receiver,
    Tile,
)
from chalicelib.usecases.books import books_of
from chalicelib.usecases.desk_callbacks import MOST, counted_by_cause, mask_numbers
from chalicelib.usecases.desk_orders import DeskFile, StoredOrder
from chalicelib.usecases.desk_overview import Overview
from chalicelib.usecases.orders import OrderFile
from chalicelib.web import desk_words as words
from chalicelib.web.order_views import CARRIER_LABELS, PAYMENT_LABELS

_HIDDEN = "•••"


def tiles(seen: Overview) -> tuple[Tile, ...]:
    more = "hơn " if len(seen.parked) >= MOST else ""
    letters = sum(seen.dead_letters.values())
    numbers = (
        ("Thông báo treo", f"{more}{len(seen.parked)}", "chờ người xem", "/van-hanh/treo", len(seen.parked)),
        ("Tiền chưa rõ của đơn nào", seen.unmatched, f"{seen.unmatched_sum}", "/van-hanh/treo", seen.unmatched),
        ("Chờ người thứ hai duyệt", seen.proposals, "ghép tiền vào đơn", "/van-hanh/de-nghi", seen.proposals),
        ("Hoàn tiền bằng tay", seen.refunds, f"{seen.refunds_sum}", "/van-hanh/de-nghi", seen.refunds),
        ("Kiện cần người xem", len(seen.parcels), ", ".join(seen.parcels[:3]), _first_file(seen), len(seen.parcels)),
        (
            "Thư chết",
            letters,
            ", ".join(f"{queue}: {count}" for queue, count in seen.dead_letters.items()) or "mọi hàng đợi đều thông",
            "#thu-chet" if letters else "/van-hanh",
            letters,
        ),
        ("Tin chưa gửi đi", seen.unsent, "quá nửa phút", "/van-hanh", seen.unsent),
    )
    return tuple(
        Tile(label=label, value=str(value), hint=hint, path=path, calls=bool(calls))
        for label, value, hint, path, calls in numbers
    )


def _first_file(seen: Overview) -> str:
    return f"/van-hanh/don/{seen.parcels[0].rpartition('-')[0]}" if seen.parcels else "/van-hanh"


def cause_rows(seen: Overview) -> tuple[Cause, ...]:
    return tuple(
        Cause(
            source=words.source(source),
            reason=words.reason(reason),
            count=count,
            oldest_at=oldest,
            path=f"/van-hanh/treo?{urlencode({'nguon': source, 'ly_do': reason})}",
        )
        for source, reason, count, oldest in counted_by_cause(seen.parked)
    )


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


def file_page(desk: Desk, seen: DeskFile, *, attempt: str, is_shown: bool = False) -> FilePage:
    """``is_shown``: the receiver in clear, for an operator whose wish to see it is in the log. ``attempt``: the name
    of a refund that may be asked for from this page."""
    file, order = seen.file, seen.file.stored.order
    books = books_of(file)
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
        can_cancel=file.stored.state in (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED),
        can_refund=books.left > ZERO,
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
