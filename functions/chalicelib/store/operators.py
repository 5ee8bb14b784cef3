"""Operators of the desk and their sessions. A session's id is in the operator's browser; here there is its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from chalicelib.store import keys
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """``seed``: what the secret of the one-time codes is worked out from, worthless without our key. ``last_step``: the
    time step of the last code that was used. ``generation`` rises with each new password and ends older sessions."""

    name: str
    password_hash: str
    seed: str
    generation: int = 1
    is_active: bool = True
    last_step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    operator: str
    generation: int
    seen_at: datetime
    ends_at: datetime


def create(table: Table, operator: Operator, *, taken: Exception) -> Write:
    return table.create(keys.operator(operator.name), _row(operator), otherwise=taken)


def replace(table: Table, operator: Operator, *, known: Operator, changed: Exception) -> Write:
    """Raises ``changed`` if the account is no longer as it was read."""
    return table.put(
        keys.operator(operator.name),
        _row(operator),
        when="generation = :generation AND last_step = :step",
        otherwise=changed,
        generation=known.generation,
        step=known.last_step,
    )


def use_code(table: Table, operator: Operator, step: int, *, used: Exception) -> Write:
    """The code of a time step is used up, with those before it; raises ``used`` for one that was, and for an account
    that was changed or closed meanwhile."""
    return table.update(
        keys.operator(operator.name),
        "SET last_step = :step",
        when="last_step < :step AND generation = :generation AND is_active = :yes",
        otherwise=used,
        step=step,
        generation=operator.generation,
        yes=True,
    )


def get(table: Table, name: str) -> Operator | None:
    row = table.get(keys.operator(name))
    return _operator(row) if row else None


def open_session(table: Table, id: str, session: Session) -> Write:
    row = {
        "operator": session.operator,
        "generation": session.generation,
        "seen_at": session.seen_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "expires_at_epoch": int(session.ends_at.timestamp()),
    }
    return table.create(keys.session(_digest(id)), row)


def get_session(table: Table, id: str) -> Session | None:
    row = table.get(keys.session(_digest(id)))
    return _session(row) if row else None


def touch_session(table: Table, id: str, now: datetime, *, ended: Exception) -> None:
    """Raises ``ended`` if it was closed meanwhile: a request that was under way does not bring it back."""
    table.change_one(
        keys.session(_digest(id)),
        "SET seen_at = :now",
        when="attribute_exists(pk)",
        otherwise=ended,
        now=now.isoformat(),
    )


def close_session(table: Table, id: str) -> Write:
    return table.delete(keys.session(_digest(id)))


def _digest(id: str) -> str:
    return hashlib.sha256(id.encode()).hexdigest()


def _row(operator: Operator) -> Row:
    return {
        "password_hash": operator.password_hash,
        "seed": operator.seed,
        "generation": operator.generation,
        "is_active": operator.is_active,
        "last_step": operator.last_step,
    }


def _operator(row: Row) -> Operator:
    return Operator(
        name=row["pk"].removeprefix("OPERATOR#"),
        password_hash=row["password_hash"],
        seed=row["seed"],
        generation=row["generation"],
        is_active=row["is_active"],
        last_step=row["last_step"],
    )


def _session(row: Row) -> Session:
    return Session(
        operator=row["operator"],
        generation=row["generation"],
        seen_at=datetime.fromisoformat(row["seen_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
    )
