"""A carrier's payout on the bank account, and what of it differs: counted for its statement once, accepted by two."""

from __future__ import annotations

from typing import Any

import pytest
from chalicelib.store import statement_totals, statements
from chalicelib.usecases.accepting import (
    NeedsTwo,
    NothingDiffers,
    note_line,
    propose_line,
    propose_payout,
    propose_statement,
)
from chalicelib.usecases.desk_log import broken_log
from chalicelib.usecases.desk_queues import differing_lines, late_cash, open_statements
from chalicelib.usecases.proposals import approve, reject
from market.money import Dong

from tests.functions.buying import buy
from tests.functions.callbacks import transfer
from tests.functions.conftest import Shop
from tests.functions.desking import hire
from tests.functions.refunding import balances
from tests.functions.test_statements import line_of, read

WHY = "bưu điện trừ phí đóng gói, có biên bản"
# 188.000 of cash less 22.000 of fees.
NET = 166_000
MEMO = "VIETTELPOST TT COD BK0511"


@pytest.fixture
def code(shop: Shop) -> str:
    shop.open()
    placed = buy(shop)
    shop.pump.run_once()
    return placed


def opened(shop: Shop) -> dict[str, int]:
    return {of.name: int(of.open) for of in open_statements(shop.table)}


def money(shop: Shop) -> dict[str, int]:
    """What the bank, the carrier and suspense hold."""
    kinds = ("clearing:", "suspense:", "promised:", "cod:", "operator:discrepancies")
    return {account: held for account, held in balances(shop).items() if account.startswith(kinds)}


def accept(shop: Shop, id: str) -> str:
    return approve(shop.table, id=id, actor="minh", now=shop.now).state.value


def test_a_payout_is_counted_for_the_statement_that_its_memo_names(shop: Shop, code: str) -> None:
    read(shop, line_of(shop, code))
    assert money(shop) == {"promised:viettelpost": NET}
    assert opened(shop) == {"viettelpost#BK-0511": NET}
    assert transfer(shop, NET, MEMO) == (200, {"success": True})
    assert money(shop) == {"clearing:vietqr": NET}, "nothing is on its way, nothing is held"
    assert (opened(shop), shop.audit()["parked"]) == ({}, [])
    before = shop.audit()
    transfer(shop, NET, MEMO)
    transfer(shop, NET, MEMO, id=7, referenceCode="REF.92704")
    assert (shop.audit()["ledger"], shop.audit()["payments"]) == (before["ledger"], before["payments"])
    assert shop.audit()["parked"] == []
    shop.check()


def test_a_payout_that_comes_before_its_statement_waits_for_it(shop: Shop, code: str) -> None:
    transfer(shop, NET, MEMO)
    assert [item["reason"] for item in shop.audit()["parked"]] == ["unknown_statement"]
    assert money(shop) == {"clearing:vietqr": NET, "suspense:vietqr": -NET}
    read(shop, line_of(shop, code))
    assert (money(shop), shop.audit()["parked"], opened(shop)) == ({"clearing:vietqr": NET}, [], {})
    shop.check()


def test_a_payout_is_found_by_its_amount_where_only_one_has_it(shop: Shop, code: str) -> None:
    read(shop, line_of(shop, code))
    transfer(shop, NET, "TCT CP BUU CHINH VIETTEL tra tien thu ho")
    assert (money(shop), opened(shop)) == ({"clearing:vietqr": NET}, {})
    shop.check()


@pytest.mark.parametrize(
    ("amount", "memo"),
    [
        (NET, "VNPOST TT COD BK0511"),
        (NET, "BK0511"),
        (NET - 1, "viettel post tra tien"),
        (NET - 1, "VIETTELPOST BK05112"),
        (NET, "VIETTELPOST va VNPOST BK0511"),
    ],
)
def test_what_is_not_surely_a_payout_is_held(shop: Shop, code: str, amount: int, memo: str) -> None:
    read(shop, line_of(shop, code))
    transfer(shop, amount, memo)
    assert (opened(shop), balances(shop)["suspense:vietqr"]) == ({"viettelpost#BK-0511": NET}, -amount)
    shop.check()


