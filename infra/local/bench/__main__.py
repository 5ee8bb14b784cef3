"""``python -m infra.local.bench --orders 200``: what one order costs the functions, measured two ways.

``process`` drives the functions over HTTP and takes the CPU of their whole process from the kernel: the handlers, the
framework, the local HTTP server. ``handlers`` calls the same application in this process and counts the CPU of the
calls alone, what the code itself needs in a Lambda. Both keep their rows in the same AWS stand-in. Machines differ and
are noisy, so each also tells what a request costs that does nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from infra.local.bench import inside, outside
from infra.local.bench.goods import stock_up
from infra.local.bench.measures import NoProcessTimes
from infra.local.functions import load_app
from infra.local.trial import System, running_system

# Imports, connections, caches: what the first requests of a process pay, and the others do not.
WARM_UP = 10
TARGET_MS = 15.0


def main() -> int:
    """Exit status 0; 1 when the system did not answer as it should."""
    given = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="xulang-bench-") as folder,
        running_system(Path(folder), without=("cms", "localstripe", "demo")) as system,
    ):
        found = measure(system, orders=given.orders)
    print(json.dumps(found, indent=2) if given.json else _text(found))
    return 0


def measure(system: System, *, orders: int) -> dict[str, Any]:
    """All figures of one run against a running system, which keeps what was ordered."""
    os.environ.update(system.environment)
    app = load_app()
    # The functions' code can be imported only after that, and reads the environment as it is then.
    services = importlib.import_module("chalicelib.wiring").services()
    stock_up(services)
    pid = int((system.folder / "run" / "functions.pid").read_text())
    found: dict[str, Any] = {
        "orders": orders,
        "target_cpu_ms_per_order": TARGET_MS,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }
    address = system.addresses["functions"]
    try:
        found["process"] = outside.measure(address, pid, system.environment, orders=orders, warm_up=WARM_UP)
    except NoProcessTimes as problem:
        print(f"without the process's own figures: {problem}", file=sys.stderr)
    found["handlers"] = inside.measure(app, services, system.environment, orders=orders, warm_up=WARM_UP)
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=_count, default=200, help="how many are measured, 200 unless told")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1")
    return int(text)


def _text(found: dict[str, Any]) -> str:
    lines = [f"{found['orders']} orders, one client; {found['machine']}"]
    for name, told in (("process", "over HTTP, the whole process"), ("handlers", "in this process, handlers alone")):
        if name not in found:
            continue
        figures = found[name]
        lines += [
            "",
            f"{told}:",
            f"  CPU per order          {figures['cpu_ms_per_order']:8.2f} ms   (aim: below {TARGET_MS:.0f} ms)",
            f"  CPU per empty request  {figures['cpu_ms_per_empty_request']:8.3f} ms",
            f"  an order costs as much as {figures['order_in_empty_requests']} empty requests",
            f"  {'':12}{'p50':>9}{'p95':>9}  {'ms elapsed' if name == 'process' else 'ms of CPU'}",
        ]
        rows = {"order": figures["order"], **figures["steps"]}
        lines += [f"  {step:12}{row['p50_ms']:9.2f}{row['p95_ms']:9.2f}" for step, row in rows.items()]
    calls = found["handlers"]["store_calls"]
    told = ", ".join(f"{count} {name}" for name, count in calls.items())
    return "\n".join([*lines, "", f"store calls per order: {found['handlers']['store_calls_per_order']} ({told})"])


if __name__ == "__main__":
    sys.exit(main())
