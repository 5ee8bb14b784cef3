"""Both factors at the door: what a password alone opens (nothing), codes that work once, lost telephones, guessing."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from cms.access import middleware
from cms.access.second_factor import RECOVERY_CODES, code_now, use_code
from tests.cms.conftest import ProvenClient

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-nghiem"
KEY = "3132333435363738393031323334353637383930"
LOGIN, CODE, SET_UP = "/admin/login/", "/admin/hai-lop/", "/admin/hai-lop/cai-dat/"


@pytest.fixture
def device(editor: Any) -> TOTPDevice:
    return TOTPDevice.objects.create(user=editor, key=KEY, confirmed=True, name="x")


@pytest.fixture
def browser(editor: Any) -> Client:
    """Somebody who has given the right password, and nothing else."""
    browser = Client()
    assert browser.post(LOGIN, {"username": "nguoiviet", "password": PASSWORD}).status_code == 302
    return browser


def code(device: TOTPDevice) -> str:
    device.refresh_from_db()
    found = code_now(device, time.time())
    assert found
    return found


def test_the_first_login_sets_up_the_telephone_and_shows_the_codes_for_paper_once(browser: Client, editor: Any) -> None:
    answer = browser.get("/admin/pages/")
    assert answer.headers["Location"] == f"{SET_UP}?next=/admin/pages/"
    page = browser.get(SET_UP).content.decode()
    assert "<svg" in page
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert key
    import base64

    secret = base64.b32decode(key[1].replace(" ", ""))
    refused = browser.post(SET_UP, {"code": "000000"}).content.decode()
    assert "Mã không khớp." in refused
    assert key[1] in refused, "the picture that was scanned stays good"
    assert not TOTPDevice.objects.exists()
    answer = browser.post(SET_UP, {"code": str(totp(secret)).zfill(6)}, follow=True)
    codes = re.findall(r"<li>([a-z2-7]{8})</li>", answer.content.decode())
    assert len(codes) == len(set(codes)) == RECOVERY_CODES
    assert browser.get("/admin/").status_code == 200
    again = browser.get(reverse("second_factor_recovery_codes"))
    assert again.headers["Location"] == "/admin/"
    assert sorted(codes) == sorted(StaticDevice.objects.get().token_set.values_list("token", flat=True))
    assert ModelLogEntry.objects.get(action="access.second_factor_set_up").user == editor


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/account/", "/admin/snippets/registry/product/", "/admin/nowhere/"]
)
def test_a_password_alone_opens_no_address(browser: Client, device: TOTPDevice, address: str) -> None:
    for answer in (browser.get(address), browser.post(address, {})):
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{CODE}?next={address}"
    assert browser.get(address, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    # Nor can the second factor be replaced by somebody who has not given it.
    assert browser.get(SET_UP).headers["Location"].startswith(CODE)
    assert browser.post(SET_UP, {"code": "1", "password": PASSWORD}).headers["Location"].startswith(CODE)
    assert TOTPDevice.objects.get().key == KEY


def test_a_code_opens_the_admin_and_works_once(browser: Client, device: TOTPDevice) -> None:
    given = code(device)
    before = browser.cookies["sessionid"].value
    answer = browser.post(CODE, {"code": f" {given[:3]} {given[3:]} ", "next": "/admin/pages/"})
    assert answer.headers["Location"] == "/admin/pages/"
    assert browser.get("/admin/").status_code == 200
    assert browser.cookies["sessionid"].value != before
    other = Client()
    other.post(LOGIN, {"username": "nguoiviet", "password": PASSWORD})
    page = other.post(CODE, {"code": given}).content.decode()
    assert "Mã không đúng hoặc đã dùng rồi." in page
    assert other.get("/admin/").status_code == 302


def test_wrong_codes_make_the_right_one_wait(browser: Client, device: TOTPDevice) -> None:
    for _ in range(2):
        browser.post(CODE, {"code": "000000"})
    TOTPDevice.objects.update(throttling_failure_count=6)
    page = browser.post(CODE, {"code": code(device)}).content.decode()
    assert re.search(r"Gõ sai nhiều lần\. Hãy thử lại sau (3[0-2]) giây\.", page)
    device.refresh_from_db()
    assert device.last_t == -1, "the right code was not even looked at"
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timezone.timedelta(seconds=40))
    assert browser.post(CODE, {"code": code(device)}).status_code == 302


def test_a_recovery_code_works_once(browser: Client, device: TOTPDevice, editor: Any) -> None:
    paper = StaticDevice.objects.create(user=editor, confirmed=True, name="x")
    paper.token_set.create(token="abcd2345")
    assert browser.post(CODE, {"code": "ABCD 2345"}).status_code == 302
    assert browser.get("/admin/").status_code == 200
    assert not paper.token_set.exists()


def test_after_the_code_one_goes_where_one_was_going_and_to_no_other_site(browser: Client, device: TOTPDevice) -> None:
    for wrong in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        page = browser.get(CODE, {"next": wrong}).content.decode()
        assert "example.org" not in page
        assert "alert(1)" not in page
    answer = browser.post(CODE, {"code": code(device), "next": "https://example.org/"})
    assert answer.headers["Location"] == "/admin/"


def test_a_new_telephone_asks_for_the_password_and_ends_the_old_one(device: TOTPDevice, editor: Any) -> None:
    browser = ProvenClient()
    browser.force_login(editor)
    page = browser.get(SET_UP).content.decode()
    assert "Đổi điện thoại xác thực" in page
    key = browser.session["second_factor_key"]
    shown = str(totp(bytes.fromhex(key))).zfill(6)
    refused = browser.post(SET_UP, {"code": shown, "password": "sai"}).content.decode()
    assert "Mật khẩu hiện tại không đúng." in refused
    assert TOTPDevice.objects.get().key == KEY
    assert browser.post(SET_UP, {"code": shown, "password": PASSWORD}).status_code == 302
    assert TOTPDevice.objects.get().key == key
    assert browser.get("/admin/").status_code == 200


def test_an_administrator_resets_it_for_somebody_who_lost_the_telephone(
    client: Client, admin_user: Any, device: TOTPDevice, editor: Any
) -> None:
    theirs = ProvenClient()
    theirs.force_login(editor)
    assert theirs.get("/admin/").status_code == 200
    client.force_login(admin_user)
    address = reverse("second_factor_reset", args=[editor.pk])
    assert "Đặt lại xác thực hai lớp" in client.get("/admin/users/").content.decode()
    assert client.get(address).status_code == 200
    assert TOTPDevice.objects.filter(user=editor).exists(), "looking changes nothing"
    assert client.post(address).status_code == 302
    assert not TOTPDevice.objects.filter(user=editor).exists()
    assert theirs.get("/admin/").headers["Location"] == f"{SET_UP}?next=/admin/"
    entry = ModelLogEntry.objects.get(action="access.second_factor_reset")
    assert (entry.user, entry.object_id) == (admin_user, str(editor.pk))


def test_nobody_else_resets_it(client: Client, device: TOTPDevice, editor: Any, reviewer: Any, admin_user: Any) -> None:
    client.force_login(reviewer)
    address = reverse("second_factor_reset", args=[editor.pk])
    for answer in (client.get(address), client.post(address)):
        assert answer.headers["Location"] == "/admin/"
    client.force_login(admin_user)
    assert client.post(reverse("second_factor_reset", args=[admin_user.pk])).headers["Location"] == "/admin/"
    assert TOTPDevice.objects.filter(user__in=(editor, admin_user)).count() == 2


def test_a_desk_left_alone_is_logged_out(client: Client, editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    now = time.time()
    monkeypatch.setattr(middleware.time, "time", lambda: now + middleware.IDLE_SECONDS - 5)
    # An open editor asks by itself; that is no sign of life.
    client.post(reverse("wagtailadmin_editing_sessions:release", args=[1]))
    monkeypatch.setattr(middleware.time, "time", lambda: now + middleware.IDLE_SECONDS + 5)
    answer = client.get("/admin/pages/", follow=True)
    assert answer.request["PATH_INFO"] == LOGIN
    assert "Phiên làm việc đã hết vì lâu không dùng." in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_work_keeps_the_session_and_twelve_hours_end_it(
    client: Client, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(editor)
    client.get("/admin/")
    now = time.time()
    for hour in range(1, 12):
        monkeypatch.setattr(middleware.time, "time", lambda hour=hour: now + hour * 3600)
        assert client.get("/admin/").status_code == 200, hour
    monkeypatch.setattr(middleware.time, "time", lambda: now + middleware.LONGEST_SECONDS + 5)
    assert client.get("/admin/").status_code == 302


def test_guessing_is_held_back_for_a_name_and_an_address_together(editor: Any, reviewer: Any) -> None:
    office = Client(REMOTE_ADDR="203.0.113.7")
    wrong = {"username": "nguoiviet", "password": "sai"}
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert office.post(LOGIN, wrong).status_code == 200
    held = office.post(LOGIN, wrong)
    assert (held.status_code, held.headers["Retry-After"]) == (429, "900")
    assert "Hãy thử lại sau 15 phút." in held.content.decode()
    assert office.post(LOGIN, wrong | {"password": PASSWORD}).status_code == 429, "not even with the right password"
    # The colleague at the next desk, and the same person elsewhere, are not locked out.
    assert office.post(LOGIN, {"username": "nguoiduyet", "password": PASSWORD}).status_code == 302
    assert Client(REMOTE_ADDR="203.0.113.8").post(LOGIN, wrong | {"password": PASSWORD}).status_code == 302


def test_a_made_up_address_is_not_believed(editor: Any) -> None:
    office = Client(REMOTE_ADDR="203.0.113.7")
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        forged = {"x-forwarded-for": f"198.51.100.{attempt}", "forwarded": f"for=198.51.100.{attempt}"}
        last = office.post(LOGIN, {"username": "nguoiviet", "password": "sai"}, headers=forged)
    assert last.status_code == 429


def test_names_that_do_not_exist_are_held_back_alike(db: None) -> None:
    office = Client(REMOTE_ADDR="203.0.113.7")
    answers = [office.post(LOGIN, {"username": "khong-co", "password": "sai"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_the_cookie_is_safe_and_short(browser: Client) -> None:
    cookie = browser.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    remembering = Client()
    remembering.post(LOGIN, {"username": "nguoiviet", "password": PASSWORD, "remember": "on"})
    assert remembering.cookies["sessionid"]["max-age"] == 12 * 60 * 60


@pytest.mark.parametrize("password", ["ngan-qua", "1234567890123", "password123", "nguoiviet2026"])
def test_a_weak_password_is_refused(client: Client, editor: Any, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password(password, editor)


def test_codes_are_read_from_the_laptop_in_the_local_stage_only(device: TOTPDevice, settings: Any) -> None:
    settings.IS_LOCAL = False
    with pytest.raises(CommandError, match="local stage only"):
        call_command("login_code", "nguoiviet")


def test_a_code_of_somebody_else_opens_nothing(device: TOTPDevice, reviewer: Any) -> None:
    from cms.access.second_factor import CodeRefused

    TOTPDevice.objects.create(user=reviewer, key="00" * 20, confirmed=True, name="x")
    with pytest.raises(CodeRefused):
        use_code(reviewer, code(device))
    assert get_user_model().objects.count() == 2
