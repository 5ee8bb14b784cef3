"""What must be there before anybody can work: communes, the home page, the editors' rights; laid after a migrate."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from market.places import communes_of
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from cms.registry.models import Commune
from cms.stories.models import HomePage

LANG_SON = "20"
EDITORS = "Biên tập viên"
SITE_NAME = "Chợ Xứ Lạng"


def lay_ground(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Idempotent. Does nothing where the tables are not there (a migration backwards)."""
    if HomePage._meta.db_table not in connections[using].introspection.table_names():
        return
    with transaction.atomic(using=using):
        load_communes()
        home = ensure_home_page()
        ensure_editors(home)


def load_communes() -> None:
    """The communes as :mod:`market.places` has them; a changed name is taken over."""
    Commune.objects.bulk_create(
        [Commune(code=commune.code, name=commune.name) for commune in communes_of(LANG_SON)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )


def ensure_home_page() -> HomePage:
    """The home page, put where Wagtail's own “welcome” page was."""
    if home := HomePage.objects.first():
        return home
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=HomePage(title=SITE_NAME, slug="trang-chu"))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": SITE_NAME},
    )
    Page.objects.child_of(root).filter(content_type__model="page").delete()
    home = HomePage.objects.get()
    # Once more, now that there is a site to publish it for.
    home.save()
    return home


def ensure_editors(home: HomePage) -> None:
    """The editors' group, once; afterwards its rights are the administrators' to change."""
    editors, is_new = Group.objects.get_or_create(name=EDITORS)
    if not is_new:
        return
    rights = Permission.objects.filter(
        codename__in=[
            "access_admin",
            *(
                f"{verb}_{noun}"
                for noun in ("household", "shop", "product")
                for verb in ("add", "change", "delete", "view")
            ),
            "view_outboxrow",
        ]
    )
    editors.permissions.set(rights)
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(group=editors, page=home, permission=_permission(codename, "wagtailcore"))
    collection = Collection.get_first_root_node()
    for codename, app in (
        ("add_image", "wagtailimages"),
        ("change_image", "wagtailimages"),
        ("choose_image", "wagtailimages"),
        ("add_document", "wagtaildocs"),
        ("change_document", "wagtaildocs"),
        ("choose_document", "wagtaildocs"),
    ):
        GroupCollectionPermission.objects.create(
            group=editors, collection=collection, permission=_permission(codename, app)
        )


def _permission(codename: str, app_label: str) -> Permission:
    return Permission.objects.get(codename=codename, content_type__app_label=app_label)
