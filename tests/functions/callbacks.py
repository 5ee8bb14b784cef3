"""Callbacks as their senders sign them, to the functions under test."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.usecases.tracking import receive_status
from market.catalogue import CarrierName
from market.parcels import ParcelState, StatusNotice

from tests.functions.buying import call
from tests.functions.conftest import Shop


def transfer(shop: Shop, amount: int, memo: str, id: int = 92704, **changes: Any) -> tuple[int, dict[str, Any]]:
    """A SePay notice of money that came in."""
    notice = {
        "id": id,
        "gateway": "Agribank",
        "transactionDate": "2026-11-24 10:05:00",
        "accountNumber": shop.services.settings["VIETQR_ACCOUNT_NUMBER"],
        "subAccount": None,
        "code": None,
        "content": memo,
        "transferType": "in",
        "transferAmount": amount,
        "accumulated": 19_077_000,
        "referenceCode": f"REF.{id}",
        "description": "",
    } | changes
    return signed_transfer(shop, json.dumps(notice).encode())


def signed_transfer(shop: Shop, raw: bytes, secret: str = "") -> tuple[int, dict[str, Any]]:
    at = str(int(shop.now.timestamp()))
    key = (secret or shop.services.settings["SEPAY_WEBHOOK_SECRET"]).encode()
    digest = hmac.new(key, at.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return call(shop, "POST", "/webhooks/vietqr", raw, x_sepay_timestamp=at, x_sepay_signature=f"sha256={digest}")


def card_event(
    shop: Shop, code: str, amount: int, id: str = "evt_1", type: str = "payment_intent.succeeded", intent: str = "pi_1"
) -> tuple[int, dict[str, Any]]:
    event = {
        "id": id,
        "object": "event",
        "type": type,
        "created": int(shop.now.timestamp()),
        "livemode": False,
        "data": {
            "object": {
                "id": intent,
                "object": "payment_intent",
                "amount": amount,
                "amount_received": amount,
                "currency": "vnd",
                "status": "succeeded",
                "livemode": False,
                "metadata": {"order_code": code},
            }
        },
    }
    raw, at = json.dumps(event).encode(), str(int(shop.now.timestamp()))
    secret = shop.services.settings["STRIPE_WEBHOOK_SECRET"].encode()
    digest = hmac.new(secret, at.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return call(shop, "POST", "/webhooks/stripe", raw, stripe_signature=f"t={at},v1={digest}")


def notice(
    shop: Shop, parcel_id: str, state: ParcelState | None, *, hours: float, carrier: CarrierName, **changes: Any
) -> StatusNotice:
    said = {
        "carrier": carrier,
        "waybill": f"WB-{parcel_id}",
        "reference": parcel_id,
        "event_id": f"{parcel_id}-{state.value if state else 'unknown'}-{hours}",
        "code": "500",
        "state": state,
        "occurred_at": shop.now + timedelta(hours=hours),
        "place": "Bưu cục Đồng Mỏ",
    }
    return StatusNotice(**{**said, **changes})


def tell(shop: Shop, said: StatusNotice, now: datetime | None = None) -> str:
    return receive_status(shop.table, notice=said, now=now or shop.now)


def prove(shop: Shop, said: StatusNotice) -> str:
    """The carrier says it when asked, or in its statement: money may follow."""
    return tell(shop, replace(said, is_proven=True))
