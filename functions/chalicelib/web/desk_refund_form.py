"""The desk's form of a refund: what it offers, what was chosen in it, and what that would do."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime

from market.ledger import COMMISSION, GOODWILL, PROMOTIONS, SHIPPING, shopper
from market.money import ZERO, Dong, total
from market.refund_choices import choices, lines_of_parcel
from market.refunds import Books, Plan, RefundKind, RefundLine, Wanted
from market.refusals import InvalidInput

from chalicelib.pages.desk_views import Desk, RefundForm, RefundLineField, RefundParcel, RefundPreviewPage
from chalicelib.usecases.desk_callbacks import read_reason
from chalicelib.web import desk_words as words

_AMOUNT = re.compile(r"[0-9]{1,12}")
_UNITS = re.compile(r"[0-9]{1,6}")
_ATTEMPT = re.compile(r"desk-[0-9a-f]{16}")
_PARCEL = "parcel"
_BEARERS = {
    SHIPPING: "Chợ (phí giao)",
    GOODWILL: "Chợ (thiện chí)",
    COMMISSION: "Chợ (hoa hồng)",
    PROMOTIONS: "Chợ (phiếu giảm giá trả lại)",
}


def new_attempt() -> str:
    """The name of a refund that may be asked for from a page, so that the button pressed twice asks once."""
    return f"desk-{secrets.token_hex(8)}"


def attempt_of(form: Mapping[str, str]) -> str:
    """Raises ``InvalidInput`` for a name that no page of ours gave."""
    found = form.get("lan", "")
    if not _ATTEMPT.fullmatch(found):
        raise InvalidInput({"ly_do_hoan": "Trang đã cũ. Hãy tải lại trang rồi thử lại."})
    return found


def refund_form(books: Books, *, now: datetime) -> RefundForm | None:
    """What the rules allow at this moment; None for nothing."""
    allowed = choices(books, now=now)
    if not allowed.are_any:
        return None
    parcels = []
    for parcel in books.order.parcels:
        lines = tuple(
            RefundLineField(
                field=_field(parcel.id, line.product_id),
                name=line.name,
                unit=line.unit,
                units=line.units,
                price=line.price,
            )
            for line in allowed.lines
            if line.parcel_id == parcel.id
        )
        if lines:
            parcels.append(RefundParcel(id=parcel.id, shop_name=parcel.shop.name, lines=lines))
    return RefundForm(owed=allowed.owed, full=allowed.full, most=allowed.most, parcels=tuple(parcels))


def wanted_of(form: Mapping[str, str], books: Books) -> Wanted:
    """What was chosen. Raises ``InvalidInput`` by field, or ``ShortNote``."""
    kind = form.get("kieu", "")
    reason = read_reason(form.get("ly_do_hoan", ""))
    if kind == RefundKind.AMOUNT.value:
        typed = re.sub(r"[.\s]", "", form.get("so_tien", ""))
        if not _AMOUNT.fullmatch(typed):
            raise InvalidInput({"so_tien": "Hãy ghi số tiền, chỉ gồm chữ số."})
        return Wanted(kind=RefundKind.AMOUNT, reason=reason, amount=Dong(int(typed)))
    if kind in (RefundKind.OWED.value, RefundKind.FULL.value):
        return Wanted(kind=RefundKind(kind), reason=reason)
    if kind not in (_PARCEL, RefundKind.LINES.value):
        raise InvalidInput({"kieu": "Hãy chọn cách hoàn."})
    lines = lines_of_parcel(books, form.get("kien", "")) if kind == _PARCEL else _lines(form, books)
    if not lines:
        raise InvalidInput({"kieu": "Hãy chọn kiện, hoặc ghi số lượng của ít nhất một sản phẩm."})
    return Wanted(kind=RefundKind.LINES, reason=reason, lines=lines)


def preview_page(desk: Desk, books: Books, wanted: Wanted, plan: Plan, *, attempt: str) -> RefundPreviewPage:
    """What the plan would do. What was chosen is sent along, a parcel as its lines, with the sum that is seen here."""
    order = books.order
    return RefundPreviewPage(
        desk=desk,
        code=order.code,
        shown_code=words.shown_code(order.code),
        kind=words.REFUND_KINDS[wanted.kind],
        amount=plan.amount,
        bearers=_bearers(books, plan),
        ways=tuple((words.way_back(share.provider, share.by_program), share.amount) for share in plan.shares),
        left=books.left - plan.amount,
        reason=wanted.reason,
        fields=_fields(wanted, attempt) | {"thay": str(int(plan.amount))},
    )


def _fields(wanted: Wanted, attempt: str) -> dict[str, str]:
    fields = {"lan": attempt, "kieu": wanted.kind.value, "ly_do_hoan": wanted.reason}
    fields |= {_field(line.parcel_id, line.product_id): str(line.units) for line in wanted.lines}
    return fields | ({"so_tien": str(int(wanted.amount))} if wanted.amount else {})


def seen_of(form: Mapping[str, str]) -> Dong | None:
    """The sum that the preview showed, None for a form that was sent without one."""
    found = form.get("thay", "")
    return Dong(int(found)) if _AMOUNT.fullmatch(found) else None


def _bearers(books: Books, plan: Plan) -> tuple[tuple[str, Dong], ...]:
    """Who gives what up; what is owed anyway is borne by nobody."""
    account = shopper(books.order.code)
    shops = {f"shop:{parcel.shop.id}:payable": parcel.shop.name for parcel in books.order.parcels}
    sums: dict[str, Dong] = {}
    for leg in (leg for entry in plan.credits for leg in entry.legs if leg.account != account):
        name = _BEARERS.get(leg.account) or shops.get(leg.account) or words.claimed(leg.account)
        sums[name] = sums.get(name, ZERO) + leg.amount
    given = total(sums.values())
    owed = plan.amount - given
    return (*sums.items(), *([("Phần chợ vốn phải trả lại", owed)] if owed else []))


def _lines(form: Mapping[str, str], books: Books) -> tuple[RefundLine, ...]:
    found = []
    for parcel in books.order.parcels:
        for product_id in parcel.units():
            typed = form.get(_field(parcel.id, product_id), "").strip()
            if typed and not _UNITS.fullmatch(typed):
                raise InvalidInput({"kieu": "Số lượng chỉ gồm chữ số."})
            if typed and int(typed):
                found.append(RefundLine(parcel_id=parcel.id, product_id=product_id, units=int(typed)))
    return tuple(found)


def _field(parcel_id: str, product_id: str) -> str:
    return f"sl.{parcel_id}.{product_id}"
