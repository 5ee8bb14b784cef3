"""Money that matches nobody: sent back by two persons, once; or a carrier's payout, counted for its statement."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chalicelib.store import inbox, payments
from chalicelib.usecases.deciding import AlreadyDecided, NothingIsHeld, OwnProposal
from chalicelib.usecases.desk_callbacks import NotParked
from chalicelib.usecases.desk_log import broken_log
from chalicelib.usecases.proposals import approve, propose_settlement, read_proposal, reject
from chalicelib.usecases.sending_back import (
    NoTransferReference,
    Payee,
    give_up_return,
    mark_sent,
    propose_return,
)
from market.refusals import InvalidInput, Refused

from tests.functions.buying import buy
from tests.functions.callbacks import transfer
from tests.functions.conftest import Shop
from tests.functions.desking import hire
from tests.functions.refunding import balances

WHY = "người gửi gọi tổng đài, xin lại tiền chuyển nhầm"
PAYEE = Payee(bank="Agribank", account="8400 2000 1234 5", holder="NGUYEN VAN AN")
SOURCE, EVENT = "vietqr", "sepay/92704"


@pytest.fixture
def held(shop: Shop) -> Shop:
    """70.000 came from somebody, and names nothing."""
    transfer(shop, 70_000, "chuyen nham")
    return shop


def proposed(shop: Shop, actor: str = "lan") -> str:
    told: dict[str, Any] = {"payee": PAYEE, "note": WHY, "actor": actor, "now": shop.now}
    return propose_return(shop.table, source=SOURCE, event_id=EVENT, **told).id


def sent(shop: Shop, id: str, reference: str = "FT26329009", actor: str = "minh") -> str:
    return mark_sent(shop.table, id=id, bank_reference=reference, actor=actor, now=shop.now).state.value


def test_held_money_goes_back_to_its_sender_by_two_persons(held: Shop) -> None:
    id = proposed(held)
    assert balances(held) == {"clearing:vietqr": 70_000, "suspense:vietqr": -70_000}
    with pytest.raises(OwnProposal):
        approve(held.table, id=id, actor="lan", now=held.now)
    assert approve(held.table, id=id, actor="minh", now=held.now).state.value == "approved"
    assert balances(held) == {"clearing:vietqr": 70_000, "suspense:vietqr": -70_000}, "until the bank has sent it"
    with pytest.raises(OwnProposal):
        sent(held, id, actor="lan")
    with pytest.raises(NoTransferReference):
        sent(held, id, reference="  ")
    assert sent(held, id) == "done"
    assert balances(held) == {}
    assert sent(held, id) == "done", "the same again changes nothing"
    with pytest.raises(AlreadyDecided):
        sent(held, id, reference="FT26329010")
    assert balances(held) == {}
    assert held.audit()["parked"] == []
    proposal = read_proposal(held.table, id=id)
    assert proposal.payee == Payee(bank="Agribank", account="•••345", holder="NGUYEN V. A."), (
        "kept no longer than needed"
    )
    assert inbox.read(held.table, SOURCE, EVENT).received.reason == "sent_back"  # type: ignore[union-attr]
    held.check()
    assert broken_log(held.table) == []


def test_of_32_approvals_at_once_one_decides(held: Shop) -> None:
    id = proposed(held)

    def try_to(place: int) -> str:
        try:
            return approve(held.table, id=id, actor=f"o{place}", now=held.now).state.value
        except AlreadyDecided:
            return "decided"

    with ThreadPoolExecutor(32) as pool:
        outcomes = list(pool.map(try_to, range(32)))
    assert sorted(outcomes) == ["approved", *["decided"] * 31]

    def send(place: int) -> str:
        try:
            return sent(held, id, reference=f"FT{place}", actor=f"o{place}")
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(32) as pool:
        outcomes = list(pool.map(send, range(32)))
    assert outcomes.count("done") == 1
    assert balances(held) == {}
    entries = [entry["id"] for entry in held.audit()["ledger"]["entries"] if entry["id"].endswith("/sent-back")]
    assert len(entries) == 1
    held.check()
    assert broken_log(held.table) == []


def test_from_the_decision_on_nobody_else_gets_the_money(held: Shop) -> None:
    """Another reporter of the same transfer tells the order's code, too late."""
    held.open()
    code = buy(held, "vietqr")
    id = proposed(held)
    approve(held.table, id=id, actor="minh", now=held.now)
    transfer(held, 70_000, code, id=5, referenceCode="REF.92704")
    [order] = held.audit()["orders"]
    assert (order["captured"], order["state"]) == (0, "awaiting_payment")
    sent(held, id)
    assert balances(held).get("suspense:vietqr", 0) == 0
    held.check()


def test_another_report_of_money_that_went_back_is_a_repeat(held: Shop) -> None:
    id = proposed(held)
    approve(held.table, id=id, actor="minh", now=held.now)
    sent(held, id)
    before = balances(held)
    assert transfer(held, 70_000, "chuyen nham", id=6, referenceCode="REF.92704")[0] == 200
    assert (balances(held), held.audit()["parked"]) == (before, [])


