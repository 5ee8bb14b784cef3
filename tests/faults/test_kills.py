"""``kill -9`` of a real dispatch worker, before or after whichever call it makes: each parcel is one shipment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import app as functions
import boto3
import pytest
from chalice.test import Client
from chalicelib import wiring

from infra.local import settings
from infra.local.outside.server import Outside
from infra.local.outside.settings import from_environment
from infra.local.outside.world import World
from infra.local.pump import Pump
from infra.local.resources import LOCAL_PARAMETERS, create_resources
from infra.local.supervisor import answers
from infra.local.trial import free_ports
from tests.faults.proxy import Fault, FaultProxy, Rule, fault_proxy
from tests.faults.scale import scaled
from tests.faults.stage import Stage
from tests.functions.buying import buy

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

KILLS = scaled(bounded=10, full=50)
SEED = 20261124
# Past the lease that the killed one held, so that the next worker need not wait for it.
STEP_SECONDS = 100
# What the killed one had received comes again after a second.
PARAMETERS = LOCAL_PARAMETERS | {"DispatchVisibilitySeconds": "1"}


@dataclass
class Workers:
    """Forks workers one after another, each with a clock that is a lease further on."""

    process: subprocess.Popen[str]
    offset: int = 0
    pid: int = 0

    def start(self) -> None:
        assert self.process.stdin
        self.offset += STEP_SECONDS
        self.process.stdin.write(f"{self.offset}\n")
        self.process.stdin.flush()
        self.pid = int(self._line())

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        assert self._line() == "ended"
        self.pid = 0

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@dataclass(frozen=True)
class Scene:
    stage: Stage
    world: World
    workers: Workers
    proxies: dict[str, FaultProxy]


@pytest.fixture
def scene(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("XULANG_VAR_DIR", str(tmp_path))
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    world = World(from_environment(settings.environment() | {"OUTSIDE_ANNOUNCE_SECONDS": "86400"}))
    with (
        aws_stand_in(tmp_path) as aws,
        outside(world) as carriers,
        fault_proxy(engine) as store,
        fault_proxy(aws) as queues,
        fault_proxy(carriers) as posts,
    ):
        found = settings.environment() | {
            "AWS_ENDPOINT_URL": queues.url,
            "AWS_ENDPOINT_URL_DYNAMODB": store.url,
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": store.url,
            "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
            "VIETTELPOST_API_BASE": f"{posts.url}/viettelpost",
            "VNPOST_API_BASE": f"{posts.url}/vnpost",
        }
        for name, value in found.items():
            monkeypatch.setenv(name, value)
        for name, value in create_resources(boto3.Session(), through="calls", parameters=PARAMETERS).items():
            monkeypatch.setenv(name, value)
        wiring.services.cache_clear()
        table = boto3.Session().client("dynamodb")
        with Client(functions.app) as http, forking() as workers:
            stage = Stage(http, Pump(functions.app), wiring.services(), table)
            stage.open()
            yield Scene(stage, world, workers, {"store": store, "queues": queues, "carriers": posts})
        for proxy in (store, queues, posts):
            proxy.clear()
        table.delete_table(TableName="xulang")
        wiring.services.cache_clear()


@contextmanager
def aws_stand_in(folder: Path) -> Iterator[str]:
    port = free_ports(1)
    environment = {**os.environ, "XULANG_PORT_AWS": str(port)}
    with (folder / "aws.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.aws"], cwd=settings.ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        until(answers(port), seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@contextmanager
def outside(world: World) -> Iterator[str]:
    server = Outside(world, 0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.url
    world.sender.clear()
    server.shutdown()
    server.server_close()


@contextmanager
def forking() -> Iterator[Workers]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker"],
        cwd=settings.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    workers = Workers(process)
    try:
        yield workers
    finally:
        if workers.pid:
            workers.kill()
        process.kill()
        process.wait()


def until(happened: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.02)
    return False


def test_a_worker_that_is_killed_anywhere_ships_each_parcel_once(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(SEED)
    where: Counter[str] = Counter()
    for number in range(KILLS):
        scene.stage.stock("sp-na", 2, f"for-kill-{number}")
        scene.stage.stock("sp-mang", 1, f"for-kill-{number}")
        scene.stage.stock("sp-hoi", 1, f"for-kill-{number}")
        buy(scene.stage, key=f"key-for-the-kill-{number}")
        where[kill_one(scene, dice)] += 1
    made_whole(scene)
    with capsys.disabled():
        print(f"\nkill -9 (seed {SEED}): {sum(where.values())} kills, {dict(where)}, {2 * KILLS} parcels")
    assert sum(where.values()) == KILLS
    shipped = Counter(parcel.reference for parcel in scene.world.parcels.values())
    assert set(shipped.values()) == {1}
    found = scene.stage.audit()
    ours = {parcel["id"]: parcel["waybill"] for parcel in found["parcels"] if parcel["waybill"]}
    assert ours.items() <= {parcel.reference: parcel.waybill for parcel in scene.world.parcels.values()}.items()
    assert all(parcel["waybill"] or parcel["parked"] for parcel in found["parcels"]), "stuck"
    scene.stage.check()


def kill_one(scene: Scene, dice: random.Random) -> str:
    """Start a worker, and kill it at one of its calls; where that was. The calls of its pollers are among them."""
    name = dice.choice(["store", "store", "queues", "carriers", "carriers"])
    fault = dice.choice([Fault.KILL_BEFORE, Fault.KILL_AFTER])
    operation = {"store": dice.choice(["UpdateItem", "TransactWriteItems", "BatchGetItem"])}.get(name, "")
    after = {"store": dice.randrange(2), "queues": dice.randrange(6), "carriers": dice.randrange(3)}[name]
    rule: Rule = scene.proxies[name].add(fault, operation, times=1, after=after, kill=scene.workers.kill)
    scene.workers.start()
    if not until(lambda: rule.fired > 0, seconds=15):
        # It had too little to do to get there: killed where it stands.
        scene.workers.kill()
    scene.workers.wait()
    for proxy in scene.proxies.values():
        proxy.clear()
    return f"{name} {fault.value}" if rule.fired else "idle"


def made_whole(scene: Scene) -> None:
    """Workers that nobody kills at a call, until nothing waits any more."""

    def is_whole() -> bool:
        found = scene.stage.audit()
        waiting = [parcel for parcel in found["parcels"] if not parcel["waybill"] and not parcel["parked"]]
        return not waiting and not found["outbox"]

    for _ in range(4):
        scene.workers.start()
        done = until(is_whole, seconds=12)
        scene.workers.kill()
        scene.workers.wait()
        if done:
            return
