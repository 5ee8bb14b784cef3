"""Money that names no order becomes an order's, by two operators over HTTP."""

from __future__ import annotations

import re

import pytest

from infra.local.trial import System
from tests.journeys.conftest import Outside, Shopper, audit, order_in, until, xulang
from tests.journeys.desk import Operator, link_to

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]
WHY = "khách gửi ảnh biên lai, đúng số tiền và giờ"


def test_an_unmatched_transfer_is_settled_by_two_operators(system: System, shopper: Shopper, outside: Outside) -> None:
    code = shopper.buy("vietqr", {"sp-mat-ong": 1})
    total = order_in(audit(system), code)["total"]
    outside.transfer(total, "Nguyen Thi Hoa 0912345678 mua mat ong")
    stranger = Operator(system, "lan")
    assert stranger.http.get("/van-hanh").url.path == "/van-hanh/dang-nhap"

    lan, minh = Operator(system, "lan"), Operator(system, "minh")
    for operator in (lan, minh):
        assert operator.log_in().url.path == "/van-hanh"
    until(lambda: "Không có mã đơn" in lan.http.get("/van-hanh").text, what="the bank's report")
    parked = lan.http.get("/van-hanh/treo?ly_do=no_order_code").text
    callback = link_to(parked, "Không có mã đơn")
    page = lan.http.get(callback).text
    assert "0912345678" not in page

    asked = lan.post(f"{callback}/ghep", ma_don=code, ly_do_ghep=WHY)
    assert (asked.status_code, "Đã gửi đề nghị" in asked.text) == (200, True)
    approval = _approval(minh.http.get("/van-hanh/de-nghi").text)
    assert order_in(audit(system), code)["captured"] == 0
    own = lan.post(approval)
    assert (own.status_code, "không được tự duyệt" in own.text) == (403, True)
    done = minh.post(approval)
    assert "Đã ghép tiền vào đơn" in done.text

    until(lambda: "Đơn đang chờ thanh toán" not in shopper.order_page(code), what="the order's own page")
    assert order_in(audit(system), code)["captured"] == total
    assert until(lambda: outside.parcels(code), what="the carrier")
    for typed in (code, "5678"):
        found = minh.post("/van-hanh/tim", q=typed)
        assert found.status_code == 200
        assert code[-3:] in found.text
    timeline = minh.http.get(f"/van-hanh/don/{code}").text
    for words in ("Đề nghị ghép tiền vào đơn", "Duyệt ghép tiền", "Nhận tiền", "Đặt hàng"):
        assert words in timeline
    assert "Nguyễn Thị Hoa" not in timeline
    assert xulang(system, "desk-log", "--verify").returncode == 0


def test_money_sent_by_mistake_goes_back_by_two_operators(system: System, outside: Outside) -> None:
    """In suspense until it has left the bank; decided once, whoever presses again."""
    outside.transfer(73_000, "chuyen nham, xin tra lai 0912345678")
    lan, minh = Operator(system, "lan"), Operator(system, "minh")
    for operator in (lan, minh):
        assert operator.log_in().url.path == "/van-hanh"
    until(lambda: "73.000" in lan.http.get("/van-hanh/treo?loai=tien").text, what="the bank's report")
    row = re.search(r'<li><a href="([^"]+)">Không có mã đơn</a>[^\n]*73\.000', lan.http.get("/van-hanh/treo").text)
    assert row
    fields = {"ngan_hang": "Agribank", "so_tai_khoan": "8400200012345", "chu_tai_khoan": "NGUYEN VAN AN"}
    asked = lan.post(f"{row[1]}/gui-tra", **fields, ly_do_tra="người gửi gọi tổng đài xin lại tiền")
    assert "Gửi trả 73.000" in asked.text
    approval = _approval(minh.http.get("/van-hanh/de-nghi").text)
    assert lan.post(approval).status_code == 403
    assert "ghi mã giao dịch" in minh.post(approval).text
    assert minh.post(approval).status_code == 409
    held = audit(system)["ledger"]["balances"]["suspense:vietqr"]
    done = minh.post(approval.replace("/duyet", "/da-chuyen"), ma_giao_dich="FT26329009")
    assert "đã gửi trả" in done.text
    found = audit(system)
    assert found["ledger"]["balances"]["suspense:vietqr"] == held + 73_000
    assert [one["order"] for one in found["payments"] if one["amount"] == 73_000] == ["returned"]
    log = xulang(system, "desk-log", "--json").stdout
    assert ("return.sent" in log, "8400200012345" in log) == (True, False)
    assert xulang(system, "desk-log", "--verify").returncode == 0


def _approval(page: str) -> str:
    [address] = re.findall(r'action="(/van-hanh/de-nghi/[0-9a-f]+/duyet)"', page)
    return str(address)
