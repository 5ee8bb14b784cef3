"""Vietnam Post's MyVNPost as its partners see it: a token by header, look-up by code, webhooks signed with RSA."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from infra.local.outside.callbacks import send
from infra.local.outside.exchange import Reply, Request, Route, json_reply
from infra.local.outside.labels import pdf
from infra.local.outside.sending import Callback
from infra.local.outside.world import Event, Parcel, World

NAME = "vnpost"
PATH = "/webhooks/vnpost"
OFFICE = "Bưu cục Bắc Sơn, Lạng Sơn"

STEPS = {
    "pickup_assigned": ("4", "Bưu tá đang lấy hàng"),
    "picked_up": ("6", "Đã lấy hàng"),
    "in_transit": ("10", "Đang vận chuyển"),
    "out_for_delivery": ("12", "Đang giao hàng"),
    "delivered": ("14", "Đã giao hàng"),
    "delivery_failed": ("15", "Giao hàng không thành công"),
    "return_pending": ("16", "Chờ chuyển hoàn"),
    "returning": ("18", "Bắt đầu chuyển hoàn"),
    "returned": ("19", "Trả hàng thành công"),
    "cancelled": ("9", "Hủy thu gom"),
}
_CANCELLABLE = ("0", "1", "2", "3", "4", "5")
_PHONE = re.compile(r"0\d{9,10}")
_CODE = re.compile(r"PROP0018:(\d+)")


def _error(status: int, message: str, path: str) -> Reply:
    stamp = datetime.now().astimezone().isoformat(timespec="milliseconds")
    return json_reply(
        {"status": status, "timestamp": stamp, "error": "Lỗi", "message": message, "description": "", "path": path},
        status,
    )


def _token(world: World, request: Request) -> Reply:
    fields = request.fields()
    given = (fields.get("username"), fields.get("password"), fields.get("customerCode"))
    settings = world.settings
    if given != (settings.vnpost_username, settings.vnpost_password, settings.vnpost_customer_code):
        return json_reply({"success": False, "errorMessage": "Sai thông tin đăng nhập", "token": None})
    return json_reply({"success": True, "errorMessage": None, "token": world.new_token(NAME)})


def _is_known(world: World, request: Request) -> bool:
    return world.tokens.get(request.headers.get("token", "")) == NAME


def _create(world: World, request: Request) -> Reply:
    """A second order with the same ``saleOrderCode`` is a second order: nothing here is unique."""
    if not _is_known(world, request):
        return _error(401, "Token không hợp lệ", request.path)
    fields = request.fields()
    form = fields.get("informationOrder")
    problem = _problem(fields, form)
    if problem or not isinstance(form, dict):
        return _error(400, problem, request.path)
    parcel = Parcel(
        carrier=NAME,
        waybill=f"CE{secrets.randbelow(10**9):09d}VN",
        reference=str(form.get("saleOrderCode") or ""),
        fee=_fee(int(form["weight"])),
        cod=_cod(form),
        weight_grams=int(form["weight"]),
        receiver=str(form["receiverName"]),
        made_at=world.now().isoformat(timespec="seconds"),
        form=form,
    )
    world.add(parcel)
    event = world.record(parcel, code="1", text="Đã tạo đơn", place="")
    world.sender.later(world.settings.announce_seconds, lambda: announce(world, parcel, event))
    return json_reply(_record(parcel))


def _problem(fields: dict[str, Any], form: Any) -> str:
    if not isinstance(form, dict) or fields.get("orderCreationStatus") not in (0, 1) or fields.get("type") != "GUI":
        return "Thiếu informationOrder, orderCreationStatus hoặc type"
    for role in ("sender", "receiver"):
        if not form.get(f"{role}Name") or not form.get(f"{role}Address"):
            return f"Thiếu {role}Name hoặc {role}Address"
        if not _PHONE.fullmatch(str(form.get(f"{role}Phone", ""))):
            return f"{role}Phone không hợp lệ"
        if form.get(f"{role}DistrictCode") != "VNPOST" or not re.fullmatch(
            r"\d{5}", str(form.get(f"{role}CommuneCode"))
        ):
            return f"{role}DistrictCode, {role}CommuneCode không hợp lệ"
    if not str(form.get("weight", "")).isdigit() or int(form["weight"]) <= 0 or not form.get("serviceCode"):
        return "weight, serviceCode không hợp lệ"
    return ""


def _cod(form: dict[str, Any]) -> int:
    for addon in form.get("addonService") or []:
        match = _CODE.search(str(addon.get("propValue", ""))) if addon.get("code") == "GTG021" else None
        if match:
            return int(match[1])
    return 0


def _fee(weight_grams: int) -> int:
    return 20_000 + 2_500 * max(0, -(-(weight_grams - 2_000) // 500))


def _record(parcel: Parcel) -> dict[str, Any]:
    """An order as the API gives it back; telephone and address are masked, as the real ones are."""
    return {
        "orderHdrID": f"H{parcel.waybill}",
        "originalID": f"O{parcel.waybill}",
        "itemCode": parcel.waybill,
        "status": int(parcel.status or 0),
        "saleOrderCode": parcel.reference,
        "receiverName": parcel.receiver,
        "receiverPhone": "+++++++",
        "receiverAddress": "+++++++",
        "serviceCode": parcel.form.get("serviceCode"),
        "totalFee": parcel.fee,
        "mainFee": parcel.fee,
        "vasFee": 0,
        "codAmount": parcel.cod or None,
        "weight": parcel.weight_grams,
        "createdDate": parcel.made_at,
    }


def _found(world: World, request: Request) -> list[Parcel]:
    """``type`` 1 is by waybill, 2 by the partner's own code."""
    code = request.query.get("code", "")
    if request.query.get("type") == "2":
        return world.with_reference(NAME, code)
    parcel = world.parcel(NAME, code)
    return [parcel] if parcel else []


