"""Faults put into our own source on purpose, one at a time: each is caught by some test, or the tests are too weak.

``python -m tests.faults.seeded`` copies what is committed, with what is changed since, to a temporary folder, spoils
one place in it, runs the narrowest tests that should notice, and prints which one did. Exit code 1: a fault survived,
or its place is not in the source any more. ``--only WORD`` runs the faults whose name has the word in it; ``--check``
runs none, and only says which places are gone (tests/house does so with each suite).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.seeds import FAULTS_TO_SEED, Fault

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


class Outdated(Exception):
    """The place to spoil is not in the source, or more than once."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.seeded", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="WORD", help="faults whose name has this in it")
    parser.add_argument("--check", action="store_true", help="only look whether each place is still in the source")
    options = parser.parse_args()
    if options.check:
        gone = outdated()
        print("\n".join(gone) or "every place is in the source")
        return 1 if gone else 0
    only, survived = options.only, 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        _copy(copy)
        for fault in (fault for fault in FAULTS_TO_SEED if only in fault.name):
            began = time.monotonic()
            caught = _catch(copy, fault)
            survived += not caught
            print(f"{time.monotonic() - began:5.1f} s  {fault.name}\n         {caught or 'SURVIVED'}", flush=True)
    print(f"{survived} survived" if survived else "every fault was caught")
    return 1 if survived else 0


def outdated() -> list[str]:
    """Faults whose place is not in the working tree, or whose edits leave it as it was: in moments, nothing is run."""
    gone = []
    for fault in FAULTS_TO_SEED:
        for path, old, new in fault.edits:
            text = (ROOT / path).read_text(encoding="utf-8")
            try:
                is_changed = spoiled(Path(path).name, text, old, new) != text
            except Outdated as problem:
                gone.append(f"{fault.name}: {problem}")
            else:
                gone += [] if is_changed else [f"{fault.name}: changes nothing"]
    return gone


def _copy(copy: Path) -> None:
    """What git knows, as it is in the working tree now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        source, target = ROOT / name, copy / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _catch(copy: Path, fault: Fault) -> str:
    """The first test that notices the fault; empty if none does."""
    originals = {path: (copy / path).read_text(encoding="utf-8") for path, _, _ in fault.edits}
    try:
        for path, old, new in fault.edits:
            _spoil(copy / path, old, new)
        return _run(copy, fault)
    except Outdated as problem:
        print(f"         outdated: {problem}")
        return ""
    finally:
        for path, text in originals.items():
            (copy / path).write_text(text, encoding="utf-8")


def _spoil(path: Path, old: str, new: str) -> None:
    path.write_text(spoiled(path.name, path.read_text(encoding="utf-8"), old, new), encoding="utf-8")


def spoiled(name: str, text: str, old: str, new: str) -> str:
    """The text with the fault in it. Raises :class:`Outdated`."""
    if text.count(old) != 1:
        raise Outdated(f"{name} has {text.count(old)} times: {old}")
    return text.replace(old, new)


def _run(copy: Path, fault: Fault) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *fault.tests],
        cwd=copy,
        env={**os.environ, "XULANG_FAULTS": "full" if fault.full else ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    failed = _FAILED.search(done.stdout)
    # Only a test that failed has caught something; no test found, or a broken start, has not.
    return failed[1] if done.returncode == 1 and failed else ""


if __name__ == "__main__":
    sys.exit(main())
