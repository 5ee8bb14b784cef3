"""Commands of the operator's tool for households' money: the weekly payout, what the bank did, where money goes.

Imported by ``xulang``, which has made the functions importable before. Accounts are read from standard input and shown
masked: nothing of them is in a shell's history or a log.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chalicelib.usecases import payees, payout_files
from chalicelib.usecases.payouts import make_payouts
from chalicelib.wiring import services
from market.banks import read_account
from market.payouts import Period, last_period, read_period
from market.refusals import InvalidInput

Answer = dict[str, Any]
Command = Callable[[str, Callable[[argparse.Namespace], Answer], str], argparse.ArgumentParser]
_FIELDS = ("bank", "number", "holder")


def add_commands(command: Command) -> None:
    payout = command(
        "payout", _payout, "pay households what fell due: promise it, and write the bank's files; again: no change"
    )
    payout.add_argument("--period", type=_period, help="the week, such as 2026-W47; the last one by default")
    payout.add_argument("--dry-run", action="store_true", help="only say what would be paid")
    show = command("payouts", _payouts, "list the payouts of a week, and what waits for a second person")
    show.add_argument("--period", type=_period)
    file = command("payout-file", _file, "take a file for the bank; that you did is in the desk's log")
    file.add_argument("period", type=_period)
    file.add_argument("number", type=int)
    file.add_argument("--out", type=Path, required=True, help="where to write it, readable by you alone")
    file.add_argument("--by", required=True, help="your account")
    report = command("payout-report", _report, "say what the bank did with a payout; another person approves it")
    report.add_argument("payout", nargs="+", help="its id, such as gh-ba-lan/2026-W47; several for one reference")
    said = report.add_mutually_exclusive_group(required=True)
    said.add_argument("--reference", default="", help="paid, and this is the bank's name for it")
    said.add_argument("--problem", default="", help="not paid, and why; it goes back to the household's balance")
    report.add_argument("--by", required=True, help="your account")
    approve = command("payout-approve", _approve, "approve what another reported; the books follow")
    approve.add_argument("payout", nargs="+")
    approve.add_argument("--by", required=True, help="your account, another than the one that reported")
    payee = command(
        "payee", _payee, "where a household's money goes: propose, approve, reject, show, or note that it was told"
    )
    payee.add_argument("action", choices=["propose", "approve", "reject", "show", "told"])
    payee.add_argument("shop", help="the shop's id, such as gh-ba-lan")
    payee.add_argument("--note", default="", help="why, for the log")
    payee.add_argument("--by", default="", help="your account; propose and approve need two")


def _period(text: str) -> Period:
    try:
        return read_period(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a week such as 2026-W47") from None


def _payout(options: argparse.Namespace) -> Answer:
    of = services()
    period = options.period or last_period(of.now())
    done = make_payouts(of.table, period=period, now=of.now(), dry_run=options.dry_run)
    answer: Answer = {
        "period": str(period),
        "dry_run": options.dry_run,
        "households": [{"shop": one.shop_id, "outcome": one.outcome.value, "amount": int(one.amount)} for one in done],
    }
    if options.dry_run:
        return answer
    files = payout_files.write_files(
        of.table, period=period, bucket=of.private_bucket, seal=of.payee_seal, now=of.now()
    )
    answer |= {"files": [{"number": file.number, "payouts": file.count} for file in files]}
    again = [
        f"Tệp {file.number} của tuần {period} đã có từ trước. Hãy tìm nội dung chuyển trong sao kê rồi mới gửi."
        for file in files
        if file.was_there
    ]
    return answer | ({"broken": again} if again else {})


def _payouts(options: argparse.Namespace) -> Answer:
    of = services()
    found = payout_files.payouts_of(of.table, period=options.period or last_period(of.now()))
    return {
        "payouts": [
            {
                "id": one.payout.id,
                "amount": int(one.payout.amount),
                "memo": one.payout.memo,
                "state": one.state.value,
                "file": one.batch,
                "reported_by": one.report.by if one.report else "",
                "approved_by": one.approved_by,
            }
            for one in found
        ],
        "accounts": [
            {"shop": change.shop_id, "to": change.account.masked, "proposed_by": change.proposed_by}
            for change in payees.waiting_changes(of.table, seal=of.payee_seal)
        ],
        "to_tell": [
            {"shop": notice.shop_id, "since": notice.at, "sentence": notice.sentence}
            for notice in payees.untold_notices(of.table)
        ],
    }


def _file(options: argparse.Namespace) -> Answer:
    of = services()
    content = payout_files.read_file(
        of.table, period=options.period, number=options.number, bucket=of.private_bucket, actor=options.by, now=of.now()
    )
    descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return {"written": str(options.out), "bytes": len(content)}


def _report(options: argparse.Namespace) -> Answer:
    of = services()
    said = {"reference": options.reference, "problem": options.problem, "actor": options.by}
    done = [payout_files.report_payout(of.table, id=id, **said, now=of.now()) for id in options.payout]
    return {one.payout.id: "reported" for one in done}


def _approve(options: argparse.Namespace) -> Answer:
    of = services()
    done = [payout_files.approve_payout(of.table, id=id, actor=options.by, now=of.now()) for id in options.payout]
    return {one.payout.id: one.state.value for one in done}


def _payee(options: argparse.Namespace) -> Answer:
    of = services()
    about = {"shop_id": options.shop, "seal": of.payee_seal}
    if options.action == "show":
        return {options.shop: payees.masked(of.table, **about)}
    if not options.by:
        return {"broken": ["Hãy ghi tài khoản của bạn bằng --by."]}
    if options.action == "propose":
        return _propose(options)
    if options.action == "approve":
        current = payees.approve_account(of.table, **about, actor=options.by, now=of.now())
        return {options.shop: payees.masked(of.table, **about), "usable_from": current.usable_from.isoformat()}
    if options.action == "reject":
        payees.reject_account(of.table, **about, note=options.note, actor=options.by, now=of.now())
        return {options.shop: "rejected"}
    notices = [notice for notice in payees.untold_notices(of.table) if notice.shop_id == options.shop]
    for notice in notices:
        payees.tell_household(of.table, notice=notice, actor=options.by, now=of.now())
    return {"told": len(notices)}


def _propose(options: argparse.Namespace) -> Answer:
    """From standard input: one JSON object with bank (its BIN), number and holder."""
    try:
        given = json.loads(sys.stdin.read())
        bank, number, holder = (str(given[name]) for name in _FIELDS)
        account = read_account(bank_bin=bank, number=number, holder=holder)
    except (ValueError, LookupError, TypeError):
        return {"broken": [f"Hãy đưa vào một đối tượng JSON có {', '.join(_FIELDS)} qua đầu vào chuẩn."]}
    except InvalidInput as wrong:
        return {"broken": list(wrong.fields.values())}
    of = services()
    change = payees.propose_account(
        of.table,
        shop_id=options.shop,
        account=account,
        note=options.note,
        actor=options.by,
        seal=of.payee_seal,
        now=of.now(),
    )
    return {options.shop: change.account.masked, "waits_for": "a second person"}
