"""Links to a draft: who makes them, what they open, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.preview.models import SharedPreview
from cms.stories.models import PromotionPage, StoryPage
from tests.cms.previewing import PAGE, TheShop, drafted


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
        reverse("share_preview", args=[story.pk]), {"days": 7, "as_of": f"{wanted:%d/%m/%Y %H:%M}", "look": "1"}
    )
    assert answer.content.decode() == PAGE
    assert datetime.fromisoformat(the_shop.asked[-1]["as_of"]) == wanted.replace(second=0, microsecond=0)
    assert SharedPreview.objects.count() == 0
