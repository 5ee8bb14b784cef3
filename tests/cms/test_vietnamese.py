"""Every screen of the admin in Vietnamese: those without an argument are found by themselves, the others are named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Comment, Site, Workflow, WorkflowTask

from cms.registry.models import Photo, Product
from cms.stories.models import HomePage, StoryPage
from tests.cms.english import Screen, english, english_in

pytestmark = pytest.mark.django_db


def routes(resolver: URLResolver, path: str = "", names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The addresses and names of all routes that need no argument."""
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern).lstrip("^").rstrip("$").replace(r"\Z", "")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, here, (*names, pattern.namespace) if pattern.namespace else names)
        elif isinstance(pattern, URLPattern) and pattern.name and "<" not in here and "(" not in here:
            yield f"/{here}", ":".join((*names, pattern.name))


def test_the_words_that_give_english_away() -> None:
    assert {"the", "page", "save", "publish", "you", "choose", "settings", "workflow"} <= english()
    assert english_in(["Lưu nháp", "Trang chủ", "Ảnh JPEG", "Đăng lên trang", "45.000 ₫"]) == []
    assert english_in(["Save draft", "Lưu", "Xoá this trang"]) == ["Save draft", "Xoá this trang"]
    said = Screen('<p title="Close">Trang <b>chủ</b></p><script>Save</script><input type="submit" value="Send">').said
    assert said == ["Close", "Trang", "chủ", "Send"]


def english_of(client: Client, address: str) -> list[str] | None:
    """Its English texts; ``None`` when the address shows no screen: it only leads on, or is for a POST."""
    response = client.get(address)
    if response.status_code in {301, 302, 404, 405} or response.streaming:
        return None
    assert response.status_code in {200, 400, 403}, (address, response.status_code)
    page = response.content.decode()
    if response.headers["Content-Type"].startswith("application/json"):
        answer = json.loads(page)
        page = answer.get("html", "") if isinstance(answer, dict) else ""
    return english_in(Screen(page).said)


# Names of content types that packages leave to their class, in the administrators' table of a group's rights.
LEFT = {"Locale", "Translation"}


def report(found: dict[str, list[str] | None], at_least: int) -> None:
    """Fail with every English text and the first screen that says it, or when too few screens were seen."""
    where: dict[str, str] = {}
    for screen, said in found.items():
        for text in set(said or ()) - LEFT:
            where.setdefault(text, screen)
    unseen = [screen for screen, said in found.items() if said is None]
    assert len(found) - len(unseen) >= at_least, f"{len(found) - len(unseen)} seen; not: {unseen}"
    assert not where, "\n" + "\n".join(f"{screen}: {text}" for text, screen in where.items())


def test_every_screen_without_an_argument(client: Client, admin_user: Any, story: StoryPage, photo: Photo) -> None:
    client.force_login(admin_user)
    walked = [address for address, _ in routes(get_resolver()) if address.startswith("/admin/")]
    walked = [
        address
        for address in walked
        if not any(part in address for part in ("logout", "jsi18n", "sprite", "failwhale", "/locales/"))
    ]
    # Of the locales' screens (administrators alone), wagtail-localize does not mark all that it says.
    report({address: english_of(client, address) for address in walked}, at_least=85)


def test_the_way_in(client: Client, admin_user: Any) -> None:
    login = reverse("wagtailadmin_login")
    for answer in (client.get(login), client.post(login, {"username": "quantri", "password": "sai"})):
        assert english_in(Screen(answer.content.decode()).said) == []
    # A browser that prefers English gets Vietnamese all the same.
    assert "Đăng nhập" in client.get(login, headers={"accept-language": "en"}).content.decode()
    # With a password alone: the second factor is set up first.
    Client.force_login(client, admin_user)
    assert english_of(client, reverse("second_factor_set_up")) == []


@pytest.fixture
def in_review(home: HomePage, admin_user: Any, editor: Any) -> StoryPage:
    """A story in a workflow, with a comment, an old revision and a schedule."""
    page = StoryPage(title="Mùa hồng", slug="mua-hong", summary="Hồng chín.", author="Ban biên tập", live=False)
    home.add_child(instance=page)
    page.save_revision(user=editor).publish()
    page.title = "Mùa hồng vành khuyên"
    page.go_live_at = timezone.now() + timezone.timedelta(days=3)
    page.save_revision(user=editor)
    Comment.objects.create(page=page, user=editor, contentpath="title", text="Xem lại tên này.")
    Workflow.objects.first().start(page, editor)
    return StoryPage.objects.get(pk=page.pk)


