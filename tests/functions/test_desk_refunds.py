"""A refund at the desk: offered where the rules allow it, seen before it is asked for, asked for once."""

from __future__ import annotations

import re
from html import unescape

import pytest
from chalicelib.usecases.desk_log import broken_log
from market.parcels import ParcelState

from tests.functions.buying import buy
from tests.functions.callbacks import transfer
from tests.functions.conftest import Shop
from tests.functions.desking import Answer, Operator, hire
from tests.functions.refunding import balances, delivered_order, end, paid_order, refunder_of, states

WHY = "hàng dập, khách gửi ảnh trong ngày"


@pytest.fixture
def desk(shop: Shop) -> tuple[str, Operator]:
    """An order that was paid by card and delivered, and an operator."""
    refunder_of(shop)
    code = delivered_order(shop)
    [lan] = hire(shop, "lan")
    return code, lan


def hidden(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}


def seen(lan: Operator, code: str, **fields: str) -> Answer:
    attempt = hidden(lan.get(f"/van-hanh/don/{code}").text).get("lan", "")
    return lan.post(f"/van-hanh/don/{code}/hoan/xem", lan=attempt, ly_do_hoan=WHY, **fields)


def confirm(lan: Operator, code: str, page: Answer, **changes: str) -> Answer:
    fields = {name: value for name, value in hidden(page.text).items() if name != "csrf"} | changes
    return lan.post(f"/van-hanh/don/{code}/hoan", **fields)


def test_a_refund_by_lines_is_seen_before_it_is_asked_for(shop: Shop, desk: tuple[str, Operator]) -> None:
    code, lan = desk
    page = seen(lan, code, kieu="lines", **{f"sl.{code}-1.sp-na": "1"})
    assert page.status == 200
    for words in ("Hoàn 60.000", "Thẻ (Stripe), tự động", "284.500"):
        assert words in page.text, words
    assert (states(shop), "refund.requested" in str(shop.audit()["orders"])) == ([], False), "nothing is written"
    assert confirm(lan, code, page).location == f"/van-hanh/don/{code}"
    assert confirm(lan, code, page).location == f"/van-hanh/don/{code}", "pressed twice"
    [refund] = shop.audit()["refunds"]
    assert (refund["amount"], refund["kind"]) == (60_000, "lines")
    assert balances(shop)["shop:gh-ba-lan:payable"] == -105_000
    shop.check()
    assert broken_log(shop.table) == []


def test_a_whole_parcel_is_all_of_its_goods_that_are_left(shop: Shop, desk: tuple[str, Operator]) -> None:
    code, lan = desk
    confirm(lan, code, seen(lan, code, kieu="lines", **{f"sl.{code}-1.sp-na": "1"}))
    page = seen(lan, code, kieu="parcel", kien=f"{code}-1")
    # 60.000 and 45.000 are left of 165.000.
    assert "Hoàn 105.000" in page.text
    confirm(lan, code, page)
    assert confirm(lan, code, page).location == f"/van-hanh/don/{code}", "pressed twice"
    assert sorted(refund["amount"] for refund in shop.audit()["refunds"]) == [60_000, 105_000]
    assert f'<option value="{code}-1"' not in lan.get(f"/van-hanh/don/{code}").text, "nothing of it is left to choose"
    shop.check()


def test_full_and_free_amounts_are_seen_with_who_bears_them(shop: Shop, desk: tuple[str, Operator]) -> None:
    code, lan = desk
    page = seen(lan, code, kieu="amount", so_tien="20.000").text
    assert ("Chợ (thiện chí)" in page, "Hoàn 20.000" in page) == (True, True)
    page = seen(lan, code, kieu="full").text
    assert ("Hoàn 344.500" in page, "Chợ (phí giao)" in page) == (True, True)
    assert states(shop) == []


def test_a_sum_that_changed_since_it_was_seen_is_not_given(shop: Shop, desk: tuple[str, Operator]) -> None:
    code, lan = desk
    page = seen(lan, code, kieu="full")
    confirm(lan, code, seen(lan, code, kieu="amount", so_tien="20000"))
    answer = confirm(lan, code, page)
    assert (answer.status, "đã khác lúc xem trước" in answer.text) == (409, True)
    assert [refund["amount"] for refund in shop.audit()["refunds"]] == [20_000]
    assert confirm(lan, code, seen(lan, code, kieu="full"), thay="1").status == 409
    shop.check()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kieu": "lines"}, "kieu"),
        ({"kieu": "lines", "sl.{code}-1.sp-na": "x"}, "kieu"),
        ({"kieu": "lines", "sl.{code}-1.sp-na": "3"}, "ly_do_hoan"),
        ({"kieu": "parcel", "kien": "LS7K3M2QS-1"}, "kieu"),
        ({"kieu": "parcel"}, "kieu"),
        ({"kieu": "gift"}, "kieu"),
        ({"kieu": "amount", "so_tien": "9999999"}, "ly_do_hoan"),
        ({"kieu": "owed"}, "ly_do_hoan"),
    ],
)
def test_what_the_rules_do_not_allow_is_said_at_its_field(
    shop: Shop, desk: tuple[str, Operator], fields: dict[str, str], field: str
) -> None:
    code, lan = desk
    answer = seen(lan, code, **{name.replace("{code}", code): value for name, value in fields.items()})
    assert answer.status in (409, 422)
    assert f'href="#{field}"' in answer.text
    assert states(shop) == []


def test_only_what_is_allowed_is_offered(shop: Shop) -> None:
    refunder_of(shop)
    code = paid_order(shop)
    [lan] = hire(shop, "lan")
    here = f"/van-hanh/don/{code}"
    offered = set(re.findall(r'name="kieu" value="([a-z]+)"', lan.get(here).text))
    assert offered == {"amount"}, "no parcel has ended"
    assert "Hủy đơn" in lan.get(here).text
    end(shop, code)
    [lan] = [Operator(shop, "lan")]
    shop.pass_time(minutes=1)
    lan.log_in()
    page = lan.get(here).text
    assert set(re.findall(r'name="kieu" value="([a-z]+)"', page)) == {"full", "parcel", "lines", "amount"}
    assert f"{here}/huy" not in page, "it was collected"
    confirm(lan, code, seen(lan, code, kieu="full"))
    page = lan.get(here).text
    assert f"{here}/hoan/xem" not in page, "nothing is left"
    shop.check()


def test_nothing_is_offered_of_an_order_that_was_not_paid(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "vietqr")
    [lan] = hire(shop, "lan")
    assert "/hoan/xem" not in lan.get(f"/van-hanh/don/{code}").text
    assert seen(lan, code, kieu="full").status in (409, 422)


def test_what_is_owed_anyway_is_borne_by_nobody(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "vietqr")
    transfer(shop, 344_500, code)
    transfer(shop, 50_000, code, id=2)
    [lan] = hire(shop, "lan")
    page = seen(lan, code, kieu="owed")
    assert ("Hoàn 50.000" in page.text, "Phần chợ vốn phải trả lại" in page.text) == (True, True)
    assert "Chuyển khoản tay, người khác duyệt" in page.text
    confirm(lan, code, page)
    assert states(shop) == ["to_transfer"]
    assert ParcelState.DELIVERED.value not in {parcel["state"] for parcel in shop.audit()["parcels"]}
    shop.check()
