"""Pages in their languages: each a document of its own, the Vietnamese where there is no other."""

from __future__ import annotations

from typing import Any

import pytest
from market.catalogue import Language, MenuLink, Translation
from wagtail.models import Locale, Site

from cms.publishing.announcing import announce_everything
from cms.publishing.models import OutboxRow
from cms.stories.models import HomePage, PlainPage, PromotionPage, SiteSettings, StoryPage
from cms.translating.locales import CODES
from tests.cms.conftest import documents_of

pytestmark = pytest.mark.django_db
VI, EN, ZH = Language.VIETNAMESE, Language.ENGLISH, Language.CHINESE


def locale(language: Language) -> Locale:
    return Locale.objects.get(language_code=CODES[language])


def translated(page: Any, language: Language, title: str, **changes: Any) -> Any:
    """A published translation, its parents made as the admin makes them."""
    copy = page.copy_for_translation(locale(language), copy_parents=True)
    for name, value in {"title": title, **changes}.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


def last(page: Any) -> Any:
    kind = {StoryPage: "story", PromotionPage: "promotion", PlainPage: "page"}[type(page)]
    return documents_of(kind, f"{kind}-{page.pk}")[-1]


def test_a_translation_is_a_document_of_its_own(story: StoryPage) -> None:
    english = translated(story, EN, "Mandarin season", slug="mandarin-season")
    document = last(english)
    assert (document.id, document.path, document.language) == (
        f"story-{english.pk}",
        "/en/cau-chuyen/mandarin-season",
        EN,
    )
    both = (
        Translation(language=VI, path="/cau-chuyen/mua-quyt"),
        Translation(language=EN, path="/en/cau-chuyen/mandarin-season"),
    )
    assert document.translations == both
    assert (last(story).language, last(story).translations) == (VI, both)
    chinese = translated(story, ZH, "砂糖橘季", slug="sha-tang-ju")
    assert last(chinese).path == "/zh/cau-chuyen/sha-tang-ju"
    assert [one.language for one in last(story).translations] == [VI, EN, ZH]
    assert last(story).translations == last(english).translations == last(chinese).translations


def test_a_page_without_translation_has_no_others(story: StoryPage) -> None:
    assert last(story).translations == ()
    revisions = OutboxRow.objects.filter(kind="story").count()
    copy = story.copy_for_translation(locale(EN), copy_parents=True)
    assert not copy.live
    assert OutboxRow.objects.filter(kind="story").count() == revisions
    assert last(story).translations == ()


def test_a_translation_that_is_taken_down_is_named_no_more(story: StoryPage) -> None:
    english = translated(story, EN, "Mandarin season")
    english.unpublish()
    assert last(english).is_removed
    assert last(english).path == "/en/cau-chuyen/mua-quyt"
    assert (last(story).is_removed, last(story).translations) == (False, ())
    english.refresh_from_db()
    english.save_revision().publish()
    assert len(last(story).translations) == 2
    StoryPage.objects.get(pk=english.pk).delete()
    assert documents_of("story", f"story-{english.pk}")[-1].is_removed
    assert last(story).translations == ()


def test_another_slug_of_the_original_is_followed_by_its_translations(story: StoryPage) -> None:
    english = translated(story, EN, "Mandarin season")
    story.slug = "mua-quyt-bac-son"
    story.save_revision().publish()
    assert last(english).path == "/en/cau-chuyen/mua-quyt"
    assert last(english).translations[0].path == "/cau-chuyen/mua-quyt-bac-son"


def test_a_copy_that_only_mirrors_its_original_is_no_page_of_its_own(home: HomePage, story: StoryPage) -> None:
    translated(story, EN, "Mandarin season")
    mirror = HomePage.objects.get(locale=locale(EN))
    assert mirror.alias_of_id == home.pk
    assert mirror.public_path == "/"
    assert documents_of("site", "home-en") == []
    assert documents_of("site", "home")[-1].translations == ()


def test_the_home_page_of_each_language(home: HomePage, story: StoryPage) -> None:
    other = StoryPage(title="Mùa na", slug="mua-na", summary="Na chín.", author="Ban biên tập")
    home.add_child(instance=other)
    other.save_revision().publish()
    translated(home, EN, "Xứ Lạng Market", tagline="From the farms of Lạng Sơn.")
    translated(story, EN, "Mandarin season", slug="mandarin-season", summary="Ripe mandarins.")
    document = documents_of("site", "home-en")[-1]
    assert (document.path, document.language, document.body.title) == ("/en", EN, "Xứ Lạng Market")
    assert [one.path for one in document.translations] == ["/", "/en"]
    named = {teaser.title: (teaser.language, teaser.path) for teaser in document.body.teasers}
    assert named == {
        "Mandarin season": (EN, "/en/cau-chuyen/mandarin-season"),
        "Mùa na": (VI, "/cau-chuyen/mua-na"),
    }
    vietnamese = documents_of("site", "home")[-1]
    assert {teaser.path for teaser in vietnamese.body.teasers} == {"/cau-chuyen/mua-quyt", "/cau-chuyen/mua-na"}
    assert [one.path for one in vietnamese.translations] == ["/", "/en"]


def test_telling_all_again_keeps_every_home_page(home: HomePage) -> None:
    translated(home, EN, "Xứ Lạng Market", tagline="From the farms of Lạng Sơn.")
    before = documents_of("site", "home-en")
    announce_everything()
    assert documents_of("site", "home-en") == before, "neither taken away nor written anew"
    assert not documents_of("site", "home")[-1].is_removed


def test_menus_lead_to_the_page_in_the_readers_language(home: HomePage) -> None:
    about = PlainPage(title="Giới thiệu", slug="gioi-thieu", summary="Chợ là gì.")
    terms = PlainPage(title="Điều khoản", slug="dieu-khoan", summary="Điều khoản.")
    for page in (about, terms):
        home.add_child(instance=page)
        page.save_revision().publish()
    translated(home, EN, "Xứ Lạng Market")
    translated(about, EN, "About us", slug="about")
    settings = SiteSettings.for_site(Site.objects.get())
    settings.menu = [
        ("page", {"label": "Về chúng tôi", "page": about.page_ptr}),
        ("page", {"label": "", "page": terms.page_ptr}),
    ]
    settings.save()
    assert documents_of("site", "home")[-1].body.menu == (
        MenuLink(label="Về chúng tôi", path="/trang/gioi-thieu"),
        MenuLink(label="Điều khoản", path="/trang/dieu-khoan"),
    )
    assert documents_of("site", "home-en")[-1].body.menu == (
        MenuLink(label="About us", path="/en/trang/about", language=EN),
        MenuLink(label="Điều khoản", path="/trang/dieu-khoan", language=VI),
    )
