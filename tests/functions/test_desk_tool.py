"""The operator's tool and the desk: accounts from the command line, the log verified by its exit code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chalicelib.store import keys

import xulang
from tests.functions.conftest import Shop
from tests.functions.desking import Operator


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = xulang.main([*arguments, "--json"])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else {}


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    # The tool would point at the running local stage; the stage of these tests is in this process.
    monkeypatch.setattr("infra.local.settings.apply", lambda: None)


def test_an_account_is_made_shown_once_and_closed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code, made = run(capsys, "operator", "add", "lan")
    assert code == 0
    assert made["authenticator"].startswith("otpauth://totp/")
    lan = Operator(shop, "lan")
    assert run(capsys, "operator", "code", "lan")[1]["code"] == lan.code()
    assert lan.log_in(made["password"]).status == 303
    assert run(capsys, "operator", "add", "lan")[0] == 1, "there is one"
    shop.pass_time(seconds=60)
    code, renewed = run(capsys, "operator", "renew", "lan")
    assert lan.get("/van-hanh").status == 303
    assert lan.log_in(made["password"]).status == 422
    assert lan.log_in(renewed["password"]).status == 303
    assert run(capsys, "operator", "close", "lan") == (0, {"closed": "lan"})
    assert lan.get("/van-hanh").status == 303
    assert run(capsys, "desk-log", "--verify")[0] == 0


def test_no_secret_of_an_account_is_in_the_table(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    made = run(capsys, "operator", "add", "lan")[1]
    stored = str(list(shop.table.everything()))
    secret = made["authenticator"].partition("secret=")[2].partition("&")[0]
    assert made["password"] not in stored
    assert secret not in stored


def test_codes_are_shown_in_the_local_stage_only(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "operator", "add", "lan")
    monkeypatch.setitem(shop.services.settings.variables, "XULANG_STAGE", "prod")  # type: ignore[arg-type]
    assert run(capsys, "operator", "code", "lan") == (1, {})


def test_an_altered_log_ends_with_exit_code_one(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "operator", "add", "lan")
    run(capsys, "operator", "add", "minh")
    code, head = run(capsys, "desk-log")
    assert (code, head["count"], [deed["action"] for deed in head["deeds"]]) == (0, 2, ["operator.added"] * 2)
    assert run(capsys, "desk-log", "--verify", "--anchor", head["anchor"])[0] == 0
    row = shop.table.get(keys.deed(1))
    shop.table.commit(shop.table.update(keys.deed(1), "SET #json = :json", json=row["json"].replace("lan", "minh")))
    code, found = run(capsys, "desk-log", "--verify")
    assert (code, found["broken"]) == (1, ["P3: deed 1 of the desk's log was altered"])
    code, audit = run(capsys, "audit", "--check")
    assert (code, found["broken"]) == (1, audit["broken"])


def test_the_demonstration_has_two_operators_however_often_it_is_made(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert run(capsys, "demo")[1]["operators"] == ["lan", "minh"]
    assert Operator(shop, "minh").log_in(shop.services.settings["DEMO_OPERATOR_PASSWORD"]).status == 303
