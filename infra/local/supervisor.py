"""One process tree: starts what can start, watches, and takes everything down with it.

Each child has its own session, so a Ctrl-C in the terminal reaches the supervisor alone and the children stop in good
order; if the supervisor itself is killed, the kernel ends them (Linux).
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

POLL_SECONDS = 0.05
GRACE_SECONDS = 3.0  # Between asking a child to stop and ending it.
START_SECONDS = 180.0  # The first start migrates an empty database; nothing honest takes longer.

Probe = Callable[[], bool]
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One child. ``ready``: when it can be used; None for one that does its work and ends. ``after``: steps that must
    be ready first. ``environment`` is asked for only then, so it may hold what an earlier step found out."""

    name: str
    argv: Sequence[str]
    environment: Callable[[], Mapping[str, str]]
    after: tuple[str, ...] = ()
    ready: Probe | None = None


class StepFailed(Exception):
    """A child ended when it should not have; the message says which, how, and the end of its log."""


@dataclass
class _Child:
    step: Step
    process: subprocess.Popen[bytes]
    is_ready: bool = False
    is_stopped: bool = False  # On request, so its end is no failure.
    started: float = field(default_factory=time.monotonic)


class Supervisor:
    def __init__(self, steps: Sequence[Step], *, folder: Path, root: Path, say: Say = lambda line: None) -> None:
        self._steps = {step.name: step for step in steps}
        self._folder, self._root, self._say = folder, root, say
        self._children: dict[str, _Child] = {}
        self._stopping = False
        for kind in ("pid", "stopping", "stopped"):
            for leftover in (folder / "run").glob(f"*.{kind}"):
                leftover.unlink()
        # Logs begin anew with every run; those of the one before are kept for a look back.
        for log in (folder / "log").glob("*.log"):
            log.replace(log.with_suffix(".log.1"))

    def handle_signals(self) -> None:
        """SIGINT and SIGTERM end :meth:`start` and :meth:`watch` early; then call :meth:`stop`."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._interrupt)

    def _interrupt(self, *_: object) -> None:
        self._stopping = True

    def start(self) -> bool:
        """Start every step as soon as those before it are ready; False if interrupted. Raises :class:`StepFailed`."""
        until = time.monotonic() + START_SECONDS
        while not self._stopping:
            for name, step in self._steps.items():
                if name not in self._children and all(self._is_ready(earlier) for earlier in step.after):
                    self._spawn(step)
            self._look()
            if len(self._children) == len(self._steps) and all(child.is_ready for child in self._children.values()):
                return True
            if time.monotonic() > until:
                late = [name for name in self._steps if not self._is_ready(name)]
                raise StepFailed(f"not ready after {START_SECONDS:.0f} s: {', '.join(late)}")
            time.sleep(POLL_SECONDS)
        return False

    def watch(self) -> None:
        """Return when interrupted. Raises :class:`StepFailed` when a child ends that nobody asked to end."""
        while not self._stopping:
            self._look()
            time.sleep(POLL_SECONDS * 2)

    def stop(self) -> None:
        """End every child with its whole process group, within the grace and a moment; may be called twice."""
        running = [child.process for child in self._children.values() if child.process.poll() is None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < until and any(process.poll() is None for process in running):
            time.sleep(POLL_SECONDS)
        for child in self._children.values():
            # The group may outlive its leader.
            _signal_group(child.process, signal.SIGKILL)
            child.process.wait()
        for name in self._children:
            self._pid_file(name).unlink(missing_ok=True)

    def _is_ready(self, name: str) -> bool:
        # A step that is left out of this run is waited for by nobody.
        return name not in self._steps or (name in self._children and self._children[name].is_ready)

    def _spawn(self, step: Step) -> None:
        with (self._folder / "log" / f"{step.name}.log").open("ab") as log:
            process = subprocess.Popen(
                step.argv,
                env=dict(step.environment()),
                cwd=self._root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self._children[step.name] = _Child(step, process)
        # In its place at once: whoever looks meanwhile finds the old number or the new one, and never half a file.
        draft = self._pid_file(step.name).with_suffix(".new")
        draft.write_text(f"{process.pid}\n", encoding="ascii")
        draft.replace(self._pid_file(step.name))

    def _look(self) -> None:
        for name, child in self._children.items():
            code = child.process.poll()
            if code is None:
                if not child.is_ready and child.step.ready is not None and child.step.ready():
                    child.is_ready = True
                    self._say(f"{name}: ready after {time.monotonic() - child.started:.1f} s")
            elif child.step.ready is None and code == 0:
                if not child.is_ready:
                    self._say(f"{name}: done after {time.monotonic() - child.started:.1f} s")
                child.is_ready = True
            elif child.is_stopped:
                if not self._marker(name, "stopped").exists():
                    self._say(f"{name}: starting again, as asked")
                    self._spawn(child.step)
                    return
            elif self._marker(name, "stopping").exists():
                child.is_stopped = True
                # Renamed only now: whoever waits for "stopped" knows that we know.
                self._marker(name, "stopping").rename(self._marker(name, "stopped"))
                self._say(f"{name}: stopped, as asked; the rest goes on")
            else:
                raise StepFailed(self._obituary(name, code))

    def _obituary(self, name: str, code: int) -> str:
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
        path = self._folder / "log" / f"{name}.log"
        last = path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        return "\n".join([f"{name} {how}. The end of {path}:", *(f"  {line}" for line in last)])

    def _pid_file(self, name: str) -> Path:
        return self._folder / "run" / f"{name}.pid"

    def _marker(self, name: str, state: str) -> Path:
        return self._folder / "run" / f"{name}.{state}"


def answers(port: int, path: str = "/") -> Probe:
    """Ready when an HTTP answer below 500 comes back."""

    def probe() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", path)
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return probe


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
