"""What the local system is made of, and what must be there before what."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from infra.local import settings
from infra.local.supervisor import Step, answers

LABELS = {
    "front": "the front door",
    "cms": "the CMS",
    "functions": "the functions",
    "aws": "the AWS stand-in",
    "localstripe": "localstripe",
    "outside": "the bank and the carriers",
}
# Leaving out a server leaves out what only works with it.
PARTS = {
    "aws": {"aws"},
    "localstripe": {"localstripe", "localstripe-webhook"},
    "outside": {"outside"},
    "cms": {"cms-prepare", "cms", "cms-publish"},
    "demo": {"assets", "settled", "demo"},
}

Environment = Mapping[str, str]


def left_out(given: Environment, without: Collection[str]) -> set[str]:
    """Parts not to start: those named, and those whose place another system takes by its address in ``given``."""
    replaced = {"AWS_ENDPOINT_URL": "aws", "STRIPE_API_BASE": "localstripe"}
    return set(without) | {part for name, part in replaced.items() if given.get(name)}


def steps(given: Environment, without: Collection[str]) -> list[Step]:
    """The steps of one local system; ``given`` is the real environment, ``without`` as from :func:`left_out`."""
    port = settings.ports(given)
    folder = settings.var_dir(given)
    python = sys.executable

    def environment() -> Environment:
        return dict(given) | settings.environment(given) | {"PYTHONUNBUFFERED": "1"}

    def module(name: str, *arguments: str) -> list[str]:
        return [python, "-m", name, *arguments]

    def ours(name: str, argv: list[str], *after: str, ready: Callable[[], bool] | None = None) -> Step:
        return Step(name=name, argv=argv, environment=environment, after=after, ready=ready)

    resources_file = str(settings.resources_file(folder))
    waitress = ["--listen", f"127.0.0.1:{port['cms']}", "--threads=8", "cms.wsgi:application"]
    every = [
        ours("aws", module("infra.local.aws"), ready=answers(port["aws"], "/moto-api/")),
        ours("resources", module("infra.local.resources", "--write", resources_file), "aws"),
        Step(
            name="localstripe",
            argv=_localstripe(port["localstripe"]),
            environment=lambda: _localstripe_environment(given, folder),
            ready=answers(port["localstripe"], "/js.stripe.com/v3/"),
        ),
        ours("localstripe-webhook", module("infra.local.stripehook"), "localstripe"),
        ours(
            "outside",
            module("infra.local.outside", "--port", str(port["outside"])),
            ready=answers(port["outside"]),
        ),
        ours("cms-prepare", module("infra.local.cmsprepare")),
        ours("functions", module("infra.local.functions"), "resources", ready=answers(port["functions"])),
        ours("pump", module("infra.local.pump"), "resources", ready=lambda: True),
        ours("front", module("infra.local.front"), "resources", ready=answers(port["front"], "/robots.txt")),
        ours("assets", module("xulang", "assets"), "resources"),
        ours("cms", module("waitress", *waitress), "cms-prepare", ready=answers(port["cms"], "/healthz")),
        ours(
            "cms-publish",
            module("cms.manage", "publish", "--watch"),
            "cms-prepare",
            "resources",
            ready=lambda: True,
        ),
        ours("settled", module("infra.local.settle"), "resources", "cms-prepare", "pump"),
        ours("demo", module("xulang", "demo"), "settled"),
    ]
    gone = set().union(*(PARTS[part] for part in without))
    return [step for step in every if step.name not in gone]


def _localstripe(port: int) -> list[str]:
    folder = settings.ROOT / ".venv-localstripe" / "bin"
    # Through the interpreter: the script's first line breaks when a working copy is moved.
    return [str(folder / "python"), str(folder / "localstripe"), "--port", str(port), "--from-scratch"]


def _localstripe_environment(given: Environment, folder: Path) -> Environment:
    """A process of somebody else's: it gets what it needs and none of our secrets."""
    state = folder / "run"
    return {
        "PATH": given.get("PATH", ""),
        "PYTHONPATH": str(settings.ROOT / "infra" / "local" / "loopback"),
        "PYTHONUNBUFFERED": "1",
        "LOCALSTRIPE_STATE_DIR": str(state),
    }
