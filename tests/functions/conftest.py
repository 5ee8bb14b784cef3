"""The functions in this process: moto made atomic, the real resources, the real handlers, and carriers that obey."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import app as functions
import boto3
import pytest
from chalice.test import Client
from chalicelib import wiring
from chalicelib.ports import CarrierOrder, Label, NotAuthentic, ProviderError
from chalicelib.usecases.audit import audit, broken_invariants
from chalicelib.usecases.publication import publish_document
from chalicelib.usecases.stocking import adjust_stock
from market.catalogue import Announcement, CarrierName, Document, content_key, dump_document
from market.money import Dong
from market.parcels import Shipment, StatusNotice, Waybill
from market.stock import Adjustment
from market.wire import to_json
from moto import mock_aws

from infra.local import atomic_moto, settings
from infra.local.pump import Pump
from infra.local.resources import LOCAL_PARAMETERS, create_resources
from tests.functions import catalogue

# One for all tests: a session loads megabytes of service models, and that was most of a test's time.
SESSION = boto3.Session(region_name="ap-southeast-1", aws_access_key_id="test", aws_secret_access_key="test")
# Where the same tests run instead of in this process: the address of LocalStack, say.
TEST_ENDPOINT = "XULANG_TEST_AWS_ENDPOINT_URL"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@dataclass
class ObedientCarrier:
    """Does as asked, remembers everything, and fails when told to. ``failures`` are raised by the next calls."""

    name: CarrierName
    created: list[Shipment] = field(default_factory=list)
    failures: list[ProviderError] = field(default_factory=list)
    forgetful: bool = False
    listed: tuple[CarrierOrder, ...] = ()
    refuses_repeats: bool = False
    cancelled: list[str] = field(default_factory=list)

    def create(self, shipment: Shipment) -> Waybill:
        failure = self.failures.pop(0) if self.failures else None
        if failure and not failure.outcome_unknown:
            raise failure
        self.created.append(shipment)
        if failure:
            raise failure
        return self._waybill(shipment.reference)

    def find(self, reference: str) -> Waybill | None:
        if self.forgetful:
            raise ProviderError("cannot be asked", outcome_unknown=True)
        made = [shipment for shipment in self.created if shipment.reference == reference]
        return self._waybill(reference) if made else None

    def label(self, waybill: str) -> Label:
        if self.failures:
            raise self.failures.pop(0)
        return Label(content=b"%PDF-1.4 label", content_type="application/pdf")

    def cancel(self, waybill: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.cancelled.append(waybill)

    def orders_since(self, since: datetime) -> tuple[CarrierOrder, ...]:
        return self.listed

    def history(self, waybill: str) -> tuple[StatusNotice, ...]:
        return ()

    def read(self, headers: Any, raw: bytes, *, now: datetime) -> tuple[StatusNotice, ...]:
        raise NotAuthentic("these tests give notices to the use case itself")

    def _waybill(self, reference: str) -> Waybill:
        return Waybill(carrier=self.name, number=f"WB-{reference}", reference=reference, fee=Dong(26_000))


class Shop:
    """The running functions, and the few things that tests do to them."""

    def __init__(self, http: Client, pump: Pump, services: wiring.Services) -> None:
        self.http, self.pump, self.services = http.http, pump, services
        self.now = NOW
        self.carriers = {name: ObedientCarrier(name) for name in CarrierName}
        services.carriers = self.carriers  # type: ignore[assignment, misc]
        services.now = services.real_now = lambda: self.now  # type: ignore[method-assign]

    @property
    def table(self) -> Any:
        return self.services.table

    def publish(self, *documents: Document) -> None:
        """As the CMS does: the document in the bucket, then its announcement on the queue, then the worker."""
        for document in documents:
            self.services.queues.send("content", to_json(self._keep(document)))
        self.pump.run_once()

    def stock(self, product_id: str, units: int, id: str = "first") -> None:
        moved = Adjustment(id=id, change=units, reason="test", actor="test", at=self.now)
        adjust_stock(self.table, product_id=product_id, adjustment=moved)

    def open(self, *, with_pages: bool = False) -> None:
        """Publish everything, and put 20 units of each product on the shelf. Drawing the pages too takes a second."""
        if with_pages:
            self.publish(*catalogue.everything())
        else:
            for document in catalogue.everything():
                publish_document(self.table, announcement=self._keep(document), content=self.services.content_bucket)
        for id in catalogue.PRODUCTS:
            self.stock(id, 20)
        if with_pages:
            self.pump.run_once()

    def _keep(self, document: Document) -> Announcement:
        key = content_key(document.kind, document.id, document.revision)
        self.services.content_bucket.put(key, dump_document(document).encode(), content_type="application/json")
        return Announcement(kind=document.kind, id=document.id, revision=document.revision)

    def pass_time(self, **periods: float) -> None:
        self.now += timedelta(**periods)

    def audit(self) -> dict[str, Any]:
        return audit(self.table)

    def check(self) -> None:
        """Every invariant holds."""
        assert broken_invariants(self.audit()) == []

    def page(self, path: str) -> str:
        key = f"{path.strip('/')}/index.html".lstrip("/")
        found = self.services.site_bucket.get(key)
        assert found is not None, f"no page at {path}"
        return found.decode()


@contextmanager
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Answers the prefix of all names. In this process by default; where TEST_ENDPOINT names a LocalStack or another
    stand-in, there, under names of this test's own."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    if endpoint := os.environ.get(TEST_ENDPOINT):
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        yield f"xulang-{secrets.token_hex(4)}"
        return
    atomic_moto.install()
    with mock_aws():
        yield settings.PREFIX


def named(name: str, value: str, prefix: str) -> str:
    """A setting of the local stage, for resources with another prefix."""
    is_name = name == "XULANG_TABLE" or name.endswith("_BUCKET") or name.startswith("XULANG_QUEUE_")
    return value.replace(settings.PREFIX, prefix, 1) if is_name else value


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    monkeypatch.setenv("XULANG_VAR_DIR", str(tmp_path))
    wiring.services.cache_clear()
    with aws(monkeypatch) as prefix:
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        for name, value in settings.environment().items():
            monkeypatch.setenv(name, named(name, value, prefix))
        if endpoint is None:
            monkeypatch.delenv("AWS_ENDPOINT_URL")
        parameters = LOCAL_PARAMETERS | {"Prefix": prefix}
        for name, value in create_resources(SESSION, through="calls", parameters=parameters).items():
            monkeypatch.setenv(name, value)
        point_event_sources(monkeypatch)
        services = wiring.services()
        services._session = SESSION._session
        with Client(functions.app) as client:
            yield Shop(client, Pump(functions.app, session=SESSION), services)
    wiring.services.cache_clear()


def point_event_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app was imported before its queues and stream existed."""
    variables = {
        "publish": ("queue_arn", "XULANG_CONTENT_QUEUE_ARN"),
        "dispatch_viettelpost": ("queue_arn", "XULANG_DISPATCH_VIETTELPOST_QUEUE_ARN"),
        "dispatch_vnpost": ("queue_arn", "XULANG_DISPATCH_VNPOST_QUEUE_ARN"),
        "refund": ("queue_arn", "XULANG_REFUNDS_QUEUE_ARN"),
        "outbox": ("stream_arn", "XULANG_TABLE_STREAM_ARN"),
    }
    for source in functions.app.event_sources:
        if source.name in variables:
            attribute, variable = variables[source.name]
            monkeypatch.setattr(source, attribute, os.environ[variable])
