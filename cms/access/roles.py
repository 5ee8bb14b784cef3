"""The roles, each a group with its rights, and the workflow from an editor to a reviewer to the shop.

What is laid here is laid once, at the first start; afterwards groups and workflow are the administrators' to change.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from market.text import slug
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.access.models import TEAM_PREFIX, CommuneSection, CommuneTeam

PROVINCE_EDITORS = "Biên tập tỉnh"
REVIEWERS = "Duyệt bài"
WORKFLOW = "Biên tập, duyệt, đăng"
TASK = "Duyệt bài trước khi đăng"

_EVERY_VERB = ("add", "change", "delete", "view")
_REGISTRY = tuple(f"{verb}_{noun}" for noun in ("household", "shop", "product") for verb in _EVERY_VERB)
_COMMON = ("access_admin", "view_outboxrow", "retry_outboxrow", *_REGISTRY)
_FILES = (
    ("add_image", "wagtailimages"),
    ("change_image", "wagtailimages"),
    ("choose_image", "wagtailimages"),
    ("add_document", "wagtaildocs"),
    ("change_document", "wagtaildocs"),
    ("choose_document", "wagtaildocs"),
)


def lay_roles(home: Page) -> None:
    """Idempotent; a role that is there keeps the rights that administrators have given it since."""
    root = Collection.get_first_root_node()
    editors, is_new = Group.objects.get_or_create(name=PROVINCE_EDITORS)
    if is_new:
        _grant(editors, (*_COMMON, "work_everywhere", "submit_translation"))
        _grant_pages(editors, home, ("add_page", "change_page"))
        _grant_files(editors, root)
    reviewers, is_new = Group.objects.get_or_create(name=REVIEWERS)
    if is_new:
        _grant(reviewers, (*_COMMON, "work_everywhere", "submit_translation", "change_sitesettings"))
        _grant_pages(reviewers, home, ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"))
        _grant_files(reviewers, root)
    _lay_workflow(home, reviewers)


def _lay_workflow(home: Page, reviewers: Group) -> None:
    if WorkflowPage.objects.filter(page=home).exists() or Workflow.objects.filter(name=WORKFLOW).exists():
        return
    # Wagtail's own “Moderators approval” would stand beside ours in every list.
    Workflow.objects.filter(name="Moderators approval").update(active=False)
    task = GroupApprovalTask.objects.create(name=TASK)
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)


def equip(team: CommuneTeam) -> None:
    """Group, section and collection of a new team. Its members may write and propose, and keep their communes' goods;
    what goes live among pages is for reviewers to say."""
    from cms.stories.models import HomePage  # noqa: PLC0415 - stories name this package's section

    name = f"{TEAM_PREFIX}{team.name}"
    home = HomePage.objects.first()
    team.section = home.add_child(
        instance=CommuneSection(title=team.name, slug=_free_slug(home, f"xa-{slug(team.name)}"))
    )
    team.collection = Collection.get_first_root_node().add_child(name=team.name)
    team.group = Group.objects.create(name=name)
    _grant(team.group, _COMMON)
    _grant_pages(team.group, team.section, ("add_page", "change_page"))
    _grant_files(team.group, team.collection)


def rename(team: CommuneTeam) -> None:
    """The group and shelf of a team bear its name."""
    Group.objects.filter(pk=team.group_id).update(name=f"{TEAM_PREFIX}{team.name}")
    Collection.objects.filter(pk=team.collection_id).update(name=team.name)
    section = team.section
    if section.title != team.name:
        section.title = section.draft_title = team.name
        section.save()


def _free_slug(home: Page, base: str) -> str:
    candidate, number = base, 1
    while not Page._slug_is_available(candidate, home):
        number += 1
        candidate = f"{base}-{number}"
    return candidate


def _grant(group: Group, codenames: Iterable[str]) -> None:
    group.permissions.set(Permission.objects.filter(codename__in=codenames))


def _grant_pages(group: Group, page: Page, codenames: Iterable[str]) -> None:
    for codename in codenames:
        GroupPagePermission.objects.get_or_create(
            group=group, page=page, permission=_permission(codename, "wagtailcore")
        )


def _grant_files(group: Group, collection: Collection) -> None:
    for codename, app in _FILES:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=_permission(codename, app)
        )


def _permission(codename: str, app_label: str) -> Permission:
    return Permission.objects.get(codename=codename, content_type__app_label=app_label)
