"""MoMo: creating a page, the IPN, the question and the refund, with MoMo's own refusals."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from infra.local.outside import gateways, refunds
from infra.local.outside.callbacks import send
from infra.local.outside.exchange import Reply, Request, Route, json_reply
from infra.local.outside.gateways import PAID, Gateway
from infra.local.outside.sending import Callback
from infra.local.outside.world import GatewayPayment, GatewayRefund, World

NAME = "momo"
_CREATED = (
    "amount",
    "extraData",
    "ipnUrl",
    "orderId",
    "orderInfo",
    "partnerCode",
    "redirectUrl",
    "requestId",
    "requestType",
)

_TO_GIVE_BACK = ("amount", "description", "orderId", "partnerCode", "requestId", "transId")
# It gives back a thousand đồng at least.
_LEAST = 1_000
_RESULTS = {refunds.DONE: 0, refunds.UNDER_WAY: 7002, refunds.REFUSED: 1080}


def _signature(world: World, fields: dict[str, Any]) -> str:
    pairs = sorted({**fields, "accessKey": world.settings.momo_access_key}.items())
    return gateways.signed(world.settings.momo_secret, "&".join(f"{k}={v}" for k, v in pairs), "sha256")


def _refusal(world: World, asked: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any] | None:
    if _signature(world, {name: asked.get(name, "") for name in names}) != asked.get("signature"):
        return {"resultCode": 11, "message": "Truy cập bị từ chối."}
    if asked.get("partnerCode") != world.settings.momo_partner_code:
        return {"resultCode": 13, "message": "Xác thực doanh nghiệp thất bại."}
    return None


def _create(world: World, request: Request) -> Reply:
    asked = gateways.fields_of(request)
    if refusal := _refusal(world, asked, _CREATED):
        return json_reply(refusal, 400)
    name = str(asked["orderId"])
    if (NAME, name) in world.payments:
        return json_reply({"resultCode": 41, "message": "OrderId bị trùng."}, 400)
    payment = gateways.begin(
        world,
        GatewayPayment(
            gateway=NAME,
            name=name,
            amount=int(asked["amount"]),
            info=str(asked["orderInfo"]),
            return_url=str(asked["redirectUrl"]),
            callback_url=str(asked["ipnUrl"]),
            made_at=world.now().isoformat(),
        ),
    )
    page = f"{gateways.own_url(request)}/momo/v2/gateway/pay/{name}"
    return json_reply(_facts(world, payment) | {"resultCode": 0, "message": "Thành công.", "payUrl": page})


def _facts(world: World, payment: GatewayPayment) -> dict[str, Any]:
    return {
        "partnerCode": world.settings.momo_partner_code,
        "orderId": payment.name,
        "requestId": payment.name,
        "amount": payment.amount,
        "responseTime": int(world.now().timestamp() * 1000),
    }


def _result(world: World, payment: GatewayPayment) -> dict[str, Any]:
    is_paid = payment.result == PAID
    said = _facts(world, payment) | {
        "orderInfo": payment.info,
        "orderType": "momo_wallet",
        "transId": payment.number,
        "resultCode": 0 if is_paid else 1006,
        "message": "Thành công." if is_paid else "Giao dịch bị từ chối bởi người dùng.",
        "payType": "qr",
        "responseTime": int(datetime.fromisoformat(payment.ended_at).timestamp() * 1000),
        "extraData": "",
    }
    return said | {"signature": _signature(world, said)}


def tell(world: World, payment: GatewayPayment) -> str:
    """The IPN, repeated until it is answered with 204."""
    return send(
        world,
        Callback(
            vendor=NAME,
            url=payment.callback_url,
            body=json.dumps(_result(world, payment), ensure_ascii=False).encode(),
            headers=dict,
            about=f"giao dịch {payment.name}",
            accepted=("204",),
        ),
    )


def _comes_back_with(world: World, payment: GatewayPayment) -> dict[str, str]:
    return {name: str(value) for name, value in _result(world, payment).items()}


GATEWAY = Gateway(name=NAME, tell=tell, comes_back_with=_comes_back_with)


def _show(world: World, request: Request) -> Reply:
    return gateways.page(world, gateways.payment_of(world, NAME, request.names["name"]))


def _query(world: World, request: Request) -> Reply:
    asked = gateways.fields_of(request)
    if refusal := _refusal(world, asked, ("orderId", "partnerCode", "requestId")):
        return json_reply(refusal, 400)
    payment = world.payments.get((NAME, str(asked["orderId"])))
    if payment is None:
        return json_reply({"resultCode": 42, "message": "OrderId không hợp lệ hoặc không được tìm thấy."}, 400)
    if not payment.result:
        return json_reply(_facts(world, payment) | {"resultCode": 1000, "transId": 0, "message": "Đang chờ."})
    said = _result(world, payment)
    del said["signature"]
    return json_reply(said | {"refundTrans": []})


def _refund(world: World, request: Request) -> Reply:
    """The same request again has the same answer; another one under the same order id is refused."""
    asked = gateways.fields_of(request)
    if refusal := _refusal(world, asked, _TO_GIVE_BACK):
        return json_reply(refusal, 400)
    name, amount = str(asked["orderId"]), asked["amount"]
    if type(amount) is not int or amount < _LEAST:
        return json_reply({"resultCode": 22, "message": "Số tiền giao dịch không hợp lệ."}, 400)
    with world.lock:
        if known := world.refunds.get((NAME, name)):
            is_same = asked["requestId"] == name and amount == known.amount
            twice = {"resultCode": 41, "message": "OrderId bị trùng."}
            return json_reply(_made(world, known)) if is_same else json_reply(twice, 400)
        paid = [one for one in world.payments.values() if one.gateway == NAME and one.number == asked["transId"]]
        if not paid or (NAME, name) in world.payments:
            return json_reply({"resultCode": 42, "message": "OrderId không hợp lệ hoặc không được tìm thấy."}, 400)
        if not refunds.may_be_given(world, paid[0], amount):
            return json_reply({"resultCode": 1081, "message": "Giao dịch hoàn tiền bị từ chối."}, 400)
        return json_reply(_made(world, refunds.take_on(world, paid[0], name, amount, at_once=True)))


def _made(world: World, refund: GatewayRefund) -> dict[str, Any]:
    return {
        "partnerCode": world.settings.momo_partner_code,
        "orderId": refund.name,
        "requestId": refund.name,
        "amount": refund.amount,
        "transId": refund.number,
        "resultCode": _RESULTS[refunds.state(world, refund)],
        "message": "Thành công.",
        "responseTime": int(datetime.fromisoformat(refund.made_at).timestamp() * 1000),
    }


def _query_refund(world: World, request: Request) -> Reply:
    asked = gateways.fields_of(request)
    if refusal := _refusal(world, asked, ("orderId", "partnerCode", "requestId")):
        return json_reply(refusal, 400)
    refund = world.refunds.get((NAME, str(asked["orderId"])))
    if refund is None:
        return json_reply({"resultCode": 42, "message": "OrderId không hợp lệ hoặc không được tìm thấy."}, 400)
    made = _made(world, refund)
    listed = {name: made[name] for name in ("orderId", "amount", "resultCode", "transId")}
    listed["createdTime"] = made["responseTime"]
    answer = {"partnerCode": made["partnerCode"], "orderId": refund.name, "requestId": asked["requestId"]}
    return json_reply(answer | {"resultCode": 0, "message": "Thành công.", "refundTrans": [listed]})


ROUTES = (
    Route("momo.refund", "POST", "/momo/v2/gateway/api/refund", _refund),
    Route("momo.query_refund", "POST", "/momo/v2/gateway/api/refund/query", _query_refund),
    Route("momo.create", "POST", "/momo/v2/gateway/api/create", _create),
    Route("momo.query", "POST", "/momo/v2/gateway/api/query", _query),
    Route("momo.pay", "GET", r"/momo/v2/gateway/pay/(?P<name>[A-Za-z0-9]{1,50})", _show),
)
