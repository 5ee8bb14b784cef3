"""What a person or a test can do to the outside world: move parcels, repeat and disorder callbacks, have faults."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from types import ModuleType
from typing import Any

from infra.local.outside import gateways, momo, refunds, viettelpost, vnpay, vnpost, zalopay
from infra.local.outside.bank import control_reply
from infra.local.outside.exchange import BadRequest, Reply, Request, Route, html_reply, json_reply
from infra.local.outside.gateways import Gateway
from infra.local.outside.keys import public_pem
from infra.local.outside.page import front_page
from infra.local.outside.world import Event, GatewayPayment, Parcel, World

CARRIERS: dict[str, ModuleType] = {viettelpost.NAME: viettelpost, vnpost.NAME: vnpost}
GATEWAYS: dict[str, Gateway] = {one.GATEWAY.name: one.GATEWAY for one in (vnpay, momo, zalopay)}
_ORDERS = ("again", "reversed")
_PARCEL = r"/control/parcels/(?P<carrier>viettelpost|vnpost)/(?P<waybill>[A-Za-z0-9]{1,40})"
_PAYMENT = r"/control/gateways/(?P<gateway>vnpay|momo|zalopay)/(?P<name>[A-Za-z0-9_]{1,60})"
_REFUND = r"/control/refunds/(?P<gateway>vnpay|momo|zalopay)/(?P<name>[A-Za-z0-9_]{1,60})"


def as_plain(parcel: Parcel) -> dict[str, Any]:
    """A parcel without what only its carrier needs to know of the people."""
    return {
        "carrier": parcel.carrier,
        "waybill": parcel.waybill,
        "reference": parcel.reference,
        "status": parcel.status,
        "fee": parcel.fee,
        "cod": parcel.cod,
        "weight_grams": parcel.weight_grams,
        "made_at": parcel.made_at,
        "events": [{"code": e.code, "text": e.text, "at": e.at} for e in parcel.events],
    }


def _parcels(world: World, request: Request) -> Reply:
    with world.lock:
        return json_reply({"parcels": [as_plain(p) for p in world.parcels.values()]})


def _advance(world: World, request: Request) -> Reply:
    """``to``: a step such as ``picked_up``, or the carrier's own code; ``at``: ISO 8601, else now."""
    parcel, carrier = _parcel(world, request), CARRIERS[request.names["carrier"]]
    fields = request.fields()
    to = str(fields.get("to", ""))
    if to in carrier.STEPS:
        code, text = carrier.STEPS[to]
    elif to and len(to) <= 8 and to.isascii() and to.isalnum():
        code, text = to, next((t for c, t in carrier.STEPS.values() if c == to), "")
    else:
        raise BadRequest("cần to là một bước: " + ", ".join(carrier.STEPS))
    event = world.record(parcel, code=code, text=text, place=carrier.OFFICE, at=_moment(fields))
    outcome = carrier.announce(world, parcel, event)
    return control_reply(world, request, as_plain(parcel) | {"outcome": outcome}, "Hãng vận chuyển đã báo trạng thái")


def _moment(fields: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(fields["at"])).astimezone() if fields.get("at") else None
    except ValueError:
        raise BadRequest("at không theo ISO 8601") from None


def _replay(world: World, request: Request) -> Reply:
    """Every callback of a parcel once more: ``order`` is ``again`` (as they happened) or ``reversed``."""
    parcel, carrier = _parcel(world, request), CARRIERS[request.names["carrier"]]
    order = request.fields().get("order", "again")
    if order not in _ORDERS:
        raise BadRequest("order là again hoặc reversed")
    events = parcel.events if order == "again" else parcel.events[::-1]
    outcomes = [carrier.announce(world, parcel, event) for event in list(events)]
    result = {"outcome": ", ".join(outcomes), "outcomes": outcomes}
    return control_reply(world, request, result, "Đã gửi lại các sự kiện cũ")


def _batch(world: World, request: Request) -> Reply:
    """One Vietnam Post webhook about the last event of several parcels: ``waybills``, the first of which is signed."""
    waybills = request.fields().get("waybills")
    if not isinstance(waybills, list) or not waybills:
        raise BadRequest("cần waybills là một danh sách")
    pairs: list[tuple[Parcel, Event]] = []
    for waybill in waybills:
        parcel = world.parcel(vnpost.NAME, str(waybill))
        if parcel is None or not parcel.events:
            raise BadRequest("không có bưu gửi này")
        pairs.append((parcel, parcel.events[-1]))
    return json_reply({"outcome": vnpost.announce(world, *pairs[0], *pairs[1:])})


