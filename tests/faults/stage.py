"""The functions in this process over the real engine: the table in DynamoDB Local, queues and buckets in moto.

Each stage has names of its own, so stages neither wait for one another nor see one another's rows.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import app as functions
import moto.sqs.models as moto_queues
import pytest
from botocore.config import Config
from chalice.local import LocalChalice
from chalice.test import BaseClient, Client
from chalicelib import wiring
from chalicelib.carriers.viettelpost import ViettelPost
from chalicelib.carriers.vnpost import VietnamPost
from chalicelib.usecases.audit import broken_invariants
from market.catalogue import Announcement, CarrierName, Document
from moto import mock_aws

from infra.local import atomic_moto, settings
from infra.local.outside.keys import public_pem
from infra.local.outside.sending import Attempt, Callback, Sender
from infra.local.outside.server import Outside
from infra.local.outside.settings import Settings as OutsideSettings
from infra.local.outside.world import World
from infra.local.pump import Pump
from infra.local.resources import LOCAL_PARAMETERS, create_resources
from tests.functions.conftest import SESSION, Shop, point_event_sources

_numbers = itertools.count(1)
_UNHURRIED = Config(read_timeout=60, connect_timeout=10, max_pool_connections=64)
# What any process of ours leaves in the queues for another try comes again within these turned minutes.
LATER_MINUTES = 20


class Stage(Shop):
    """A shop whose clock begins now (the engine removes what has expired by the real one), and that can die."""

    def __init__(self, http: Client, pump: Pump, services: wiring.Services, client: Any) -> None:
        super().__init__(http, pump, services)
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.client = client
        self.make_carriers: Callable[[], dict[CarrierName, Any]] = lambda: self.carriers

    def restart(self) -> None:
        """As a new process: nothing is known but what is stored."""
        old = self.services
        wiring.services.cache_clear()
        self.services = services = wiring.services()
        services._session = SESSION._session
        services.carriers = self.make_carriers()  # type: ignore[misc]
        if "providers" in vars(old):
            services.providers = old.providers  # type: ignore[misc]
        services.now = services.real_now = lambda: self.now  # type: ignore[method-assign]

    def keep(self, document: Document) -> Announcement:
        """The document in the bucket, as the CMS puts it there before it announces it."""
        return self._keep(document)

    def broken(self) -> list[str]:
        return broken_invariants(self.audit())

    def settle(self, *, rounds: int = 2) -> None:
        """Time goes by and everything that waits is tried again: messages, the stream, the clock."""
        self._work()
        for _ in range(rounds):
            self.pass_time(minutes=LATER_MINUTES)
            self.pump.run_schedule("clock")
            self._work()

    def _work(self) -> None:
        while self.pump.run_once():
            pass


@contextmanager
def stage(engine_url: str, folder: Path, *, on_stock_moto: bool = False) -> Iterator[Stage]:
    """A stage on the engine; with ``on_stock_moto`` on moto's own table: made atomic, or not, by the
    caller."""
    prefix = f"stage-{os.getpid()}-{next(_numbers)}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XULANG_VAR_DIR", str(folder))
        for name, value in (settings.environment() | _names(prefix)).items():
            patch.setenv(name, value)
        for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE"):
            patch.delenv(name, raising=False)
        atomic_moto.install()
        if not on_stock_moto:
            patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", engine_url)
            patch.setenv("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", engine_url)
        # How long the store may take is not judged here: eight programs on two cores stall it for seconds.
        patch.setattr(wiring, "_TABLE_CLIENT", wiring._TABLE_CLIENT.merge(_UNHURRIED))
        wiring.services.cache_clear()
        with mock_aws():
            yield from _running(patch, prefix)
        wiring.services.cache_clear()


def _running(patch: pytest.MonkeyPatch, prefix: str) -> Iterator[Stage]:
    found = create_resources(SESSION, through="calls", parameters=LOCAL_PARAMETERS | {"Prefix": prefix})
    for name, value in found.items():
        patch.setenv(name, value)
    point_event_sources(patch)
    # Several clients at once: each thread has its own current request, as behind the local gateway.
    patch.setattr(functions.app, "__class__", type("ThreadedApp", (LocalChalice,), {}))
    # Chalice's test client puts another os.environ in place for each request; of two at once, one would stay for ever.
    patch.setattr(BaseClient, "_patched_env_vars", lambda self, variables: nullcontext())
    client = SESSION.client("dynamodb")
    services = wiring.services()
    services._session = SESSION._session
    try:
        with Client(functions.app) as http:
            made = Stage(http, Pump(functions.app, session=SESSION), services, client)
            _turn_the_queues_clock(patch, made)
            yield made
    finally:
        client.delete_table(TableName=prefix)


def _names(prefix: str) -> dict[str, str]:
    """The names of table, buckets and queues, with our prefix in place of the local stage's."""
    ours = ("XULANG_TABLE", "XULANG_QUEUE_", "XULANG_CONTENT_BUCKET", "XULANG_SITE_BUCKET", "XULANG_PRIVATE_BUCKET")
    return {
        variable: prefix + name.removeprefix(settings.PREFIX)
        for variable, name in settings.environment().items()
        if variable.startswith(ours)
    }


