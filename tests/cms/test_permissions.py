"""Every role at every address of the admin, GET and POST, with things in it that are not the commune editor's.

An address that is in no rule fails the test: whoever adds one says here whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Site, Task, Workflow
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from cms.access.models import CommuneTeam
from cms.access.roles import TASK, WORKFLOW
from cms.publishing.models import OutboxRow
from cms.registry.models import Household, Photo, Product, Shop
from cms.stories.models import HomePage, StoryPage
from tests.cms.addresses import Address, every_address
from tests.cms.conftest import ProvenClient

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]

ROLES = {"commune_editor": "C", "editor": "E", "reviewer": "R", "admin_user": "A"}
EVERYBODY, PROVINCE, REVIEW, ADMIN, NOBODY = "CERA", "ERA", "RA", "A", ""

# The first that fits counts. The things named are on the province's shelf or in another commune.
RULES = (
    # There is no such thing, or the way is closed to all: what is refused here is refused for want of it.
    ("wagtailadmin_api:*:find", NOBODY),
    ("wagtailadmin_pages:convert_alias", NOBODY),
    ("wagtailadmin_password_reset*", NOBODY),
    ("wagtailsnippets:index", NOBODY),
    ("wagtailadmin_block_preview GET", NOBODY),
    ("wagtailimages:url_generator* GET", NOBODY),
    ("wagtail*:create_multiple_from_uploaded_*", NOBODY),
    ("wagtail*:delete_upload_multiple", NOBODY),
    ("wagtailsnippets_registry_household:delete POST", NOBODY),
    ("wagtailimages:delete POST", NOBODY),
    ("wagtailsettings:preview_on_edit", NOBODY),
    ("wagtail_localize:submit_snippet_translation", NOBODY),
    ("wagtail_localize:convert_to_alias", NOBODY),
    ("wagtail_localize:machine_translate", NOBODY),
    # Who has given both factors is sent on.
    ("second_factor_code", NOBODY),
    ("second_factor_recovery_codes", NOBODY),
    ("wagtailadmin_login GET", NOBODY),
    ("wagtailadmin_logout", NOBODY),
    # Who works here, and how.
    ("second_factor_reset", ADMIN),
    ("nhom_xa:*", ADMIN),
    ("wagtailusers_*", ADMIN),
    ("wagtailsites:*", ADMIN),
    ("wagtaillocales:*", ADMIN),
    ("wagtailadmin_collections:*", ADMIN),
    ("wagtailadmin_workflows:task_cho*", EVERYBODY),
    ("wagtailadmin_workflows:*", ADMIN),
    # What goes live, and what every page carries.
    ("wagtailsettings:edit", REVIEW),
    ("wagtailadmin_reports:locked_pages*", REVIEW),
    ("wagtailadmin_api:pages:action", REVIEW),
    ("wagtailadmin_pages:delete", REVIEW),
    ("wagtailadmin_pages:unpublish", REVIEW),
    ("wagtailadmin_pages:move", REVIEW),
    ("wagtailadmin_pages:move_confirm POST", REVIEW),
    ("wagtailadmin_pages:set_*", REVIEW),
    ("wagtailadmin_pages:workflow_action", REVIEW),
    ("wagtailadmin_pages:collect_workflow_action_data", REVIEW),
    ("wagtailadmin_pages:workflow_preview", REVIEW),
    ("wagtailadmin_pages:lock", REVIEW),
    # A page that somebody else locked is unlocked by an administrator, or by that reviewer.
    ("wagtailadmin_pages:unlock", ADMIN),
    ("wagtailadmin_pages:revisions_unschedule", REVIEW),
    # Somebody else's pages, goods and files: everybody's but a commune editor's.
    ("wagtailadmin_pages:choose_parent", EVERYBODY),
    ("wagtailadmin_pages:search*", EVERYBODY),
    ("wagtailadmin_pages:revisions_index", EVERYBODY),
    ("wagtailadmin_pages:*", PROVINCE),
    ("wagtailadmin_api:pages:listing", EVERYBODY),
    ("wagtailadmin_api:*", PROVINCE),
    ("wagtailadmin_explore*", PROVINCE),
    ("wagtail_bulk_action", PROVINCE),
    ("wagtailadmin_reports:workflow*", EVERYBODY),
    ("wagtailadmin_reports:*", PROVINCE),
    ("wagtailadmin_editing_sessions:ping", PROVINCE),
    ("*_preview", PROVINCE),
    ("wagtail_localize:javascript_catalog", EVERYBODY),
    ("wagtail_localize:*", PROVINCE),
    ("wagtailsnippets_registry_*:list*", EVERYBODY),
    ("wagtailsnippets_registry_*:add", EVERYBODY),
    ("wagtailsnippets_registry_*", PROVINCE),
    ("wagtailsnippetchoosers_registry_*:cho*se*results", EVERYBODY),
    ("wagtailsnippetchoosers_registry_*:choose", EVERYBODY),
    ("wagtailsnippetchoosers_registry_*:create", EVERYBODY),
    ("wagtailsnippetchoosers_registry_*", PROVINCE),
    ("wagtail*_chooser:chosen GET", PROVINCE),
    ("wagtailimages_chooser:select_format", PROVINCE),
    ("wagtaildocs:edit*", PROVINCE),
    ("wagtaildocs:delete*", PROVINCE),
    ("wagtaildocs:document_usage", PROVINCE),
    ("wagtailimages:edit*", PROVINCE),
    ("wagtailimages:delete*", PROVINCE),
    ("wagtailimages:preview", PROVINCE),
    ("wagtailimages:image_usage", PROVINCE),
    ("outbox_retry", PROVINCE),
    ("publication_standing", PROVINCE),
    # One's own desk, lists of one's own, and tools.
    ("outbox_report*", EVERYBODY),
    ("second_factor_set_up", EVERYBODY),
    ("wagtailadmin_*", EVERYBODY),
    ("wagtaildocs*", EVERYBODY),
    ("wagtailimages*", EVERYBODY),
)


@pytest.fixture
def things(
    home: HomePage, story: StoryPage, photo: Photo, product: Product, editor: Any, reviewer: Any, team: CommuneTeam
) -> dict[str, Any]:
    """In Xã Chi Lăng and on the province's own shelf; the team of these tests has Bắc Sơn."""
    household = Household.objects.create(name="Hộ ông Khác", phone="+84912000999", commune_id="06463")
    shop = Shop.objects.create(public_id="gh-khac", name="Vườn khác", household=household, carrier="vnpost")
    other = Product.objects.create(
        public_id="sp-khac", shop=shop, name="Na khác", summary="x", specialty="Na", unit="kg", price=1, weight_grams=1
    )
    draft = StoryPage(title="Bài kín", summary="x", author="x", live=False, owner=editor)
    home.add_child(instance=draft)
    draft.save_revision(user=editor)
    state = Workflow.objects.get(name=WORKFLOW).start(story, editor)
    other_team = CommuneTeam(name="Chi Lăng")
    other_team.save()
    source, _ = TranslationSource.update_or_create_from_instance(story)
    english = Locale.objects.get(language_code="en")
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=english)
    document = get_document_model().objects.create(title="Giấy", file=ContentFile(b"%PDF-", name="giay.pdf"))
    site = Site.objects.get()
    registry = {
        f"{space}_registry_{noun} pk": row.pk
        for space in ("wagtailsnippets", "wagtailsnippetchoosers")
        for noun, row in (("household", household), ("shop", shop), ("product", other))
    }
    return registry | {
        **dict.fromkeys(("page_id", "page_pk", "page_to_move_id", "wagtailadmin_pages pk"), story.pk),
        "wagtailadmin_api pk": story.pk,
        "wagtailadmin_api:pages:action action_name": "unpublish",
        "wagtailadmin_api:images:detail pk": photo.pk,
        "wagtailadmin_api:documents:detail pk": document.pk,
        "parent_page_id": home.pk,
        "destination_id": home.pk,
        "revision_id": story.latest_revision_id,
        "task_state_id": state.current_task_state_id,
        "workflow_state_id": state.pk,
        "task_id": Task.objects.get(name=TASK).pk,
        "wagtail_bulk_action app_label": "registry",
        "wagtail_bulk_action model_name": "product",
        "wagtail_bulk_action action": "delete",
        "wagtailadmin_workflows pk": state.workflow_id,
        "workflow_pk": state.workflow_id,
        "wagtailadmin_workflows app_label": "wagtailcore",
        "wagtailadmin_workflows model_name": "groupapprovaltask",
        "wagtailadmin_pages app_label": "stories",
        "wagtailadmin_pages model_name": "storypage",
        "wagtailadmin_tag_model_autocomplete app_name": "taggit",
        "wagtailadmin_tag_model_autocomplete model_name": "tag",
        "wagtailadmin_editing_sessions app_label": "registry",
        "wagtailadmin_editing_sessions model_name": "product",
        "object_id": str(other.pk),
        "wagtailadmin_collections pk": Collection.get_first_root_node().add_child(name="Khác").pk,
        "collection_id": Collection.objects.get(name="Khác").pk,
        "wagtailsettings model_name": "sitesettings",
        **dict.fromkeys(("wagtailsettings pk", "wagtailsites pk"), site.pk),
        **dict.fromkeys(("user_id", "wagtailusers_users pk"), reviewer.pk),
        "wagtailusers_groups pk": Group.objects.get(name="Duyệt bài").pk,
        **dict.fromkeys(("document_id", "doc_id", "wagtaildocs_chooser pk"), document.pk),
        **dict.fromkeys(("image_id", "wagtailimages_chooser pk"), photo.pk),
        "nhom_xa pk": other_team.pk,
        "translation_source_id": source.pk,
        "translation_id": translation.pk,
        "string_segment_id": StringSegment.objects.filter(source=source).first().pk,
        "overridable_segment_id": 1,
        "mode": "x",
        "link_id": 1,
        "wagtail_localize app_label": "registry",
        "wagtail_localize model_name": "product",
        "wagtail_localize pk": other.pk,
        "wagtaillocales pk": english.pk,
        "outbox_retry pk": OutboxRow.objects.filter(kind="story").last().pk,
        "kind": "story",
        "publication_standing document_id": f"story-{story.pk}",
    }


