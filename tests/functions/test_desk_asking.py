"""The desk has carriers and providers asked once more: what they say counts, once; what was not done is done again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from chalicelib.ports import NoticeKind, PaymentNotice, ProviderError
from chalicelib.usecases.desk_log import broken_log
from chalicelib.usecases.desk_queues import households_waiting, parcels_in_trouble, silent_ones
from market.catalogue import CarrierName
from market.money import Dong
from market.parcels import ParcelState

from tests.functions.buying import buy
from tests.functions.callbacks import notice, tell
from tests.functions.conftest import Shop
from tests.functions.desking import Operator, hire
from tests.functions.refunding import TOTAL, delivered_order, refunder_of, states

VIETTEL, VNPOST = CarrierName.VIETTELPOST, CarrierName.VNPOST
LOST = ProviderError("timed out", outcome_unknown=True)


@pytest.fixture
def lan(shop: Shop) -> Operator:
    shop.open()
    [found] = hire(shop, "lan")
    return found


def parcel(shop: Shop, id: str) -> dict[str, Any]:
    [found] = [one for one in shop.audit()["parcels"] if one["id"] == id]
    return dict(found)


def ask(lan: Operator, id: str) -> str:
    answer = lan.post(f"/van-hanh/don/{id.rpartition('-')[0]}/kien/hoi", kien=id)
    return answer.location.partition("kq=")[2] or str(answer.status)


def test_what_a_carrier_made_when_its_answer_was_lost_is_learnt(shop: Shop, lan: Operator) -> None:
    shop.carriers[VNPOST].forgetful = True
    shop.carriers[VNPOST].failures = [LOST]
    code = buy(shop)
    id = f"{code}-2"
    shop.pump.run_once()
    shop.pass_time(minutes=2)
    shop.services.queues.send("dispatch-vnpost", f'{{"task":"dispatch","parcel_id":"{id}"}}')
    shop.pump.run_once()
    assert parcel(shop, id)["parked"]
    assert [one.id for one in parcels_in_trouble(shop.table)] == [id]
    [lan] = _again(shop)
    assert "Hỏi lại Vietnam Post" in lan.get(f"/van-hanh/don/{code}").text
    assert ask(lan, id) == "mute", "it cannot say"
    assert parcel(shop, id)["parked"], "and nothing is guessed"
    shop.carriers[VNPOST].forgetful = False
    assert ask(lan, id) == "news"
    assert (parcel(shop, id)["waybill"], parcel(shop, id)["parked"]) == (f"WB-{id}", "")
    assert len(shop.carriers[VNPOST].created) == 1
    assert parcels_in_trouble(shop.table) == []
    assert broken_log(shop.table) == []
    shop.check()


def test_what_a_carrier_certainly_does_not_have_is_sent_again_once(shop: Shop, lan: Operator) -> None:
    shop.carriers[VNPOST].failures = [ProviderError("address refused", permanent=True)]
    code = buy(shop)
    shop.pump.run_once()
    id = f"{code}-2"
    assert "address refused" in parcel(shop, id)["parked"]
    assert ask(lan, id) == "again"
    assert ask(lan, id) == "409", "it is under way"
    shop.pump.run_once()
    assert (parcel(shop, id)["waybill"], len(shop.carriers[VNPOST].created)) == (f"WB-{id}", 1)
    shop.check()


def test_news_that_a_carrier_has_is_applied_and_proven(shop: Shop, lan: Operator) -> None:
    code = buy(shop)
    shop.pump.run_once()
    id = f"{code}-2"
    told = notice(shop, id, ParcelState.DELIVERED, hours=0, carrier=VNPOST)
    shop.carriers[VNPOST].history = lambda waybill: (told,)  # type: ignore[method-assign]
    assert ask(lan, id) == "news"
    assert (parcel(shop, id)["state"], parcel(shop, id)["settled"]) == ("delivered", "delivered")
    assert ask(lan, id) == "409", "it has ended"
    shop.check()


def test_a_carrier_that_is_ill_or_cannot_be_asked_changes_nothing(shop: Shop, lan: Operator) -> None:
    code = buy(shop)
    shop.pump.run_once()
    before = shop.audit()["parcels"]
    for error, heard in ((ProviderError("ill"), "unheard"), (ProviderError("no way", permanent=True), "mute")):
        shop.carriers[VIETTEL].history = _raising(error)  # type: ignore[method-assign]
        assert ask(lan, f"{code}-1") == heard
        assert shop.audit()["parcels"] == before
    assert ask(lan, "LS7K3M2QS-1") == "404"
    assert lan.post(f"/van-hanh/don/{code}/kien/hoi", kien="LS7K3M2QS-1").status == 404


def test_silent_parcels_are_listed_with_their_cause_until_there_is_news(shop: Shop, lan: Operator) -> None:
    """Viettel Post publishes no way to ask: what it does not say again shows here, and its statement ends it."""
    from chalicelib.usecases.polling import poll_silent

    shop.carriers[VIETTEL].history = _raising(ProviderError("no history", permanent=True))  # type: ignore[method-assign]
    code = buy(shop)
    shop.pump.run_once()
    assert silent_ones(shop.table) == []
    shop.pass_time(hours=25)
    poll_silent(shop.table, carriers=shop.carriers, now=shop.now)
    found = {one.id: one for one in silent_ones(shop.table)}
    assert {id: one.cause for id, one in found.items()} == {f"{code}-1": "not_collected", f"{code}-2": "not_collected"}
    assert households_waiting(list(found.values())) == 2
    [lan] = _again(shop)
    page = lan.get("/van-hanh/viec/im-lang").text
    for words in (f"{code}-1", "Chưa ai đến lấy quá 24 giờ", "Viettel Post"):
        assert words in page
    tell(shop, notice(shop, f"{code}-1", ParcelState.PICKED_UP, hours=1, carrier=VIETTEL))
    assert [one.id for one in silent_ones(shop.table)] == [f"{code}-2"], "news ends a silence"
    shop.pass_time(hours=26)
    poll_silent(shop.table, carriers=shop.carriers, now=shop.now)
    assert {one.id: one.cause for one in silent_ones(shop.table)}[f"{code}-1"] == "no_news"


def test_a_payment_whose_callback_was_lost_is_asked_about(shop: Shop, lan: Operator) -> None:
    code = buy(shop, "vietqr")
    other = buy(shop, "vietqr", key="key-2222222222222222")
    told = PaymentNotice(
        provider="vietqr",
        event_id="sepay/1",
        payment_id="a/1",
        kind=NoticeKind.CAPTURED,
        order_codes=(code,),
        amount=Dong(TOTAL),
        occurred_at=shop.now,
        adds_up=True,
    )
    theirs = _List([told, replace(told, event_id="sepay/2", payment_id="a/2", order_codes=(other,))])
    shop.services.payment_lists = {"sepay": theirs}  # type: ignore[misc]
    here = f"/van-hanh/don/{code}"
    assert "Hỏi lại bên thanh toán" in lan.get(here).text
    assert lan.post(f"{here}/hoi-tien").location == f"{here}?kq=news"
    captured = {order["code"]: order["captured"] for order in shop.audit()["orders"]}
    assert captured == {code: TOTAL, other: 0}, "of this order, and of no other"
    assert lan.post(f"{here}/hoi-tien").location == f"{here}?kq=same"
    theirs.error = ProviderError("ill")
    assert lan.post(f"{here}/hoi-tien").location == f"{here}?kq=unheard"
    assert "Bên kia chưa trả lời" in lan.get(f"{here}?kq=unheard").text
    shop.check()


def test_a_refund_of_unknown_outcome_is_asked_about(shop: Shop) -> None:
    refunder = refunder_of(shop)
    code = delivered_order(shop)
    [lan] = hire(shop, "lan")
    from tests.functions.refunding import ask as ask_for

    refunder.failures = [LOST, LOST]
    [of] = ask_for(shop, code)
    for _ in range(3):
        shop.pump.run_once()
        shop.pass_time(minutes=31)
        shop.pump.run_schedule("clock")
    assert states(shop) == ["unknown"]
    [lan] = _again(shop)
    assert "Hỏi lại cổng thanh toán" in lan.get("/van-hanh/de-nghi").text
    assert lan.post("/van-hanh/hoan-tien/hoi", khoan=of.refund.id).location.endswith("kq=again")
    shop.pump.run_once()
    assert (states(shop), len(refunder.done)) == (["done"], 1)
    assert lan.post("/van-hanh/hoan-tien/hoi", khoan=of.refund.id).status == 409
    assert lan.post("/van-hanh/hoan-tien/hoi", khoan="x").status == 404
    shop.check()


def test_the_sender_of_a_parked_callback_is_asked(shop: Shop, lan: Operator) -> None:
    code = buy(shop)
    shop.pump.run_once()
    id = f"{code}-2"
    hint = notice(shop, id, ParcelState.DELIVERED, hours=0, carrier=VNPOST, is_hint=True)
    assert tell(shop, hint) == "parked"
    [found] = shop.audit()["parked"]
    from chalicelib.web.desk_refs import write_ref

    here = f"/van-hanh/treo/{write_ref(*found['id'].split('#', 1))}"
    assert "Hỏi lại bên gửi" in lan.get(here).text
    told = replace(hint, is_hint=False, event_id="history/1")
    shop.carriers[VNPOST].history = lambda waybill: (told,)  # type: ignore[method-assign]
    assert lan.post(f"{here}/hoi").location == f"{here}?kq=news"
    assert parcel(shop, id)["settled"] == "delivered"
    shop.check()


def test_a_list_that_there_is_not(lan: Operator) -> None:
    for kind in ("kien", "im-lang", "lac", "thu-chet"):
        assert lan.get(f"/van-hanh/viec/{kind}").status == 200
    assert lan.get("/van-hanh/viec/tat-ca").status == 404


class _List:
    """The bank account's own list."""

    name, provider = "sepay", "vietqr"

    def __init__(self, notices: list[PaymentNotice]) -> None:
        self.notices = notices
        self.error: ProviderError | None = None

    def payments_since(self, since: Any) -> list[PaymentNotice]:
        if self.error:
            raise self.error
        return self.notices


def _raising(error: ProviderError) -> Any:
    def history(waybill: str) -> Any:
        raise error

    return history


def _again(shop: Shop) -> list[Operator]:
    """Half an hour has passed: the operator comes in anew."""
    shop.pass_time(minutes=1)
    operator = Operator(shop, "lan")
    assert operator.log_in().status == 303
    return [operator]
