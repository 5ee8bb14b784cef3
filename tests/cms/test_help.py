"""Nobody who fills in a form is left alone: every field says what it wants, and shows one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, PanelGroup
from wagtail.admin.panels.base import Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from cms.registry.models import Household, Product, Shop
from cms.stories.models import HomePage, PlainPage, PromotionPage, SiteSettings, SpecialtyPage, StoryPage

PAGES = (HomePage, StoryPage, PromotionPage, SpecialtyPage, PlainPage)
ROWS = (Household, Shop, Product)
# A tick and a choice from a list need no example of what to type.
NEED_NO_EXAMPLE = (models.BooleanField,)


def field_panels(panel: Panel) -> Iterator[FieldPanel]:
    if isinstance(panel, FieldPanel):
        yield panel
    elif isinstance(panel, InlinePanel):
        yield from field_panels(panel.child_edit_handler)
    elif isinstance(panel, PanelGroup):
        for child in panel.children:
            yield from field_panels(child)


def panels_of(model: type[models.Model]) -> list[FieldPanel]:
    panels = (*model.content_panels, *model.promote_panels) if issubclass(model, Page) else model.panels
    return [found for panel in panels for found in field_panels(panel.bind_to_model(model))]


def help_of(panel: FieldPanel) -> str:
    return str(panel.help_text or panel.db_field.help_text or "")


@pytest.mark.parametrize("model", [*PAGES, *ROWS, SiteSettings], ids=lambda model: model.__name__)
def test_every_field_has_its_help_and_an_example(model: type[models.Model]) -> None:
    panels = panels_of(model)
    assert len(panels) > 3
    silent = [panel.field_name for panel in panels if not help_of(panel)]
    assert silent == []
    abstract = [
        panel.field_name
        for panel in panels
        if "ví dụ" not in help_of(panel).lower() and not isinstance(panel.db_field, NEED_NO_EXAMPLE)
    ]
    assert abstract == []


def every_block(block: blocks.Block, name: str) -> Iterator[tuple[str, blocks.Block]]:
    yield name, block
    children = getattr(block, "child_blocks", {})
    if isinstance(block, blocks.ListBlock):
        children = {"item": block.child_block}
    for key, child in children.items():
        yield from every_block(child, f"{name}.{key}")


@pytest.mark.parametrize("model", [*PAGES, SiteSettings], ids=lambda model: model.__name__)
def test_every_part_of_a_page_has_its_help_and_an_example(model: type[models.Model]) -> None:
    streams = [field for field in model._meta.get_fields() if isinstance(field, StreamField)]
    for stream in streams:
        for name, block in every_block(stream.stream_block, f"{model.__name__}.{stream.name}"):
            if isinstance(block, blocks.BaseStreamBlock):
                continue  # Its help is the field's.
            if isinstance(block, blocks.BaseStructBlock):
                assert block.label, name
                continue
            field = getattr(block, "field", None)
            said = str((field.help_text if field else block.meta.help_text) or "")
            assert "ví dụ" in said.lower(), f"{name}: {said!r}"


def test_no_kind_of_form_is_forgotten() -> None:
    """A new page type or snippet of the registry comes with its line above."""
    pages = {model for model in _all_subclasses(Page) if model.__module__.startswith("cms.stories")}
    assert {model for model in pages if not model._meta.abstract} == set(PAGES)
    assert {m for m in get_snippet_models() if m.__module__.startswith("cms.registry")} == set(ROWS)


def _all_subclasses(model: type) -> Iterator[type]:
    for child in model.__subclasses__():
        yield child
        yield from _all_subclasses(child)
