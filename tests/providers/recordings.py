"""The recorded payloads, and who signs them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost
from chalicelib.payments.casso import Casso
from chalicelib.payments.casso_v1 import CassoV1
from chalicelib.payments.momo import MoMo
from chalicelib.payments.payos import PayOS
from chalicelib.payments.sepay import SePay
from chalicelib.payments.stripe_cards import StripeCards
from chalicelib.payments.vietqr import VietQR
from chalicelib.payments.vnpay import VNPay
from chalicelib.payments.zalopay import ZaloPay
from chalicelib.ports import PaymentNotice
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from market.parcels import StatusNotice

from tests.providers.signing import NOW, dumped, sign_casso, sign_momo, sign_payos, sign_zalopay

FOLDER = Path(__file__).parents[1] / "recordings"
CODE = "LS7K3M2QS"
# The name of one attempt to pay that order through a gateway, begun at NOW.
ATTEMPT = f"{CODE}251115093000000"
ACCOUNT = "0123499999"
NOWHERE = "http://127.0.0.1:9"

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_KEY = (
    KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode("ascii")
)


def recorded(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def recorded_json(name: str) -> Any:
    return json.loads(recorded(name))


def stripe_cards(kind: type[StripeCards] = StripeCards, **changes: str) -> StripeCards:
    settings = {
        "secret_key": "sk_test_12345",
        "publishable_key": "pk_test_12345",
        "webhook_secret": "whsec_old,whsec_new",
        "script_url": "https://js.stripe.com/v3/",
    }
    return kind(**{**settings, **changes})


def vietqr(**changes: str) -> VietQR:
    settings = {
        "bank_bin": "970436",
        "bank_name": "Vietcombank",
        "account_number": ACCOUNT,
        "account_name": "CHO XU LANG",
    }
    return VietQR(**{**settings, **changes})


def sepay(**changes: str) -> SePay:
    return SePay(**{"account_number": ACCOUNT, "webhook_secret": "whsec_test, whsec_next", **changes})


def casso(**changes: str) -> Casso:
    return Casso(**{"account_number": ACCOUNT, "webhook_key": "casso-key,casso-next", **changes})


def casso_v1(**changes: str) -> CassoV1:
    return CassoV1(**{"account_number": ACCOUNT, "secure_token": "casso-token,casso-token-next", **changes})


def payos(**changes: str) -> PayOS:
    return PayOS(**{"account_number": ACCOUNT, "checksum_key": "payos-key,payos-next", **changes})


def vnpay(**changes: Any) -> VNPay:
    settings = {
        "tmn_code": "TESTTMN1",
        "hash_secret": "test_secret,next_secret",
        "pay_url": "https://pay.example/paymentv2/vpcpay.html",
        "api_base": NOWHERE,
    }
    return VNPay(**{**settings, **changes})


def momo(**changes: Any) -> MoMo:
    settings = {
        "partner_code": "PARTNERTEST",
        "access_key": "ACCESSTEST",
        "secret_key": "SECRETTEST,SECRETNEXT",
        "api_base": NOWHERE,
        "callback_url": "https://example.vn/ipn/momo",
    }
    return MoMo(**{**settings, **changes})


def zalopay(**changes: Any) -> ZaloPay:
    settings = {
        "app_id": "2553",
        "key1": "KEY1TEST",
        "key2": "KEY2TEST,KEY2NEXT",
        "api_base": NOWHERE,
        "callback_url": "https://example.vn/ipn/zalopay",
    }
    return ZaloPay(**{**settings, **changes})


def viettelpost(**changes: Any) -> ViettelPost:
    settings = {"api_base": NOWHERE, "username": "u", "password": "p", "webhook_token": "vtp-token,vtp-next"}
    return ViettelPost(**{**settings, **changes})


def vnpost(**changes: Any) -> VietnamPost:
    settings = {
        "api_base": NOWHERE,
        "username": "u",
        "password": "p",
        "customer_code": "T000180585",
        "contract_code": "",
        "webhook_public_key": PUBLIC_KEY,
    }
    return VietnamPost(**{**settings, **changes})


def sign_stripe(raw: bytes, at: datetime = NOW, secret: str = "whsec_old") -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={stamp},v1={digest},v0=ab"}


def sign_sepay(raw: bytes, at: datetime = NOW, secret: str = "whsec_test") -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return {"x-sepay-timestamp": stamp, "x-sepay-signature": f"sha256={digest}"}


def sign_casso_v1(raw: bytes, at: datetime = NOW, secret: str = "casso-token") -> dict[str, str]:
    return {"secure-token": secret}


def sign_vtp(raw: bytes, at: datetime = NOW, secret: str = "vtp-token") -> dict[str, str]:
    return {"authorization": secret}


def sign_vnpost(body: Any, key: rsa.RSAPrivateKey = KEY) -> bytes:
    """The body with the signature that its first item and its date ask for."""
    first = body["data"][0]
    signed = f"MYVNP{body['sendDate']}{first['itemCode']}{first['status']}".encode()
    signature = key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return dumped({**body, "signature": base64.b64encode(signature).decode("ascii")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One receiver of callbacks, with an authentic callback for it and a way to make any body authentic.

    ``sign`` is None where the body signs itself. ``is_sealed`` says that the signature covers every byte,
    ``is_covered`` that it covers every value that counts, ``is_dated`` that it has a time.
    """

    name: str
    read: Callable[..., Any]
    raw: bytes
    sign: Callable[..., dict[str, str]] | None
    is_sealed: bool
    is_dated: bool
    is_covered: bool = False
    replaced: str = ""

    def headers(self, raw: bytes) -> dict[str, str]:
        return self.sign(raw) if self.sign else {}

    def notices(self, headers: Mapping[str, str], raw: bytes) -> tuple[PaymentNotice | StatusNotice, ...]:
        heard = self.read(headers, raw, now=NOW)
        return heard if isinstance(heard, tuple) else (heard,)


