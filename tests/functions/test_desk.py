"""What operators see and do: orders found, callbacks replayed, money settled by two persons, everything in the log."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from chalicelib.store import keys
from chalicelib.usecases.desk_callbacks import mask_numbers
from chalicelib.usecases.desk_log import Head, broken_log, log_head
from chalicelib.web.desk_work import read_ref, write_ref
from market.catalogue import CarrierName
from market.parcels import ParcelState
from market.wire import from_plain, to_plain

from tests.functions.buying import buy
from tests.functions.callbacks import notice, tell, transfer
from tests.functions.conftest import Shop
from tests.functions.desking import Answer, Operator, hire

WHY = "khách gửi ảnh biên lai, đúng số tiền và giờ"
# Whatever of the receiver stands in an order (tests.functions.buying.RECEIVER).
PRIVATE = ("Nguyễn Thị Hoa", "0912345678", "912345678", "0912 345 678", "12 Trần Đăng Ninh")


def parked_ref(shop: Shop, id: int = 92704) -> str:
    [found] = [one for one in shop.audit()["parked"] if str(one["id"]).endswith(str(id))]
    return write_ref(*found["id"].split("#", 1))


def order(shop: Shop, code: str) -> dict[str, Any]:
    [found] = [one for one in shop.audit()["orders"] if one["code"] == code]
    return dict(found)


@pytest.fixture
def desk(shop: Shop) -> tuple[Operator, Operator]:
    shop.open()
    lan, minh = hire(shop, "lan", "minh")
    return lan, minh


def propose(shop: Shop, lan: Operator, code: str) -> str:
    """The id of a proposal to count the parked transfer for the order."""
    answer = lan.post(f"/van-hanh/treo/{parked_ref(shop)}/ghep", ma_don=code, ly_do_ghep=WHY)
    assert answer.location == "/van-hanh/de-nghi?kq=proposed", answer.text
    [row] = [row for row in shop.table.everything() if row["sk"] == "PROPOSAL" and row["state"] == "open"]
    return str(row["pk"]).removeprefix("PROPOSAL#")


def test_unmatched_money_becomes_an_orders_by_two_persons(shop: Shop, desk: tuple[Operator, Operator]) -> None:
    lan, minh = desk
    code = buy(shop, "vietqr")
    total = order(shop, code)["total"]
    transfer(shop, total, "mua quyt nhe")
    home = lan.get("/van-hanh").text
    assert "Tiền chưa rõ của đơn nào" in home
    assert "Không có mã đơn" in home
    page = lan.get(f"/van-hanh/treo/{parked_ref(shop)}").text
    assert "Đề nghị ghép" in page
    assert "Ghi là đã xử lý" not in page, "money never disappears behind a note"
    id = propose(shop, lan, f"{code[:4]}-{code[4:].lower()}")
    assert order(shop, code)["state"] == "awaiting_payment", "nothing has moved yet"

    own = lan.post(f"/van-hanh/de-nghi/{id}/duyet")
    assert own.status == 403
    assert "không được tự duyệt" in own.text
    assert order(shop, code)["captured"] == 0

    assert minh.post(f"/van-hanh/de-nghi/{id}/duyet").location == "/van-hanh/de-nghi?kq=done"
    assert order(shop, code) | {"state": "confirmed", "captured": total} == order(shop, code)
    assert minh.post(f"/van-hanh/de-nghi/{id}/duyet").status == 409, "decided is decided"
    assert order(shop, code)["captured"] == total
    timeline = minh.get(f"/van-hanh/don/{code}").text
    for words in ("Đề nghị ghép tiền vào đơn", "Duyệt ghép tiền", "Đã ghép tiền", "Nhận tiền", "lan", "minh", WHY):
        assert words in timeline, words
    shop.check()
    assert broken_log(shop.table) == []


def test_a_parked_payment_has_one_proposal_at_a_time(shop: Shop, desk: tuple[Operator, Operator]) -> None:
    lan, minh = desk
    code = buy(shop, "vietqr")
    transfer(shop, 1_000, "khong ma")
    id, ref = propose(shop, lan, code), parked_ref(shop)
    assert minh.post(f"/van-hanh/treo/{ref}/ghep", ma_don=code, ly_do_ghep=WHY).status == 409
    assert minh.post(f"/van-hanh/treo/{ref}/phat-lai").status == 409
    assert minh.post(f"/van-hanh/de-nghi/{id}/tu-choi", ly_do="ngắn").status == 422
    assert minh.post(f"/van-hanh/de-nghi/{id}/tu-choi", ly_do="không phải của đơn này").status == 303
    assert order(shop, code)["captured"] == 0
    second = propose(shop, minh, code)
    assert lan.post(f"/van-hanh/de-nghi/{second}/duyet").location.endswith("kq=done")
    assert order(shop, code)["captured"] == 1_000
    shop.check()


def test_an_approval_that_a_crash_cut_off_is_carried_out_by_whoever_comes_next(
    shop: Shop, desk: tuple[Operator, Operator], monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, minh = desk
    code = buy(shop, "vietqr")
    total = order(shop, code)["total"]
    transfer(shop, total, "khong ma")
    id = propose(shop, lan, code)

    def die(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("chalicelib.usecases.proposals.settle_by_hand", die)
        assert minh.post(f"/van-hanh/de-nghi/{id}/duyet").status == 500
    assert "Làm tiếp cho xong" in minh.get("/van-hanh/de-nghi").text
    assert lan.post(f"/van-hanh/de-nghi/{id}/duyet").status == 403, "still not by himself"
    assert minh.post(f"/van-hanh/de-nghi/{id}/duyet").location.endswith("kq=done")
    assert order(shop, code)["captured"] == total
    shop.check()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ma_don": "LS7K3M2QS", "ly_do_ghep": WHY}, "ma_don"),
        ({"ma_don": "khong phai ma", "ly_do_ghep": WHY}, "ma_don"),
        ({"ma_don": "", "ly_do_ghep": WHY}, "ma_don"),
        ({"ma_don": "{code}", "ly_do_ghep": "ok"}, "ly_do_ghep"),
    ],
)
def test_a_wrong_proposal_comes_back_with_its_sentence(
    shop: Shop, desk: tuple[Operator, Operator], fields: dict[str, str], field: str
) -> None:
    code = buy(shop, "vietqr")
    transfer(shop, 1_000, "khong ma")
    typed = {name: value.replace("{code}", code) for name, value in fields.items()}
    answer = desk[0].post(f"/van-hanh/treo/{parked_ref(shop)}/ghep", **typed)
    assert answer.status == 422
    assert f'href="#{field}"' in answer.text


def test_a_callback_is_replayed_when_what_it_waited_for_is_there(shop: Shop, desk: tuple[Operator, Operator]) -> None:
    lan, _ = desk
    code = buy(shop, "cod")
    said = notice(shop, f"{code}-1", None, hours=1, carrier=CarrierName.VIETTELPOST, code="999")
    assert tell(shop, said) == "parked"
    [found] = shop.audit()["parked"]
    ref = write_ref(*found["id"].split("#", 1))
    assert lan.post(f"/van-hanh/treo/{ref}/phat-lai").location.endswith("kq=parked"), "nothing has changed"
    page = lan.get("/van-hanh/treo?nguon=viettelpost").text
    assert "Trạng thái chưa biết" in page
    assert lan.post("/van-hanh/treo/phat-lai", nguon="viettelpost").location.endswith("kq=1-0")
    assert "Không có thông báo nào bị treo" in lan.get("/van-hanh/treo?nguon=vnpost").text
    assert "Không có thông báo nào bị treo" in lan.get("/van-hanh/treo?tuoi=24").text
    shop.pass_time(hours=25)
    [lan] = [Operator(shop, "lan")]
    lan.log_in()
    assert "Trạng thái chưa biết" in lan.get("/van-hanh/treo?tuoi=24").text
    answer = lan.post(f"/van-hanh/treo/{ref}/da-xu-ly", ly_do_xu_ly="gọi bưu cục, mã thử nghiệm của họ")
    assert answer.location.endswith("kq=handled")
    assert "Không có thông báo nào bị treo" in lan.get("/van-hanh/treo").text
    assert "Đã xử lý tay" in lan.get(f"/van-hanh/treo/{ref}").text, "it is still there"
    assert lan.post(f"/van-hanh/treo/{ref}/da-xu-ly", ly_do_xu_ly="lần nữa cho chắc").status == 409
    assert shop.audit()["parked"] == [], "and nobody's work any more"


def test_orders_are_found_by_code_waybill_and_the_end_of_a_phone(shop: Shop, desk: tuple[Operator, Operator]) -> None:
    lan, _ = desk
    code = buy(shop, "cod")
    shop.pump.run_once()
    waybill = shop.audit()["parcels"][0]["waybill"]
    assert waybill
    here = f"/van-hanh/don/{code}"
    for typed in (code, f"{code[:2]}-{code[2:6]}-{code[6:].lower()}", "5678", "345678", "0912 345 678", "+84912345678"):
        assert lan.post("/van-hanh/tim", q=typed).location == here, typed
    for typed in ("678", "5679", "LS7K3M2QS", "1" * 40, "", "' OR 1=1"):
        answer = lan.post("/van-hanh/tim", q=typed)
        assert (answer.status, "Không tìm thấy đơn nào" in answer.text) == (200, True), typed
    other = buy(shop, "cod", key="key-2222222222222222")
    both = lan.post("/van-hanh/tim", q="5678").text
    assert both.index(other) < both.index(code), "the newest first"
    assert not [word for word in PRIVATE if word in both]


def test_a_waybill_finds_its_order(shop: Shop, desk: tuple[Operator, Operator]) -> None:
    code = buy(shop, "cod")
    parcel = f"{code}-1"
    carrier = CarrierName(next(one for one in shop.audit()["parcels"] if one["id"] == parcel)["carrier"])
    tell(shop, notice(shop, parcel, ParcelState.PICKED_UP, hours=1, carrier=carrier, waybill="PSLA0000012"))
    assert desk[0].post("/van-hanh/tim", q="psla 0000012").location == f"/van-hanh/don/{code}"


def test_what_is_private_is_shown_only_when_asked_for_and_then_it_is_logged(
    shop: Shop, desk: tuple[Operator, Operator]
) -> None:
    lan, minh = desk
    code = buy(shop, "vietqr")
    transfer(shop, 5_000, "Nguyen Thi Hoa 0912345678 gui")
    paths = ["", "/treo", f"/treo/{parked_ref(shop)}", "/de-nghi", "/nhat-ky", f"/don/{code}"]
    for path in paths:
        page = lan.get(f"/van-hanh{path}").text
        assert not [word for word in PRIVATE if word in page], path
    shown = lan.post(f"/van-hanh/don/{code}/hien")
    for word in ("Nguyễn Thị Hoa", "0912 345 678", "12 Trần Đăng Ninh"):
        assert word in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Nguyễn Thị Hoa" not in lan.get(f"/van-hanh/don/{code}").text, "seen once, not from now on"
    log = minh.get("/van-hanh/nhat-ky").text
    assert "Xem thông tin người nhận" in log
    assert "Xem thông tin người nhận" in minh.get(f"/van-hanh/don/{code}").text


def test_the_phone_number_is_nowhere_in_the_index(shop: Shop) -> None:
    shop.open()
    buy(shop, "cod")
    rows = [row for row in shop.table.everything() if row["pk"].startswith("PHONE#")]
    assert len(rows) == 1
    assert "5678" not in json.dumps([list(map(str, row.values())) for row in rows]).replace(rows[0]["pk"], "")
    assert re.fullmatch(r"PHONE#[0-9a-f]{32}", rows[0]["pk"])


def test_an_altered_removed_or_cut_off_log_is_seen(shop: Shop, desk: tuple[Operator, Operator]) -> None:
    assert broken_log(shop.table) == []
    noted = log_head(shop.table)
    assert noted.count == 4, "two set up, two came in"
    code = buy(shop, "cod")
    desk[0].post(f"/van-hanh/don/{code}/hien")
    assert broken_log(shop.table, anchor=noted) == []
    row = shop.table.get(keys.deed(5))
    other = row["json"].replace('"lan"', '"minh"')
    assert other != row["json"]
    shop.table.commit(shop.table.put(keys.deed(5), {**_values(row), "json": other}))
    assert broken_log(shop.table) == ["P3: deed 5 of the desk's log was altered"]
    shop.table.commit(shop.table.put(keys.deed(5), _values(row)))
    assert broken_log(shop.table) == []
    shop.table.commit(shop.table.delete(keys.deed(3)))
    assert any("deed 3" in sentence for sentence in broken_log(shop.table))


def test_a_log_rewritten_from_its_beginning_does_not_match_what_was_noted(
    shop: Shop, desk: tuple[Operator, Operator]
) -> None:
    noted = log_head(shop.table)
    for number in range(2, noted.count + 1):
        shop.table.commit(shop.table.delete(keys.deed(number)))
    first = shop.table.get(keys.deed(1))
    shop.table.commit(shop.table.put(keys.desk_log_head(), {"count": 1, "hash": first["hash"]}))
    assert broken_log(shop.table) == [], "whoever owns the table can cut the end off consistently"
    assert broken_log(shop.table, anchor=noted) != [], "but not undo what was noted elsewhere"
    assert Head(count=noted.count, hash=noted.hash) == from_plain(Head, to_plain(noted))


def _values(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("pk", "sk")}


def test_numbers_of_people_are_masked_however_they_are_spaced() -> None:
    for typed in ("0912345678", "0912 345 678", "0912.345.678", "+84 912-345-678"):
        masked = mask_numbers(f"gọi {typed} nhé")
        assert "345" not in masked.replace("678", "")
        assert masked.endswith("678 nhé")
    assert mask_numbers("kiện 12 của 3, 20.000 ₫") == "kiện 12 của 3, 20.000 ₫"


def test_a_callbacks_address_comes_back_as_it_was() -> None:
    for source, event in (("vietqr", "sepay/92704"), ("vnpost", "a#b?c/đ ")):
        assert read_ref(write_ref(source, event)) == (source, event)


@pytest.mark.parametrize("ref", ["x", "%00", "dmlldHFy", "Iw", "~~~~", "a" * 600])
def test_a_broken_address_is_not_found(shop: Shop, ref: str) -> None:
    [lan] = hire(shop, "lan")
    answer: Answer = lan.get(f"/van-hanh/treo/{ref}")
    assert answer.status == 404


def test_operators_at_the_same_moment_make_one_chain(shop: Shop) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from chalicelib.usecases.desk_log import Deed, record

    def act(number: int) -> None:
        record(shop.table, Deed(actor=f"o{number}", action="receiver.shown", subject="order"), now=shop.now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(8)))
    assert log_head(shop.table).count == 8
    assert broken_log(shop.table) == []
