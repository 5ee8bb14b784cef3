"""Commands of the operator's tool for the desk: who may enter it, and whether its log is whole.

Imported by ``xulang``, which has made the functions importable before.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Callable
from typing import Any

import segno
from chalicelib import credentials
from chalicelib.usecases.desk_log import Head, broken_log, latest_deeds, log_head
from chalicelib.usecases.operators import (
    NoSuchOperator,
    OperatorExists,
    add_operator,
    close_operator,
    read_operator,
    renew_operator,
)
from chalicelib.wiring import services

Answer = dict[str, Any]
Command = Callable[[str, Callable[[argparse.Namespace], Answer], str], argparse.ArgumentParser]
BY = "cli"
# Two, because one alone cannot approve anything.
DEMO_OPERATORS = ("lan", "minh")
SHOWN = 50


def add_commands(command: Command) -> None:
    operator = command("operator", _operator, "set up, renew or close an account of the desk; nobody signs up himself")
    operator.add_argument("action", choices=["add", "renew", "close", "code"], help="code: the local stage only")
    operator.add_argument("name", help="2 to 31 of a-z, 0-9, dot and dash")
    operator.add_argument(
        "--password-stdin",
        action="store_true",
        help="read it from standard input; else XULANG_OPERATOR_PASSWORD, else one is made and shown once",
    )
    log = command("desk-log", _desk_log, "the last deeds of the desk's log, or with --verify what is wrong with it")
    log.add_argument("--verify", action="store_true", help="exit 1 if a row was altered, left out or put in between")
    log.add_argument("--anchor", type=_anchor, help="COUNT:HASH as noted earlier: shows whether its end was cut off")


def make_demo_operators() -> list[str]:
    """The two operators of the local stage; again: no change."""
    of = services()
    if not of.settings.is_local:
        return []
    for name in DEMO_OPERATORS:
        try:
            add_operator(of.table, name=name, password=of.settings["DEMO_OPERATOR_PASSWORD"], by="demo", now=of.now())
        except OperatorExists:
            continue
    return list(DEMO_OPERATORS)


def _operator(options: argparse.Namespace) -> Answer:
    of, name = services(), options.name
    if options.action == "close":
        close_operator(of.table, name=name, by=BY, now=of.now())
        return {"closed": name}
    if options.action == "code":
        return {"code": _code(name)}
    given = _password(options)
    made = "" if given else secrets.token_urlsafe(15)
    do = renew_operator if options.action == "renew" else add_operator
    operator = do(of.table, name=name, password=given or made, by=BY, now=of.now())
    # What the person needs once, and nobody can show again.
    uri = credentials.otpauth_uri(of.operator_secret(operator.seed), name)
    if not options.json:
        segno.make(uri).terminal(compact=True)
    return {"operator": name, **({"password": made} if made else {}), "authenticator": uri}


def _code(name: str) -> str:
    """The code that the authenticator shows now. In the local stage only, where the telephone is this very laptop."""
    of = services()
    if not of.settings.is_local:
        raise NoSuchOperator("Mã một lần chỉ xem được ở máy thử.")
    secret = of.operator_secret(read_operator(of.table, name=name).seed)
    return credentials.code_at(secret, credentials.step_at(of.real_now()))


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    return os.environ.get("XULANG_OPERATOR_PASSWORD", "")


def _desk_log(options: argparse.Namespace) -> Answer:
    table, head = services().table, log_head(services().table)
    answer: Answer = {"count": head.count, "anchor": f"{head.count}:{head.hash}"}
    if options.verify or options.anchor:
        return answer | {"broken": broken_log(table, anchor=options.anchor)}
    lines = [
        {"number": one.number, "at": one.at.isoformat(), "actor": one.deed.actor, "action": one.deed.action}
        | {"subject": one.deed.subject, "before": one.deed.before, "after": one.deed.after, "note": one.deed.note}
        for one in latest_deeds(table, most=SHOWN)
    ]
    return answer | {"deeds": lines}


def _anchor(text: str) -> Head:
    count, _, digest = text.partition(":")
    if not count.isdigit() or len(digest) != 64:
        raise argparse.ArgumentTypeError("COUNT:HASH as desk-log prints it")
    return Head(count=int(count), hash=digest)