def screens_of(page: StoryPage, product: Product, photo: Photo, user: Any) -> dict[str, str]:
    """The screens of the editor's journey that are about something, by a name that a failure shows."""
    document = get_document_model().objects.create(
        title="Giấy chứng nhận", file=ContentFile(b"%PDF-1.4", name="giay.pdf")
    )
    collection = Collection.get_first_root_node().add_child(name="Ảnh vụ na")
    first, last = page.revisions.order_by("pk").first(), page.revisions.order_by("-pk").first()
    state = page.current_workflow_task_state
    workflow, task = Workflow.objects.first(), WorkflowTask.objects.first().task
    own = ["edit", "delete", "unpublish", "move", "copy", "set_privacy", "usage", "history", "workflow_history"]
    own += ["convert_alias", "confirm_workflow_cancellation"]
    pages = {name: reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in own}
    pages |= {
        "explore": reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
        "explore results": reverse("wagtailadmin_explore_results", args=[page.get_parent().pk]),
        "add child": reverse("wagtailadmin_pages:add_subpage", args=[page.get_parent().pk]),
        "revert": reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]),
        "compare": reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk]),
        "compare live": reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"]),
        "unschedule": reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, last.pk]),
        "move here": reverse("wagtailadmin_pages:move_confirm", args=[page.pk, page.get_parent().pk]),
        "approve": reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]),
        "reject": reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk]),
        "workflow detail": reverse(
            "wagtailadmin_pages:workflow_history_detail", args=[page.pk, state.workflow_state.pk]
        ),
        "add story": reverse("wagtailadmin_pages:add", args=["stories", "storypage", page.get_parent().pk]),
        "add promotion": reverse("wagtailadmin_pages:add", args=["stories", "promotionpage", page.get_parent().pk]),
        "page chooser": reverse("wagtailadmin_choose_page"),
        "page chooser child": reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk]),
        "type use": reverse("wagtailadmin_pages:type_use", args=["stories", "storypage"]),
        "image": reverse("wagtailimages:edit", args=[photo.pk]),
        "image delete": reverse("wagtailimages:delete", args=[photo.pk]),
        "image usage": reverse("wagtailimages:image_usage", args=[photo.pk]),
        "image url": reverse("wagtailimages:url_generator", args=[photo.pk]),
        "image format": reverse("wagtailimages_chooser:select_format", args=[photo.pk]),
        "document": reverse("wagtaildocs:edit", args=[document.pk]),
        "document delete": reverse("wagtaildocs:delete", args=[document.pk]),
        "document usage": reverse("wagtaildocs:document_usage", args=[document.pk]),
        "collection": reverse("wagtailadmin_collections:edit", args=[collection.pk]),
        "collection delete": reverse("wagtailadmin_collections:delete", args=[collection.pk]),
        "collection privacy": reverse("wagtailadmin_collections:set_privacy", args=[collection.pk]),
        "workflow": reverse("wagtailadmin_workflows:edit", args=[workflow.pk]),
        "workflow usage": reverse("wagtailadmin_workflows:usage", args=[workflow.pk]),
        "workflow disable": reverse("wagtailadmin_workflows:disable", args=[workflow.pk]),
        "task": reverse("wagtailadmin_workflows:edit_task", args=[task.pk]),
        "task disable": reverse("wagtailadmin_workflows:disable_task", args=[task.pk]),
        "user": reverse("wagtailusers_users:edit", args=[user.pk]),
        "user delete": reverse("wagtailusers_users:delete", args=[user.pk]),
        "group": reverse("wagtailusers_groups:edit", args=[user.groups.first().pk]),
        "group delete": reverse("wagtailusers_groups:delete", args=[user.groups.first().pk]),
        "site": reverse("wagtailsites:edit", args=[Site.objects.get().pk]),
        "site delete": reverse("wagtailsites:delete", args=[Site.objects.get().pk]),
        "site settings": reverse("wagtailsettings:edit", args=["stories", "sitesettings", Site.objects.get().pk]),
    }
    for kind, pk in (
        ("household", product.shop.household_id),
        ("shop", product.shop_id),
        ("product", product.pk),
    ):
        for view in ("edit", "delete", "usage", "history"):
            pages[f"{kind} {view}"] = reverse(f"wagtailsnippets_registry_{kind}:{view}", args=[pk])
    for app, model, actions, pk in (
        ("wagtailcore", "page", "delete move publish unpublish", page.pk),
        ("registry", "photo", "delete add_tags add_to_collection", photo.pk),
        ("wagtaildocs", "document", "delete add_tags add_to_collection", document.pk),
        ("auth", "user", "delete assign_role set_active_state", user.pk),
        ("registry", "product", "delete", product.pk),
    ):
        for action in actions.split():
            address = reverse("wagtail_bulk_action", args=[app, model, action])
            pages[f"bulk {model} {action}"] = f"{address}?id={pk}&next=/admin/"
    return pages


@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_every_screen_about_something(
    client: Client, admin_user: Any, editor: Any, in_review: StoryPage, product: Product, photo: Photo, who: str
) -> None:
    client.force_login(editor if who == "editor" else admin_user)
    screens = screens_of(in_review, product, photo, editor)
    report(
        {name: english_of(client, address) for name, address in screens.items()},
        at_least={"editor": 45, "administrator": 70}[who],
    )
