"""How the reporters of the bank and the gateways sign, apart from the code that verifies it where that is possible."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from chalicelib.payments.casso import canonical
from chalicelib.payments.momo import message
from chalicelib.payments.payos import joined

NOW = datetime(2025, 11, 15, 2, 30, tzinfo=UTC)


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def sign_casso(raw: bytes, at: datetime = NOW, secret: str = "casso-key") -> dict[str, str]:
    """The signature over the values; for what is no JSON object, over the bytes."""
    stamp = str(int(at.timestamp() * 1000))
    try:
        signed = canonical(json.loads(raw)).encode()
    except (ValueError, RecursionError):
        signed = raw
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + signed, hashlib.sha512).hexdigest()
    return {"x-casso-signature": f"t={stamp},v1={digest}"}


def sign_payos(body: Any, secret: str = "payos-key") -> bytes:
    digest = hmac.new(secret.encode(), joined(body["data"]).encode(), hashlib.sha256).hexdigest()
    return dumped({**body, "signature": digest})


def sign_momo(body: Any, secret: str = "SECRETTEST") -> bytes:
    fields = {name: value for name, value in body.items() if name != "signature"}
    signed = message({**fields, "accessKey": "ACCESSTEST"}).encode()
    return dumped({**body, "signature": hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()})


def sign_zalopay(data: Any, secret: str = "KEY2TEST", **wrapper: Any) -> bytes:
    """The callback around ``data``: a text as it is, anything else as JSON."""
    text = data if isinstance(data, str) else dumped(data).decode()
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return dumped({"data": text, "mac": digest, "type": 1, **wrapper})


def sign_vnpay(fields: Mapping[str, Any], secret: str = "test_secret") -> bytes:
    """The query of an IPN with the hash that its fields ask for, worked out apart from the code under test."""
    kept = sorted((name, value) for name, value in fields.items() if value != "")
    query = urlencode(kept, errors="replace")
    return f"{query}&vnp_SecureHash={hmac.new(secret.encode(), query.encode(), hashlib.sha512).hexdigest()}".encode()