CASES = (
    Case(
        name="stripe",
        read=stripe_cards().read,
        raw=recorded("stripe/payment_intent_succeeded"),
        sign=sign_stripe,
        is_sealed=True,
        is_dated=True,
        replaced="whsec_new",
    ),
    Case(
        name="sepay",
        read=sepay().read,
        raw=recorded("sepay/transfer_in"),
        sign=sign_sepay,
        is_sealed=True,
        is_dated=True,
        replaced="whsec_next",
    ),
    Case(
        name="casso",
        read=casso().read,
        raw=recorded("casso/transfer_in"),
        sign=sign_casso,
        is_sealed=False,
        is_covered=True,
        is_dated=True,
        replaced="casso-next",
    ),
    Case(
        name="casso-v1",
        read=casso_v1().read_all,
        raw=recorded("casso/v1"),
        sign=sign_casso_v1,
        is_sealed=False,
        is_dated=False,
        replaced="casso-token-next",
    ),
    Case(
        name="payos",
        read=payos().read,
        raw=sign_payos(recorded_json("payos/webhook")),
        sign=None,
        is_sealed=False,
        is_covered=True,
        is_dated=False,
    ),
    Case(
        name="momo",
        read=momo().read,
        raw=sign_momo(recorded_json("momo/ipn")),
        sign=None,
        is_sealed=False,
        is_covered=True,
        is_dated=False,
    ),
    Case(
        name="zalopay",
        read=zalopay().read,
        raw=sign_zalopay(recorded_json("zalopay/callback")),
        sign=None,
        is_sealed=False,
        is_covered=True,
        is_dated=False,
    ),
    Case(
        name="viettelpost",
        read=viettelpost().read,
        raw=recorded("viettelpost/webhook"),
        sign=sign_vtp,
        is_sealed=False,
        is_dated=False,
        replaced="vtp-next",
    ),
    Case(
        name="vnpost",
        read=vnpost().read,
        raw=sign_vnpost(recorded_json("vnpost/webhook")),
        sign=None,
        is_sealed=False,
        is_dated=False,
    ),
)
