"""Stop, kill and start single parts of a running local system: to see the shop sell while the CMS is down.

The supervisor takes a part that ends by itself for a failure and ends everything; one stopped from here is left alone.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from infra.local import settings

SECONDS = 10.0


class NotRunning(Exception):
    """There is no such part in the running system, or no running system."""


def stop(name: str, *, folder: Path, hard: bool = False) -> None:
    """End one part (``hard``: without letting it finish) and return when it is gone. A second call does nothing."""
    run = folder / "run"
    pid = _pid(name, run)
    if (run / f"{name}.stopped").exists():
        return
    (run / f"{name}.stopping").touch()
    os.killpg(pid, signal.SIGKILL if hard else signal.SIGTERM)
    # The supervisor renames the mark when it has seen the end.
    _wait((run / f"{name}.stopped").exists, f"{name} does not stop")


def start(name: str, *, folder: Path) -> None:
    """Start a stopped part again and return when it has a process; whether it is ready yet is for the caller to see."""
    run = folder / "run"
    old = _pid(name, run)
    if not (run / f"{name}.stopped").exists():
        return
    (run / f"{name}.stopped").unlink()
    _wait(lambda: _pid(name, run) != old, f"{name} does not start")


def status(*, folder: Path) -> dict[str, str]:
    """``running``, ``stopped`` or ``ended`` by the name of the part."""
    run = folder / "run"
    found = {}
    for path in sorted(run.glob("*.pid")):
        stopped = (run / f"{path.stem}.stopped").exists()
        alive = is_alive(int(path.read_text()))
        found[path.stem] = "stopped" if stopped else "running" if alive else "ended"
    return found


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and is still to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _pid(name: str, run: Path) -> int:
    try:
        return int((run / f"{name}.pid").read_text())
    except FileNotFoundError:
        known = ", ".join(sorted(path.stem for path in run.glob("*.pid"))) or "none, nothing is up"
        raise NotRunning(f"no part named {name}; there are: {known}") from None


def _wait(happened: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + SECONDS
    while not happened():
        if time.monotonic() > until:
            raise TimeoutError(otherwise)
        time.sleep(0.05)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.ctl", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["status", "stop", "kill", "start"])
    parser.add_argument("part", nargs="?", help="as named by status")
    given = parser.parse_args()
    folder = settings.var_dir()
    if given.what == "status":
        for name, state in status(folder=folder).items():
            print(f"{name:24}{state}")
        return 0
    if not given.part:
        parser.error(f"{given.what} what?")
    try:
        if given.what == "start":
            start(given.part, folder=folder)
        else:
            stop(given.part, folder=folder, hard=given.what == "kill")
    except (NotRunning, TimeoutError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
