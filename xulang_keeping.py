"""Commands of the operator's tool that keep the house: work on what waits, forget a shopper.

Imported by ``xulang``, which has made the functions importable before.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

from chalicelib.usecases.erasing import Person, erase, orders_of_phone
from chalicelib.usecases.orders import NoSuchOrder
from chalicelib.wiring import services
from market.codes import read_order_code
from market.phones import NotAPhoneNumber, phone_number

Answer = dict[str, Any]
Command = Callable[[str, Callable[[argparse.Namespace], Answer], str], argparse.ArgumentParser]
IDLE_SECONDS = 2


def add_commands(command: Command) -> None:
    work = command("work", _work, "handle what waits in the queues and the stream, with the functions' own handlers")
    work.add_argument("--once", action="store_true", help="until nothing moves, then end; else until Ctrl-C")
    erasing = command("erase", _erase, "forget a shopper: names, numbers, addresses and remarks; money and goods stay")
    whose = erasing.add_mutually_exclusive_group(required=True)
    whose.add_argument("--order", help="this order alone, by its code")
    whose.add_argument("--phone-stdin", action="store_true", help="every order of a number, read from standard input")
    erasing.add_argument("--reason", default="theo yêu cầu của người mua", help="for the desk's log")
    erasing.add_argument("--by", required=True, help="your account")
    erasing.add_argument("--dry-run", action="store_true", help="only count what would be erased")


def _work(options: argparse.Namespace) -> Answer:
    """Schedules are not run: ``sweep`` and ``reconcile`` do what they do."""
    from infra.local.functions import load_app  # noqa: PLC0415 - the whole application, for this command alone
    from infra.local.pump import Pump  # noqa: PLC0415

    pump, done = Pump(load_app()), 0
    while True:
        done += pump.run_once()
        if options.once:
            return {"handled": done}
        time.sleep(IDLE_SECONDS)


def _erase(options: argparse.Namespace) -> Answer:
    of = services()
    if options.order:
        code = read_order_code(options.order)
        if code is None:
            # Else a slip of the hand would look like somebody who was forgotten.
            raise NoSuchOrder
        codes: tuple[str, ...] = (code,)
    else:
        # Not as an argument: that would be in the shell's history and in the list of processes.
        try:
            phone = phone_number(sys.stdin.readline().strip())
        except NotAPhoneNumber:
            return {"broken": ["Số điện thoại chưa đúng."]}
        codes = orders_of_phone(of.table, phone=phone, tail_of=of.phone_tail)
    person = Person(codes=codes, tail_of=of.phone_tail)
    told = {"actor": options.by, "reason": options.reason, "dry_run": options.dry_run}
    done = erase(of.table, person=person, labels=of.private_bucket, **told, now=of.now())
    answer: Answer = {"dry_run": options.dry_run, "orders": done.orders, "rows": done.rows, "labels": done.labels}
    answer |= {"tell_also": list(done.elsewhere)}
    left = [f"Nhật ký bàn điều hành còn nêu tên hoặc số: {deed}." for deed in done.left]
    return answer | ({"broken": left} if left else {})