def _turn_the_queues_clock(patch: pytest.MonkeyPatch, made: Stage) -> None:
    """A message that is invisible for a while comes back when the stage's clock has passed that while."""
    real, began = moto_queues.unix_time_millis, made.now
    patch.setattr(
        moto_queues, "unix_time_millis", lambda: real() + (made.now - began).total_seconds() * 1000, raising=True
    )


class Mailbox(Sender):
    """Keeps the callbacks, for the test to deliver when it likes and as often as it likes."""

    def __init__(self) -> None:
        super().__init__(3600.0)
        self.kept: list[Callback] = []

    def send(self, callback: Callback) -> Attempt:
        self.kept.append(callback)
        return Attempt(at="", vendor=callback.vendor, about=callback.about, attempt=1, outcome="200", is_accepted=True)


class _TurnedWorld(World):
    """The outside world at the time of the stage."""

    def __init__(self, made: Stage, given: OutsideSettings) -> None:
        super().__init__(given)
        self.sender: Mailbox = Mailbox()
        self._stage = made

    def now(self) -> datetime:
        return self._stage.now


@contextmanager
def real_carriers(made: Stage) -> Iterator[World]:
    """Both carriers' real adapters, over HTTP, against the outside world in a thread."""
    given = made.services.settings
    world = _TurnedWorld(
        made,
        OutsideSettings(
            public_url="http://127.0.0.1:9",
            sepay_secret=given["SEPAY_WEBHOOK_SECRET"],
            account_number=given["VIETQR_ACCOUNT_NUMBER"],
            bank_name=given["VIETQR_BANK_NAME"],
            vtp_username=given["VIETTELPOST_USERNAME"],
            vtp_password=given["VIETTELPOST_PASSWORD"],
            vtp_webhook_token=given["VIETTELPOST_WEBHOOK_TOKEN"],
            vnpost_username=given["VNPOST_USERNAME"],
            vnpost_password=given["VNPOST_PASSWORD"],
            vnpost_customer_code=given["VNPOST_CUSTOMER_CODE"],
            # It tells nothing by itself: what is said, and when, is for the test to choose.
            announce_seconds=86_400.0,
        ),
    )
    server = Outside(world, 0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    # New ones with each restart: a login is remembered by the process that made it.
    made.make_carriers = lambda: _adapters(made, server.url, public_pem(world.key))
    made.restart()
    try:
        yield world
    finally:
        world.sender.clear()
        server.shutdown()
        server.server_close()


def _adapters(made: Stage, url: str, key: str) -> dict[CarrierName, Any]:
    given = made.services.settings
    return {
        CarrierName.VIETTELPOST: ViettelPost(
            api_base=f"{url}/viettelpost",
            username=given["VIETTELPOST_USERNAME"],
            password=given["VIETTELPOST_PASSWORD"],
            webhook_token=given["VIETTELPOST_WEBHOOK_TOKEN"],
        ),
        CarrierName.VNPOST: VietnamPost(
            api_base=f"{url}/vnpost",
            username=given["VNPOST_USERNAME"],
            password=given["VNPOST_PASSWORD"],
            customer_code=given["VNPOST_CUSTOMER_CODE"],
            contract_code=given["VNPOST_CONTRACT_CODE"],
            webhook_public_key=key,
        ),
    }
