"""A bank account that is watched: whoever transfers money makes SePay, Casso or payOS tell the shop, signed."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from infra.local.outside.callbacks import send
from infra.local.outside.exchange import BadRequest, Reply, Request, Route, json_reply
from infra.local.outside.reporters import REPORTERS
from infra.local.outside.sending import Callback
from infra.local.outside.world import VIETNAM, World

VENDOR = "vietqr"


def transfer(world: World, fields: dict[str, Any]) -> dict[str, Any]:
    """Move money and notify: ``amount`` and ``content``, and optionally ``account_number``, ``direction`` (in, out),
    ``reference`` (given, or empty for a bank that has none), ``at`` (ISO 8601), ``description`` and ``source``: who
    reports it, sepay, casso, casso-v1 or payos, or several with commas between."""
    sources = _sources(fields)
    try:
        amount = int(str(fields["amount"]).replace(".", "").strip())
        at = datetime.fromisoformat(fields["at"]) if fields.get("at") else world.now()
    except (KeyError, ValueError, TypeError):
        raise BadRequest("cần amount là số nguyên đồng, at theo ISO 8601") from None
    if amount <= 0:
        raise BadRequest("số tiền phải lớn hơn 0")
    with world.lock:
        earlier = sum(t["transferAmount"] for t in world.transfers)
        notice = {
            "id": 90_000 + len(world.transfers) + 1,
            "gateway": world.settings.bank_name,
            "transactionDate": f"{at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}",
            "accountNumber": str(fields.get("account_number") or world.settings.account_number),
            "code": None,
            "content": str(fields.get("content", "")),
            "transferType": str(fields.get("direction") or "in"),
            "transferAmount": amount,
            "accumulated": earlier + amount,
            "subAccount": None,
            "referenceCode": str(fields.get("reference", f"FT{secrets.randbelow(10**10):010d}")),
            "description": str(fields.get("description", "")),
        }
        world.transfers.append(notice)
        world.save()
    return {"transfer": notice, "outcome": notify(world, notice, sources)}


def _sources(fields: dict[str, Any]) -> list[str]:
    sources = [source.strip() for source in str(fields.get("source") or "sepay").split(",")]
    if not all(source in REPORTERS for source in sources):
        raise BadRequest("source là sepay, casso, casso-v1 hoặc payos")
    return sources


def notify(world: World, notice: dict[str, Any], sources: list[str]) -> str:
    """Have one transfer reported, for the first time or again."""
    return ", ".join(_report(world, notice, source) for source in sources)


def _report(world: World, notice: dict[str, Any], source: str) -> str:
    reporter = REPORTERS[source]
    body = reporter.body(world, notice)
    return send(
        world,
        Callback(
            vendor=VENDOR,
            url=world.settings.public_url + reporter.path,
            body=body,
            headers=lambda: reporter.headers(world, body),
            about=f"giao dịch {notice['id']}, {source}",
        ),
    )


def _transfer(world: World, request: Request) -> Reply:
    return control_reply(world, request, transfer(world, request.fields()), "Ngân hàng đã báo chuyển khoản")


def _replay(world: World, request: Request) -> Reply:
    found = next((t for t in world.transfers if str(t["id"]) == request.names["id"]), None)
    if found is None:
        raise BadRequest("không có giao dịch này")
    return control_reply(
        world, request, {"outcome": notify(world, found, _sources(request.fields()))}, "Đã báo lại giao dịch"
    )


def _list(world: World, request: Request) -> Reply:
    with world.lock:
        return json_reply({"transfers": list(world.transfers)})


def control_reply(world: World, request: Request, result: dict[str, Any], sentence: str) -> Reply:
    """JSON for a program; for the form of the page, back to the page with a sentence on it."""
    if not request.is_form:
        return json_reply(result)
    world.flash = f"{sentence}: {result.get('outcome', 'xong')}."
    return Reply(status=303, location="/")


ROUTES = (
    Route("control.bank.transfer", "POST", "/control/bank/transfer", _transfer),
    Route("control.bank.replay", "POST", r"/control/bank/transfers/(?P<id>\d+)/replay", _replay),
    Route("control.bank.list", "GET", "/control/bank/transfers", _list),
)
