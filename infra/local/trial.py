"""A whole local system for a test: on ports of its own, with files of its own, beside whatever else is running."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local import ctl, settings

START_SECONDS = 120.0
STOP_SECONDS = 10.0
# Six ports in a row are asked for, below those that the kernel gives to clients.
FIRST_PORT, LAST_PORT = 18_200, 30_000


@dataclass(frozen=True, kw_only=True)
class System:
    """``addresses`` by the names of :data:`infra.local.settings.PORTS`; ``environment`` is what its processes have."""

    addresses: Mapping[str, str]
    environment: Mapping[str, str]
    folder: Path
    pid: int

    @property
    def url(self) -> str:
        return self.addresses["front"]

    def stop(self, part: str) -> None:
        ctl.stop(part, folder=self.folder)

    def kill(self, part: str) -> None:
        ctl.stop(part, folder=self.folder, hard=True)

    def start(self, part: str) -> None:
        ctl.start(part, folder=self.folder)

    def log(self, part: str) -> str:
        return (self.folder / "log" / f"{part}.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_system(
    folder: Path, *, without: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Iterator[System]:
    """Start, hand over when ready, stop at the end. Raises ``RuntimeError`` with its output when it does not start.

    ``XULANG_TEST_AWS_ENDPOINT_URL`` puts another stand-in, such as LocalStack, in the place of our own."""
    # The variables of another local system must not leak in; what a test sets on purpose is in `environment`.
    ours = settings.environment({"XULANG_VAR_DIR": str(folder)})
    given = {name: value for name, value in os.environ.items() if name not in ours}
    given |= {"XULANG_VAR_DIR": str(folder), "XULANG_PORT_BASE": str(free_ports(len(settings.PORTS)))}
    if endpoint := os.environ.get("XULANG_TEST_AWS_ENDPOINT_URL"):
        given["AWS_ENDPOINT_URL"] = endpoint
    given |= dict(environment or {})
    ready = folder / "ready.json"
    output = folder / "up.log"
    command = [sys.executable, "-m", "infra.local.up", "--ready-file", str(ready)]
    for part in without:
        command += ["--without", part]
    with output.open("wb") as log:
        process = subprocess.Popen(command, cwd=settings.ROOT, env=given, stdout=log, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + START_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(output.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.05)
        facts = json.loads(ready.read_text(encoding="utf-8"))
        yield System(
            addresses=facts["addresses"],
            environment=given | settings.environment(given),
            folder=folder,
            pid=process.pid,
        )
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_ports(count: int) -> int:
    """The first of ``count`` neighbouring ports that nobody listens on now."""
    # Begin at a place that depends on the process, so that parallel test runs do not race for the same ports.
    span = (LAST_PORT - FIRST_PORT) // count
    for step in range(span):
        base = FIRST_PORT + (os.getpid() * 7 + step) % span * count
        if all(_is_free(port) for port in range(base, base + count)):
            return base
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
