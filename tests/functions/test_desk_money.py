"""Orders called off and money given back at the desk; a transfer that a person made is approved by another."""

from __future__ import annotations

import re
from typing import Any

import pytest
from chalicelib.usecases.desk_log import broken_log

from tests.functions.buying import buy
from tests.functions.callbacks import transfer
from tests.functions.conftest import Shop
from tests.functions.desking import Operator, hire

WHY = "hàng dập, khách gửi ảnh trong ngày"


@pytest.fixture
def paid(shop: Shop) -> tuple[str, Operator, Operator]:
    """An order that was paid by transfer, and two operators."""
    shop.open()
    lan, minh = hire(shop, "lan", "minh")
    code = buy(shop, "vietqr")
    transfer(shop, _order(shop, code)["total"], code)
    return code, lan, minh


def _order(shop: Shop, code: str) -> dict[str, Any]:
    [found] = [one for one in shop.audit()["orders"] if one["code"] == code]
    return dict(found)


def _attempt(operator: Operator, code: str) -> str:
    found = re.search(r'name="lan" value="([^"]+)"', operator.get(f"/van-hanh/don/{code}").text)
    assert found
    return found[1]


def test_an_order_is_called_off_and_its_money_is_transferred_back_by_two(
    shop: Shop, paid: tuple[str, Operator, Operator]
) -> None:
    code, lan, minh = paid
    here = f"/van-hanh/don/{code}"
    assert lan.post(f"{here}/huy", ly_do_huy="").status == 422
    assert lan.post(f"{here}/huy", ly_do_huy="khách đổi ý, gọi lúc 9 giờ").location == here
    assert _order(shop, code)["state"] == "cancelled"
    assert lan.post(f"{here}/huy", ly_do_huy="khách đổi ý, gọi lúc 9 giờ").location == here, "again, the same"
    shop.pump.run_once()
    waiting = minh.get("/van-hanh/de-nghi").text
    assert "Chờ chuyển khoản tay" in waiting
    id = _refund_id(waiting)
    assert minh.post("/van-hanh/hoan-tien", khoan=id, ma_giao_dich="").status == 422
    assert minh.post("/van-hanh/hoan-tien", khoan=id, ma_giao_dich="FT26329001").location.endswith("kq=transferred")
    assert "Hoàn tiền cần người xử lý" not in lan.get("/van-hanh/de-nghi").text
    assert "Duyệt khoản đã chuyển hoàn" in lan.get(here).text
    shop.check()
    assert broken_log(shop.table) == []


def test_who_asks_for_a_refund_does_not_approve_it(shop: Shop, paid: tuple[str, Operator, Operator]) -> None:
    code, lan, minh = paid
    here = f"/van-hanh/don/{code}"
    for parcel in shop.audit()["parcels"]:
        _deliver(shop, parcel)
    fields = {"lan": _attempt(lan, code), "kieu": "amount", "so_tien": "20.000", "ly_do_hoan": WHY}
    assert lan.post(f"{here}/hoan", **fields).location == here
    assert lan.post(f"{here}/hoan", **fields).location == here, "pressed twice"
    page = lan.get(here).text
    assert page.count("Chờ chuyển khoản tay") == 1
    assert "một người vận hành khác phải duyệt" in page
    id = _refund_id(minh.get(here).text)
    own = lan.post("/van-hanh/hoan-tien", khoan=id, ma_giao_dich="FT1")
    assert own.status == 403
    assert "không được tự duyệt" in own.text
    assert minh.post("/van-hanh/hoan-tien", khoan=id, ma_giao_dich="FT1").status == 303
    shop.check()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"so_tien": "20k"}, "so_tien"),
        ({"so_tien": ""}, "so_tien"),
        ({"so_tien": "-5"}, "so_tien"),
        ({"kieu": "lines"}, "kieu"),
        ({"lan": "x"}, "ly_do_hoan"),
        ({"ly_do_hoan": "ok"}, "ly_do_hoan"),
        ({"so_tien": "999999999999"}, "ly_do_hoan"),
    ],
)
def test_a_wrong_refund_promises_nothing(
    shop: Shop, paid: tuple[str, Operator, Operator], changes: dict[str, str], field: str
) -> None:
    code, lan, _ = paid
    for parcel in shop.audit()["parcels"]:
        _deliver(shop, parcel)
    fields = {"lan": _attempt(lan, code), "kieu": "amount", "so_tien": "20000", "ly_do_hoan": WHY} | changes
    answer = lan.post(f"/van-hanh/don/{code}/hoan", **fields)
    assert answer.status in (409, 422)
    assert f'href="#{field}"' in answer.text
    assert "Chờ chuyển khoản tay" not in lan.get(f"/van-hanh/don/{code}").text


def _deliver(shop: Shop, parcel: dict[str, Any]) -> None:
    from market.catalogue import CarrierName
    from market.parcels import ParcelState

    from tests.functions.callbacks import notice, tell

    carrier = CarrierName(parcel["carrier"])
    said = notice(shop, parcel["id"], ParcelState.DELIVERED, hours=30, carrier=carrier, is_proven=True)
    assert tell(shop, said) == "applied"


def _refund_id(page: str) -> str:
    found = re.search(r'name="khoan" value="([^"]+)"', page)
    assert found, page
    return found[1]
