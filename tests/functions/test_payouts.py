"""Households are paid what fell due, once: in any number of runs, killed or at once, back from the bank or refunded."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.store import dues, payouts
from chalicelib.usecases import payouts as usecase
from chalicelib.usecases.payees import tell_household, untold_notices
from chalicelib.usecases.payout_files import (
    NotAtTheBank,
    NotReported,
    OwnReport,
    WrongReport,
    approve_payout,
    report_payout,
)
from chalicelib.usecases.payouts import PeriodNotOver
from market.banks import PayeeAccount
from market.ledger import Entry, Leg, shop_payable
from market.money import Dong
from market.payouts import Period, last_period, made, read_period
from market.refunds import RefundKind

from tests.functions.conftest import Shop
from tests.functions.paying import ACCOUNTS, files, run, set_account, week_later
from tests.functions.refunding import ask, balances, delivered_order, line

LAN, HOI = "gh-ba-lan", "gh-ong-nhat"
OWED = {LAN: 165_000, HOI: 140_000}


@pytest.fixture
def delivered(shop: Shop) -> str:
    code = delivered_order(shop)
    for shop_id in OWED:
        set_account(shop, shop_id)
    return code


def _states(shop: Shop) -> dict[str, str]:
    return {one["shop"]: one["state"] for one in shop.audit()["payouts"]}


def test_a_week_is_paid_when_its_returns_are_over_and_once(shop: Shop, delivered: str) -> None:
    with pytest.raises(PeriodNotOver):
        run(shop, read_period("2026-W48"))
    shop.pass_time(days=6)
    assert run(shop) == {}, "delivered on Tuesday, and may come back until the Tuesday after"
    period = week_later(shop)
    assert run(shop, period, dry_run=True) == {LAN: ("made", 165_000), HOI: ("made", 140_000)}
    assert shop.audit()["payouts"] == []
    assert run(shop, period) == {LAN: ("made", 165_000), HOI: ("made", 140_000)}
    before = shop.audit()
    assert run(shop, period) == {}
    shop.pass_time(days=7)
    assert run(shop) == {}, "nor in another week"
    assert shop.audit() == before
    assert {account: held for account, held in balances(shop).items() if account.startswith("shop:")} == {
        f"shop:{LAN}:paying": -165_000,
        f"shop:{HOI}:paying": -140_000,
    }
    shop.check()


def test_the_file_for_the_bank_is_plain_and_always_the_same(shop: Shop, delivered: str) -> None:
    period = week_later(shop)
    run(shop, period)
    [written] = files(shop, period)
    assert written.file_key == f"payouts/{period}/0001.csv"
    content = shop.services.private_bucket.get(written.file_key)
    assert content is not None
    rows = list(csv.reader(io.StringIO(content.decode("ascii"))))
    assert [row[1:4] + row[5:6] for row in rows[1:]] == [
        ["8400123456789", "HOANG THI LAN", "970405", "165000"],
        ["0201000777123", "NONG VAN MINH", "970449", "140000"],
    ]
    memos = [row[6] for row in rows[1:]]
    assert len(set(memos)) == 2
    assert all(len(memo) == 20 and memo.startswith("CXL 2026W") for memo in memos)
    assert files(shop, period) == [], "nothing more to write"
    assert _states(shop) == {LAN: "batched", HOI: "batched"}
    shop.check()


def test_the_bank_paid_when_two_say_so(shop: Shop, delivered: str) -> None:
    period = week_later(shop)
    run(shop, period)
    id = f"{LAN}/{period}"
    with pytest.raises(NotAtTheBank):
        report_payout(shop.table, id=id, reference="FT26349001", actor="lan", now=shop.now)
    files(shop, period)
    with pytest.raises(NotReported):
        approve_payout(shop.table, id=id, actor="minh", now=shop.now)
    for wrong in ({}, {"reference": "a b"}, {"reference": "FT1x", "problem": "x"}):
        with pytest.raises(WrongReport):
            report_payout(shop.table, id=id, **wrong, actor="lan", now=shop.now)
    report_payout(shop.table, id=id, reference="FT26349001", actor="lan", now=shop.now)
    with pytest.raises(OwnReport):
        approve_payout(shop.table, id=id, actor="lan", now=shop.now)
    assert "clearing:bank" not in balances(shop)
    for _ in range(2):
        assert approve_payout(shop.table, id=id, actor="minh", now=shop.now).state.value == "paid"
    with pytest.raises(NotAtTheBank):
        report_payout(shop.table, id=id, problem="nhầm", actor="lan", now=shop.now)
    assert balances(shop)["clearing:bank"] == -165_000
    assert f"shop:{LAN}:paying" not in balances(shop)
    shop.check()


def test_what_the_bank_refused_is_owed_again_and_paid_the_week_after(shop: Shop, delivered: str) -> None:
    period = week_later(shop)
    run(shop, period)
    files(shop, period)
    id = f"{LAN}/{period}"
    report_payout(shop.table, id=id, problem="sai tên", actor="lan", now=shop.now)
    assert approve_payout(shop.table, id=id, actor="minh", now=shop.now).state.value == "failed"
    assert balances(shop)[f"shop:{LAN}:payable"] == -165_000
    assert run(shop, period) == {}, "a household has one payout for a week"
    shop.pass_time(days=7)
    assert run(shop) == {LAN: ("made", 165_000)}
    shop.check()


def test_a_refund_after_the_payout_is_carried_forward(shop: Shop, delivered: str) -> None:
    run(shop, week_later(shop))
    ask(shop, delivered, RefundKind.LINES, lines=(line(delivered, 1, "sp-na", 1),))
    shop.pass_time(days=7)
    assert run(shop) == {LAN: ("carried", -60_000)}
    assert [one["id"] for one in shop.audit()["payouts"] if one["shop"] == LAN] == [
        f"{LAN}/{last_period(shop.now - timedelta(days=7))}"
    ]
    _earn(shop, LAN, 100_000)
    shop.pass_time(days=21)
    assert [run(shop)[LAN], run(shop)] == [("made", 40_000), {}]
    assert balances(shop)[f"shop:{LAN}:paying"] == -205_000


def test_nobody_is_paid_without_an_account_or_while_it_is_new(shop: Shop) -> None:
    delivered_order(shop)
    period = week_later(shop)
    assert run(shop, period) == {LAN: ("no_account", 165_000), HOI: ("no_account", 140_000)}
    set_account(shop, LAN)
    shop.pass_time(hours=71)
    assert run(shop, period)[LAN] == ("held", 165_000)
    shop.pass_time(hours=1)
    assert run(shop, period)[LAN] == ("made", 165_000)
    shop.check()


def test_a_changed_account_gets_nothing_that_was_made_for_the_old_one(shop: Shop, delivered: str) -> None:
    period = week_later(shop)
    run(shop, period)
    other = PayeeAccount(bank_bin="970436", number="1234567890", holder="NGUYEN VAN GIAN")
    set_account(shop, LAN, other)
    [written] = files(shop, period)
    content = shop.services.private_bucket.get(written.file_key) or b""
    assert ACCOUNTS[LAN].number.encode() not in content
    assert other.number.encode() not in content
    assert _states(shop) == {LAN: "failed", HOI: "batched"}
    shop.check()
    shop.pass_time(days=7)
    assert run(shop) == {LAN: ("made", 165_000)}


def test_the_household_is_told_of_a_new_account(shop: Shop, delivered: str) -> None:
    notices = untold_notices(shop.table)
    [notice] = [one for one in notices if one.shop_id == LAN]
    assert "Agribank ••••789" in notice.sentence
    assert "27/11/2026" in notice.sentence
    assert ACCOUNTS[LAN].number not in notice.sentence
    tell_household(shop.table, notice=notice, actor="lan", now=shop.now)
    assert [one.shop_id for one in untold_notices(shop.table)] == [HOI]


def _earn(shop: Shop, shop_id: str, amount: int, name: str = "more") -> None:
    legs = (Leg(account=shop_payable(shop_id), amount=Dong(-amount)), Leg(account="test", amount=Dong(amount)))
    entry = Entry(id=f"{name}/delivery", occurred_at=shop.now, legs=legs)
    shop.table.commit(payouts.add_entry(shop.table, shop_id, entry))


def test_more_than_a_transaction_holds_is_still_one_payout(shop: Shop, delivered: str) -> None:
    for number in range(2 * usecase.MOST_TAKEN + 5):
        _earn(shop, LAN, 1_000 + number, f"many-{number}")
    period = week_later(shop)
    wanted = 165_000 + sum(1_000 + number for number in range(165))
    assert run(shop, period)[LAN] == ("made", wanted)
    [payout] = [one for one in shop.audit()["payouts"] if one["shop"] == LAN]
    assert (payout["amount"], payout["dues"]) == (wanted, 166)
    taken = [one for one in shop.audit()["dues"] if one["shop"] == LAN]
    assert {one["taken_by"] == "" for one in taken} == {False}
    assert len([one for one in taken if one["is_bundle"]]) == 3
    wrong = [sentence for sentence in _broken(shop) if "earned" not in sentence]
    assert wrong == [], "but for what this test put in out of nothing"


def _broken(shop: Shop) -> list[str]:
    from chalicelib.usecases.audit import broken_invariants

    return broken_invariants(shop.audit())


def test_two_runs_at_once_take_nothing_twice(shop: Shop, delivered: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other run comes between reading and committing, for the same week and for another."""
    period = week_later(shop)
    real, others = usecase._commit, [period, read_period("2026-W49")]

    def interrupted(*arguments: object) -> None:
        while others:
            run(shop, others.pop())
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(usecase, "_commit", interrupted)
    run(shop, period)
    found = shop.audit()["payouts"]
    assert sorted(one["amount"] for one in found) == [140_000, 165_000]
    shop.check()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("amount", "M6: the payout"),
        ("taken", "M6: the due"),
        ("one person", "P3: the payout"),
        ("unbooked", "M6: payout/"),
        ("earned", "M6: gh-ba-lan earned"),
    ],
)
def test_the_audit_sees_a_wrong_payout(shop: Shop, delivered: str, spoil: str, sentence: str) -> None:
    from chalicelib.usecases.audit import broken_invariants

    run(shop, week_later(shop))
    found = shop.audit()
    assert broken_invariants(found) == []
    if spoil == "amount":
        found["payouts"][0]["amount"] += 1
    elif spoil == "taken":
        [due] = [due for due in found["dues"] if due["shop"] == LAN]
        due["is_found"] = True
    elif spoil == "one person":
        found["payouts"][0] |= {"batch": 1, "state": "paid", "reported_by": "lan", "approved_by": "lan"}
    elif spoil == "unbooked":
        found["ledger"]["entries"] = [e for e in found["ledger"]["entries"] if not e["id"].startswith("payout/")]
    else:
        found["ledger"]["balances"][f"shop:{LAN}:payable"] = -1
    assert any(one.startswith(sentence) for one in broken_invariants(found))


def test_a_reversal_of_a_payout_is_due_at_once_and_a_payout_never() -> None:
    from market.payouts import Payout, due_by, returned

    moment = datetime(2026, 12, 14, 3, tzinfo=UTC)
    payout = Payout(
        shop_id=LAN, period=str(Period(2026, 50)), amount=Dong(5), dues=1, account_version=1, made_at=moment
    )
    assert due_by(made(payout)) is None
    due = due_by(returned(payout, now=moment))
    assert due is not None
    assert (due.amount, due.matures_at, due.rule) == (Dong(5), moment, "")


def test_an_account_is_in_no_row_in_clear(shop: Shop, delivered: str) -> None:
    run(shop, week_later(shop))
    files(shop)
    stored = str(list(shop.table.everything()))
    for account in ACCOUNTS.values():
        assert account.number not in stored
        assert account.holder not in stored
    assert [one.shop_id for one in dues.matured(shop.table, shop.now)] == []
