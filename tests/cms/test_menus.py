"""Menus and banner, which every page carries: they follow the pages that they name, and keep their hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from market.catalogue import Banner, MenuLink

from cms.publishing.documents import site_settings
from cms.stories.models import (
    HomePage,
    PlainPage,
)
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 8, 1, 0, tzinfo=UTC)
TIMES = {"starts_at": START, "ends_at": START + timedelta(days=20)}


def test_menus_follow_their_pages(home: HomePage) -> None:
    page = home.add_child(instance=PlainPage(title="Giới thiệu", slug="gioi-thieu", summary="x"))
    settings = site_settings()
    settings.menu = [
        ("page", {"label": "", "page": page}),
        ("address", {"label": "Tra cứu", "href": "/tra-cuu"}),
        ("address", {"label": "Xấu", "href": "javascript:alert(1)"}),
    ]
    settings.save()
    menu = lambda: documents_of("site", "home")[-1].body.menu  # noqa: E731
    look_up = MenuLink(label="Tra cứu", path="/tra-cuu")
    assert menu() == (MenuLink(label="Giới thiệu", path="/trang/gioi-thieu"), look_up)
    page.title, page.slug = "Về chợ", "ve-cho"
    page.save_revision().publish()
    assert menu()[0] == MenuLink(label="Về chợ", path="/trang/ve-cho")
    PlainPage.objects.get().unpublish()
    assert menu() == (look_up,)


def test_a_banner_has_its_hours(home: HomePage) -> None:
    settings = site_settings()
    settings.banner_text, settings.banner_link = "Chợ Tết mở cửa", "http://127.0.0.1:8000/khuyen-mai/tet"
    settings.banner_starts_at, settings.banner_ends_at = START, START
    with pytest.raises(ValidationError) as refusal:
        settings.full_clean()
    assert refusal.value.message_dict == {"banner_ends_at": ["Thời điểm kết thúc phải sau thời điểm bắt đầu."]}
    settings.banner_ends_at = START + timedelta(minutes=1)
    settings.full_clean()
    settings.save()
    assert documents_of("site", "home")[-1].body.banner == Banner(
        text="Chợ Tết mở cửa",
        path="/khuyen-mai/tet",
        valid_from=START,
        valid_until=START + timedelta(minutes=1),
    )
