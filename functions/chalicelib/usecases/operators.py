"""Operators of the desk: accounts that are set up by hand, a log-in of two factors, sessions that end by themselves."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from market.refusals import Cause, Refused

from chalicelib.credentials import MIN_PASSWORD, hash_password, is_password, matching_step
from chalicelib.store import limits, operators
from chalicelib.store.operators import Operator, Session
from chalicelib.store.table import Table
from chalicelib.usecases.desk_log import Deed, record

SecretOf = Callable[[str], bytes]
NAME = re.compile(r"[a-z][a-z0-9.-]{1,30}")
LONGEST, IDLE = timedelta(hours=8), timedelta(minutes=30)
# A working desk is a request every few seconds: its session is written to once a minute, not with each of them.
TOUCHED_EVERY = timedelta(minutes=1)
# Somebody who mistypes comes through, somebody who guesses does not: 8 of a million codes, three of which are valid.
TRIES_PER_ACCOUNT, TRIES_PER_SOURCE, WINDOW_SECONDS = 8, 30, 900


class WrongLogin(Refused):
    """The same answer, in the same time, for an unknown name, a wrong password and a wrong or used code."""

    code = "desk.wrong_login"
    cause = Cause.INVALID
    sentence = "Tên, mật khẩu hoặc mã một lần chưa đúng. Mỗi mã chỉ dùng được một lần, hãy đợi mã mới rồi thử lại."


class TooManyLogins(Refused):
    code = "desk.too_many_logins"
    cause = Cause.TOO_MANY
    sentence = "Đã thử đăng nhập quá nhiều lần. Hãy đợi 15 phút rồi thử lại."


class NoSession(Refused):
    code = "desk.no_session"
    cause = Cause.UNAUTHENTICATED
    sentence = "Phiên làm việc đã hết. Hãy đăng nhập lại."


class OperatorExists(Refused):
    code = "desk.operator_exists"
    sentence = "Đã có người vận hành mang tên này."


class NoSuchOperator(Refused):
    code = "desk.no_such_operator"
    cause = Cause.NOT_FOUND
    sentence = "Không có người vận hành mang tên này."


class UnfitAccount(Refused):
    code = "desk.unfit_account"
    cause = Cause.INVALID
    sentence = f"Tên gồm 2 đến 31 chữ thường không dấu, chữ số, chấm, gạch; mật khẩu dài ít nhất {MIN_PASSWORD} ký tự."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A log-in as it was typed. ``source`` is where it came from; ``former`` the session that the browser had."""

    name: str
    password: str
    one_time_code: str
    source: str
    former: str = ""


def add_operator(table: Table, *, name: str, password: str, by: str, now: datetime) -> Operator:
    """Set an account up, with a seed of its own for the one-time codes.

    Raises :class:`OperatorExists` or :class:`UnfitAccount`."""
    operator = _account(name, password, generation=1)
    deed = Deed(actor=by, action="operator.added", subject=name, after="active")
    record(table, deed, operators.create(table, operator, taken=OperatorExists()), now=now)
    return operator


def renew_operator(table: Table, *, name: str, password: str, by: str, now: datetime) -> Operator:
    """A new password and a new seed, for somebody who lost theirs; every session of the account ends. Opens a closed
    account again. Raises :class:`NoSuchOperator` or :class:`UnfitAccount`."""
    known = _known(table, name)
    operator = _account(name, password, generation=known.generation + 1)
    deed = Deed(actor=by, action="operator.renewed", subject=name, before=_word(known), after="active")
    record(table, deed, operators.replace(table, operator, known=known, changed=OperatorExists()), now=now)
    return operator


def close_operator(table: Table, *, name: str, by: str, now: datetime) -> None:
    """Nobody enters by the account any more, and its sessions end; what it did stays in the log.

    Raises :class:`NoSuchOperator`."""
    known = _known(table, name)
    closed = replace(known, is_active=False, generation=known.generation + 1)
    deed = Deed(actor=by, action="operator.closed", subject=name, before=_word(known), after=_word(closed))
    record(table, deed, operators.replace(table, closed, known=known, changed=OperatorExists()), now=now)


def read_operator(table: Table, *, name: str) -> Operator:
    """Raises :class:`NoSuchOperator`."""
    return _known(table, name)


def log_in(table: Table, *, attempt: Attempt, secret_of: SecretOf, now: datetime) -> str:
    """A fresh session's id, for the browser alone. ``secret_of`` works the secret of the codes out from a seed.

    Raises :class:`WrongLogin`, or :class:`TooManyLogins` after TRIES_PER_ACCOUNT or TRIES_PER_SOURCE in the window."""
    name = attempt.name.strip().lower()
    for subject, most in ((f"name:{name}", TRIES_PER_ACCOUNT), (f"from:{attempt.source}", TRIES_PER_SOURCE)):
        _count(table, subject, most, now)
    operator = operators.get(table, name) if NAME.fullmatch(name) else None
    knows = is_password(attempt.password, operator.password_hash if operator else "")
    step = matching_step(secret_of(operator.seed if operator else ""), attempt.one_time_code, now)
    if operator is None or not operator.is_active or not knows or step is None:
        raise WrongLogin
    id = secrets.token_urlsafe(32)
    session = Session(operator=name, generation=operator.generation, seen_at=now, ends_at=now + LONGEST)
    record(
        table,
        Deed(actor=name, action="operator.entered", subject=name),
        operators.use_code(table, operator, step, used=WrongLogin()),
        operators.open_session(table, id, session),
        *([operators.close_session(table, attempt.former)] if attempt.former else []),
        now=now,
    )
    return id


def operator_of(table: Table, *, session_id: str, now: datetime) -> str:
    """Whose session it is; it lives IDLE longer for that. Raises :class:`NoSession`."""
    session = operators.get_session(table, session_id) if session_id else None
    if session is None or now >= session.ends_at or now >= session.seen_at + IDLE:
        raise NoSession
    operator = operators.get(table, session.operator)
    if operator is None or not operator.is_active or operator.generation != session.generation:
        raise NoSession
    if now >= session.seen_at + TOUCHED_EVERY:
        operators.touch_session(table, session_id, now, ended=NoSession())
    return operator.name


def log_out(table: Table, *, session_id: str) -> None:
    """End the session; again it has no effect."""
    table.commit(operators.close_session(table, session_id))


def _account(name: str, password: str, *, generation: int) -> Operator:
    if not NAME.fullmatch(name) or len(password) < MIN_PASSWORD:
        raise UnfitAccount
    return Operator(
        name=name,
        password_hash=hash_password(password, salt=secrets.token_bytes(16)),
        seed=secrets.token_hex(16),
        generation=generation,
    )


def _known(table: Table, name: str) -> Operator:
    known = operators.get(table, name)
    if known is None:
        raise NoSuchOperator
    return known


def _word(operator: Operator) -> str:
    return "active" if operator.is_active else "closed"


def _count(table: Table, subject: str, most: int, now: datetime) -> None:
    digest = hashlib.sha256(subject.encode()).hexdigest()[:32]
    limits.count(
        table,
        f"desk-{digest}",
        most=most,
        window_seconds=WINDOW_SECONDS,
        now=now,
        exceeded=TooManyLogins(),
    )