def asked(browser: Client, user: Any, address: Address, things: dict[str, Any], method: str) -> Any:
    """The answer, with everything that it changed taken back."""
    # Lists and bulk actions name their things in the query.
    is_many = address.name.endswith(("multiple", "bulk_action"))
    model = address.name.partition(":")[0].rpartition("_")[2]
    one = things.get(f"wagtailsnippets_registry_{model} pk", things["wagtailsnippets_registry_product pk"])
    query = f"?id={one}" if is_many else ""
    point = transaction.savepoint()
    answer = getattr(browser, method.lower())(address.path + query)
    transaction.savepoint_rollback(point)
    if address.name == "wagtailadmin_logout":
        browser.force_login(user)
    return answer


def is_refused(answer: Any, shelf: int | None) -> bool:
    """Sent away, forbidden or not found; a commune editor who asks for another shelf is shown the own one."""
    away = {"/admin/", f"/admin/pages/{shelf}/"}
    location = answer.headers.get("Location", "")
    return answer.status_code in (403, 404) or location in away or location.startswith("/admin/login/")


def allowed_by_rule(address: Address, method: str) -> str:
    said = f"{address.name} {method}"
    for pattern, roles in RULES:
        if fnmatch(said, pattern) or fnmatch(address.name, pattern):
            return roles
    raise AssertionError(f"no rule says who may use {address.name} ({address.path})")