def _get_order(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _error(401, "Token không hợp lệ", request.path)
    return json_reply([{"results": [_record(p) for p in _found(world, request)]}])


def _list_orders(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _error(401, "Token không hợp lệ", request.path)
    size, page = int(request.query.get("size", "500")), int(request.query.get("page", "0"))
    with world.lock:
        ours = [p for p in world.parcels.values() if p.carrier == NAME]
    return json_reply({"results": [_record(p) for p in ours[page * size : (page + 1) * size]], "total": len(ours)})


def _history(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _error(401, "Token không hợp lệ", request.path)
    return json_reply(
        {
            "data": [
                {"itemCode": p.waybill, "statusHistory": [_entry(event) for event in p.events]}
                for p in _found(world, request)
            ]
        }
    )


def _entry(event: Event) -> dict[str, Any]:
    at = datetime.fromisoformat(event.at)
    return {
        "createdDate": f"{at:%d/%m/%Y}",
        "createHour": f"{at:%H:%M:%S}",
        "statusCode": int(event.code) if event.code.isdigit() else event.code,
        "statusName": event.text,
        "locateName": event.place,
    }


def _cancel(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _error(401, "Token không hợp lệ", request.path)
    original = str(request.fields().get("OriginalId", ""))
    parcel = world.parcel(NAME, original.removeprefix("O"))
    case = {"OriginalId": original, "CaseId": 1, "Note": None}
    if parcel is None or parcel.status not in _CANCELLABLE:
        return json_reply([case | {"Type": "01", "Message": "Không hủy được đơn ở trạng thái này"}])
    event = world.record(parcel, code="9", text="Hủy thu gom", place="")
    world.sender.later(0, lambda: announce(world, parcel, event))
    return json_reply([case | {"Type": "00", "Message": "Đã hủy"}])


def _labels(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _error(401, "Token không hợp lệ", request.path)
    codes = request.json()
    if not isinstance(codes, list) or not 0 < len(codes) <= 100:
        return _error(400, "Cần từ 1 đến 100 số hiệu bưu gửi", request.path)
    found = [p for code in codes if (p := world.parcel(NAME, str(code)))]
    return json_reply([base64.b64encode(pdf(p)).decode("ascii") for p in found])


def announce(world: World, parcel: Parcel, event: Event, *more: tuple[Parcel, Event]) -> str:
    """The webhook about one event, and about ``more`` of other parcels in one message; only the first is signed."""
    at = datetime.fromisoformat(event.at)
    items = [
        _record(p) | {"status": int(e.code) if e.code.isdigit() else e.code, "statusName": e.text}
        for p, e in ((parcel, event), *more)
    ]
    send_date = f"{at:%d/%m/%Y %H:%M:%S}"
    signature = world.key.sign(
        f"MYVNP{send_date}{parcel.waybill}{event.code}".encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    notice = {"data": items, "sendDate": send_date, "signature": base64.b64encode(signature).decode("ascii")}
    callback = Callback(
        vendor=NAME,
        url=world.settings.public_url + PATH,
        body=json_reply(notice).body,
        headers=dict,
        about=f"{parcel.waybill} · {event.code} {event.text}",
    )
    return send(world, callback)


ROUTES = (
    Route("vnpost.login", "POST", "/vnpost/GetAccessToken", _token),
    Route("vnpost.create", "POST", "/vnpost/CreateOrder", _create),
    Route("vnpost.get", "GET", "/vnpost/getOrder", _get_order),
    Route("vnpost.list", "GET", "/vnpost/GetListOrder", _list_orders),
    Route("vnpost.history", "GET", "/vnpost/GetStatusHistoryOrder", _history),
    Route("vnpost.cancel", "POST", "/vnpost/orderCancel", _cancel),
    Route("vnpost.label", "POST", "/vnpost/exportListReport", _labels),
)
