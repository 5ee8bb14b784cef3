"""Drafts are looked at through the shop's renderer: what is asked for, what is shown, and to whom."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from market.catalogue import load_document
from wagtail.models import Page, get_page_models

from cms.preview import moments
from cms.preview.models import SharedPreview
from cms.preview.previewable import ShopPreview
from cms.publishing.models import OutboxRow
from cms.publishing.pictures import pictures_storage
from cms.registry.models import Photo
from cms.stories.models import HomePage, PromotionPage, StoryPage

SECRET = "a-secret-of-these-tests"
PAGE = "<!doctype html><title>trang của chợ</title>"


class TheShop:
    """The functions' door as they keep it: refuses what is not signed, remembers what it drew."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: tuple[int, str] = (200, PAGE)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, text = shop.answer
                found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", self.headers["X-Xulang-Signature"])
                assert found
                expected = hmac.new(SECRET.encode(), f"{found[1]}.".encode() + body, hashlib.sha256).hexdigest()
                if self.path != "/noi-bo/xem-truoc" or found[2] != expected:
                    status, text = 403, "{}"
                else:
                    shop.asked.append(json.loads(body))
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def last(self) -> Any:
        """The document that was last asked for."""
        return load_document(json.dumps(self.asked[-1]["document"]))


@pytest.fixture
def the_shop(settings: Any) -> Iterator[TheShop]:
    found = TheShop()
    settings.XULANG_PUBLIC_URL = found.url
    settings.XULANG_PREVIEW_SECRET = SECRET
    yield found
    found.server.shutdown()
    found.server.server_close()


def drafted(story: StoryPage, title: str = "Bản nháp mùa quýt") -> StoryPage:
    """The story with a newer draft; what is live stays."""
    story.title = title
    story.save_revision()
    return StoryPage.objects.get(pk=story.pk)


def look(client: Client, page: Page, mode: str = "") -> Any:
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode} if mode else {})


def test_a_draft_is_shown_as_the_shop_draws_it(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage
) -> None:
    client.force_login(admin_user)
    before = OutboxRow.objects.count()
    answer = look(client, drafted(story))
    assert (answer.status_code, answer.content.decode()) == (200, PAGE)
    assert the_shop.asked[-1]["as_of"] is None
    assert the_shop.last().body.title == "Bản nháp mùa quýt"
    assert the_shop.last().path == "/cau-chuyen/mua-quyt"
    assert StoryPage.objects.get(pk=story.pk).title == "Mùa quýt"
    assert OutboxRow.objects.count() == before


def test_the_preview_may_do_nothing_at_the_cms(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage
) -> None:
    client.force_login(admin_user)
    answer = look(client, story)
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == f"http://127.0.0.1:8001/assets/ {the_shop.url}/assets/"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("page_type", [type for type in get_page_models() if type is not Page])
def test_every_page_can_be_looked_at_the_phone_first(page_type: type[Any]) -> None:
    page = page_type()
    assert page.is_previewable()
    assert [size["device_width"] for size in page.preview_sizes] == [360, 768, 1280]
    assert page.default_preview_size == page.preview_sizes[0]["name"]
    assert page.preview_modes[0] == ("", "Bây giờ")
    assert page_type.serve_preview is ShopPreview.serve_preview


def test_the_home_page_is_looked_at_with_its_draft(
    client: Client, admin_user: Any, the_shop: TheShop, home: HomePage
) -> None:
    client.force_login(admin_user)
    home.tagline = "Câu mới chưa đăng"
    home.save_revision()
    assert look(client, home).status_code == 200
    assert the_shop.last().id == "home"
    assert the_shop.last().body.tagline == "Câu mới chưa đăng"


@pytest.fixture
def campaign(home: HomePage) -> PromotionPage:
    now = timezone.now().replace(microsecond=0)
    page = PromotionPage(
        title="Chợ Tết",
        slug="cho-tet",
        summary="Tết",
        organiser="Sở Công Thương",
        starts_at=now + timedelta(days=40),
        ends_at=now + timedelta(days=50),
        live=False,
    )
    home.add_child(instance=page)
    page.save_revision()
    return page


@pytest.mark.parametrize(("mode", "field"), [(moments.STARTED, "starts_at"), (moments.ENDED, "ends_at")])
def test_a_campaign_is_looked_at_as_of_its_start_and_its_end(
    client: Client, admin_user: Any, the_shop: TheShop, campaign: PromotionPage, mode: str, field: str
) -> None:
    client.force_login(admin_user)
    assert look(client, campaign, mode).status_code == 200
    assert datetime.fromisoformat(the_shop.asked[-1]["as_of"]) == getattr(campaign, field)


