"""Which implementation does what: the one place that knows vendors, clients and settings, made once and when needed."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

import botocore.session
from botocore.config import Config
from market.catalogue import CarrierName, Document, Language

from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost
from chalicelib.payment_methods import PaymentMethods
from chalicelib.ports import (
    AskableProvider,
    CardProvider,
    Carrier,
    PaymentBatches,
    PaymentCallbacks,
    PaymentList,
    PaymentProvider,
)
from chalicelib.refund_ports import Refunding
from chalicelib.sealing import Sealer
from chalicelib.settings import Settings
from chalicelib.store.objects import Bucket
from chalicelib.store.queues import Queues
from chalicelib.store.table import Table
from chalicelib.usecases.fulfilment import Pickup
from chalicelib.usecases.showcase import read_site

# Lost and throttled requests to queues and buckets are repeated here, below us. A function has 30 seconds, so a call
# that hangs is given up soon enough for the next try.
_CLIENT = Config(
    retries={"mode": "standard", "max_attempts": 3},
    connect_timeout=2,
    read_timeout=5,
    tcp_keepalive=True,
    parameter_validation=False,
)
# The table has a patience of its own (chalicelib.store.patience), and two layers would multiply. Its client makes
# fifteen calls for an order, so what it would work out anew for each is fixed here: a user agent of one piece, no
# account in the endpoint's name, no compression of bodies of a kilobyte.
_TABLE_CLIENT = _CLIENT.merge(
    Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        user_agent="xulang",
        account_id_endpoint_mode="disabled",
        disable_request_compression=True,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
)
SITE_SECONDS = 60


class Services:
    """Everything that a handler may need, made when it is asked for: a cold start pays only for what it uses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._site: dict[Language, tuple[float, Document | None]] = {}

    def now(self) -> datetime:
        """The time that orders live by; in the local stage it can be turned forward."""
        return self.real_now() + self.settings.clock_offset

    def real_now(self) -> datetime:
        """The time that signatures are made with: our senders' clocks are not turned."""
        return datetime.now(UTC)

    def site(self, language: Language = Language.VIETNAMESE) -> Document | None:
        """What every page says, read at most once a minute: a hotline may be a minute old."""
        moment = datetime.now(UTC).timestamp()
        if language not in self._site or self._site[language][0] < moment:
            site = read_site(self.table, language)
            self._site[language] = (moment + (SITE_SECONDS if site else 0), site)
        return self._site[language][1]

    @cached_property
    def table(self) -> Table:
        client = self._session.create_client("dynamodb", config=_TABLE_CLIENT)
        return Table(client, self.settings["XULANG_TABLE"])

    @cached_property
    def content_bucket(self) -> Bucket:
        return Bucket(self._s3, self.settings["XULANG_CONTENT_BUCKET"])

    @cached_property
    def site_bucket(self) -> Bucket:
        return Bucket(self._s3, self.settings["XULANG_SITE_BUCKET"])

    @cached_property
    def private_bucket(self) -> Bucket:
        return Bucket(self._s3, self.settings["XULANG_PRIVATE_BUCKET"])

    @cached_property
    def queues(self) -> Queues:
        names = {role: self.settings[f"XULANG_QUEUE_{role.upper()}"] for role in ("content", "refunds")}
        for carrier in CarrierName:
            role = f"dispatch-{carrier.value}"
            names[role] = self.settings[f"XULANG_QUEUE_{role.upper().replace('-', '_')}"]
        dead = {role: f"{name}-dead" for role, name in names.items()}
        return Queues(self._client("sqs"), names, dead | {"outbox": self.settings["XULANG_QUEUE_OUTBOX_DEAD"]})

    @cached_property
    def providers(self) -> Mapping[str, PaymentProvider]:
        """Ways to pay that are configured, by name, in the order in which they are offered."""
        return self._payments.providers

    @cached_property
    def cards(self) -> Mapping[str, CardProvider]:
        """Those of the ways to pay that charge a card, by name."""
        return self._payments.cards

    @cached_property
    def askable(self) -> Mapping[str, AskableProvider]:
        """Those of the ways to pay that tell, when asked, what became of a payment, by name."""
        return self._payments.askable

    @cached_property
    def payment_lists(self) -> Mapping[str, PaymentList]:
        """Who keeps a list of payments of its own, by name."""
        return self._payments.lists

    @cached_property
    def payment_callbacks(self) -> Mapping[str, PaymentCallbacks | PaymentBatches]:
        """Who reads what is sent to ``/webhooks/<name>`` about payments."""
        return self._payments.callbacks

    @cached_property
    def refunding(self) -> Mapping[str, Refunding]:
        """Those of the ways to pay that give money back when asked, by name."""
        return self._payments.refunding

    @cached_property
    def carriers(self) -> Mapping[CarrierName, Carrier]:
        return {carrier.name: carrier for carrier in (self._viettelpost(), self._vnpost())}

    @property
    def pickup(self) -> Pickup:
        """The number that a carrier calls before collecting: the switchboard, not the household's own."""
        return Pickup(phone=self.settings["XULANG_PICKUP_PHONE"])

    def order_token(self, code: str) -> str:
        """The secret of an order's private link: 160 bits that only we can work out from its code."""
        key = self.settings["XULANG_SECRET_KEY"].encode()
        return hmac.new(key, b"order-link:" + code.encode(), hashlib.sha256).hexdigest()[:40]

    def phone_tail(self, phone: str) -> str:
        """The name under which an order is found by the last four digits of its number: a list of all ten thousand
        ends cannot be made without our key."""
        key = self.settings["XULANG_SECRET_KEY"].encode()
        return hmac.new(key, b"phone-tail:" + phone[-4:].encode(), hashlib.sha256).hexdigest()[:32]

    def voucher_phone(self, code: str, phone: str) -> str:
        """The name under which the uses of a voucher by one number are counted: another one for each code, so that the
        table does not tell who uses several."""
        key = self.settings["XULANG_SECRET_KEY"].encode()
        return hmac.new(key, f"voucher-phone:{code}:{phone}".encode(), hashlib.sha256).hexdigest()[:32]

    def operator_secret(self, seed: str) -> bytes:
        """The secret of an operator's one-time codes: 160 bits that only we can work out, so none is stored."""
        key = self.settings["XULANG_SECRET_KEY"].encode()
        return hmac.new(key, b"one-time-codes:" + seed.encode(), hashlib.sha256).digest()[:20]

    @cached_property
    def payee_seal(self) -> Sealer:
        """Keeps households' accounts from whoever has only the table."""
        return Sealer(self.settings["XULANG_SECRET_KEY"], "payee-account")

    def label_signature(self, text: str) -> str:
        """The signature of a link to a label: 160 bits that only we can work out."""
        key = self.settings["XULANG_SECRET_KEY"].encode()
        return hmac.new(key, b"label-link:" + text.encode(), hashlib.sha256).hexdigest()[:40]

    def is_label_signature(self, text: str, signature: str) -> bool:
        return hmac.compare_digest(self.label_signature(text).encode(), signature.encode())

    def opens_order(self, code: str, token: str) -> bool:
        return hmac.compare_digest(self.order_token(code).encode(), token.encode())

    @cached_property
    def _session(self) -> Any:
        return botocore.session.get_session()

    @cached_property
    def _s3(self) -> Any:
        return self._client("s3")

    def _client(self, service: str) -> Any:
        return self._session.create_client(service, config=_CLIENT)

    @cached_property
    def _payments(self) -> PaymentMethods:
        return PaymentMethods(self.settings)

    def _viettelpost(self) -> Carrier:
        return ViettelPost(
            api_base=self.settings["VIETTELPOST_API_BASE"],
            username=self.settings["VIETTELPOST_USERNAME"],
            password=self.settings["VIETTELPOST_PASSWORD"],
            webhook_token=self.settings["VIETTELPOST_WEBHOOK_TOKEN"],
        )

    def _vnpost(self) -> Carrier:
        return VietnamPost(
            api_base=self.settings["VNPOST_API_BASE"],
            username=self.settings["VNPOST_USERNAME"],
            password=self.settings["VNPOST_PASSWORD"],
            customer_code=self.settings["VNPOST_CUSTOMER_CODE"],
            contract_code=self.settings["VNPOST_CONTRACT_CODE"],
            webhook_public_key=self.settings["VNPOST_WEBHOOK_PUBLIC_KEY"],
        )


@cache
def services() -> Services:
    """The services of this process."""
    return Services(Settings(_environment()))


def _environment() -> dict[str, str]:
    """The environment, over the SSM parameters below XULANG_SSM_PREFIX where that is set."""
    prefix = os.environ.get("XULANG_SSM_PREFIX", "")
    return {**(_parameters(prefix) if prefix else {}), **os.environ}


def _parameters(prefix: str) -> dict[str, str]:
    client = botocore.session.get_session().create_client("ssm", config=_CLIENT)
    pages = client.get_paginator("get_parameters_by_path").paginate(Path=prefix, WithDecryption=True)
    found = (parameter for page in pages for parameter in page["Parameters"])
    return {parameter["Name"].rpartition("/")[2]: parameter["Value"] for parameter in found}
