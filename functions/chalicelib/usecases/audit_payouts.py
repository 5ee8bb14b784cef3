"""The audit's part about households' money (M6): what each is owed is what it sold, less what was taken off and paid,
and everything that it is owed is in at most one payout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from market.ledger import Entry
from market.payouts import due_by
from market.wire import from_json

from chalicelib.store.dues import DUE
from chalicelib.store.payouts import progress_of
from chalicelib.store.rows import Row

Plain = dict[str, Any]


def payouts_in(rows: Iterable[Row]) -> list[Plain]:
    """Every payout as plain values; accounts are left out, and why a bank refused."""
    found = [progress_of(row) for row in rows if row["sk"].startswith("PAYOUT#")]
    return [
        {
            "id": of.payout.id,
            "shop": of.payout.shop_id,
            "amount": int(of.payout.amount),
            "dues": of.payout.dues,
            "state": of.state.value,
            "batch": of.batch,
            "reported_by": of.report.by if of.report else "",
            "approved_by": of.approved_by,
        }
        for of in sorted(found, key=lambda of: of.payout.id)
    ]


def dues_in(rows: Iterable[Row]) -> list[Plain]:
    """What households are owed, entry by entry and bundle by bundle, and which payout or bundle took it."""
    found = []
    for row in rows:
        kind, _, name = row["sk"].partition("#")
        due = due_by(from_json(Entry, row["json"])) if kind == "LEDGER" else None
        shop = row["pk"].removeprefix("SHOP#") if kind == "BUNDLE" else due.shop_id if due else ""
        if shop:
            found.append(
                {
                    "id": name,
                    "shop": shop,
                    "amount": row["amount"] if kind == "BUNDLE" else int(due.amount) if due else 0,
                    "is_bundle": kind == "BUNDLE",
                    "taken_by": row.get("taken_by", ""),
                    "is_found": row.get("due_kind") == DUE,
                }
            )
    return found


def broken_payouts(found: Plain) -> list[str]:
    """M6, a sentence for each thing that is wrong."""
    return [*_broken_takings(found), *_broken_entries(found), *_broken_balances(found)]


def _broken_takings(found: Plain) -> list[str]:
    taken, counts = Counter[str](), Counter[str]()
    sizes = _sizes(found)
    for due in found["dues"]:
        if due["taken_by"]:
            taken[due["taken_by"]] += due["amount"]
            counts[due["taken_by"]] += sizes.get(due["id"], 1) if due["is_bundle"] else 1
    known = {payout["id"] for payout in found["payouts"]} | {due["id"] for due in found["dues"] if due["is_bundle"]}
    wrong = [
        f"M6: the payout {payout['id']} pays {payout['amount']} of {payout['dues']} dues, "
        f"it took {taken[payout['id']]} of {counts[payout['id']]}"
        for payout in found["payouts"]
        if (payout["amount"], payout["dues"]) != (taken[payout["id"]], counts[payout["id"]])
    ]
    wrong += [
        f"M6: the bundle {due['id']} is worth {due['amount']}, it took {taken[due['id']]}"
        for due in found["dues"]
        if due["is_bundle"] and due["amount"] != taken[due["id"]]
    ]
    wrong += [f"M6: {name} took dues, and there is no such payout" for name in sorted(taken.keys() - known)]
    return wrong + [
        f"M6: the due {due['id']} is {'paid and still open' if due['taken_by'] else 'open and would never be found'}"
        for due in found["dues"]
        if due["is_found"] == bool(due["taken_by"])
    ]


def _sizes(found: Plain) -> Counter[str]:
    """How many entries a bundle stands for, bundles of bundles included."""
    inside: dict[str, list[Plain]] = {}
    for due in found["dues"]:
        inside.setdefault(due["taken_by"], []).append(due)

    def size(name: str) -> int:
        return sum(size(due["id"]) if due["is_bundle"] else 1 for due in inside.get(name, ()))

    return Counter({due["id"]: size(due["id"]) for due in found["dues"] if due["is_bundle"]})


def _broken_entries(found: Plain) -> list[str]:
    """Each payout is booked once, and so is its end."""
    booked = Counter(entry["id"] for entry in found["ledger"]["entries"] if entry["id"].startswith("payout/"))
    wanted = Counter[str]()
    for payout in found["payouts"]:
        ends = {"paid": ["/paid"], "failed": ["/reversal"]}.get(payout["state"], [])
        wanted.update(f"payout/{payout['id']}{end}" for end in ["", *ends])
    wrong = [
        f"M6: {id} is in the books {booked[id]} times and should be {wanted[id]} times"
        for id in sorted(booked.keys() | wanted.keys())
        if booked[id] != wanted[id]
    ]
    return wrong + [
        f"P3: the payout {payout['id']} has ended by the word of one person alone"
        for payout in found["payouts"]
        if payout["batch"]
        and payout["state"] in ("paid", "failed")
        and not (payout["approved_by"] and payout["reported_by"] not in ("", payout["approved_by"]))
    ]


def _broken_balances(found: Plain) -> list[str]:
    """What was sold and delivered, less commission and what was given back for it, is owed, on its way or paid."""
    earned, owed = Counter[str](), Counter[str]()
    for parcel in found["parcels"]:
        earned[parcel["shop"]] += parcel["goods"] if parcel["settled"] == "delivered" else 0
    shops = {parcel["id"]: parcel["shop"] for parcel in found["parcels"]}
    for entry in found["ledger"]["entries"]:
        parts = entry["id"].removesuffix("/reversal").split("/")
        sign = -1 if entry["id"].endswith("/reversal") else 1
        accounts = Counter[str]()
        for leg in entry["legs"]:
            accounts[leg["account"]] += leg["amount"]
        if parts[1:] == ["delivery"] and parts[0] in shops:
            earned[shops[parts[0]]] += accounts["operator:commission"]
        elif len(parts) == 5 and parts[3] == "credit" and parts[4] in shops:
            account = f"shop:{shops[parts[4]]}:payable"
            earned[shops[parts[4]]] -= accounts[account]
        elif parts[0] == "payout" and parts[-1] == "paid" and sign > 0:
            owed[parts[1]] -= accounts["clearing:bank"]
    for account, amount in found["ledger"]["balances"].items():
        kind, _, rest = account.partition(":")
        if kind == "shop" and rest.endswith((":payable", ":paying")):
            owed[rest.rpartition(":")[0]] -= amount
    return [
        f"M6: {shop} earned {earned[shop]}, of which {owed[shop]} is owed, on its way or paid"
        for shop in sorted(earned.keys() | owed.keys())
        if earned[shop] != owed[shop]
    ]
