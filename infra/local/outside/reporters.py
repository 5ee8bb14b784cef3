"""Those who watch the bank account and tell the shop: SePay, Casso and payOS, each in its own form and signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.outside.gateways import signed
from infra.local.outside.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """``body`` makes the notice of a transfer, ``headers`` its signature for this attempt."""

    path: str
    body: Callable[[World, Mapping[str, Any]], bytes]
    headers: Callable[[World, bytes], dict[str, str]]


def _compact(value: Any, *, is_sorted: bool = False) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=is_sorted)


def _sepay_headers(world: World, body: bytes) -> dict[str, str]:
    at = str(int(world.now().timestamp()))
    digest = signed(world.settings.sepay_secret, f"{at}.{body.decode()}", "sha256")
    return {"X-SePay-Timestamp": at, "X-SePay-Signature": f"sha256={digest}"}


def _casso_body(world: World, transfer: Mapping[str, Any]) -> bytes:
    is_out = transfer["transferType"] == "out"
    data = {
        "id": transfer["id"],
        "reference": transfer["referenceCode"],
        "description": transfer["content"],
        "amount": -transfer["transferAmount"] if is_out else transfer["transferAmount"],
        "runningBalance": transfer["accumulated"],
        "transactionDateTime": transfer["transactionDate"],
        "accountNumber": transfer["accountNumber"],
        "bankName": transfer["gateway"],
        "bankAbbreviation": "",
        "virtualAccountNumber": transfer["subAccount"] or "",
        "virtualAccountName": "",
    }
    return _compact({"error": 0, "data": data}).encode()


def _casso_headers(world: World, body: bytes) -> dict[str, str]:
    at = str(int(world.now().timestamp() * 1000))
    canonical = _compact(json.loads(body), is_sorted=True)
    return {"X-Casso-Signature": f"t={at},v1={signed(world.settings.casso_key, f'{at}.{canonical}', 'sha512')}"}


def _casso_v1_body(world: World, transfer: Mapping[str, Any]) -> bytes:
    """The first version: a list, and other words for the same."""
    is_out = transfer["transferType"] == "out"
    row = {
        "id": transfer["id"],
        "tid": transfer["referenceCode"],
        "description": transfer["content"],
        "amount": -transfer["transferAmount"] if is_out else transfer["transferAmount"],
        "cusum_balance": transfer["accumulated"],
        "when": transfer["transactionDate"],
        "bank_sub_acc_id": transfer["accountNumber"],
        "subAccId": transfer["accountNumber"],
        "virtualAccount": transfer["subAccount"] or "",
        "virtualAccountName": "",
    }
    return _compact({"error": 0, "data": [row]}).encode()


def _payos_body(world: World, transfer: Mapping[str, Any]) -> bytes:
    data = {
        "orderCode": transfer["id"],
        "amount": transfer["transferAmount"],
        "description": transfer["content"],
        "accountNumber": transfer["accountNumber"],
        "reference": transfer["referenceCode"],
        "transactionDateTime": transfer["transactionDate"],
        "currency": "VND",
        "paymentLinkId": hashlib.md5(str(transfer["id"]).encode(), usedforsecurity=False).hexdigest(),
        "code": "00",
        "desc": "Thành công",
        "counterAccountName": None,
        "virtualAccountNumber": transfer["subAccount"],
    }
    joined = "&".join(f"{key}={'' if data[key] is None else data[key]}" for key in sorted(data))
    signature = signed(world.settings.payos_key, joined, "sha256")
    return _compact({"code": "00", "desc": "success", "success": True, "data": data, "signature": signature}).encode()


REPORTERS: Mapping[str, Reporter] = {
    "sepay": Reporter(
        path="/webhooks/sepay",
        body=lambda world, transfer: _compact(transfer).encode(),
        headers=_sepay_headers,
    ),
    "casso": Reporter(path="/webhooks/casso", body=_casso_body, headers=_casso_headers),
    "casso-v1": Reporter(
        path="/webhooks/casso-v1",
        body=_casso_v1_body,
        headers=lambda world, body: {"Secure-Token": world.settings.casso_token},
    ),
    "payos": Reporter(path="/webhooks/payos", body=_payos_body, headers=lambda world, body: {}),
}
