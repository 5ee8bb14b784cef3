"""Callbacks that never came: ours is compared with the lists of others, and made good once, whatever comes later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from chalicelib.ports import CarrierOrder, NoticeKind, PaymentNotice, ProviderError
from chalicelib.usecases.expiry import expire_unpaid
from chalicelib.usecases.findings import Report
from chalicelib.usecases.reconcile import Others, reconcile
from chalicelib.usecases.settlement import receive_payment
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState, Waybill

from tests.functions.buying import buy
from tests.functions.callbacks import notice, transfer
from tests.functions.conftest import Shop
from tests.functions.refunding import Refunder

VIETTEL, VNPOST = CarrierName.VIETTELPOST, CarrierName.VNPOST
TOTAL = 344_500


@dataclass
class TheirList:
    """A provider's own list of payments."""

    name: str = "bank"
    provider: str = "vietqr"
    held: list[PaymentNotice] = field(default_factory=list)
    failure: ProviderError | None = None

    def payments_since(self, since: datetime) -> Iterable[PaymentNotice]:
        if self.failure:
            raise self.failure
        yield from (one for one in self.held if one.occurred_at >= since)


@dataclass
class Gateway:
    """A provider that is asked about each attempt."""

    name: str = "vietqr"
    told: dict[str, PaymentNotice] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    failure: ProviderError | None = None

    def look_up(self, reference: str, *, now: datetime) -> PaymentNotice | None:
        self.asked.append(reference)
        if self.failure:
            raise self.failure
        return self.told.get(reference)


def paid(shop: Shop, code: str, id: int = 92704, **changes: Any) -> PaymentNotice:
    """What SePay's callback of tests.functions.callbacks.transfer is read as."""
    account = shop.services.settings["VIETQR_ACCOUNT_NUMBER"]
    told = PaymentNotice(
        provider="vietqr",
        event_id=f"sepay/{id}",
        payment_id=f"{account}/REF.{id}",
        kind=NoticeKind.CAPTURED,
        order_codes=(code,),
        amount=Dong(TOTAL),
        occurred_at=shop.now,
        adds_up=True,
    )
    return replace(told, **changes)


def run(
    shop: Shop,
    *lists: TheirList,
    gateway: Gateway | None = None,
    refunder: Refunder | None = None,
    dry_run: bool = False,
    hours: float = 24,
) -> Report:
    others = Others(
        lists={one.name: one for one in lists},
        askable={gateway.name: gateway} if gateway else {},
        refunding={refunder.name: refunder} if refunder else {},
        carriers=shop.services.carriers,
    )
    since = shop.now - timedelta(hours=hours)
    return reconcile(shop.table, others=others, since=since, now=shop.now, dry_run=dry_run)


def whats(findings: Iterable[Any]) -> list[tuple[str, str]]:
    return [(finding.source, finding.what) for finding in findings]


@pytest.fixture
def code(shop: Shop) -> str:
    shop.open()
    return buy(shop, "vietqr")


def test_a_lost_callback_is_made_good_and_a_late_one_is_a_repeat(shop: Shop, code: str) -> None:
    bank = TheirList(held=[paid(shop, code)])
    assert whats(run(shop, bank, dry_run=True).repaired) == [("bank", "captured")]
    assert shop.audit()["orders"][0]["state"] == "awaiting_payment"
    report = run(shop, bank)
    assert (whats(report.repaired), report.open, report.compared["bank"]) == ([("bank", "captured")], [], 1)
    after = shop.audit()
    assert (after["orders"][0]["state"], after["orders"][0]["captured"]) == ("confirmed", TOTAL)
    assert transfer(shop, TOTAL, code)[0] == 200
    assert shop.audit() == after
    for dry_run in (False, True):
        assert (run(shop, bank, dry_run=dry_run).repaired, shop.audit()) == ([], after)
    shop.check()


def test_what_was_told_of_already_is_no_news(shop: Shop, code: str) -> None:
    transfer(shop, TOTAL, code)
    before = shop.audit()
    report = run(shop, TheirList(held=[paid(shop, code)]))
    assert (report.repaired, report.open, shop.audit()) == ([], [], before)