def test_moments_of_a_page() -> None:
    now = timezone.localtime()
    assert moments.moment_of(StoryPage(), "") is None
    week = moments.moment_of(StoryPage(), moments.NEXT_WEEK)
    assert week
    assert abs(week - now - timedelta(days=7)) < timedelta(minutes=1)
    month = moments.moment_of(StoryPage(), moments.NEXT_MONTH)
    assert month
    assert (month.day, month.hour, month.month) == (1, 8, now.month % 12 + 1)
    over = PromotionPage(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    assert moments.moment_of(over, moments.STARTED) is None
    assert moments.moment_of(PromotionPage(), moments.ENDED) is None
    assert moments.moment_of(StoryPage(), "la-lung") is None
    assert [mode for mode, _ in PromotionPage().preview_modes][3:] == [moments.STARTED, moments.ENDED]
    assert len(StoryPage().preview_modes) == 3


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((403, "{}"), "không nhận ra trang quản trị này"),
        ((500, "<html>"), "đang không trả lời"),
        ((422, json.dumps({"title": "Mã giảm giá chưa hợp lệ."})), "Mã giảm giá chưa hợp lệ."),
        ((422, "không phải JSON"), "đang không trả lời"),
    ],
)
def test_where_there_is_no_page_there_is_a_sentence(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage, answer: tuple[int, str], says: str
) -> None:
    the_shop.answer = answer
    client.force_login(admin_user)
    shown = look(client, story)
    assert shown.status_code == 503
    assert says in shown.content.decode()
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]


def test_with_the_functions_down_the_editor_is_told_that_nothing_is_lost(
    client: Client, admin_user: Any, settings: Any, story: StoryPage
) -> None:
    settings.XULANG_PUBLIC_URL, settings.XULANG_PREVIEW_SECRET = "http://127.0.0.1:9", SECRET
    client.force_login(admin_user)
    shown = look(client, story)
    assert shown.status_code == 503
    assert "Bài bạn viết không mất gì" in shown.content.decode()


def test_without_a_secret_nothing_is_asked(
    client: Client, admin_user: Any, the_shop: TheShop, settings: Any, story: StoryPage
) -> None:
    settings.XULANG_PREVIEW_SECRET = ""
    client.force_login(admin_user)
    assert "chưa được cài đặt" in look(client, story).content.decode()
    assert the_shop.asked == []


def test_an_overlong_page_is_not_sent(client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage) -> None:
    story.body = [("text", f"<p>{'dài ' * 80_000}</p>")]
    story.save_revision()
    client.force_login(admin_user)
    assert "quá dài để xem trước" in look(client, StoryPage.objects.get(pk=story.pk)).content.decode()
    assert the_shop.asked == []


