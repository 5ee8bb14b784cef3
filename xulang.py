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
from chalicelib.usecases.audit_flow import overdue  # noqa: E402
from chalicelib.usecases.cancelling import Cancellation  # noqa: E402
from chalicelib.usecases.dead_letters import collect_dead_letters  # noqa: E402
from chalicelib.usecases.desk_callbacks import replay_by_hand  # noqa: E402
from chalicelib.usecases.desk_log import broken_log  # noqa: E402
from chalicelib.usecases.desk_refunds import approve_by_hand, cancel_by_hand, refund_by_hand  # noqa: E402
from chalicelib.usecases.expiry import expire_unpaid  # noqa: E402
from chalicelib.usecases.inboxes import resume_callbacks  # noqa: E402
from chalicelib.usecases.messages import forward_missed  # noqa: E402
from chalicelib.usecases.polling import poll_silent  # noqa: E402
from chalicelib.usecases.refund_ends import ask_again  # noqa: E402
from chalicelib.usecases.refunding import RefundOrder  # noqa: E402
from chalicelib.usecases.stocking import adjust_stock  # noqa: E402
from chalicelib.web import openapi  # noqa: E402
from chalicelib.wiring import Services, services  # noqa: E402
from chalicelib.workers.sitemap import put_robots  # noqa: E402
from market.money import Dong  # noqa: E402
from market.refunds import RefundKind, RefundLine, Wanted  # noqa: E402
from market.refusals import Refused  # noqa: E402
from market.stock import Adjustment  # noqa: E402

import xulang_desk  # noqa: E402
import xulang_keeping  # noqa: E402
import xulang_payout  # noqa: E402
import xulang_reconcile  # noqa: E402
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
    demo = command("demo", _demo, "give every published product of the demonstration its first stock; again: no change")
    demo.add_argument(
        "--households", type=int, help="instead: add samples to the CMS until there are so many households"
    )
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
    refund = command("refund", _refund, "promise money back; the same name again answers the same refund")
    refund.add_argument("order")
    refund.add_argument("name", help="your own name for it, which makes it happen once, such as ticket-4711")
    what = refund.add_mutually_exclusive_group(required=True)
    what.add_argument("--full", action="store_true", help="everything that was paid, shipping too")
    what.add_argument("--owed", action="store_true", help="what is owed: paid twice, too much, or for nothing")
    what.add_argument("--amount", type=int, help="so many đồng, given by the operator")
    what.add_argument("--line", nargs=3, action="append", metavar=("PARCEL", "PRODUCT", "UNITS"))
    refund.add_argument("--reason", required=True, help="kept with the refund")
    refund.add_argument("--by", required=True, help="your account; another one approves what is paid by hand")
    approve = command("approve-refund", _approve_refund, "mark a refund as paid that somebody made at the bank")
    approve.add_argument("refund", help="its id as the audit shows it, such as LS7K3M2QA/refund/ticket-4711/1")
    approve.add_argument("--reference", required=True, help="the bank's name for the transfer")
    approve.add_argument("--by", required=True, help="your account, another than the one that asked for it")
    retry = command("retry-refund", _retry_refund, "ask the provider again about a refund whose outcome is unknown")
    retry.add_argument("refund")
    cancel = command("cancel", _cancel, "call an order off, or have its carriers give its parcels up")
    cancel.add_argument("order")
    cancel.add_argument("--reason", required=True, help="kept in the order's history")
    cancel.add_argument("--by", required=True, help="your account")
    xulang_reconcile.add_commands(command)
    xulang_desk.add_commands(command)
    xulang_payout.add_commands(command)
    xulang_keeping.add_commands(command)
    replay = command("replay", _replay, "try a parked callback again")
    replay.add_argument("callback", help="its id as the audit shows it, such as vietqr#sepay/92704")
    command("openapi", _openapi, "write docs/openapi.json anew from the code")
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
    put_robots(services())
    return {"assets": sorted(assets())}


def _demo(options: argparse.Namespace) -> Answer:
    if options.households is not None:
        os.execv(
            sys.executable, [sys.executable, "-m", "cms.manage", "demo_many", "--households", str(options.households)]
        )
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
    return {"available": stocked, "operators": xulang_desk.make_demo_operators()}


def _audit(options: argparse.Namespace) -> Answer:
    options.json = True
    found = auditing.audit(services().table)
    if not options.check:
        return found
    late = overdue(found, services().now())
    return {**found, "broken": [*auditing.broken_invariants(found), *late, *broken_log(services().table)]}


def _sweep(options: argparse.Namespace) -> Answer:
    of: Services = services()
    if options.dry_run:
        found = auditing.audit(of.table)
        return {name: len(found[name]) for name in ("reservations", "outbox", "parked")}
    return {
        "expired": expire_unpaid(of.table, now=of.now()),
        "sent": forward_missed(of.table, queues=of.queues, now=of.now()),
        "resumed": resume_callbacks(of.table, now=of.now()),
        "asked": poll_silent(of.table, carriers=of.carriers, now=of.now()),
        "dead": collect_dead_letters(of.table, queues=of.queues, now=of.now()),
    }


def _stock(options: argparse.Namespace) -> Answer:
    moment = services().now()
    adjustment = Adjustment(
        id=options.id or moment.isoformat(), change=options.change, reason=options.reason, actor="cli", at=moment
    )
    stock = adjust_stock(services().table, product_id=options.product, adjustment=adjustment)
    return {"product": stock.product_id, "available": stock.available, "reserved": stock.reserved, "sold": stock.sold}


def _refund(options: argparse.Namespace) -> Answer:
    of, kind = services(), RefundKind.AMOUNT
    if options.full or options.owed:
        kind = RefundKind.FULL if options.full else RefundKind.OWED
    lines = tuple(
        RefundLine(parcel_id=parcel_id, product_id=product_id, units=int(units))
        for parcel_id, product_id, units in options.line or ()
    )
    wanted = Wanted(
        kind=RefundKind.LINES if lines else kind, reason=options.reason, lines=lines, amount=Dong(options.amount or 0)
    )
    asked = RefundOrder(order_code=options.order, name=options.name, wanted=wanted, actor=options.by)
    rows = refund_by_hand(of.table, asked=asked, by_program=of.refunding, now=of.now())
    return {row.refund.id: f"{int(row.refund.share.amount)} {row.state.value}" for row in rows}


def _approve_refund(options: argparse.Namespace) -> Answer:
    told = {"id": options.refund, "bank_reference": options.reference, "actor": options.by}
    return {options.refund: approve_by_hand(services().table, **told, now=services().now()).state.value}


def _retry_refund(options: argparse.Namespace) -> Answer:
    return {options.refund: ask_again(services().table, id=options.refund, now=services().now()).state.value}


def _cancel(options: argparse.Namespace) -> Answer:
    asked = Cancellation(order_code=options.order, actor=options.by, reason=options.reason)
    return {options.order: cancel_by_hand(services().table, asked=asked, now=services().now()).value}


def _replay(options: argparse.Namespace) -> Answer:
    of = services()
    source, _, event_id = options.callback.partition("#")
    return {"outcome": replay_by_hand(of.table, source=source, event_id=event_id, actor="cli", now=of.now())}


def _openapi(options: argparse.Namespace) -> Answer:
    path = ROOT / "docs" / "openapi.json"
    path.write_text(openapi.written(), encoding="utf-8")
    return {"written": str(path.relative_to(ROOT))}


def _show(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for name, value in answer.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    sys.exit(main())
