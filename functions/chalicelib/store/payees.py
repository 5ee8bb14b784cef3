"""Where each household's money goes: every account that was ever approved, sealed, and which of them is the one now.

In a partition of its own, so that a policy can keep everybody away from it who need not pay anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from market.banks import PayeeAccount
from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store.table import Table, Write

CHANGE_DUE = "PAYEE_CHANGE"
NOTICE_DUE = "SHOP_NOTICE"
MOST = 200


class Seal(Protocol):
    """Makes a text unreadable for whoever has only the table, and bound to its row."""

    def seal(self, text: str, place: str) -> str: ...

    def open(self, sealed: str, place: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """Nothing is paid before ``usable_from``."""

    version: int
    usable_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that one person proposed. ``version`` is what the account becomes."""

    shop_id: str
    id: str
    version: int
    account: PayeeAccount
    note: str
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence for the household, until somebody has told it."""

    shop_id: str
    name: str
    at: str
    sentence: str


def current(table: Table, shop_id: str) -> Current | None:
    row = table.get(keys.payee_current(shop_id))
    return Current(version=row["version"], usable_from=datetime.fromisoformat(row["usable_from"])) if row else None


def still(table: Table, shop_id: str, seen: Current, *, otherwise: Exception) -> Write:
    """Refuse the transaction if the account is another by now."""
    return table.check(
        keys.payee_current(shop_id), when="version = :version", otherwise=otherwise, version=seen.version
    )


def account(table: Table, shop_id: str, version: int, seal: Seal) -> PayeeAccount:
    """Raises LookupError for a version that there never was."""
    row = table.get(keys.payee(shop_id, version))
    if row is None:
        raise LookupError(f"{shop_id} has no account {version}")
    return from_json(PayeeAccount, seal.open(row["sealed"], _place(shop_id, version)))


def propose(table: Table, change: Change, seal: Seal, *, otherwise: Exception) -> Write:
    """Raises ``otherwise`` if another change waits."""
    row = {
        "id": change.id,
        "version": change.version,
        "sealed": seal.seal(to_json(change.account), _place(change.shop_id, change.version)),
        "note": change.note,
        "proposed_by": change.proposed_by,
        "due_kind": CHANGE_DUE,
        "due_at": change.proposed_at.isoformat(),
    }
    return table.create(keys.payee_change(change.shop_id), row, otherwise=otherwise)


def change(table: Table, shop_id: str, seal: Seal) -> Change | None:
    """The change that waits for a second person."""
    row = table.get(keys.payee_change(shop_id))
    if row is None:
        return None
    return Change(
        shop_id=shop_id,
        id=row["id"],
        version=row["version"],
        account=from_json(PayeeAccount, seal.open(row["sealed"], _place(shop_id, row["version"]))),
        note=row["note"],
        proposed_by=row["proposed_by"],
        proposed_at=datetime.fromisoformat(row["due_at"]),
    )


def drop(table: Table, of: Change, *, otherwise: Exception) -> Write:
    """The change was decided; raises ``otherwise`` if it is not the one that was read."""
    return table.delete(keys.payee_change(of.shop_id), when="#id = :id", otherwise=otherwise, id=of.id)


def adopt(table: Table, of: Change, seal: Seal, *, usable_from: datetime, otherwise: Exception) -> list[Write]:
    """The change is the account from now on; raises ``otherwise`` if another was faster."""
    sealed = seal.seal(to_json(of.account), _place(of.shop_id, of.version))
    row = {"version": of.version, "usable_from": usable_from.isoformat()}
    key = keys.payee_current(of.shop_id)
    if of.version == 1:
        pointer = table.create(key, row, otherwise=otherwise)
    else:
        pointer = table.put(key, row, when="version = :before", otherwise=otherwise, before=of.version - 1)
    return [table.create(keys.payee(of.shop_id, of.version), {"sealed": sealed}, otherwise=otherwise), pointer]


def tell(table: Table, notice: Notice) -> Write:
    row = {"sentence": notice.sentence, "due_kind": NOTICE_DUE, "due_at": notice.at}
    return table.put(keys.shop_notice(notice.shop_id, notice.at, notice.name), row)


def told(table: Table, notice: Notice, *, by: str, otherwise: Exception) -> Write:
    """Somebody has told the household; raises ``otherwise`` if somebody had."""
    return table.update(
        keys.shop_notice(notice.shop_id, notice.at, notice.name),
        "SET told_by = :by REMOVE due_kind, due_at",
        when="attribute_exists(due_kind)",
        otherwise=otherwise,
        by=by,
    )


def untold(table: Table) -> list[Notice]:
    """What households have not been told yet, oldest first; found by an index that may lag, judged by the rows."""
    found = table.due(NOTICE_DUE, "9999", MOST)
    rows = table.get_many(found)
    notices = []
    for key in found:
        if key in rows and "told_by" not in rows[key]:
            _, at, name = key[1].split("#", 2)
            shop_id = key[0].removeprefix("SHOP#")
            notices.append(Notice(shop_id=shop_id, name=name, at=at, sentence=rows[key]["sentence"]))
    return notices


def waiting(table: Table) -> list[str]:
    """Shops whose account somebody wants changed, oldest first."""
    return [pk.removeprefix("PAYEE#") for pk, _ in table.due(CHANGE_DUE, "9999", MOST)]


def _place(shop_id: str, version: int) -> str:
    return f"{shop_id}#{version}"
