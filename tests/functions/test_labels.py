"""A label has a name, a number and an address on it (H2): a link is one operator's, for minutes, for one parcel."""

from __future__ import annotations

import base64

import pytest
from chalicelib.store import parcels
from chalicelib.usecases.desk_log import latest_deeds

from tests.functions.buying import buy
from tests.functions.conftest import Shop
from tests.functions.desking import Operator, hire

HOSTILE = "<!doctype html><html><script>alert(1)</script>WB</html>"


@pytest.fixture
def sent(shop: Shop) -> tuple[str, Operator, Operator]:
    shop.open()
    lan, minh = hire(shop, "lan", "minh")
    code = buy(shop)
    for _ in range(3):
        shop.pump.run_once()
    return code, lan, minh


def _link(operator: Operator, code: str) -> str:
    assert "Mở nhãn" in operator.get(f"/van-hanh/don/{code}").text
    answer = operator.post(f"/van-hanh/don/{code}/nhan", kien=f"{code}-1")
    assert answer.status == 303
    return answer.location


def test_the_one_who_asked_sees_it_and_it_is_in_the_log(shop: Shop, sent: tuple[str, Operator, Operator]) -> None:
    code, lan, _ = sent
    shown = lan.get(_link(lan, code))
    assert shown.status == 200
    assert base64.b64encode(b"%PDF-1.4 label").decode() in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    deed = latest_deeds(shop.table, most=1)[0].deed
    assert (deed.actor, deed.action, deed.subject) == ("lan", "label.shown", f"{code}-1")


def test_shared_guessed_and_late_links_show_nothing(shop: Shop, sent: tuple[str, Operator, Operator]) -> None:
    code, lan, minh = sent
    link = _link(lan, code)
    head, ends, signature = link.rsplit("/", 2)
    guesses = [
        f"{head}/{ends}/{'0' * 40}",
        f"{head}/{int(ends) + 3600}/{signature}",
        link.replace(f"{code}-1", f"{code}-2"),
        f"{head}/{ends}/{signature[:-1]}",
        f"{head}/x/{signature}",
    ]
    assert {lan.get(guess).status for guess in guesses} == {404}
    assert minh.get(link).status == 404, "another operator's"
    assert Operator(shop, "nobody").get(link).location == "/van-hanh/dang-nhap"
    assert lan.get(link).status == 200
    shop.pass_time(minutes=5, seconds=1)
    assert lan.get(link).status == 404, "its time is over"


def test_a_carriers_page_is_shown_and_nothing_in_it_runs(shop: Shop, sent: tuple[str, Operator, Operator]) -> None:
    code, lan, _ = sent
    key = f"labels/{code}-1.html"
    shop.services.private_bucket.put(key, HOSTILE.encode(), content_type="text/html; charset=utf-8")
    parcels.keep_label(shop.table, f"{code}-1", key)
    shown = lan.get(_link(lan, code))
    assert shown.text == HOSTILE
    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy


def test_there_is_no_link_to_what_is_not_there(shop: Shop, sent: tuple[str, Operator, Operator]) -> None:
    code, lan, _ = sent
    for parcel in (f"{code}-9", "LS2222222-1", "x", "../x"):
        assert lan.post(f"/van-hanh/don/{code}/nhan", kien=parcel).status == 404
