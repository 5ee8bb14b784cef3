"""The forms that Vietnam Post's orders, histories and notices have, on the way out and on the way in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState, Party, Shipment, StatusNotice, Waybill

from chalicelib.callbacks import code_at, optional_text_at, text_at, vietnam_time
from chalicelib.carriers.wording import address_line, contents, fee_at, local_phone, note
from chalicelib.ports import CarrierOrder, Unreadable

NAME = CarrierName.VNPOST

# Codes of the partner document; None is for those that say nothing of where the parcel is, or that need a person.
STATES: dict[str, ParcelState | None] = {
    "0": None,  # nháp
    "1": ParcelState.SUBMITTED,  # đã tạo
    "2": ParcelState.PICKUP_ASSIGNED,  # bưu tá nhận yêu cầu thu gom
    "3": ParcelState.SUBMITTED,  # chờ xác nhận
    "4": ParcelState.PICKUP_ASSIGNED,  # đang lấy
    "5": ParcelState.SUBMITTED,  # lấy không thành công: sẽ đến lại
    "6": ParcelState.PICKED_UP,  # đã lấy
    "7": ParcelState.PICKED_UP,  # bưu cục đã nhận
    "8": None,  # lấy thất bại: hộ và bưu cục phải nói chuyện với nhau
    "9": ParcelState.CANCELLED,  # hủy thu gom
    "10": ParcelState.IN_TRANSIT,  # đang vận chuyển
    "11": ParcelState.IN_TRANSIT,  # đến bưu cục phát
    "12": ParcelState.OUT_FOR_DELIVERY,  # đang giao
    "13": ParcelState.IN_TRANSIT,  # chuyển tiếp
    "14": ParcelState.DELIVERED,  # đã giao
    "15": ParcelState.DELIVERY_FAILED,  # giao không thành công
    "16": ParcelState.RETURN_PENDING,  # chờ chuyển hoàn
    "17": ParcelState.RETURN_PENDING,  # duyệt hoàn
    "18": ParcelState.RETURNING,  # bắt đầu hoàn
    "19": ParcelState.RETURNED,  # trả hàng thành công
    "20": None,  # trả một phần
    "21": ParcelState.DELIVERED,  # đã trả tiền COD, nên hàng đã giao
    "22": ParcelState.RETURN_PENDING,  # hủy giao
    "23": None,  # giao một phần
    "24": ParcelState.RETURNING,  # đang hoàn
    "28": None,  # trả phí ship
    "29": None,  # trả phí hủy
}

# "Đã trả tiền COD": the cash of the parcel is on its way to us, and the statement with it should be.
COD_PAID = "21"
# Begins the event id of what a webhook says without a signature over it: a reason to ask, not news.
HINT = "hint"
_DISTRICT = "VNPOST"
_CASH_ON_DELIVERY, _CASH_AMOUNT = "GTG021", "PROP0018"
_COLLECT_AT_SENDER, _OPEN_BEFORE_PAYING, _ANY_HOUR = "1", "2", "N"
_SEND_DATES = ("%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S")


def order_form(shipment: Shipment, service: str) -> dict[str, Any]:
    collect = [{"code": _CASH_ON_DELIVERY, "propValue": f"{_CASH_AMOUNT}:{shipment.cod.amount}"}]
    return {
        **_party("sender", shipment.sender),
        **_party("receiver", shipment.receiver),
        "serviceCode": service,
        "saleOrderCode": shipment.reference,
        "contentNote": contents(shipment),
        "weight": shipment.weight_grams,
        "width": None,
        "length": None,
        "height": None,
        "vehicle": "BO",
        "sendType": _COLLECT_AT_SENDER,
        "isBroken": "0",
        "deliveryTime": _ANY_HOUR,
        "deliveryRequire": _OPEN_BEFORE_PAYING,
        "deliveryInstruction": note(shipment),
        "addonService": collect if shipment.cod else [],
        "additionRequest": [],
    }


def _party(role: str, party: Party) -> dict[str, Any]:
    return {
        f"{role}Name": party.name,
        f"{role}Phone": local_phone(party.phone),
        f"{role}Address": address_line(party),
        f"{role}ProvinceCode": party.province_code,
        f"{role}DistrictCode": _DISTRICT,
        f"{role}CommuneCode": party.commune_code,
    }


def orders_in(body: Any) -> list[dict[str, Any]]:
    """The orders in any of the forms that the answers have; the depth of JSON is bounded where it was read."""
    if isinstance(body, list):
        return [order for item in body for order in orders_in(item)]
    if not isinstance(body, dict):
        return []
    inner = next((body[key] for key in ("results", "data") if isinstance(body.get(key), list | dict)), None)
    return [body] if inner is None else orders_in(inner)


def entries_of(order: dict[str, Any], key: str) -> list[dict[str, Any]]:
    entries = order.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def with_reference(orders: list[dict[str, Any]], reference: str) -> Waybill | None:
    """Only an order that repeats our reference is ours, whatever was asked for."""
    ours = (order for order in orders if order.get("saleOrderCode") == reference)
    return next((waybill for order in ours if (waybill := waybill_of(order, reference))), None)


def waybill_of(order: dict[str, Any], reference: str) -> Waybill | None:
    """The waybill of an order; None where it has no number yet, as a draft."""
    try:
        return Waybill(
            carrier=NAME, number=code_at(order, "itemCode"), reference=reference, fee=Dong(fee_at(order, "totalFee"))
        )
    except Unreadable:
        return None


def listed_order(order: dict[str, Any]) -> CarrierOrder | None:
    """An order as the list has it; None for a draft, which has no number."""
    reference = order.get("saleOrderCode")
    waybill = waybill_of(order, reference if isinstance(reference, str) else "")
    status = order.get("status")
    return CarrierOrder(waybill=waybill, state=STATES.get(str(status))) if waybill else None


def history_notice(waybill: str, entry: dict[str, Any]) -> StatusNotice:
    hour = optional_text_at(entry, "createHour", most=8) or optional_text_at(entry, "createdHour", most=8) or "00:00:00"
    code = code_at(entry, "statusCode", most=16)
    occurred_at = vietnam_time(f"{text_at(entry, 'createdDate', most=10)} {hour}", "%d/%m/%Y %H:%M:%S")
    return _of(waybill, code, occurred_at, entry, is_signed=True)


def webhook_notice(item: dict[str, Any], sent_at: datetime, *, is_signed: bool) -> StatusNotice:
    return _of(code_at(item, "itemCode"), code_at(item, "status", most=16), sent_at, item, is_signed=is_signed)


def _of(waybill: str, code: str, at: datetime, entry: dict[str, Any], *, is_signed: bool) -> StatusNotice:
    key = f"{waybill}/{code}/{at:%Y%m%dT%H%M%SZ}"
    return StatusNotice(
        carrier=NAME,
        waybill=waybill,
        reference="",
        event_id=key if is_signed else f"{HINT}/{key}",
        code=code,
        state=STATES.get(code) if is_signed else None,
        occurred_at=at,
        place=optional_text_at(entry, "locateName", most=200) if is_signed else "",
        note=optional_text_at(entry, "statusName", most=200) if is_signed else "",
        is_hint=not is_signed,
        says_cod_paid=is_signed and code == COD_PAID,
    )


def send_time(text: str) -> datetime:
    """The form of ``sendDate`` is not published; those that the API uses elsewhere are read, and milliseconds."""
    for pattern in _SEND_DATES:
        try:
            return vietnam_time(text, pattern)
        except Unreadable:
            continue
    if text.isascii() and text.isdigit() and len(text) == 13:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    raise Unreadable("sendDate is not a time")