def _parcel(world: World, request: Request) -> Parcel:
    parcel = world.parcel(request.names["carrier"], request.names["waybill"])
    if parcel is None:
        raise BadRequest("không có vận đơn này")
    return parcel


def _payments(world: World, request: Request) -> Reply:
    with world.lock:
        return json_reply({"payments": [asdict(payment) for payment in world.payments.values()]})


def _end(world: World, request: Request) -> Reply:
    """``result``: paid or failed. A browser goes back to the shop, unless it asks to ``stay``."""
    gateway, payment = _gateway_payment(world, request)
    fields = request.fields()
    outcome = gateways.end(world, gateway, payment, str(fields.get("result", "")))
    if request.is_form and not fields.get("stay"):
        return Reply(status=303, location=gateways.way_back(world, gateway, payment))
    result = asdict(payment) | {"outcome": outcome, "way_back": gateways.way_back(world, gateway, payment)}
    return control_reply(world, request, result, "Cổng thanh toán đã báo")


def _tell_again(world: World, request: Request) -> Reply:
    gateway, payment = _gateway_payment(world, request)
    if not payment.result:
        raise BadRequest("giao dịch chưa kết thúc")
    return control_reply(world, request, {"outcome": gateway.tell(world, payment)}, "Cổng thanh toán đã báo lại")


def _gateway_payment(world: World, request: Request) -> tuple[Gateway, GatewayPayment]:
    name = request.names["gateway"]
    return GATEWAYS[name], gateways.payment_of(world, name, request.names["name"])


def _refunds(world: World, request: Request) -> Reply:
    with world.lock:
        return json_reply(
            {"refunds": [asdict(one) | {"state": refunds.state(world, one)} for one in world.refunds.values()]}
        )


def _end_refund(world: World, request: Request) -> Reply:
    """``result``: done or refused."""
    result = str(request.fields().get("result", ""))
    refund = refunds.end(world, request.names["gateway"], request.names["name"], result)
    return control_reply(world, request, asdict(refund) | {"outcome": result}, "Cổng thanh toán đã xong khoản hoàn")


def _faults(world: World, request: Request) -> Reply:
    return json_reply({"faults": world.faults.as_plain()})


def _add_fault(world: World, request: Request) -> Reply:
    fault = world.faults.add(request.fields())
    result = {"faults": world.faults.as_plain(), "outcome": f"{fault.target}, {fault.mode.value}, {fault.times} lần"}
    return control_reply(world, request, result, "Đã đặt sự cố")


def _clear_faults(world: World, request: Request) -> Reply:
    world.faults.clear()
    return json_reply({"faults": []})


def _callbacks(world: World, request: Request) -> Reply:
    return json_reply({"callbacks": world.sender.log()})


def _reset(world: World, request: Request) -> Reply:
    world.reset()
    return json_reply({"reset": True})


def _key(world: World, request: Request) -> Reply:
    return Reply(body=public_pem(world.key).encode("ascii"), content_type="application/x-pem-file")


def _page(world: World, request: Request) -> Reply:
    return html_reply(front_page(world))


ROUTES = (
    Route("control.page", "GET", "/", _page),
    Route("control.health", "GET", "/control/health", lambda world, request: json_reply({"ok": True})),
    Route("control.key", "GET", "/control/vnpost-public-key", _key),
    Route("control.parcels", "GET", "/control/parcels", _parcels),
    Route("control.advance", "POST", _PARCEL + "/advance", _advance),
    Route("control.replay", "POST", _PARCEL + "/replay", _replay),
    Route("control.batch", "POST", "/control/vnpost/batch", _batch),
    Route("control.payments", "GET", "/control/gateways", _payments),
    Route("control.end", "POST", _PAYMENT + "/end", _end),
    Route("control.tell", "POST", _PAYMENT + "/replay", _tell_again),
    Route("control.refunds", "GET", "/control/refunds", _refunds),
    Route("control.end_refund", "POST", _REFUND + "/end", _end_refund),
    Route("control.faults", "GET", "/control/faults", _faults),
    Route("control.faults", "POST", "/control/faults", _add_fault),
    Route("control.faults", "DELETE", "/control/faults", _clear_faults),
    Route("control.callbacks", "GET", "/control/callbacks", _callbacks),
    Route("control.reset", "POST", "/control/reset", _reset),
)
