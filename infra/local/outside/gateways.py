"""What the payment gateways of the outside world have in common: a page on which a person pays or gives up."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from infra.local.outside.exchange import BadRequest, Reply, Request, html_reply
from infra.local.outside.styles import STYLE
from infra.local.outside.world import VIETNAM, GatewayPayment, World

NAMES = {"vnpay": "VNPay", "momo": "MoMo", "zalopay": "ZaloPay"}
# How a person leaves the page.
PAID, FAILED = "paid", "failed"
RESULTS = (PAID, FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """``tell`` sends the gateway's callback and answers what came of it; ``comes_back_with`` is what the gateway adds
    to the address to which the browser returns."""

    name: str
    tell: Callable[[World, GatewayPayment], str]
    comes_back_with: Callable[[World, GatewayPayment], Mapping[str, str]]


def begin(world: World, payment: GatewayPayment) -> GatewayPayment:
    """A payment under a fresh name, or the one that is known under it already."""
    with world.lock:
        kept = world.payments.setdefault((payment.gateway, payment.name), payment)
        if not kept.number:
            kept.number = 14_000_000 + len(world.payments)
        world.save()
        return kept


def payment_of(world: World, gateway: str, name: str) -> GatewayPayment:
    payment = world.payments.get((gateway, name))
    if payment is None:
        raise BadRequest("không có giao dịch này")
    return payment


def page(world: World, payment: GatewayPayment) -> Reply:
    """The page on which a person decides."""
    title = f"{NAMES[payment.gateway]} (chạy thử)"
    amount = f"{payment.amount:,}".replace(",", ".")
    if payment.result:
        back = f"<p><a href='{escape(payment.return_url)}'>Quay lại chợ</a></p>"
        body = f"<p>Giao dịch này đã kết thúc.</p>{back}"
    else:
        action = f"/control/gateways/{payment.gateway}/{escape(payment.name)}/end"
        body = "".join(
            f"<form method='post' action='{action}'><input type='hidden' name='result' value='{result}'>"
            f"<button{kind}>{text}</button></form>"
            for result, text, kind in ((PAID, "Thanh toán", ""), (FAILED, "Hủy giao dịch", " class='plain'"))
        )
    return html_reply(
        f"<!doctype html><html lang='vi'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width,initial-scale=1'><title>{title}</title>"
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1><section><h2>{amount} đ</h2>"
        f"<p>{escape(payment.info)}</p>{body}</section></main></body></html>"
    )


def end(world: World, gateway: Gateway, payment: GatewayPayment, result: str) -> str:
    """The person has paid or given up; the shop is told. A second decision changes nothing and tells again."""
    if result not in RESULTS:
        raise BadRequest("result là paid hoặc failed")
    with world.lock:
        if not payment.result:
            payment.result = result
            payment.ended_at = world.now().astimezone(VIETNAM).isoformat()
            world.save()
    return gateway.tell(world, payment)


def way_back(world: World, gateway: Gateway, payment: GatewayPayment) -> str:
    query = urlencode(gateway.comes_back_with(world, payment))
    joint = "&" if urlsplit(payment.return_url).query else "?"
    return f"{payment.return_url}{joint}{query}"


def own_url(request: Request) -> str:
    return f"http://{request.headers.get('host', '127.0.0.1')}"


def signed(secret: str, message: str, algorithm: str) -> str:
    return hmac.digest(secret.encode(), message.encode(), algorithm).hex()


def fields_of(request: Request) -> dict[str, Any]:
    """The JSON object that a partner sent."""
    value = request.json()
    if not isinstance(value, dict):
        raise BadRequest("the body is not an object")
    return value