def test_what_the_bank_cannot_send_is_held_again(held: Shop) -> None:
    held.open()
    code = buy(held, "vietqr")
    id = proposed(held)
    approve(held.table, id=id, actor="minh", now=held.now)
    give_up_return(held.table, id=id, note="ngân hàng báo tài khoản đã đóng", actor="minh", now=held.now)
    with pytest.raises(AlreadyDecided):
        sent(held, id)
    assert [item["reason"] for item in held.audit()["parked"]] == ["no_order_code"]
    told: dict[str, Any] = {"typed_code": code, "note": WHY, "actor": "lan", "now": held.now}
    again = propose_settlement(held.table, source=SOURCE, event_id=EVENT, **told)
    assert approve(held.table, id=again.id, actor="minh", now=held.now).state.value == "done"
    [order] = held.audit()["orders"]
    assert order["captured"] == 70_000
    held.check()


def test_a_rejected_proposal_leaves_everything(held: Shop) -> None:
    id = proposed(held)
    with pytest.raises(NotParked):
        proposed(held, actor="minh")
    reject(held.table, id=id, note="không phải tiền của người này", actor="minh", now=held.now)
    with pytest.raises(AlreadyDecided):
        approve(held.table, id=id, actor="minh", now=held.now)
    assert payments.get(held.table, "vietqr", _payment_id(held)).order_code == payments.NOBODY  # type: ignore[union-attr]
    assert proposed(held, actor="minh") != id


@pytest.mark.parametrize(
    ("payee", "fields"),
    [
        (Payee(bank="", account="12", holder=""), {"ngan_hang", "so_tai_khoan", "chu_tai_khoan"}),
        (Payee(bank="A" * 61, account="1234", holder="B"), {"ngan_hang"}),
        (Payee(bank="A", account="1234' OR 1=1", holder="B"), {"so_tai_khoan"}),
        (None, {"ngan_hang", "so_tai_khoan", "chu_tai_khoan"}),
    ],
)
def test_an_account_that_cannot_be_one_is_refused_by_field(held: Shop, payee: Payee | None, fields: set[str]) -> None:
    told: dict[str, Any] = {"note": WHY, "actor": "lan", "now": held.now}
    with pytest.raises(InvalidInput) as refused:
        propose_return(held.table, source=SOURCE, event_id=EVENT, payee=payee, **told)
    assert set(refused.value.fields) == fields
    assert [row for row in held.table.everything() if row["sk"] == "PROPOSAL"] == []


def test_nothing_is_sent_back_that_is_not_held(shop: Shop) -> None:
    transfer(shop, 70_000, "chuyen nham", accountNumber="0000111122")
    told: dict[str, Any] = {"payee": PAYEE, "note": WHY, "actor": "lan", "now": shop.now}
    with pytest.raises(NothingIsHeld):
        propose_return(shop.table, source=SOURCE, event_id=EVENT, **told)


def test_the_whole_way_on_the_pages(held: Shop) -> None:
    lan, minh = hire(held, "lan", "minh")
    from chalicelib.web.desk_refs import write_ref

    here = f"/van-hanh/treo/{write_ref(SOURCE, EVENT)}"
    assert "Gửi trả người đã chuyển" in lan.get(here).text
    fields = {"ngan_hang": "Agribank", "so_tai_khoan": "8400200012345", "chu_tai_khoan": "NGUYEN VAN AN"}
    wrong = lan.post(f"{here}/gui-tra", **fields | {"so_tai_khoan": "x"}, ly_do_tra=WHY)
    assert (wrong.status, 'href="#so_tai_khoan"' in wrong.text, "NGUYEN VAN AN" in wrong.text) == (422, True, True)
    assert lan.post(f"{here}/gui-tra", **fields, ly_do_tra="ngắn").status == 422
    assert lan.post(f"{here}/gui-tra", **fields, ly_do_tra=WHY).location.endswith("kq=proposed")
    waiting = minh.get("/van-hanh/de-nghi").text
    for words in ("Gửi trả 70.000", "Agribank, 8400200012345, NGUYEN VAN AN", WHY):
        assert words in waiting
    [row] = [row for row in held.table.everything() if row["sk"] == "PROPOSAL"]
    at = f"/van-hanh/de-nghi/{row['pk'].removeprefix('PROPOSAL#')}"
    assert lan.post(f"{at}/duyet").status == 403
    assert minh.post(f"{at}/duyet").location.endswith("kq=approved")
    assert minh.post(f"{at}/duyet").status == 409
    assert "Đã chuyển trả" in minh.get("/van-hanh/de-nghi").text
    assert minh.post(f"{at}/da-chuyen", ma_giao_dich="").status == 422
    assert minh.post(f"{at}/da-chuyen", ma_giao_dich="FT26329009").location.endswith("kq=returned")
    assert "Gửi trả 70.000" not in minh.get("/van-hanh/de-nghi").text
    assert "Đã gửi trả người chuyển" in minh.get(here).text
    log = minh.get("/van-hanh/nhat-ky").text
    for words in ("Đề nghị gửi trả tiền", "Duyệt gửi trả tiền", "Đã gửi trả tiền", "FT26329009"):
        assert words in log
    assert "8400200012345" not in log
    assert "8400200012345" not in str(list(held.table.everything())), "the account is gone with the money"


def _payment_id(shop: Shop) -> str:
    [payment] = shop.audit()["payments"]
    return str(payment["payment_id"])
