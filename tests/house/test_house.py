"""The house rules that a program can see: sizes, names, and nothing of this machine in what is committed."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 300
LONGEST_USE_CASE = 40
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
# Hosts of package registries, put together here so that this file does not name them either.
REGISTRIES = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org"]
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|farm|root|home/\w+)/")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def ours(suffix: str = ".py") -> list[Path]:
    return [path for path in tracked() if path.suffix == suffix and "migrations" not in path.parts]


def test_modules_hold_one_thing() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in ours()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_names_say_something() -> None:
    names = [path.relative_to(ROOT) for path in tracked()]
    silent = [str(name) for name in names if {part.removesuffix(".py") for part in name.parts} & SAY_NOTHING]
    assert silent == []


def test_a_use_case_fits_on_a_screen() -> None:
    too_long = []
    for path in sorted((ROOT / "functions/chalicelib/usecases").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_USE_CASE:
                    too_long.append(f"{path.name}:{node.name} has {lines} lines")
    assert too_long == []


def test_public_use_cases_say_what_they_promise() -> None:
    silent = []
    for folder in ("functions/chalicelib/usecases", "functions/vendor/market", "functions/chalicelib/store"):
        for path in sorted((ROOT / folder).glob("*.py")):
            if not ast.get_docstring(ast.parse(path.read_text())):
                silent.append(path.name)
    assert silent == []


def test_nothing_of_this_machine_is_committed() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".webp", ".jpg", ".png", ".jar"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {host}" for host in REGISTRIES if host in text]
        if path != Path(__file__) and (match := MACHINE_PATHS.search(text)):
            found.append(f"{path.relative_to(ROOT)}: {match[0]}")
    assert found == []


def test_events_are_named_by_one_grammar() -> None:
    from market.events import EVENTS

    names = [_name(event) for event in EVENTS]
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+(ed|id)", name) for name in names), names
    assert len(set(names)) == len(names)


def _name(event: type) -> str:
    noun, participle = re.findall(r"[A-Z][a-z]+", event.__name__)
    return f"{noun}.{participle}".lower()


def test_the_cms_cannot_import_the_functions() -> None:
    """Not only forbidden: not there. The installed project has `cms` and `market`, and no `chalicelib`."""
    import sys

    script = "import cms, market, importlib.util as u, sys; sys.exit(u.find_spec('chalicelib') is not None)"
    done = subprocess.run([sys.executable, "-c", script], cwd="/", check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["requirements/dev.txt", "functions/requirements.txt", "requirements/localstripe.txt"])
def test_every_dependency_is_pinned_with_its_hash(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.lstrip().startswith("#")]
    pins = [line for line in lines if not line.startswith(" ")]
    assert pins
    assert all(re.fullmatch(r"[A-Za-z0-9_.\[\]-]+==[^ ]+(?: ; .*)? \\", pin) for pin in pins)
    assert sum("--hash=sha256:" in line for line in lines) >= len(pins)
