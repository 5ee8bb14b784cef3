"""``python -m infra.local.up``: the whole system on one laptop, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from infra.local import settings
from infra.local.steps import LABELS, PARTS, left_out, steps
from infra.local.supervisor import StepFailed, Supervisor


def taken_port(ports: Mapping[str, int]) -> str:
    """A sentence on the first port that somebody else listens on, and what to do; empty if all are free."""
    for name, port in ports.items():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # Connections of an earlier run may still be fading: they do not keep a server from listening.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as problem:
                return (
                    f"Port {port}, meant for {LABELS[name]}, cannot be used ({problem.strerror}): stop what listens "
                    f"there, or choose another with XULANG_PORT_{name.upper()}, or all with XULANG_PORT_BASE=18000."
                )
    return ""


def main() -> int:
    """Exit status: 0 after an orderly stop, 1 when a child failed, 2 when it could not begin."""
    given = _arguments()
    real = dict(os.environ)
    gone = left_out(real, given.without)
    wanted = {name: port for name, port in settings.ports(real).items() if name not in gone}
    problem = taken_port(wanted)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    folder = settings.var_dir(real)
    settings.resources_file(folder).unlink(missing_ok=True)
    say = (lambda line: None) if given.quiet else (lambda line: print(f"  {line}", file=sys.stderr, flush=True))
    supervisor = Supervisor(steps(real, gone), folder=folder, root=settings.ROOT, say=say)
    supervisor.handle_signals()
    started = time.monotonic()
    try:
        if supervisor.start():
            _announce(given, settings.environment(real), wanted, time.monotonic() - started, folder)
            supervisor.watch()
        return 0
    except StepFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        supervisor.stop()
        if given.ready_file:
            given.ready_file.unlink(missing_ok=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local.up", description=__doc__)
    parser.add_argument(
        "--without", action="append", default=[], choices=sorted(PARTS), help="leave a part out; may be repeated"
    )
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="write it, as JSON, when everything is ready")
    parser.add_argument("--json", action="store_true", help="say where things are as one line of JSON")
    parser.add_argument("--quiet", action="store_true", help="do not tell each step")
    return parser.parse_args()


def _announce(
    given: argparse.Namespace, found: Mapping[str, str], ports: Mapping[str, int], seconds: float, folder: Path
) -> None:
    facts = {
        "addresses": {name: f"http://127.0.0.1:{port}" for name, port in ports.items()},
        "public_url": found["XULANG_PUBLIC_URL"],
        "var": str(folder),
        "pid": os.getpid(),
        "seconds": round(seconds, 1),
    }
    if given.ready_file:
        draft = given.ready_file.with_suffix(".new")
        draft.write_text(json.dumps(facts), encoding="utf-8")
        draft.replace(given.ready_file)
    if given.json:
        print(json.dumps(facts), flush=True)
        return
    lines = [f"Chợ Xứ Lạng is up after {seconds:.1f} s.", f"  the shop         {found['XULANG_PUBLIC_URL']}"]
    if "cms" in ports:
        lines += [
            f"  Wagtail          {found['XULANG_CMS_URL']}/admin/",
            f"    editor         bientap    {found['DEMO_EDITOR_PASSWORD']}",
            f"    commune editor bientapxa  {found['DEMO_COMMUNE_PASSWORD']}",
            f"    reviewer       duyet      {found['DEMO_REVIEWER_PASSWORD']}",
            f"    administrator  admin      {found['DEMO_ADMIN_PASSWORD']}",
            "    one-time code  .venv/bin/python -m infra.local.logincode bientap",
        ]
    lines += [
        f"  operator's desk  {found['XULANG_PUBLIC_URL']}/van-hanh",
        f"    operators      lan, minh  {found['DEMO_OPERATOR_PASSWORD']}",
        "    one-time code  python -m xulang operator code lan",
    ]
    if "outside" in ports:
        lines.append(f"  bank, carriers   {found['OUTSIDE_URL']}")
    lines += [
        f"  logs             {folder / 'log'}",
        "First: open the shop, put something in the cart, pay on delivery, and watch the parcel travel.",
        "Stop it all with Ctrl-C. One part alone: python -m infra.local.ctl stop cms (start cms, status).",
    ]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