def walk(browser: Client, user: Any, things: dict[str, Any]) -> Iterator[tuple[Address, str, Any]]:
    for address in every_address(things):
        for method in ("GET", "POST"):
            # It raises, on purpose, for whoever asks.
            if address.name != "wagtailadmin_error_test":
                yield address, method, asked(browser, user, address, things, method)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_where_the_rules_say_and_no_further(
    things: dict[str, Any], role: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(role)
    shelf = request.getfixturevalue("team").section_id if role == "commune_editor" else None
    browser = ProvenClient(raise_request_exception=False)
    browser.force_login(user)
    wrong, leaks, count = [], [], 0
    for address, method, answer in walk(browser, user, things):
        count += 1
        # A method that there is not says nothing of who may.
        if answer.status_code != 405 and is_refused(answer, shelf) == (ROLES[role] in allowed_by_rule(address, method)):
            wrong.append(f"{method} {address.name} {answer.status_code} {answer.headers.get('Location', '')}")
        text = "" if answer.streaming else answer.content.decode(errors="replace")
        leaks += [f"{method} {address.name}: {secret}" for secret in ("Bài kín", "ông Khác") if secret in text]
    assert wrong == []
    assert count > 450
    if role == "commune_editor":
        assert leaks == [], "titles of others' drafts, names of others' households"


def test_whoever_has_not_logged_in_is_sent_to_the_login(things: dict[str, Any]) -> None:
    browser = Client(raise_request_exception=False)
    open_to_all = {
        "wagtailadmin_login",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_logout",
    }
    wrong = []
    for address in every_address(things):
        for method in ("get", "post"):
            answer = getattr(browser, method)(address.path)
            sent = answer.headers.get("Location", "").startswith(reverse("wagtailadmin_login"))
            if not (sent or address.name in open_to_all or address.name.startswith("wagtailadmin_password_reset")):
                wrong.append(f"{method} {address.name} {answer.status_code}")
    assert wrong == []


def test_there_is_a_rule_for_every_address_and_every_rule_is_for_some(things: dict[str, Any]) -> None:
    said = {f"{a.name} {method}" for a in every_address(things) for method in ("GET", "POST")}
    names = {address.name for address in every_address(things)}
    unused = [p for p, _ in RULES if not any(fnmatch(s, p) for s in said) and not any(fnmatch(n, p) for n in names)]
    assert unused == []
