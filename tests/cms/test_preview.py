"""Drafts are looked at through the shop's renderer: what is asked for, what is shown, and to whom."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page, get_page_models

from cms.preview import moments
from cms.preview.previewable import ShopPreview
from cms.publishing.models import OutboxRow
from cms.publishing.pictures import pictures_storage
from cms.registry.models import Photo
from cms.stories.models import HomePage, PromotionPage, StoryPage
from tests.cms.previewing import PAGE, SECRET, TheShop, drafted, look


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
def test_every_page_is_drawn_by_the_shop_or_not_at_all(db: None, page_type: type[Any]) -> None:
    page = page_type()
    if not issubclass(page_type, ShopPreview):
        assert not page.is_previewable()
        return
    assert page_type.serve_preview is ShopPreview.serve_preview
    assert page.is_previewable()
    # The phone first: nine readers in ten hold one.
    assert [size["device_width"] for size in page.preview_sizes] == [360, 768, 1280]
    assert page.default_preview_size == page.preview_sizes[0]["name"]
    assert page.preview_modes[0] == ("", "Bây giờ")


def test_the_home_page_is_looked_at_with_its_draft(
    client: Client, admin_user: Any, the_shop: TheShop, home: HomePage
) -> None:
    client.force_login(admin_user)
    home.tagline = "Câu mới chưa đăng"
    home.save_revision()
    assert look(client, home).status_code == 200
    assert the_shop.last().id == "home"
    assert the_shop.last().body.tagline == "Câu mới chưa đăng"


@pytest.mark.parametrize(("mode", "field"), [(moments.STARTED, "starts_at"), (moments.ENDED, "ends_at")])
def test_a_campaign_is_looked_at_as_of_its_start_and_its_end(
    client: Client, admin_user: Any, the_shop: TheShop, campaign: PromotionPage, mode: str, field: str
) -> None:
    client.force_login(admin_user)
    assert look(client, campaign, mode).status_code == 200
    assert datetime.fromisoformat(the_shop.asked[-1]["as_of"]) == getattr(campaign, field)


@pytest.mark.django_db
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