@pytest.mark.parametrize(("came", "rest"), [(NET - 6_000, 6_000), (NET + 4_000, -4_000)])
def test_short_and_over_payouts_stay_in_sight_until_two_accept_them(
    shop: Shop, code: str, came: int, rest: int
) -> None:
    read(shop, line_of(shop, code))
    transfer(shop, came, MEMO)
    assert opened(shop) == {"viettelpost#BK-0511": rest}
    assert balances(shop).get("suspense:vietqr", 0) == 0
    told: dict[str, Any] = {"name": "viettelpost#BK-0511", "note": WHY, "actor": "lan", "now": shop.now}
    proposal = propose_statement(shop.table, **told)
    assert int(proposal.amount) == rest
    with pytest.raises(NothingDiffers):
        propose_statement(shop.table, **told)
    assert accept(shop, proposal.id) == "done"
    assert opened(shop) == {}
    assert money(shop) == {"clearing:vietqr": came, "operator:discrepancies": rest}
    total = statement_totals.get(shop.table, "viettelpost", "BK-0511")
    assert total is not None
    assert (int(total.received), int(total.accepted)) == (came, rest), "the statement still says what happened"
    shop.check()
    assert broken_log(shop.table) == []


def test_what_came_since_it_was_proposed_is_not_accepted_away(shop: Shop, code: str) -> None:
    read(shop, line_of(shop, code))
    told: dict[str, Any] = {"name": "viettelpost#BK-0511", "note": WHY, "actor": "lan", "now": shop.now}
    proposal = propose_statement(shop.table, **told)
    transfer(shop, NET, MEMO)
    with pytest.raises(NothingDiffers):
        accept(shop, proposal.id)
    assert money(shop) == {"clearing:vietqr": NET}
    reject(shop.table, id=proposal.id, note="tiền đã về đủ rồi", actor="minh", now=shop.now)
    shop.check()


def test_held_money_is_made_a_payout_by_two_persons(shop: Shop, code: str) -> None:
    read(shop, line_of(shop, code))
    transfer(shop, NET, "tra tien thu ho ky 1")
    told: dict[str, Any] = {"source": "vietqr", "event_id": "sepay/92704", "note": WHY, "now": shop.now}
    proposal = propose_payout(shop.table, **told, carrier="viettelpost", number="BK-0511", actor="lan")
    assert balances(shop)["suspense:vietqr"] == -NET
    assert accept(shop, proposal.id) == "done"
    assert (money(shop), opened(shop), shop.audit()["parked"]) == ({"clearing:vietqr": NET}, {}, [])
    shop.check()


def test_a_line_whose_cash_differs_is_accepted_by_two(shop: Shop, code: str) -> None:
    read(shop, line_of(shop, code, collected=Dong(180_000)))
    [stored] = differing_lines(shop.table)
    told: dict[str, Any] = {"name": stored.name, "note": WHY, "actor": "lan", "now": shop.now}
    with pytest.raises(NeedsTwo):
        note_line(shop.table, **told)
    proposal = propose_line(shop.table, **told)
    assert int(proposal.amount) == 8_000
    assert accept(shop, proposal.id) == "done"
    assert differing_lines(shop.table) == []
    assert [item for item in shop.audit()["parked"] if item["kind"] == "statement"] == []
    held = balances(shop)
    assert (held.get("cod:viettelpost", 0), held["operator:discrepancies"]) == (0, 8_000)
    again = statements.find(shop.table, stored.name)
    assert again is not None
    assert (again.accepted, again.reason) == (True, "collected_differs"), "it stays what it was"
    shop.check()
    found = shop.audit()
    found["statements"] = []
    from chalicelib.usecases.audit import broken_invariants

    assert broken_invariants(found) == [], "the books explain the difference by themselves"


