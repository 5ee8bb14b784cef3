"""Wagtail's simple blocks, in our words: its own say “required” whatever ``error_messages`` they were given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class Worded(blocks.FieldBlock):
    """``plain`` is the block of Wagtail's that migrations name, so that they do not depend on this module."""

    plain: str

    def deconstruct(self) -> tuple[str, Any, Any]:
        _, args, kwargs = super().deconstruct()
        return self.plain, args, kwargs

    def clean(self, value: Any) -> Any:
        self.field.error_messages.update(getattr(self.meta, "error_messages", {}))
        return super().clean(value)


class LineBlock(Worded, blocks.CharBlock):
    plain = "wagtail.blocks.CharBlock"


class ParagraphBlock(Worded, blocks.TextBlock):
    plain = "wagtail.blocks.TextBlock"


class ProseBlock(Worded, blocks.RichTextBlock):
    plain = "wagtail.blocks.RichTextBlock"


class PhotoChooserBlock(Worded, ImageChooserBlock):
    plain = "wagtail.images.blocks.ImageChooserBlock"


class PageLinkChooserBlock(Worded, blocks.PageChooserBlock):
    plain = "wagtail.blocks.PageChooserBlock"


class RegistryChooserBlock(Worded, SnippetChooserBlock):
    """A chooser that shows what is chosen as the registry's own chooser does."""

    plain = "wagtail.snippets.blocks.SnippetChooserBlock"

    @cached_property
    def widget(self) -> Any:
        return self.target_model.snippet_viewset.chooser_viewset.widget_class(icon=self.meta.icon)


class TickedBlock(Worded, blocks.MultipleChoiceBlock):
    """Boxes to tick, in columns."""

    plain = "wagtail.blocks.MultipleChoiceBlock"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.CheckboxSelectMultiple(attrs={"class": "many-choices"}), **kwargs)
