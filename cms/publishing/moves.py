"""What moves pages round their ``save()``: an index with another slug or place moves all that lies under it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from cms.publishing.followers import page_changed, site_changed, written_once
from cms.publishing.standing import name_of
from cms.stories.models import HomePage


def connect() -> None:
    post_page_move.connect(tree_moved, dispatch_uid="publish a moved tree")
    page_slug_changed.connect(tree_moved, dispatch_uid="publish a renamed tree")


def tree_moved(instance: Page, **kwargs: Any) -> None:
    """Write the documents of the page and of everything under it again; those that say the same are left alone.

    Wagtail tells of a new slug after its commit. What a crash in between leaves unsaid, ``publish --all`` says.
    """
    with transaction.atomic(), written_once():
        for page in instance.get_descendants(inclusive=True).specific():
            if name_of(page) is not None and not isinstance(page, HomePage):
                page_changed(instance=page)
        site_changed()