def test_a_line_that_moves_no_money_needs_a_note_only(shop: Shop, code: str) -> None:
    line = line_of(shop, code, waybill="WB-nobody", reference="")
    read(shop, line)
    [stored] = differing_lines(shop.table)
    before = balances(shop)
    note_line(shop.table, name=stored.name, note="kiện của chợ khác, đã báo lại", actor="lan", now=shop.now)
    assert (differing_lines(shop.table), balances(shop)) == ([], before)
    assert read(shop, line) == [("parked", "unknown_parcel")]
    assert differing_lines(shop.table) == [], "reading the file again does not bring it back"
    with pytest.raises(NothingDiffers):
        note_line(shop.table, name=stored.name, note="lần nữa cho chắc", actor="lan", now=shop.now)
    assert broken_log(shop.table) == []


def test_cash_that_no_statement_accounts_for_comes_into_sight(shop: Shop, code: str) -> None:
    from market.catalogue import CarrierName
    from market.parcels import ParcelState

    from tests.functions.callbacks import notice, prove

    prove(shop, notice(shop, f"{code}-2", ParcelState.DELIVERED, hours=1, carrier=CarrierName.VNPOST))
    assert late_cash(shop.table, now=shop.now) == []
    shop.pass_time(days=4)
    assert [(one.id, one.amount) for one in late_cash(shop.table, now=shop.now)] == [(f"{code}-2", Dong(156_500))]
    read(shop, line_of(shop, code, 2))
    assert late_cash(shop.table, now=shop.now) == []


def test_the_pages_of_what_differs(shop: Shop, code: str) -> None:
    lan, minh = hire(shop, "lan", "minh")
    nobody = line_of(shop, code, waybill="WB-nobody", reference="")
    read(shop, line_of(shop, code, collected=Dong(180_000)), nobody)
    page = lan.get("/van-hanh/doi-soat").text
    for words in ("Tiền thu hộ khác số phải thu", "Không có kiện này", "BK-0511", "158.000"):
        assert words in page
    assert "2 dòng" in lan.get("/van-hanh").text
    from chalicelib.web.desk_statements import LINE, STATEMENT, _ref

    by_reason = {stored.reason: f"{LINE}/{_ref(stored.name)}" for stored in differing_lines(shop.table)}
    unknown, off = by_reason["unknown_parcel"], by_reason["collected_differs"]
    assert "Ghi là đã rõ" in lan.get(unknown).text
    assert lan.post(unknown, ly_do="ngắn").status == 422
    assert lan.post(unknown, ly_do="kiện của chợ khác, đã báo lại").location.endswith("kq=noted")
    assert "Đề nghị chấp nhận" in lan.get(off).text
    assert lan.post(off, ly_do=WHY).location.endswith("kq=proposed")
    assert "Đã có đề nghị" in lan.get(off).text
    assert lan.post(f"{STATEMENT}/{_ref('viettelpost#BK-0511')}", ly_do=WHY).location.endswith("kq=proposed")
    proposals = [str(row["pk"]).removeprefix("PROPOSAL#") for row in shop.table.everything() if row["sk"] == "PROPOSAL"]
    waiting = minh.get("/van-hanh/de-nghi").text
    assert "Chấp nhận chênh lệch 8.000" in waiting
    assert "Chấp nhận chênh lệch 158.000" in waiting
    for id in proposals:
        assert lan.post(f"/van-hanh/de-nghi/{id}/duyet").status == 403
        assert minh.post(f"/van-hanh/de-nghi/{id}/duyet").location.endswith("kq=accepted")
    page = minh.get("/van-hanh/doi-soat").text
    assert "Không có dòng nào bị lệch" in page
    assert "Mọi bảng kê đã đủ tiền" in page
    log = minh.get("/van-hanh/nhat-ky").text
    for words in ("Ghi rõ một dòng đối soát", "Đề nghị chấp nhận chênh lệch", "Duyệt chênh lệch đối soát"):
        assert words in log
    for path in (f"{LINE}/dmlldHFyIzE", f"{STATEMENT}/dmlldHFyIzE", f"{LINE}/~~", f"{STATEMENT}/~~"):
        assert lan.get(path).status == 404
    shop.check()
