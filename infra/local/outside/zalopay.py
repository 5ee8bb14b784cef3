"""ZaloPay: creating a page, the callback (of what is paid only), questions and refunds, with ZaloPay's own refusals."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from infra.local.outside import gateways, refunds
from infra.local.outside.callbacks import send
from infra.local.outside.exchange import Reply, Request, Route, json_reply
from infra.local.outside.gateways import PAID, Gateway
from infra.local.outside.sending import Callback
from infra.local.outside.world import VIETNAM, GatewayPayment, World

NAME = "zalopay"
_CREATED = ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item")
_TO_GIVE_BACK = ("app_id", "zp_trans_id", "amount", "description", "timestamp")
# An order's day must be today, and its time within these minutes.
_MINUTES = 15


def _mac(key: str, *values: object) -> str:
    return gateways.signed(key, "|".join(map(str, values)), "sha256")


def _refused(sub_code: int, message: str) -> Reply:
    return json_reply(
        {
            "return_code": 2,
            "return_message": "Giao dịch thất bại",
            "sub_return_code": sub_code,
            "sub_return_message": message,
        }
    )


def _create(world: World, request: Request) -> Reply:
    asked = gateways.fields_of(request)
    key = world.settings.zalopay_key1
    if _mac(key, *(asked.get(name, "") for name in _CREATED)) != asked.get("mac"):
        return _refused(-402, "Chữ ký không hợp lệ")
    name, now = str(asked["app_trans_id"]), world.now()
    if not name.startswith(f"{now.astimezone(VIETNAM):%y%m%d}_"):
        return _refused(-92, "app_trans_id không đúng định dạng")
    if abs(now.timestamp() - int(asked["app_time"]) / 1000) > 60 * _MINUTES:
        return _refused(-54, "Thời gian tạo đơn hàng không hợp lệ")
    if (NAME, name) in world.payments:
        return _refused(-68, "Mã giao dịch bị trùng")
    gateways.begin(
        world,
        GatewayPayment(
            gateway=NAME,
            name=name,
            amount=int(asked["amount"]),
            info=str(asked["description"]),
            return_url=str(json.loads(asked["embed_data"])["redirecturl"]),
            callback_url=str(asked["callback_url"]),
            made_at=now.isoformat(),
        ),
    )
    page = f"{gateways.own_url(request)}/zalopay/openinapp/{name}"
    return json_reply(
        {"return_code": 1, "return_message": "Giao dịch thành công", "sub_return_code": 1, "order_url": page}
    )


def _data(world: World, payment: GatewayPayment) -> dict[str, Any]:
    return {
        "app_id": int(world.settings.zalopay_app_id),
        "app_trans_id": payment.name,
        "app_time": int(datetime.fromisoformat(payment.made_at).timestamp() * 1000),
        "app_user": "cho-xu-lang",
        "amount": payment.amount,
        "embed_data": json.dumps({"redirecturl": payment.return_url}),
        "item": "[]",
        "zp_trans_id": payment.number,
        "server_time": int(datetime.fromisoformat(payment.ended_at).timestamp() * 1000),
        "channel": 38,
        "merchant_user_id": "",
        "user_fee_amount": 0,
        "discount_amount": 0,
    }


def tell(world: World, payment: GatewayPayment) -> str:
    """The callback, three times more at most, until its answer is 1 or 2. That somebody gave up is not told."""
    if payment.result != PAID:
        return "ZaloPay không báo giao dịch hủy"
    data = json.dumps(_data(world, payment))
    wrapped = {"data": data, "mac": gateways.signed(world.settings.zalopay_key2, data, "sha256"), "type": 1}
    return send(
        world,
        Callback(
            vendor=NAME,
            url=payment.callback_url,
            body=json.dumps(wrapped).encode(),
            headers=dict,
            about=f"giao dịch {payment.name}",
            word=lambda body: str(json.loads(body)["return_code"]),
            accepted=("1", "2", "-1"),
        ),
    )


def _comes_back_with(world: World, payment: GatewayPayment) -> dict[str, str]:
    status = "1" if payment.result == PAID else "-49"
    return {"appid": world.settings.zalopay_app_id, "apptransid": payment.name, "status": status}


GATEWAY = Gateway(name=NAME, tell=tell, comes_back_with=_comes_back_with)


def _show(world: World, request: Request) -> Reply:
    return gateways.page(world, gateways.payment_of(world, NAME, request.names["name"]))


def _query(world: World, request: Request) -> Reply:
    asked = gateways.fields_of(request)
    key = world.settings.zalopay_key1
    if _mac(key, asked.get("app_id"), asked.get("app_trans_id"), key) != asked.get("mac"):
        return _refused(-402, "Chữ ký không hợp lệ")
    payment = world.payments.get((NAME, str(asked["app_trans_id"])))
    if payment is None:
        return json_reply({"return_code": 2, "amount": 0, "zp_trans_id": 0, "server_time": 0, "is_processing": False})
    code = {"": 3, PAID: 1}.get(payment.result, 2)
    ended = int(datetime.fromisoformat(payment.ended_at).timestamp() * 1000) if payment.ended_at else 0
    return json_reply(
        {
            "return_code": code,
            "is_processing": code == 3,
            "amount": payment.amount,
            "zp_trans_id": payment.number if code == 1 else 0,
            "server_time": ended,
        }
    )


def _refund(world: World, request: Request) -> Reply:
    """Takes a refund on and works on it by and by. Which detailed code a refusal has is known of few of them."""
    asked = gateways.fields_of(request)
    if _mac(world.settings.zalopay_key1, *(asked.get(name, "") for name in _TO_GIVE_BACK)) != asked.get("mac"):
        return _refused(-402, "Chữ ký không hợp lệ")
    name, now = str(asked.get("m_refund_id", "")), world.now().astimezone(VIETNAM)
    with world.lock:
        if (NAME, name) in world.refunds:
            return _refused(-68, "Mã hoàn tiền bị trùng")
        if not name.startswith(f"{now:%y%m%d}_{world.settings.zalopay_app_id}_"):
            return _refused(-401, "m_refund_id không đúng định dạng")
        number = str(asked["zp_trans_id"])
        paid = [one for one in world.payments.values() if one.gateway == NAME and str(one.number) == number]
        if not paid or not refunds.may_be_given(world, paid[0], int(asked["amount"])):
            return _refused(-401, "Giao dịch không hoàn được")
        refund = refunds.take_on(world, paid[0], name, int(asked["amount"]))
    return json_reply(
        {
            "return_code": 3,
            "return_message": "Giao dịch đang xử lý",
            "sub_return_code": 1,
            "sub_return_message": "",
            "refund_id": refund.number,
        }
    )


def _query_refund(world: World, request: Request) -> Reply:
    asked = gateways.fields_of(request)
    fields = ("app_id", "m_refund_id", "timestamp")
    if _mac(world.settings.zalopay_key1, *(asked.get(name, "") for name in fields)) != asked.get("mac"):
        return _refused(-402, "Chữ ký không hợp lệ")
    refund = world.refunds.get((NAME, str(asked["m_refund_id"])))
    if refund is None or refunds.state(world, refund) == refunds.REFUSED:
        return _refused(-101, "Không hoàn tiền")
    code = 1 if refunds.state(world, refund) == refunds.DONE else 3
    return json_reply({"return_code": code, "return_message": "", "sub_return_code": 1, "sub_return_message": ""})


ROUTES = (
    Route("zalopay.refund", "POST", "/zalopay/v2/refund", _refund),
    Route("zalopay.query_refund", "POST", "/zalopay/v2/query_refund", _query_refund),
    Route("zalopay.create", "POST", "/zalopay/v2/create", _create),
    Route("zalopay.query", "POST", "/zalopay/v2/query", _query),
    Route("zalopay.pay", "GET", r"/zalopay/openinapp/(?P<name>[A-Za-z0-9_]{1,60})", _show),
)
