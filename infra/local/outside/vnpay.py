"""VNPay: the page to pay on, the IPN and the question, with VNPay's own refusals."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from infra.local.outside import gateways
from infra.local.outside.callbacks import send
from infra.local.outside.exchange import BadRequest, Reply, Request, Route, json_reply
from infra.local.outside.gateways import PAID, Gateway
from infra.local.outside.sending import Callback
from infra.local.outside.world import VIETNAM, GatewayPayment, World

NAME = "vnpay"
IPN_PATH = "/webhooks/vnpay"
TIME = "%Y%m%d%H%M%S"
# The IPN is repeated until it is answered with one of these.
FINAL = ("00", "02")


def _pay(world: World, request: Request) -> Reply:
    """Refuses what VNPay refuses: a wrong hash, another terminal, a page that has expired."""
    asked = dict(request.query)
    digest = asked.pop("vnp_SecureHash", "")
    if not secrets.compare_digest(_hash(world, asked), digest):
        raise BadRequest("Sai chữ ký (97)")
    if asked.get("vnp_TmnCode") != world.settings.vnpay_tmn_code or asked.get("vnp_CurrCode") != "VND":
        raise BadRequest("Website chưa được phê duyệt (71)")
    expires = datetime.strptime(asked.get("vnp_ExpireDate", ""), TIME).replace(tzinfo=VIETNAM)
    if expires < world.now():
        raise BadRequest("Giao dịch đã quá thời gian chờ thanh toán (11)")
    payment = gateways.begin(
        world,
        GatewayPayment(
            gateway=NAME,
            name=asked["vnp_TxnRef"],
            amount=int(asked["vnp_Amount"]) // 100,
            info=asked["vnp_OrderInfo"],
            return_url=asked["vnp_ReturnUrl"],
            made_at=asked["vnp_CreateDate"],
        ),
    )
    return gateways.page(world, payment)


def _hash(world: World, fields: dict[str, str]) -> str:
    kept = sorted((name, value) for name, value in fields.items() if value)
    return gateways.signed(world.settings.vnpay_secret, urlencode(kept), "sha512")


def _result(world: World, payment: GatewayPayment) -> dict[str, str]:
    """What the IPN and the way back say alike."""
    is_paid = payment.result == PAID
    fields = {
        "vnp_Amount": str(payment.amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": f"VNP{payment.number}" if is_paid else "",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": payment.info,
        "vnp_PayDate": datetime.fromisoformat(payment.ended_at).strftime(TIME),
        "vnp_ResponseCode": "00" if is_paid else "24",
        "vnp_TmnCode": world.settings.vnpay_tmn_code,
        "vnp_TransactionNo": str(payment.number) if is_paid else "0",
        "vnp_TransactionStatus": "00" if is_paid else "02",
        "vnp_TxnRef": payment.name,
    }
    fields = {name: value for name, value in fields.items() if value}
    return fields | {"vnp_SecureHash": _hash(world, fields)}


def tell(world: World, payment: GatewayPayment) -> str:
    """The IPN: a GET, repeated until its answer has one of VNPay's codes for "I know"."""
    return send(
        world,
        Callback(
            vendor=NAME,
            url=f"{world.settings.public_url}{IPN_PATH}?{urlencode(_result(world, payment))}",
            body=b"",
            headers=dict,
            about=f"giao dịch {payment.name}",
            method="GET",
            word=lambda body: str(json.loads(body)["RspCode"]),
            accepted=FINAL,
        ),
    )


GATEWAY = Gateway(name=NAME, tell=tell, comes_back_with=_result)


def _query(world: World, request: Request) -> Reply:
    asked = gateways.fields_of(request)
    names = (
        "RequestId",
        "Version",
        "Command",
        "TmnCode",
        "TxnRef",
        "TransactionDate",
        "CreateDate",
        "IpAddr",
        "OrderInfo",
    )
    message = "|".join(str(asked.get(f"vnp_{name}", "")) for name in names)
    if gateways.signed(world.settings.vnpay_secret, message, "sha512") != asked.get("vnp_SecureHash"):
        return json_reply({"vnp_ResponseCode": "97", "vnp_Message": "Invalid Checksum"})
    payment = world.payments.get((NAME, str(asked["vnp_TxnRef"])))
    if payment is None or payment.made_at != asked["vnp_TransactionDate"]:
        return json_reply({"vnp_ResponseCode": "91", "vnp_Message": "Order not found"})
    return json_reply(_answer(world, payment))


def _answer(world: World, payment: GatewayPayment) -> dict[str, Any]:
    status = {"": "01", PAID: "00"}.get(payment.result, "02")
    said = {
        "vnp_ResponseId": secrets.token_hex(16),
        "vnp_Command": "querydr",
        "vnp_ResponseCode": "00",
        "vnp_Message": "QueryDR Success",
        "vnp_TmnCode": world.settings.vnpay_tmn_code,
        "vnp_TxnRef": payment.name,
        "vnp_Amount": str(payment.amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_PayDate": datetime.fromisoformat(payment.ended_at).strftime(TIME) if payment.ended_at else "",
        "vnp_TransactionNo": str(payment.number) if status == "00" else "0",
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": status,
        "vnp_OrderInfo": payment.info,
        "vnp_PromotionCode": "",
        "vnp_PromotionAmount": "",
    }
    return said | {"vnp_SecureHash": gateways.signed(world.settings.vnpay_secret, "|".join(said.values()), "sha512")}


ROUTES = (
    Route("vnpay.pay", "GET", r"/vnpay/paymentv2/vpcpay\.html", _pay),
    Route("vnpay.query", "POST", "/vnpay/merchant_webapi/api/transaction", _query),
)
