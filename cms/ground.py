"""What must be there before anybody can work: communes, the home page, the editors' rights; laid after a migrate."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from market.places import communes_of
from wagtail.models import Collection, Page, Site

from cms.access.roles import lay_roles
from cms.registry.models import Commune
from cms.stories.models import HomePage
from cms.translating import first_names, locales

LANG_SON = "20"
SITE_NAME = "Chợ Xứ Lạng"


def lay_ground(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Idempotent. Does nothing where the tables are not there (a migration backwards)."""
    if HomePage._meta.db_table not in connections[using].introspection.table_names():
        return
    with transaction.atomic(using=using):
        locales.ensure(using)
        load_communes()
        if Collection.get_first_root_node() is None:
            Collection.add_root(name=first_names.ROOT)
        home = ensure_home_page()
        lay_roles(home)
        first_names.translate(using)


def load_communes() -> None:
    """The communes as :mod:`market.places` has them; a changed name is taken over."""
    Commune.objects.bulk_create(
        [Commune(code=c.code, name=c.name, place=n) for n, c in enumerate(communes_of(LANG_SON), 1)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "place"],
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
