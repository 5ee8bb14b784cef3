"""Vouchers as they are counted: what a promotion promised, how often it was used, by whom under a keyed hash.

An order's own redemption row says whether it holds a use. Whoever turns it from held to given back may lower the
counters, and nobody else: a use is given back exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from market.orders import Order
from market.vouchers import Standing, Voucher
from market.wire import from_json, to_json

from chalicelib.store import keys
from chalicelib.store.keys import Key
from chalicelib.store.rows import Row
from chalicelib.store.table import Table, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody names a code. ``phone`` is the keyed hash of the number, empty before it is known."""

    code: str
    phone: str = ""


def rule_of(promotion_id: str, revision: int) -> str:
    """What an order keeps of the promise: which promotion, and how it read then."""
    return f"{promotion_id}@{revision}"


def publish(table: Table, voucher: Voucher, promotion_id: str, revision: int) -> Write:
    """The code promises this from now on. Its uses stay counted: a new revision does not begin anew."""
    return table.update(
        keys.voucher(voucher.code),
        "SET promotion = :promotion, #rule = :rule, #json = :json, #limit = :limit, "
        "valid_from = :begins, valid_until = :ends, #used = if_not_exists(#used, :none)",
        promotion=promotion_id,
        rule=rule_of(promotion_id, revision),
        json=to_json(voucher),
        limit=voucher.uses,
        none=0,
        begins=int(voucher.valid_from.timestamp()),
        ends=int(voucher.valid_until.timestamp()),
    )


def withdraw(table: Table, code: str, promotion_id: str, *, otherwise: Exception) -> Write:
    """Nobody can use it any more. Raises ``otherwise`` if another promotion has taken the code meanwhile."""
    return table.update(
        keys.voucher(code),
        "SET #rule = :nothing",
        when="promotion = :promotion",
        otherwise=otherwise,
        nothing="",
        promotion=promotion_id,
    )


def belongs_to(table: Table, code: str, promotion_id: str) -> bool:
    row = table.get(keys.voucher(code))
    return row is not None and row.get("promotion") == promotion_id


def claim_keys(claim: Claim | None) -> list[Key]:
    """What must be read to know how a claim stands; nothing for none."""
    if claim is None:
        return []
    phone = [keys.voucher_phone(claim.code, claim.phone)] if claim.phone else []
    return [keys.voucher(claim.code), *phone]


def standing(rows: Mapping[Key, Row], claim: Claim) -> Standing | None:
    """How the claim stands, None for a code that no promotion promises now."""
    row = rows.get(keys.voucher(claim.code))
    if row is None or not row.get("rule"):
        return None
    by_phone = rows.get(keys.voucher_phone(claim.code, claim.phone), {})
    return Standing(
        voucher=from_json(Voucher, row["json"]),
        rule=row["rule"],
        used=row["used"],
        used_by_phone=by_phone.get("used", 0),
    )


def use(table: Table, claim: Claim, found: Standing, order: Order, *, otherwise: Exception) -> list[Write]:
    """One use more, for this order; raises ``otherwise``, when committed, if that is more than was promised, or if the
    promise is not the one that was read."""
    now = int(order.placed_at.timestamp())
    return [
        table.update(
            keys.voucher(claim.code),
            "ADD #used :one",
            when="#rule = :rule AND #used < #limit AND valid_from <= :now AND valid_until > :now",
            otherwise=otherwise,
            one=1,
            rule=found.rule,
            now=now,
        ),
        _use_of_phone(table, claim, found.voucher.per_phone, otherwise),
        table.create(
            keys.redemption(order.code),
            {"voucher": claim.code, "phone": claim.phone, "per_phone": found.voucher.per_phone, "is_held": True},
        ),
    ]


def use_again(table: Table, order_code: str, *, otherwise: Exception) -> list[Write]:
    """For an order that had expired and whose money came all the same: what was promised then, if a use is left.
    Raises ``otherwise``, when committed, if none is, or if somebody was faster."""
    row = table.get(keys.redemption(order_code))
    if row is None:
        return []
    claim = Claim(code=row["voucher"], phone=row["phone"])
    return [
        table.update(keys.voucher(claim.code), "ADD #used :one", when="#used < #limit", otherwise=otherwise, one=1),
        _use_of_phone(table, claim, row["per_phone"], otherwise),
        _turn(table, order_code, to_held=True, otherwise=otherwise),
    ]


def give_back(table: Table, order_code: str, *, otherwise: Exception) -> list[Write]:
    """The order that held a use is over, unpaid: another may have it. Raises ``otherwise``, when committed, if it was
    given back already."""
    row = table.get(keys.redemption(order_code))
    if row is None:
        return []
    counters = [keys.voucher(row["voucher"]), keys.voucher_phone(row["voucher"], row["phone"])]
    return [
        _turn(table, order_code, to_held=False, otherwise=otherwise),
        *[table.update(key, "ADD #used :fewer", when="#used >= :one", fewer=-1, one=1) for key in counters],
    ]


def _use_of_phone(table: Table, claim: Claim, per_phone: int, otherwise: Exception) -> Write:
    key = keys.voucher_phone(claim.code, claim.phone)
    if not per_phone:
        return table.update(key, "ADD #used :one", one=1)
    when = "attribute_not_exists(#used) OR #used < :most"
    return table.update(key, "ADD #used :one", when=when, otherwise=otherwise, one=1, most=per_phone)


def _turn(table: Table, order_code: str, *, to_held: bool, otherwise: Exception) -> Write:
    return table.update(
        keys.redemption(order_code),
        "SET is_held = :to",
        when="is_held = :before",
        otherwise=otherwise,
        to=to_held,
        before=not to_held,
    )
