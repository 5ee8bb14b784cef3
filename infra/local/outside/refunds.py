"""What the gateways of the outside world do alike when money is given back: never more than came, never twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from infra.local.outside.exchange import BadRequest
from infra.local.outside.gateways import PAID
from infra.local.outside.world import GatewayPayment, GatewayRefund, World

DONE, UNDER_WAY, REFUSED = "done", "under_way", "refused"
ENDS = (DONE, REFUSED)


def of_payment(world: World, payment: GatewayPayment) -> list[GatewayRefund]:
    """The refunds of a payment, oldest first."""
    of = payment.gateway, payment.name
    return [refund for refund in world.refunds.values() if (refund.gateway, refund.payment) == of]


def may_be_given(world: World, payment: GatewayPayment | None, amount: int) -> bool:
    """Of what was paid, and is neither given back nor on its way back."""
    if payment is None or payment.result != PAID or amount <= 0:
        return False
    gone = sum(refund.amount for refund in of_payment(world, payment) if state(world, refund) != REFUSED)
    return amount <= payment.amount - gone


def take_on(world: World, payment: GatewayPayment, name: str, amount: int, *, at_once: bool = False) -> GatewayRefund:
    """A refund under a fresh name; it is done at once, or by itself after a while, unless a person ends it before."""
    refund = GatewayRefund(
        gateway=payment.gateway,
        name=name,
        payment=payment.name,
        amount=amount,
        number=15_000_000 + len(world.refunds),
        made_at=world.now().isoformat(),
        end=DONE if at_once else "",
    )
    world.refunds[payment.gateway, name] = refund
    world.save()
    return refund


def state(world: World, refund: GatewayRefund) -> str:
    done_at = datetime.fromisoformat(refund.made_at) + timedelta(seconds=world.settings.refund_seconds)
    return refund.end or (DONE if done_at <= world.now() else UNDER_WAY)


def end(world: World, gateway: str, name: str, result: str) -> GatewayRefund:
    """A person at the gateway, or its bank, has decided; what is done can be taken back as well."""
    refund = world.refunds.get((gateway, name))
    if refund is None:
        raise BadRequest("không có khoản hoàn này")
    if result not in ENDS:
        raise BadRequest("result là done hoặc refused")
    with world.lock:
        refund.end = result
        world.save()
    return refund
