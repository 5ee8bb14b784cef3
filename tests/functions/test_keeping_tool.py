"""The tool's commands for households' money, forgetting and work: exit codes, JSON, dry runs, nothing personal."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

import xulang
from tests.functions.buying import RECEIVER, buy
from tests.functions.conftest import SESSION, Shop
from tests.functions.paying import ACCOUNTS, set_account, week_later
from tests.functions.refunding import delivered_order

LAN, HOI = "gh-ba-lan", "gh-ong-nhat"
ACCOUNT = ACCOUNTS[LAN]
PERSONAL = ("Nguyễn Thị Hoa", "912345678", "912 345 678", "Trần Đăng Ninh")
OF_ACCOUNTS = [said for account in ACCOUNTS.values() for said in (account.number, account.holder)]


class Tool:
    """Runs ``xulang`` in this process, and looks at everything that it says."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str, given: str = "") -> tuple[int, dict[str, Any]]:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(given))
        self._capsys.readouterr()
        code = xulang.main([*arguments, "--json"])
        said = self._capsys.readouterr()
        assert [word for word in (*PERSONAL, *OF_ACCOUNTS) if word in said.out + said.err] == []
        return code, json.loads(said.out) if said.out else {"said": said.err.strip()}


@pytest.fixture
def tool(shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tool:
    # The tool would point at the running local stage; the stage of these tests is in this process.
    monkeypatch.setattr("infra.local.settings.apply", lambda: None)
    # Nor would a client of its own reach the queues and the stream that are here.
    monkeypatch.setattr("infra.local.pump.boto3.Session", lambda: SESSION)
    return Tool(capsys, monkeypatch)


def _stored(shop: Shop) -> str:
    """All rows but what editors published, where the market's own number happens to be the shopper's."""
    return json.dumps([row for row in shop.table.everything() if row["sk"] != "DOC"], ensure_ascii=False, default=str)


# --- payout -----------------------------------------------------------------------------------------------------------


def test_payout_says_what_it_would_pay_pays_it_and_then_nothing_more(shop: Shop, tool: Tool) -> None:
    delivered_order(shop)
    set_account(shop, LAN)
    week = str(week_later(shop))
    before = shop.audit()
    wanted = [
        {"shop": LAN, "outcome": "made", "amount": 165_000},
        {"shop": HOI, "outcome": "no_account", "amount": 140_000},
    ]
    assert tool("payout", "--dry-run") == (0, {"period": week, "dry_run": True, "households": wanted})
    assert shop.audit() == before
    assert shop.services.private_bucket.get(f"payouts/{week}/0001.csv") is None
    done = {"period": week, "dry_run": False, "households": wanted, "files": [{"number": 1, "payouts": 1}]}
    assert tool("payout", "--period", week) == (0, done)
    after = shop.audit()
    assert tool("payout") == (0, {"period": week, "dry_run": False, "households": wanted[1:], "files": []})
    assert shop.audit() == after
    assert tool("payouts")[1]["payouts"][0]["id"] == f"{LAN}/{week}"
    shop.check()


def test_a_week_that_is_not_over_is_not_paid_and_one_that_is_none_is_not_understood(shop: Shop, tool: Tool) -> None:
    assert tool("payout", "--period", "2026-W48") == (1, {"said": "Tuần này chưa kết thúc nên chưa chi trả được."})
    for wrong in ("2026-W54", "2026", "last"):
        with pytest.raises(SystemExit) as ended:
            tool("payout", "--period", wrong)
        assert ended.value.code == 2
    assert shop.audit()["payouts"] == []


def test_a_file_that_was_there_before_is_for_a_person_to_look_at(shop: Shop, tool: Tool) -> None:
    """K4: the bucket was not put back with the table, so the bank may have had this file."""
    delivered_order(shop)
    set_account(shop, LAN)
    week = str(week_later(shop))
    shop.services.private_bucket.put(f"payouts/{week}/0001.csv", b"of before", content_type="text/csv")
    code, said = tool("payout")
    assert (code, len(said["broken"]), said["files"]) == (1, 1, [{"number": 1, "payouts": 1}])
    assert f"Tệp 1 của tuần {week} đã có từ trước" in said["broken"][0]
    assert tool("payout")[0] == 0, "said once, when it is written"


def test_two_persons_say_what_the_bank_did(shop: Shop, tool: Tool, tmp_path: Any) -> None:
    delivered_order(shop)
    set_account(shop, LAN)
    week = str(week_later(shop))
    tool("payout")
    out, id = tmp_path / "file.csv", f"{LAN}/{week}"
    assert tool("payout-file", week, "1", "--out", str(out), "--by", "lan")[0] == 0
    assert (ACCOUNT.number in out.read_text(), out.stat().st_mode & 0o777) == (True, 0o600)
    assert tool("payout-file", week, "2", "--out", str(out), "--by", "lan")[0] == 1
    assert tool("payout-report", id, "--reference", "FT26349001", "--by", "lan") == (0, {id: "reported"})
    assert tool("payout-approve", id, "--by", "lan")[0] == 1
    assert shop.audit()["payouts"][0]["state"] == "batched"
    assert tool("payout-approve", id, "--by", "minh") == (0, {id: "paid"})
    shop.check()


# --- payee ------------------------------------------------------------------------------------------------------------


def _account(**changes: str) -> str:
    return json.dumps({"bank": ACCOUNT.bank_bin, "number": ACCOUNT.number, "holder": ACCOUNT.holder} | changes)


def test_an_account_is_proposed_by_one_and_approved_by_another(shop: Shop, tool: Tool) -> None:
    shop.open()
    about = ("--note", "hộ báo qua bưu điện xã", "--by")
    assert tool("payee", "show", LAN) == (0, {LAN: ""})
    proposed = {LAN: "Agribank ••••789", "waits_for": "a second person"}
    assert tool("payee", "propose", LAN, *about, "lan", given=_account()) == (0, proposed)
    assert tool("payee", "propose", LAN, *about, "minh", given=_account())[0] == 1, "one waits already"
    assert tool("payee", "approve", LAN, "--by", "lan")[0] == 1
    assert tool("payee", "show", LAN) == (0, {LAN: ""}), "nothing changed yet"
    code, approved = tool("payee", "approve", LAN, "--by", "minh")
    assert (code, approved[LAN]) == (0, "Agribank ••••789")
    assert tool("payee", "approve", LAN, "--by", "minh")[0] == 1, "nothing waits any more"
    assert [one["shop"] for one in tool("payouts")[1]["to_tell"]] == [LAN]
    assert tool("payee", "told", LAN, "--by", "lan") == (0, {"told": 1})
    assert tool("payee", "told", LAN, "--by", "lan") == (0, {"told": 0})


@pytest.mark.parametrize("given", ["", "[]", "{}", "{bad", _account(number="12a"), _account(holder="")])
def test_an_account_that_cannot_be_read_is_not_proposed(shop: Shop, tool: Tool, given: str) -> None:
    shop.open()
    before = _stored(shop)
    code, said = tool("payee", "propose", LAN, "--note", "hộ báo qua bưu điện", "--by", "lan", given=given)
    assert (code, bool(said["broken"])) == (1, True)
    assert tool("payee", "propose", LAN, "--note", "hộ báo qua bưu điện", given=_account())[0] == 1, "by nobody"
    assert _stored(shop) == before


def test_a_proposal_is_taken_back(shop: Shop, tool: Tool) -> None:
    shop.open()
    note = ("--note", "hộ gọi điện báo nhầm", "--by", "lan")
    assert tool("payee", "reject", LAN, *note)[0] == 1, "there is none"
    tool("payee", "propose", LAN, *note, given=_account())
    assert tool("payee", "reject", LAN, *note) == (0, {LAN: "rejected"})
    assert tool("payee", "approve", LAN, "--by", "minh")[0] == 1
    assert tool("payee", "show", LAN) == (0, {LAN: ""})


# --- erase ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["order", "phone"])
def test_a_shopper_is_counted_then_forgotten_then_unknown(shop: Shop, tool: Tool, how: str) -> None:
    order = delivered_order(shop)
    whose = ("--order", order.lower()) if how == "order" else ("--phone-stdin",)
    given = "" if how == "order" else f"{RECEIVER['phone']}\n"
    stored = _stored(shop)
    code, counted = tool("erase", *whose, "--by", "lan", "--dry-run", given=given)
    assert (code, counted["orders"], counted["labels"], counted["dry_run"]) == (0, 1, 2, True)
    assert counted["tell_also"] == ["stripe", "viettelpost", "vnpost"]
    assert _stored(shop) == stored
    assert tool("erase", *whose, "--by", "lan", given=given) == (0, counted | {"dry_run": False})
    assert [word for word in PERSONAL if word in _stored(shop)] == []
    stored = _stored(shop)
    code, again = tool("erase", *whose, "--by", "lan", given=given)
    assert (code, again["orders"], again["rows"], again["tell_also"]) == (0, 0, 0, [])
    assert _stored(shop) == stored
    shop.check()


def test_who_may_not_be_forgotten_stays(shop: Shop, tool: Tool) -> None:
    shop.open()
    order = buy(shop)
    stored = _stored(shop)
    code, said = tool("erase", "--order", order, "--by", "lan")
    assert (code, said["said"].startswith("Đơn chưa kết thúc")) == (1, True)
    assert tool("erase", "--phone-stdin", "--by", "lan", given="0912\n") == (
        1,
        {"broken": ["Số điện thoại chưa đúng."]},
    )
    assert tool("erase", "--phone-stdin", "--by", "lan", given="0987 654 321\n")[1]["orders"] == 0
    assert tool("erase", "--order", "LS0000000", "--by", "lan")[0] == 1, "no such order is a mistake of who asks"
    for missing in (("erase", "--by", "lan"), ("erase", "--order", order)):
        with pytest.raises(SystemExit) as ended:
            tool(*missing)
        assert ended.value.code == 2
    assert _stored(shop) == stored


# --- work -------------------------------------------------------------------------------------------------------------


def test_work_once_does_what_waits_and_ends(shop: Shop, tool: Tool) -> None:
    shop.open()
    buy(shop)
    assert {parcel["state"] for parcel in shop.audit()["parcels"]} == {"ready"}
    code, done = tool("work", "--once")
    assert (code, done["handled"] >= 1) == (0, True)
    found = shop.audit()
    assert ({parcel["state"] for parcel in found["parcels"]}, found["outbox"]) == ({"submitted"}, [])
    assert [len(carrier.created) for carrier in shop.carriers.values()] == [1, 1]
    assert tool("work", "--once")[0] == 0, "a new process reads the stream from its beginning, to no effect"
    again = shop.audit()
    assert {name: again[name] for name in found if name != "outbox"} == {
        name: found[name] for name in found if name != "outbox"
    }
    assert again["outbox"] == []
    assert [len(carrier.created) for carrier in shop.carriers.values()] == [1, 1]
    shop.check()
