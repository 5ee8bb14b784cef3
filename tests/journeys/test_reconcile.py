"""Every fifth callback is lost, and a card's too: one run of `xulang reconcile` makes good what can be asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import stripehook
from infra.local.trial import System
from tests.journeys.carriers import write_statement
from tests.journeys.conftest import Outside, Shopper, audit, order_in, parcels_in, until, xulang
from tests.journeys.test_order_to_doorstep import WAY, pay_with_card

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
ORDERS = 10
BASKET = {"sp-quyt-bac-son": 1, "sp-mat-ong": 1}


@pytest.fixture
def lossy(system: System, outside: Outside) -> Iterator[None]:
    """Every fifth callback of the bank and of the carriers never comes, and none of the card provider's."""
    for sender in ("vietqr", "viettelpost", "vnpost"):
        outside.post("/control/faults", {"target": f"webhook.{sender}", "mode": "lose", "every": 5, "times": 1_000})
    _register_cards(system, "http://127.0.0.1:9/webhooks/stripe")
    yield
    httpx.delete(f"{outside.url}/control/faults", timeout=20)
    _register_cards(system, f"{system.url}/webhooks/stripe")


def _register_cards(system: System, url: str) -> None:
    stripehook.register(
        api_base=system.addresses["localstripe"], url=url, secret=system.environment["STRIPE_WEBHOOK_SECRET"]
    )


def report(system: System, *arguments: str) -> dict[str, Any]:
    done = xulang(system, "reconcile", "--since", "24h", "--json", *arguments)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_lost_callbacks_are_made_good_by_one_run(system: System, outside: Outside, lossy: None, tmp_path: Path) -> None:
    shoppers = [Shopper(system.url) for _ in range(ORDERS)]
    codes = [shopper.buy("vietqr", BASKET) for shopper in shoppers]
    placed = audit(system)
    totals = {code: order_in(placed, code)["total"] for code in codes}
    transfers = {code: outside.transfer(totals[code], code)["transfer"]["id"] for code in codes}
    card = shoppers[0].buy("stripe", BASKET)
    shoppers[0].order_page(card)
    pay_with_card(system, shoppers[0], card)
    told = audit(system)
    unpaid = [code for code in codes if order_in(told, code)["state"] == "awaiting_payment"]
    assert len(unpaid) == ORDERS // 5
    delivered = [code for code in codes if code not in unpaid]
    parcels = {code: _with_carriers(outside, code) for code in delivered}
    for code in delivered:
        for parcel in parcels[code]:
            for step in WAY:
                outside.advance(parcel, step)
    before = audit(system)
    theirs = [parcel for code in delivered for parcel in parcels_in(before, code)]
    assert {parcel["settled"] for parcel in theirs if parcel["carrier"] == "viettelpost"} == {None}

    foretold = report(system, "--dry-run")
    assert audit(system)["payments"] == before["payments"]
    repaired = report(system)

    ids = {(finding["source"], finding["id"]) for finding in repaired["repaired"]}
    # The clock asks Vietnam Post too, about ends that a callback told of, and may have been first.
    assert {"sepay", "stripe"} <= {source for source, _ in ids} <= {"sepay", "stripe", "vnpost"}
    assert ids <= {(finding["source"], finding["id"]) for finding in foretold["repaired"]}
    assert repaired["open"] == []
    assert [finding["source"] for finding in repaired["unheard"]] == ["viettelpost"]
    found = audit(system)
    assert {order_in(found, code)["captured"] == totals[code] for code in codes} == {True}
    assert {order_in(found, code)["state"] for code in (*unpaid, card)} == {"confirmed"}
    theirs = [parcel for code in delivered for parcel in parcels_in(found, code)]
    assert {parcel["settled"] for parcel in theirs if parcel["carrier"] == "vnpost"} == {"delivered"}

    statement = write_statement(
        [one for of in parcels.values() for one in of], tmp_path / "thu-ba.csv", carrier="viettelpost"
    )
    assert json.loads(xulang(system, "statement", str(statement), "--json").stdout)["broken"] == []
    found = audit(system)
    assert {order_in(found, code)["state"] for code in delivered} == {"completed"}
    for code in (*unpaid, card):
        assert _with_carriers(outside, code), "what was paid after all is sent"

    _late_callbacks_and_second_runs_change_nothing(system, outside, transfers, parcels, statement)


def _with_carriers(outside: Outside, code: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = until(
        lambda: len(found := outside.parcels(code)) == 2 and found, seconds=20, what="both carriers to have it"
    )
    return found


def _late_callbacks_and_second_runs_change_nothing(
    system: System,
    outside: Outside,
    transfers: dict[str, int],
    parcels: dict[str, list[dict[str, Any]]],
    statement: Path,
) -> None:
    httpx.delete(f"{outside.url}/control/faults", timeout=20)
    books = _books(system)
    for transfer in transfers.values():
        outside.post(f"/control/bank/transfers/{transfer}/replay", {})
    for parcel in (one for of in parcels.values() for one in of):
        outside.replay(parcel, "reversed")
    again = report(system)
    assert (again["repaired"], again["open"]) == ([], [])
    assert json.loads(xulang(system, "statement", str(statement), "--json").stdout)["applied"] == 0
    assert _books(system) == books


def _books(system: System) -> object:
    found = audit(system)
    return found["ledger"]["balances"], found["payments"], [order["state"] for order in found["orders"]]
