"""Who may come to the desk, and who may not."""

from __future__ import annotations

import doctest

import pytest
from chalicelib import credentials
from chalicelib.usecases.operators import UnfitAccount, add_operator, close_operator, renew_operator

from tests.functions.buying import buy
from tests.functions.conftest import Shop
from tests.functions.desking import PASSWORD, Operator, hire, set_cookie

LOOKS = (
    *("", "/treo", "/de-nghi", "/nhat-ky", "/don/LS7K3M2QS", "/treo/dmlldHFyIzE", "/viec/kien"),
    *("/doi-soat", "/doi-soat/dong/dmlldHFyIzE", "/doi-soat/bang-ke/dmlldHFyIzE"),
    "/nhan/LS7K3M2QS-1/1795500000/c2lnbmVk",
)
ACTS = (
    *("/tim", "/don/LS7K3M2QS/hien", "/don/LS7K3M2QS/huy", "/don/LS7K3M2QS/hoan", "/hoan-tien", "/thu-chet"),
    *("/treo/phat-lai", "/treo/dmlldHFyIzE/phat-lai", "/treo/dmlldHFyIzE/ghep", "/treo/dmlldHFyIzE/da-xu-ly"),
    *("/treo/dmlldHFyIzE/gui-tra", "/treo/dmlldHFyIzE/bang-ke", "/treo/dmlldHFyIzE/hoi"),
    *("/don/LS7K3M2QS/hoan/xem", "/don/LS7K3M2QS/kien/hoi", "/don/LS7K3M2QS/hoi-tien", "/hoan-tien/hoi"),
    *("/doi-soat/dong/dmlldHFyIzE", "/doi-soat/bang-ke/dmlldHFyIzE", "/don/LS7K3M2QS/nhan"),
    *("/de-nghi/0123/duyet", "/de-nghi/0123/tu-choi", "/de-nghi/0123/da-chuyen", "/de-nghi/0123/khong-chuyen"),
    "/dang-xuat",
)


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, for SHA-1."""
    assert doctest.testmod(credentials).failed == 0
    vectors = {1111111109: "07081804", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"}
    for seconds, code in vectors.items():
        assert credentials.code_at(b"12345678901234567890", seconds // 30, digits=8) == code


def test_every_door_is_listed_here() -> None:
    from infra.local.functions import load_app

    routes = {route for route in load_app().routes if route.startswith("/van-hanh")}
    named = {f"/van-hanh{path}" for path in LOOKS + ACTS}
    label = ("/nhan/LS7K3M2QS-1/1795500000/c2lnbmVk", "/nhan/{parcel_id}/{ends}/{signature}")
    named = {path.replace(*label) for path in named}
    patterns = {"LS7K3M2QS": "{code}", "dmlldHFyIzE": "{ref}", "0123": "{id}", "/viec/kien": "/viec/{kind}"}
    for typed, pattern in patterns.items():
        named = {path.replace(typed, pattern) for path in named}
    assert routes - named == {"/van-hanh/dang-nhap"}


def test_nobody_comes_in_without_a_session(shop: Shop) -> None:
    somebody = Operator(shop, "la")
    for path in LOOKS:
        answer = somebody.get(f"/van-hanh{path}")
        assert (answer.status, answer.location, answer.text) == (303, "/van-hanh/dang-nhap", ""), path
    for path in ACTS:
        answer = somebody.post(f"/van-hanh{path}")
        assert (answer.status, answer.location) == (303, "/van-hanh/dang-nhap"), path


def test_an_invented_session_opens_nothing(shop: Shop) -> None:
    hire(shop, "lan")
    for cookie in ("van_hanh=", "van_hanh=lan", "van_hanh=" + "A" * 43, 'van_hanh="', "van_hanh=\udcff"):
        assert Operator(shop, "lan", cookie=cookie).get("/van-hanh").status == 303


def test_an_operator_comes_in_and_leaves(shop: Shop) -> None:
    [lan] = hire(shop, "lan")
    page = lan.get("/van-hanh")
    assert page.status == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    kept = lan.cookie
    assert lan.post("/van-hanh/dang-xuat").location == "/van-hanh/dang-nhap"
    assert Operator(shop, "lan", cookie=kept).get("/van-hanh").status == 303, "ended here, not only in the browser"


def test_the_cookie_is_for_the_desk_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    add_operator(shop.table, name="lan", password=PASSWORD, by="cli", now=shop.now)
    lan = Operator(shop, "lan")
    local = set_cookie(lan.log_in())
    for part in ("Path=/van-hanh", "HttpOnly", "SameSite=Strict"):
        assert part in local
    assert len(lan.cookie) >= len("van_hanh=") + 22, "128 bits at least"
    stored = str([row for row in shop.table.everything() if row["sk"] == "SESSION"])
    assert lan.cookie.partition("=")[2] not in stored, "hashed at rest"
    monkeypatch.setitem(shop.services.settings.variables, "XULANG_STAGE", "prod")  # type: ignore[arg-type]
    shop.pass_time(seconds=30)
    assert "Secure" in set_cookie(lan.log_in())


def test_wrong_name_password_and_code_get_the_very_same_answer(shop: Shop) -> None:
    hire(shop, "lan")
    shop.pass_time(seconds=30)
    texts = set()
    tries = [("ai-do", PASSWORD, None), ("lan", "sai mật khẩu rồi", None), ("lan", PASSWORD, "000000")]
    for name, password, code in tries:
        answer = Operator(shop, name).log_in(password, code)
        assert (answer.status, "Set-Cookie" in answer.headers) == (422, False)
        texts.add(answer.text.replace(f'value="{name}"', 'value=""'))
    assert len(texts) == 1


def test_each_code_opens_once_and_only_near_its_time(shop: Shop) -> None:
    add_operator(shop.table, name="lan", password=PASSWORD, by="cli", now=shop.now)
    lan = Operator(shop, "lan")
    assert lan.log_in(code=lan.code(-2)).status == 422
    assert lan.log_in(code=lan.code(2)).status == 422
    now = lan.code()
    assert lan.log_in(code=now).status == 303
    assert lan.log_in(code=now).status == 422, "seen over a shoulder, it is worth nothing any more"
    assert lan.log_in(code=lan.code(-1)).status == 422, "nor is an earlier one"
    assert lan.log_in(code=lan.code(1)).status == 303


def test_guessing_ends_after_a_few_tries_and_begins_again_later(shop: Shop) -> None:
    hire(shop, "lan", "minh")
    shop.pass_time(minutes=16)
    lan = Operator(shop, "lan")
    statuses = [lan.log_in("sai mật khẩu rồi").status for _ in range(9)]
    assert statuses == [422] * 8 + [429]
    assert lan.log_in().status == 429, "the right password does not help now"
    assert Operator(shop, "minh").log_in().status == 303, "others are not held up"
    shop.pass_time(minutes=15)
    assert lan.log_in().status == 303


def test_one_place_cannot_go_through_all_names(shop: Shop) -> None:
    elsewhere = {"cloudfront-viewer-address": "203.0.113.7:4000"}
    for i in range(30):
        assert Operator(shop, f"ten-{i}", headers=elsewhere).log_in().status == 422
    assert Operator(shop, "ten-30", headers=elsewhere).log_in().status == 429
    assert Operator(shop, "ten-31", headers={"cloudfront-viewer-address": "203.0.113.8:1"}).log_in().status == 422


def test_a_session_ends_when_nobody_is_there_and_at_the_end_of_the_day(shop: Shop) -> None:
    [idle, busy] = hire(shop, "lan", "minh")
    for _ in range(16):
        shop.pass_time(minutes=29)
        assert busy.get("/van-hanh").status == 200
    assert idle.get("/van-hanh").status == 303, "30 minutes without a request"
    shop.pass_time(minutes=17)
    assert busy.get("/van-hanh").status == 303, "8 hours, however busy"


def test_logging_in_again_ends_the_session_that_the_browser_had(shop: Shop) -> None:
    [lan] = hire(shop, "lan")
    before = lan.cookie
    shop.pass_time(seconds=30)
    lan.log_in()
    assert lan.cookie != before
    assert Operator(shop, "lan", cookie=before).get("/van-hanh").status == 303


def test_a_closed_or_renewed_account_loses_its_sessions(shop: Shop) -> None:
    [lan, minh] = hire(shop, "lan", "minh")
    close_operator(shop.table, name="lan", by="cli", now=shop.now)
    renew_operator(shop.table, name="minh", password="mật khẩu mới tinh", by="cli", now=shop.now)
    assert (lan.get("/van-hanh").status, minh.get("/van-hanh").status) == (303, 303)
    shop.pass_time(seconds=30)
    assert lan.log_in().status == 422
    assert minh.log_in().status == 422, "the old password"
    assert minh.log_in("mật khẩu mới tinh").status == 303


@pytest.mark.parametrize(
    ("name", "password"), [("Lan", PASSWORD), ("l", PASSWORD), ("lan#1", PASSWORD), ("lan", "ngắn")]
)
def test_unfit_accounts_are_not_set_up(shop: Shop, name: str, password: str) -> None:
    with pytest.raises(UnfitAccount):
        add_operator(shop.table, name=name, password=password, by="cli", now=shop.now)


def test_a_form_without_the_sessions_token_or_from_elsewhere_changes_nothing(shop: Shop) -> None:
    shop.open()
    code = buy(shop, "cod")
    [lan, minh] = hire(shop, "lan", "minh")
    before = len(shop.services.table.partition("DESKLOG"))
    path = f"/van-hanh/don/{code}/hien"
    for token in ("", "0" * 40, minh.token()):
        answer = lan.post(path, csrf=token)
        assert answer.status == 422
        assert "Nguyễn Thị Hoa" not in answer.text
    token = lan.token()
    lan.headers = {"sec-fetch-site": "cross-site"}
    assert lan.post(path, csrf=token).status == 422
    lan.headers = {"origin": "https://evil.example"}
    assert lan.post(path, csrf=token).status == 422
    assert len(shop.services.table.partition("DESKLOG")) == before
    lan.headers = {"sec-fetch-site": "same-origin"}
    assert "Nguyễn Thị Hoa" in lan.post(path, csrf=token).text
