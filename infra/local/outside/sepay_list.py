"""SePay's list of the account's transactions, as ``GET /userapi/transactions/list`` of its first API gives it."""

from __future__ import annotations

from typing import Any

from infra.local.outside.exchange import Reply, Request, Route, json_reply
from infra.local.outside.world import World

MOST = 5_000
_OUT = "out"


def _transactions(world: World, request: Request) -> Reply:
    if request.headers.get("authorization") != f"Bearer {world.settings.sepay_token}" or not world.settings.sepay_token:
        return json_reply({"status": 401, "error": "Unauthorized", "messages": {"error": "Token không hợp lệ"}}, 401)
    query = request.query
    limit = query.get("limit", str(MOST))
    if not limit.isdigit() or not 0 < int(limit) <= MOST:
        return json_reply({"status": 400, "error": "limit", "messages": {"error": "limit không hợp lệ"}}, 400)
    with world.lock:
        newest_first = world.transfers[::-1]
    found = [row for row in newest_first if _is_asked_for(row, query)]
    return json_reply(
        {
            "status": 200,
            "error": None,
            "messages": {"success": True},
            "transactions": [_row(transfer) for transfer in found[: int(limit)]],
        }
    )


def _is_asked_for(transfer: dict[str, Any], query: Any) -> bool:
    """Dates without an hour are whole days, as SePay reads them."""
    at = transfer["transactionDate"]
    first, last = query.get("transaction_date_min", ""), query.get("transaction_date_max", "")
    return (
        query.get("account_number") in (None, transfer["accountNumber"])
        and at >= first
        and (not last or at[: len(last)] <= last)
        and transfer["id"] >= int(query.get("since_id", "0"))
    )


def _row(transfer: dict[str, Any]) -> dict[str, Any]:
    """Every value is a text there, amounts with two decimals."""
    is_out = transfer["transferType"] == _OUT
    amount = f"{transfer['transferAmount']}.00"
    return {
        "id": str(transfer["id"]),
        "bank_brand_name": transfer["gateway"],
        "account_number": transfer["accountNumber"],
        "transaction_date": transfer["transactionDate"],
        "amount_out": amount if is_out else "0.00",
        "amount_in": "0.00" if is_out else amount,
        "accumulated": f"{transfer['accumulated']}.00",
        "transaction_content": transfer["content"],
        "reference_number": transfer["referenceCode"],
        "code": transfer["code"],
        "sub_account": transfer["subAccount"],
        "bank_account_id": "1",
    }


ROUTES = (Route("sepay.list", "GET", "/sepay/userapi/transactions/list", _transactions),)
