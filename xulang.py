"""The operator's tool: the same code as the functions, against the local stage or a real one.

Every command takes ``--json``; those that change something take ``--dry-run`` where that means anything. Exit codes: 0
done, 1 something is wrong (it is listed), 2 the command was not understood.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
# The functions are not installed: they are packaged from their own folder, and only tools like this one reach in.
sys.path[:0] = [str(ROOT), str(ROOT / "functions")]

from chalicelib.pages import assets  # noqa: E402
from chalicelib.settings import MissingSetting  # noqa: E402
from chalicelib.usecases import audit as auditing  # noqa: E402
from chalicelib.usecases.expiry import expire_unpaid  # noqa: E402
from chalicelib.usecases.inboxes import resume_callback, resume_callbacks  # noqa: E402
from chalicelib.usecases.messages import forward_missed  # noqa: E402
from chalicelib.usecases.stocking import adjust_stock  # noqa: E402
from chalicelib.wiring import Services, services  # noqa: E402
from market.refusals import Refused  # noqa: E402
from market.stock import Adjustment  # noqa: E402

from infra.local import settings as local_stage  # noqa: E402

Answer = dict[str, Any]
# What each demonstration product starts with: enough to try everything, little enough to see it run out.
DEMO_UNITS = 60
DEMO_FEW = {"sp-lap-xuong": 3}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; answers the exit code."""
    options = _parser().parse_args(arguments)
    if os.environ.get("XULANG_STAGE", "local") == "local":
        local_stage.apply()
    try:
        answer = options.run(options)
    except (Refused, MissingSetting) as problem:
        print(getattr(problem, "sentence", str(problem)), file=sys.stderr)
        return 1
    _show(answer, as_json=options.json)
    return 1 if answer.get("broken") else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xulang", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], Answer], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        added.add_argument("--json", action="store_true", help="print the answer as JSON")
        return added

    command("up", _up, "run the whole system on this machine until Ctrl-C")
    command("assets", _assets, "put styles and scripts in the site bucket")
    command("demo", _demo, "give every published product of the demonstration its first stock; again: no change")
    audit = command("audit", _audit, "print orders, parcels, ledger, stock, inbox, outbox and parked items as JSON")
    audit.add_argument(
        "--check", action="store_true", help="verify the invariants; exit 1 with the list of broken ones"
    )
    sweep = command("sweep", _sweep, "release what nobody paid, send and apply what a crash left; safe at any time")
    sweep.add_argument("--dry-run", action="store_true", help="only say what is waiting")
    stock = command("stock", _stock, "put units of a product in (3) or take them out (-3)")
    stock.add_argument("product", help="the product's id, such as sp-na-chi-lang")
    stock.add_argument("change", type=int)
    stock.add_argument("--reason", required=True, help="kept with the adjustment")
    stock.add_argument("--id", help="makes a repeat of the same adjustment change nothing")
    replay = command("replay", _replay, "try a parked callback again")
    replay.add_argument("callback", help="its id as the audit shows it, such as vietqr#sepay/92704")
    return parser


def _up(options: argparse.Namespace) -> Answer:
    # In place of this process, so that Ctrl-C reaches the supervisor and nobody in between.
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "infra.local.up"])


def _assets(options: argparse.Namespace) -> Answer:
    """Named by their content, so they are kept for a year and never replaced."""
    for path, (content, kind) in assets().items():
        forever = "public, max-age=31536000, immutable"
        services().site_bucket.put(path.lstrip("/"), content, content_type=kind, cache=forever)
    return {"assets": sorted(assets())}


def _demo(options: argparse.Namespace) -> Answer:
    stocked = {}
    for row in auditing.audit(services().table)["stock"]:
        id = row["product"]
        adjustment = Adjustment(
            id="demo",
            change=DEMO_FEW.get(id, DEMO_UNITS),
            reason="hàng mẫu để dùng thử",
            actor="demo",
            at=datetime.now(UTC),
        )
        stocked[id] = adjust_stock(services().table, product_id=id, adjustment=adjustment).available
    return {"available": stocked}


def _audit(options: argparse.Namespace) -> Answer:
    options.json = True
    found = auditing.audit(services().table)
    return {**found, "broken": auditing.broken_invariants(found)} if options.check else found


def _sweep(options: argparse.Namespace) -> Answer:
    of: Services = services()
    if options.dry_run:
        found = auditing.audit(of.table)
        return {name: len(found[name]) for name in ("reservations", "outbox", "parked")}
    return {
        "expired": expire_unpaid(of.table, now=of.now()),
        "sent": forward_missed(of.table, queues=of.queues, now=of.now()),
        "resumed": resume_callbacks(of.table, now=of.now()),
    }


def _stock(options: argparse.Namespace) -> Answer:
    moment = services().now()
    adjustment = Adjustment(
        id=options.id or moment.isoformat(), change=options.change, reason=options.reason, actor="cli", at=moment
    )
    stock = adjust_stock(services().table, product_id=options.product, adjustment=adjustment)
    return {"product": stock.product_id, "available": stock.available, "reserved": stock.reserved, "sold": stock.sold}


def _replay(options: argparse.Namespace) -> Answer:
    of = services()
    key = f"INBOX#{options.callback}"
    return {"outcome": resume_callback(of.table, key=key, now=of.now(), include_parked=True)}


def _show(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for name, value in answer.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    sys.exit(main())
