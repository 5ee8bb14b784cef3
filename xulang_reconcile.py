"""Commands of the operator's tool that compare us with others: providers, bank, carriers, and what lies aside.

Imported by ``xulang``, which has made the functions importable before.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from chalicelib.usecases import dead_letters
from chalicelib.usecases.reconcile import Others, reconcile
from chalicelib.usecases.statements import PARKED, REPEATED, SENTENCES, LineOutcome, read_in
from chalicelib.wiring import services
from market.statements import COLUMNS, read_statement

Answer = dict[str, Any]
Command = Callable[[str, Callable[[argparse.Namespace], Answer], str], argparse.ArgumentParser]
_PERIOD = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def add_commands(command: Command) -> None:
    compare = command("reconcile", _reconcile, "compare with the providers', the bank's and the carriers' own lists")
    compare.add_argument("--since", type=_period, default=timedelta(hours=24), help="how far back: 90m, 24h, 7d")
    compare.add_argument("--dry-run", action="store_true", help="only say what would be repaired")
    statement = command("statement", _statement, "read a carrier's statement of collected cash; again: no change")
    statement.add_argument("file", type=Path, help=f"CSV in UTF-8 with the columns {', '.join(COLUMNS)}")
    statement.add_argument("--dry-run", action="store_true", help="only say what would happen")
    command("dead-letters", _dead_letters, "list messages that nobody could work on after every retry")
    redrive = command("redrive", _redrive, "have dead letters tried again, after what was wrong was mended")
    which = redrive.add_mutually_exclusive_group(required=True)
    which.add_argument("letter", nargs="?", help="its id as dead-letters shows it")
    which.add_argument("--all", action="store_true")


def _period(text: str) -> timedelta:
    match = _PERIOD.fullmatch(text)
    if not match:
        raise argparse.ArgumentTypeError("a number and m, h or d, such as 24h")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _reconcile(options: argparse.Namespace) -> Answer:
    """Exit code 1 when something is left for a person. A carrier that has no list is named, and no fault."""
    of = services()
    others = Others(lists=of.payment_lists, askable=of.askable, refunding=of.refunding, carriers=of.carriers)
    # The lists of others are dated by their clocks, which are not turned with ours.
    since = min(of.now(), of.real_now()) - options.since
    report = reconcile(of.table, others=others, since=since, now=of.now(), dry_run=options.dry_run)
    answer: Answer = asdict(report) | {"since": since.isoformat(), "dry_run": options.dry_run}
    return answer | {"broken": [f"{one.source} {one.id}: {one.what}" for one in report.open]}


def _statement(options: argparse.Namespace) -> Answer:
    try:
        lines, wrong = read_statement(options.file.read_bytes())
    except OSError as problem:
        return {"broken": [f"Không đọc được tệp {options.file}: {problem.strerror}."]}
    if wrong:
        # Nothing of a file that is wrong somewhere: it is mended and read again, and a repeat changes nothing.
        return {"lines": len(lines), "broken": [f"Dòng {line.number}: {line.sentence}" for line in wrong]}
    of = services()
    done = read_in(of.table, lines=lines, now=of.now(), dry_run=options.dry_run)
    return {
        "dry_run": options.dry_run,
        "lines": len(done),
        "repeated": sum(one.outcome == REPEATED for one in done),
        "applied": sum(one.outcome not in (REPEATED, PARKED) for one in done),
        "collected": sum(int(one.line.collected) for one in done if one.outcome not in (REPEATED, PARKED)),
        "fees": sum(int(one.line.fee) for one in done if one.outcome not in (REPEATED, PARKED)),
        "broken": [_sentence(one) for one in done if one.reason],
    }


def _sentence(one: LineOutcome) -> str:
    return f"Vận đơn {one.line.waybill} (bảng kê {one.line.statement}): {SENTENCES[one.reason]}."


def _dead_letters(options: argparse.Namespace) -> Answer:
    of = services()
    dead_letters.collect_dead_letters(of.table, queues=of.queues, now=of.now())
    return {"dead_letters": [_plain(letter) for letter in dead_letters.list_dead_letters(of.table)]}


def _plain(letter: dead_letters.DeadLetter) -> Answer:
    return {"id": letter.id, "reason": letter.reason, "since": letter.first_seen.isoformat(), "body": letter.body}


def _redrive(options: argparse.Namespace) -> Answer:
    of = services()
    dead_letters.collect_dead_letters(of.table, queues=of.queues, now=of.now())
    if options.all:
        return {"redriven": dead_letters.redrive_all(of.table, queues=of.queues)}
    if dead_letters.redrive(of.table, id=options.letter, queues=of.queues):
        return {"redriven": 1}
    return {"redriven": 0, "broken": [f"Không có thư chết nào mang mã {options.letter}."]}