def made_link(client: Client, page: Page, **fields: Any) -> SharedPreview:
    answer = client.post(reverse("share_preview", args=[page.pk]), {"days": 7, "as_of": "", **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return SharedPreview.objects.latest("pk")


def test_a_link_shows_the_newest_draft_to_someone_without_an_account(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage
) -> None:
    client.force_login(admin_user)
    link = made_link(client, story)
    assert (link.page_id, link.made_by) == (story.pk, admin_user)
    assert abs(link.expires_at - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    page = client.get(reverse("share_preview", args=[story.pk])).content.decode()
    assert f"http://127.0.0.1:8001{link.get_absolute_url()}" in page
    drafted(story, "Nháp sau khi gửi liên kết")
    answer = Client().get(link.get_absolute_url())
    assert (answer.status_code, answer.content.decode()) == (200, PAGE)
    assert the_shop.last().body.title == "Nháp sau khi gửi liên kết"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_link_keeps_its_moment_until_that_has_come(
    client: Client, admin_user: Any, the_shop: TheShop, campaign: PromotionPage
) -> None:
    client.force_login(admin_user)
    wanted = timezone.localtime() + timedelta(days=41)
    link = made_link(client, campaign, as_of=f"{wanted:%d/%m/%Y %H:%M}")
    Client().get(link.get_absolute_url())
    assert datetime.fromisoformat(the_shop.asked[-1]["as_of"]) == wanted.replace(second=0, microsecond=0)
    SharedPreview.objects.update(as_of=timezone.now() - timedelta(hours=1))
    Client().get(link.get_absolute_url())
    assert the_shop.asked[-1]["as_of"] is None


@pytest.mark.parametrize("how", ["expired", "taken back", "forged", "of another salt", "no token", "page deleted"])
def test_a_link_that_is_no_link_opens_nothing(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage, how: str
) -> None:
    client.force_login(admin_user)
    link = made_link(client, story)
    address = link.get_absolute_url()
    if how == "expired":
        SharedPreview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "taken back":
        assert client.post(reverse("take_back_preview", args=[story.pk, link.pk])).status_code == 302
    elif how == "forged":
        address = address[:-1] + ("A" if address[-1] != "A" else "B")
    elif how == "of another salt":
        address = reverse("shared_preview", args=[signing.Signer(salt="another").sign_object(link.pk)])
    elif how == "no token":
        address = reverse("shared_preview", args=["x"])
    else:
        story.delete()
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "đã hết hạn hoặc đã được thu hồi" in answer.content.decode()
    assert the_shop.asked == []


def test_only_who_may_change_a_page_shares_it(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage, django_user_model: Any
) -> None:
    address = reverse("share_preview", args=[story.pk])
    assert Client().get(address).status_code == 302
    client.force_login(django_user_model.objects.create_user("khach", password="mat-khau-thu-nghiem"))
    assert client.get(address).status_code in (302, 403)
    client.post(address, {"days": 7})
    assert SharedPreview.objects.count() == 0


def test_a_moment_that_has_passed_is_refused_in_words(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage
) -> None:
    client.force_login(admin_user)
    answer = client.post(reverse("share_preview", args=[story.pk]), {"days": 7, "as_of": "01/01/2020 08:00"})
    assert "Chỉ xem trước được một lúc sắp tới" in answer.content.decode()
    assert SharedPreview.objects.count() == 0


def test_any_moment_can_be_looked_at_at_once(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage
) -> None:
    client.force_login(admin_user)
    wanted = timezone.localtime() + timedelta(days=60)
    answer = client.post(
        reverse("share_preview", args=[story.pk]), {"days": 7, "as_of": f"{wanted:%Y-%m-%dT%H:%M}", "look": "1"}
    )
    assert answer.content.decode() == PAGE
    assert datetime.fromisoformat(the_shop.asked[-1]["as_of"]) == wanted.replace(second=0, microsecond=0)
    assert SharedPreview.objects.count() == 0


def test_a_drafts_picture_is_there_before_it_is_published(
    client: Client, admin_user: Any, the_shop: TheShop, story: StoryPage, photo: Photo
) -> None:
    story.picture, story.picture_alt = photo, "Quýt chín"
    story.save_revision()
    client.force_login(admin_user)
    look(client, StoryPage.objects.get(pk=story.pk))
    shown = the_shop.last().body.picture
    for src in (shown.src, shown.thumb_src):
        answer = Client().get(src)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert b"".join(answer.streaming_content) == pictures_storage().open(src[1:]).read()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["%2e%2e%2fcms.sqlite3", "../cms.sqlite3", "a.svg", "a.webp/x", "a%00.webp"])
def test_nothing_but_pictures_is_served_so(db: None, the_shop: TheShop, name: str) -> None:
    assert Client().get(f"/anh/{name}").status_code == 404


def test_what_the_shop_has_is_left_to_the_shop(db: None, the_shop: TheShop) -> None:
    assert Client().get("/anh/abc-640.webp")["Location"] == f"{the_shop.url}/anh/abc-640.webp"
    asset = "/assets/shop.0123456789ab.css"
    assert Client().get(asset)["Location"] == f"{the_shop.url}{asset}"
    assert Client().get("/assets/../admin").status_code == 404


def test_a_link_followed_inside_the_preview_says_where_it_leads(db: None, the_shop: TheShop) -> None:
    inside = Client().get("/san-pham/na", headers={"Sec-Fetch-Dest": "iframe"})
    assert inside.status_code == 200
    assert f'href="{the_shop.url}/san-pham/na" target="_blank"' in inside.content.decode()
    assert Client().get("/san-pham/na")["Location"] == f"{the_shop.url}/san-pham/na"


def test_a_preview_needs_nobody_to_be_logged_in_to_be_harmless(the_shop: TheShop, story: StoryPage) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert story.serve_preview(request, "")["Content-Security-Policy"].startswith("default-src 'none'")