def test_another_event_of_the_same_payment_counts_once(shop: Shop, code: str) -> None:
    transfer(shop, TOTAL, code)
    listed = paid(shop, code, event_id="sepay/list-7")
    assert run(shop, TheirList(held=[listed]), dry_run=True).repaired == []
    assert run(shop, TheirList(held=[listed])).repaired == []
    assert shop.audit()["orders"][0]["captured"] == TOTAL
    shop.check()


def test_a_callback_that_a_crash_left_pending_is_finished(
    shop: Shop, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.usecases import settlement

    def die(*arguments: object, **named: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as dying:
        dying.setattr(settlement, "_apply", die)
        with pytest.raises(RuntimeError):
            receive_payment(shop.table, notice=paid(shop, code), now=shop.now)
    assert whats(run(shop, TheirList(held=[paid(shop, code)])).repaired) == [("bank", "captured")]
    shop.check()


def test_money_that_matches_nothing_is_parked_and_left_open(shop: Shop, code: str) -> None:
    bank = TheirList(held=[paid(shop, code, order_codes=())])
    assert whats(run(shop, bank).open) == [("bank", "no_order_code")]
    assert run(shop, bank).open == [], "it waits at the desk, and is not new every quarter of an hour"
    assert shop.audit()["ledger"]["balances"]["suspense:vietqr"] == -TOTAL
    shop.check()


def test_a_list_that_cannot_be_had_stops_nobody_else(shop: Shop, code: str) -> None:
    ill = TheirList(name="stripe", provider="stripe", failure=ProviderError("stripe: not reached"))
    report = run(shop, ill, TheirList(held=[paid(shop, code)]))
    assert whats(report.unheard) == [("stripe", "stripe: not reached")]
    assert len(report.repaired) == 1


@pytest.fixture
def attempted(shop: Shop, code: str) -> str:
    from chalicelib.store import orders

    orders.remember_reference(shop.table, code, "attempt-1", instead_of="", otherwise=AssertionError())
    return code


@pytest.mark.parametrize("is_late", [False, True])
def test_a_gateway_is_asked_about_each_attempt_of_an_unpaid_order(shop: Shop, attempted: str, is_late: bool) -> None:
    if is_late:
        shop.pass_time(minutes=31)
        assert expire_unpaid(shop.table, now=shop.now) == 1
    gateway = Gateway(told={"attempt-1": paid(shop, attempted)})
    assert len(run(shop, gateway=gateway, dry_run=True).repaired) == 1
    assert whats(run(shop, gateway=gateway).repaired) == [("vietqr", "captured")]
    assert shop.audit()["orders"][0]["state"] == "confirmed"
    assert gateway.asked == ["attempt-1", "attempt-1"]
    run(shop, gateway=gateway)
    assert gateway.asked == ["attempt-1", "attempt-1"], "a paid order is not asked about"
    shop.check()


def test_a_gateway_that_does_not_answer_is_not_asked_again_and_again(shop: Shop, attempted: str) -> None:
    from chalicelib.store import orders

    second = buy(shop, "vietqr", key="key-of-the-second-order")
    orders.remember_reference(shop.table, second, "attempt-2", instead_of="", otherwise=AssertionError())
    gateway = Gateway(failure=ProviderError("down"))
    report = run(shop, gateway=gateway)
    assert (len(gateway.asked), len(report.unheard)) == (1, 1)


@pytest.fixture
def sent(shop: Shop) -> str:
    shop.open()
    placed = buy(shop)
    shop.pump.run_once()
    return placed


def listed(code: str, state: ParcelState | None = None, place: int = 2, **changes: Any) -> CarrierOrder:
    waybill = Waybill(carrier=VNPOST, number=f"WB-{code}-{place}", reference=f"{code}-{place}", fee=Dong(26_000))
    return CarrierOrder(waybill=replace(waybill, **changes), state=state or ParcelState.SUBMITTED)


def test_lists_that_agree_leave_nothing_to_do(shop: Shop, sent: str) -> None:
    shop.carriers[VNPOST].listed = (listed(sent),)
    shop.carriers[VIETTEL].listed = (
        CarrierOrder(
            waybill=Waybill(carrier=VIETTEL, number=f"WB-{sent}-1", reference=f"{sent}-1", fee=Dong(1)), state=None
        ),
    )
    before = shop.audit()
    report = run(shop)
    assert (report.repaired, report.open, report.unheard) == ([], [], [])
    assert report.compared == {"viettelpost": 1, "vnpost": 1}
    assert shop.audit() == before


def test_news_that_was_lost_is_asked_for_and_believed(shop: Shop, sent: str) -> None:
    told = notice(shop, f"{sent}-2", ParcelState.DELIVERED, hours=1, carrier=VNPOST)
    shop.carriers[VNPOST].history = lambda waybill: (told,)  # type: ignore[method-assign]
    shop.carriers[VNPOST].listed = (listed(sent, ParcelState.DELIVERED),)
    assert whats(run(shop, dry_run=True).repaired) == [("vnpost", "status")]
    assert whats(run(shop).repaired) == [("vnpost", "status")]
    assert shop.audit()["parcels"][1]["settled"] == "delivered"
    assert run(shop).repaired == []
    shop.check()


def test_a_waybill_whose_answer_was_lost_is_learned_with_its_history(shop: Shop) -> None:
    shop.open()
    shop.carriers[VNPOST].failures = [ProviderError("timed out", outcome_unknown=True)]
    code = buy(shop)
    shop.pump.run_once()
    assert shop.audit()["parcels"][1]["waybill"] == ""
    told = notice(shop, f"{code}-2", ParcelState.PICKED_UP, hours=1, carrier=VNPOST, reference="")
    shop.carriers[VNPOST].history = lambda waybill: (told,)  # type: ignore[method-assign]
    shop.carriers[VNPOST].listed = (listed(code, ParcelState.PICKED_UP),)
    assert whats(run(shop).repaired) == [("vnpost", "waybill")]
    row = shop.audit()["parcels"][1]
    assert (row["waybill"], row["state"]) == (f"WB-{code}-2", "picked_up")
    shop.pump.run_once()
    assert len(shop.carriers[VNPOST].created) == 1
    shop.check()


def test_orders_that_only_the_carrier_has_come_into_sight_and_go_when_they_agree(shop: Shop, sent: str) -> None:
    theirs = (
        listed(sent),
        listed(sent, number="WB-second"),
        listed("LSXXXXXXX"),
        listed(sent, number="WB-by-hand", reference=""),
    )
    shop.carriers[VNPOST].listed = theirs
    wanted = [("vnpost", "second_order"), ("vnpost", "unknown_reference"), ("vnpost", "unknown_reference")]
    assert whats(run(shop, dry_run=True).open) == wanted
    assert [item for item in shop.audit()["parked"] if item["kind"] == "stray"] == []
    for _ in range(2):
        assert whats(run(shop).open) == wanted
        strays = [item for item in shop.audit()["parked"] if item["kind"] == "stray"]
        assert {item["id"] for item in strays} == {"vnpost#WB-second", "vnpost#WB-LSXXXXXXX-2", "vnpost#WB-by-hand"}
    shop.check()


def test_an_order_of_a_parcel_that_must_not_go_is_astray(shop: Shop, code: str) -> None:
    shop.carriers[VNPOST].listed = (listed(code),)
    assert whats(run(shop).open) == [("vnpost", "not_to_be_sent")]
    assert shop.audit()["parcels"][1]["waybill"] == ""


def test_a_parcel_that_the_carrier_does_not_know_is_astray_until_it_does(shop: Shop, sent: str) -> None:
    made, shop.carriers[VNPOST].created = shop.carriers[VNPOST].created, []
    report = run(shop)
    assert whats(report.open) == [("vnpost", "unknown_to_carrier")]
    assert [item["reason"] for item in shop.audit()["parked"]] == ["unknown_to_carrier"]
    shop.carriers[VNPOST].created = made
    shop.carriers[VNPOST].listed = (listed(sent),)
    assert run(shop).open == []
    assert shop.audit()["parked"] == []


def test_a_carrier_without_a_list_is_named(shop: Shop, sent: str) -> None:
    def none(since: datetime) -> tuple[CarrierOrder, ...]:
        raise ProviderError("viettelpost: has no list of orders", permanent=True)

    shop.carriers[VIETTEL].orders_since = none  # type: ignore[method-assign]
    shop.carriers[VNPOST].listed = (listed(sent),)
    assert whats(run(shop).unheard) == [("viettelpost", "viettelpost: has no list of orders")]
