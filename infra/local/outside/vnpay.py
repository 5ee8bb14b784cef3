"""VNPay: the page to pay on, the IPN, the question and the refund, with VNPay's own refusals."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from infra.local.outside import gateways, refunds
from infra.local.outside.callbacks import send
from infra.local.outside.exchange import BadRequest, Reply, Request, Route, json_reply
from infra.local.outside.gateways import PAID, Gateway
from infra.local.outside.sending import Callback
from infra.local.outside.world import VIETNAM, GatewayPayment, GatewayRefund, World

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


_QUERIED = (
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
_TO_GIVE_BACK = (
    "RequestId",
    "Version",
    "Command",
    "TmnCode",
    "TransactionType",
    "TxnRef",
    "Amount",
    "TransactionNo",
    "TransactionDate",
    "CreateBy",
    "CreateDate",
    "IpAddr",
    "OrderInfo",
)
_COMMANDS = {"querydr": "query", "refund": "refund"}
_STATUSES = {refunds.DONE: "00", refunds.UNDER_WAY: "05", refunds.REFUSED: "09"}


def _command(request: Request) -> str:
    return f"{NAME}.{_COMMANDS.get(str(request.fields().get('vnp_Command')), 'unknown')}"


def _api(world: World, request: Request) -> Reply:
    """Both commands of the one address."""
    asked = gateways.fields_of(request)
    is_refund = asked.get("vnp_Command") == "refund"
    message = "|".join(str(asked.get(f"vnp_{name}", "")) for name in (_TO_GIVE_BACK if is_refund else _QUERIED))
    if gateways.signed(world.settings.vnpay_secret, message, "sha512") != asked.get("vnp_SecureHash"):
        return _refused("97", "Invalid Checksum")
    if asked.get("vnp_TmnCode") != world.settings.vnpay_tmn_code:
        return _refused("02", "Invalid TmnCode")
    payment = world.payments.get((NAME, str(asked["vnp_TxnRef"])))
    if payment is None or payment.made_at != asked["vnp_TransactionDate"]:
        return _refused("91", "Order not found")
    if is_refund:
        return _refund(world, asked, payment)
    given = refunds.of_payment(world, payment)
    return json_reply(_refund_answer(world, given[-1], querydr=True) if given else _answer(world, payment))


def _refused(code: str, message: str) -> Reply:
    return json_reply({"vnp_ResponseCode": code, "vnp_Message": message})


def _refund(world: World, asked: dict[str, Any], payment: GatewayPayment) -> Reply:
    """Refuses a request id that it had before, a second refund while one is in work, and more than was paid."""
    name, amount, kind = str(asked["vnp_RequestId"]), int(asked["vnp_Amount"]) // 100, asked["vnp_TransactionType"]
    if not (name.isalnum() and len(name) <= 32 and kind in ("02", "03")):
        return _refused("03", "Invalid format")
    with world.lock:
        before = refunds.of_payment(world, payment)
        if (NAME, name) in world.refunds or any(refunds.state(world, one) == refunds.UNDER_WAY for one in before):
            return _refused("94", "Request is duplicate")
        if not refunds.may_be_given(world, payment, amount) or (kind == "02") != (amount == payment.amount):
            return _refused("95", "Refund is refused")
        return json_reply(_refund_answer(world, refunds.take_on(world, payment, name, amount)))


def _refund_answer(world: World, refund: GatewayRefund, *, querydr: bool = False) -> dict[str, Any]:
    payment = gateways.payment_of(world, NAME, refund.payment)
    said = {
        "vnp_ResponseId": secrets.token_hex(16),
        "vnp_Command": "querydr" if querydr else "refund",
        "vnp_ResponseCode": "00",
        "vnp_Message": "Success",
        "vnp_TmnCode": world.settings.vnpay_tmn_code,
        "vnp_TxnRef": payment.name,
        "vnp_Amount": str(refund.amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_PayDate": datetime.fromisoformat(refund.made_at).astimezone(VIETNAM).strftime(TIME),
        "vnp_TransactionNo": str(refund.number),
        "vnp_TransactionType": "02" if refund.amount == payment.amount else "03",
        "vnp_TransactionStatus": _STATUSES[refunds.state(world, refund)],
        "vnp_OrderInfo": payment.info,
    }
    if querydr:
        said |= {"vnp_PromotionCode": "", "vnp_PromotionAmount": ""}
    return said | {"vnp_SecureHash": gateways.signed(world.settings.vnpay_secret, "|".join(said.values()), "sha512")}


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
    Route("vnpay.api", "POST", "/vnpay/merchant_webapi/api/transaction", _api, named_by=_command),
)
