"""Viettel Post as its partners see it: the envelope, two tokens, CHECK_UNIQUE, labels by code, webhooks by token."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from infra.local.outside.callbacks import send
from infra.local.outside.exchange import Reply, Request, Route, html_reply, json_reply
from infra.local.outside.labels import page
from infra.local.outside.sending import Callback
from infra.local.outside.world import Event, Parcel, World

NAME = "viettelpost"
PATH = "/webhooks/viettelpost"
SHORT, LONG = "viettelpost short", "viettelpost long"
ADDRESS_BYTES = 150
OFFICE = "LSN, Bưu cục Lạng Sơn, 02053812345, 240000, Phường Lương Văn Tri"

# What a person can make happen to a parcel, as code and words.
STEPS = {
    "pickup_assigned": ("104", "Giao bưu tá đi nhận"),
    "picked_up": ("105", "Đã nhận hàng"),
    "in_transit": ("300", "Khai thác đi"),
    "out_for_delivery": ("500", "Giao bưu tá đi phát"),
    "delivered": ("501", "Phát thành công"),
    "delivery_failed": ("506", "Phát thất bại"),
    "return_pending": ("505", "Phát thất bại, thông báo chuyển hoàn"),
    "returning": ("502", "Chuyển hoàn bưu cục gốc"),
    "returned": ("504", "Hoàn thành công, trả người gửi"),
    "cancelled": ("107", "Đối tác hủy qua API"),
}
_PHONE = re.compile(r"0\d{9,10}")
_PARTIES = ("SENDER", "RECEIVER")
_MODES_OF_PAYMENT = (1, 2, 3, 4)


def _envelope(data: Any = None, *, message: str = "OK") -> Reply:
    return json_reply({"status": 200, "error": False, "message": message, "data": data})


def _refusal(message: str, status: int = 204) -> Reply:
    """HTTP 200 all the same, as the real one does."""
    return json_reply({"status": status, "error": True, "message": message, "data": None})


def _login(world: World, request: Request) -> Reply:
    return _with_login(world, request, SHORT)


def _owner_connect(world: World, request: Request) -> Reply:
    if world.tokens.get(request.headers.get("token", "")) != SHORT:
        return _refusal("Token không hợp lệ", 202)
    return _with_login(world, request, LONG)


def _with_login(world: World, request: Request, kind: str) -> Reply:
    fields = request.fields()
    wanted = (world.settings.vtp_username, world.settings.vtp_password)
    if (fields.get("USERNAME"), fields.get("PASSWORD")) != wanted:
        return _refusal("Tên đăng nhập hoặc mật khẩu không đúng", 201)
    expires = int((world.now().timestamp() + 86_400) * 1000)
    return _envelope({"userId": 20, "token": world.new_token(kind), "expired": expires, "partner": 20, "phone": ""})


def _is_known(world: World, request: Request) -> bool:
    return world.tokens.get(request.headers.get("token", "")) == LONG


def _create(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _refusal("Token không hợp lệ hoặc đã hết hạn", 202)
    form = request.fields()
    problem = _problem(form)
    if problem:
        return _refusal(problem)
    with world.lock:
        reference = str(form["ORDER_NUMBER"])
        taken = any(not p.is_deleted for p in world.with_reference(NAME, reference))
        if form.get("CHECK_UNIQUE") is True and taken:
            return _refusal("Mã đơn hàng đã tồn tại trên hệ thống")
        parcel = _made(world, form, reference)
        world.add(parcel)
        event = world.record(parcel, code="102", text="Chờ xử lý", place=OFFICE)
    # The real one speaks of an order when its own queue has seen it, which can be before our answer was stored.
    world.sender.later(world.settings.announce_seconds, lambda: announce(world, parcel, event))
    return _envelope(_money(parcel) | {"ORDER_NUMBER": parcel.waybill, "MONEY_COLLECTION": parcel.cod, "KPI_HT": 48})


def _problem(form: dict[str, Any]) -> str:
    for role in _PARTIES:
        if not form.get(f"{role}_FULLNAME") or not _PHONE.fullmatch(str(form.get(f"{role}_PHONE", ""))):
            return f"{role}_FULLNAME, {role}_PHONE không hợp lệ"
        if not 0 < len(str(form.get(f"{role}_ADDRESS", "")).encode()) <= ADDRESS_BYTES:
            return f"{role}_ADDRESS không quá {ADDRESS_BYTES} byte"
    weight, cod = form.get("PRODUCT_WEIGHT"), form.get("MONEY_COLLECTION")
    if type(weight) is not int or weight <= 0 or not form.get("ORDER_NUMBER") or not form.get("ORDER_SERVICE"):
        return "PRODUCT_WEIGHT, ORDER_NUMBER, ORDER_SERVICE là bắt buộc"
    if form.get("ORDER_PAYMENT") not in _MODES_OF_PAYMENT or type(cod) is not int or cod < 0:
        return "ORDER_PAYMENT, MONEY_COLLECTION không hợp lệ"
    if form["ORDER_PAYMENT"] == 1 and cod:
        return "Đơn không thu hộ thì MONEY_COLLECTION phải bằng 0"
    return ""


def _made(world: World, form: dict[str, Any], reference: str) -> Parcel:
    weight = form["PRODUCT_WEIGHT"]
    return Parcel(
        carrier=NAME,
        waybill=f"{secrets.randbelow(10**12):012d}",
        reference=reference,
        fee=_fee(weight),
        cod=form["MONEY_COLLECTION"],
        weight_grams=weight,
        receiver=str(form["RECEIVER_FULLNAME"]),
        made_at=world.now().isoformat(timespec="seconds"),
        form=form,
    )


def _fee(weight_grams: int) -> int:
    return 22_000 + 3_500 * max(0, -(-(weight_grams - 2_000) // 500))


def _money(parcel: Parcel) -> dict[str, int]:
    before_tax = parcel.fee * 100 // 108
    return {
        "EXCHANGE_WEIGHT": parcel.weight_grams,
        "MONEY_TOTAL": parcel.fee,
        "MONEY_TOTAL_FEE": before_tax,
        "MONEY_FEE": 0,
        "MONEY_COLLECTION_FEE": 0,
        "MONEY_OTHER_FEE": 0,
        "MONEY_VAS": 0,
        "MONEY_VAT": parcel.fee - before_tax,
    }


def _update(world: World, request: Request) -> Reply:
    """TYPE 4 cancels before collection, 2 approves a return, 3 delivers again, 11 deletes what is cancelled."""
    if not _is_known(world, request):
        return _refusal("Token không hợp lệ hoặc đã hết hạn", 202)
    fields = request.fields()
    parcel = world.parcel(NAME, str(fields.get("ORDER_NUMBER", "")))
    if parcel is None:
        return _refusal("Không tìm thấy vận đơn")
    kind = fields.get("TYPE")
    if type(kind) is not int:
        return _refusal("TYPE không hợp lệ")
    if kind == 1:
        return _envelope()
    if kind == 11 and parcel.status == "107":
        parcel.is_deleted = True
        world.save()
        return _envelope()
    is_early = int(parcel.status) < 200 and parcel.status not in ("105", "107")
    follows = {4: ("107", "Đối tác hủy qua API"), 2: ("515", "Duyệt hoàn"), 3: ("550", "Yêu cầu phát tiếp")}.get(kind)
    if follows is None or (kind == 4 and not is_early):
        return _refusal("Trạng thái vận đơn không cho phép thao tác này")
    event = world.record(parcel, code=follows[0], text=follows[1], place=OFFICE)
    world.sender.later(0, lambda: announce(world, parcel, event))
    return _envelope()


def _printing_code(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _refusal("Token không hợp lệ hoặc đã hết hạn", 202)
    fields = request.fields()
    waybills, expiry = fields.get("ORDER_ARRAY"), fields.get("EXPIRY_TIME")
    if not isinstance(waybills, list) or not 0 < len(waybills) <= 100 or type(expiry) is not int:
        return _refusal("ORDER_ARRAY từ 1 đến 100 vận đơn, EXPIRY_TIME tính bằng mili giây")
    code = secrets.token_urlsafe(24)
    world.label_codes[code] = ([str(w) for w in waybills], expiry / 1000)
    return _envelope(message=code)


def _report(world: World, request: Request) -> Reply:
    waybills, expires = world.label_codes.get(request.query.get("bill", ""), ([], 0.0))
    if not waybills or datetime.now().astimezone().timestamp() > expires:
        return html_reply("<!DOCTYPE html><html><body>Mã in đã hết hạn</body></html>")
    return html_reply(page([p for w in waybills if (p := world.parcel(NAME, w))]))


def _prices(world: World, request: Request) -> Reply:
    if not _is_known(world, request):
        return _refusal("Token không hợp lệ hoặc đã hết hạn", 202)
    weight = request.fields().get("PRODUCT_WEIGHT")
    if type(weight) is not int or weight <= 0:
        return _refusal("PRODUCT_WEIGHT không hợp lệ")
    offer = {"MA_DV_CHINH": "VCN", "TEN_DICHVU": "Chuyển phát nhanh", "GIA_CUOC": _fee(weight), "THOI_GIAN": "48 giờ"}
    return json_reply([offer | {"EXCHANGE_WEIGHT": weight, "EXTRA_SERVICE": []}])


def announce(world: World, parcel: Parcel, event: Event) -> str:
    """The webhook about one event of one parcel; the token is everything that protects it."""
    notice = {
        "DATA": {
            "ORDER_NUMBER": parcel.waybill,
            "ORDER_REFERENCE": parcel.reference,
            "ORDER_STATUSDATE": f"{datetime.fromisoformat(event.at):%d/%m/%Y %H:%M:%S}",
            "ORDER_STATUS": int(event.code) if event.code.isdigit() else event.code,
            "STATUS_NAME": event.text,
            "LOCALION_CURRENTLY": event.place,
            "NOTE": "",
            "MONEY_COLLECTION": parcel.cod,
            "MONEY_FEECOD": 0,
            "MONEY_TOTALFEE": parcel.fee,
            "MONEY_TOTAL": parcel.fee,
            "EXPECTED_DELIVERY": "Khoảng 2 ngày làm việc",
            "PRODUCT_WEIGHT": parcel.weight_grams,
            "ORDER_SERVICE": str(parcel.form.get("ORDER_SERVICE", "")),
            "ORDER_PAYMENT": parcel.form.get("ORDER_PAYMENT"),
            "IS_RETURNING": event.code in ("502", "504", "515"),
        },
        "TOKEN": world.settings.vtp_webhook_token,
    }
    return send(world, _callback(world, notice, f"{parcel.waybill} · {event.code} {event.text}"))


def _callback(world: World, notice: dict[str, Any], about: str) -> Callback:
    body = json_reply(notice).body
    headers = {"Authorization": world.settings.vtp_webhook_token}
    return Callback(vendor=NAME, url=world.settings.public_url + PATH, body=body, headers=lambda: headers, about=about)


ROUTES = (
    Route("viettelpost.login", "POST", "/viettelpost/v2/user/Login", _login),
    Route("viettelpost.login", "POST", "/viettelpost/v2/user/ownerconnect", _owner_connect),
    Route("viettelpost.create", "POST", "/viettelpost/v2/order/createOrder(?:Nlp)?", _create),
    Route("viettelpost.update", "POST", "/viettelpost/v2/order/UpdateOrder", _update),
    Route("viettelpost.printing-code", "POST", "/viettelpost/v2/order/printing-code", _printing_code),
    Route("viettelpost.label", "GET", r"/viettelpost/DigitalizePrint/report\.do", _report),
    Route("viettelpost.price", "POST", "/viettelpost/v2/order/getPrice(?:All)?(?:Nlp)?", _prices),
)
