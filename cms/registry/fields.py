"""Kinds of columns of the registry: text as it may be kept, months of a harvest, public ids."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.db import models
from market.text import clean_line, fold

# Without vowels (no words by accident) and without characters that look alike.
_ID_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_public_id(prefix: str) -> str:
    """``sp-7kq2m9xd``: what everybody else calls the thing, for ever; says nothing of how many there are."""
    return f"{prefix}-" + "".join(secrets.choice(_ID_ALPHABET) for _ in range(8))


class LineField(models.CharField):
    """One line of text, kept composed (NFC), with single spaces and nothing invisible in it."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        # The length is the business of the field's own validator, whose sentence names both numbers.
        return text if text is None else clean_line(text, max_length=max(len(text), 1))

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class FoldedField(models.CharField):
    """Another column without its marks and capitals, for finding rows by it; kept in step by every way of saving."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{**kwargs, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = fold(getattr(model_instance, self.of) or "")[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


class PriceField(models.PositiveIntegerField):
    """Whole đồng. What else people write in such a field ("45.000 ₫", "45k") is refused with an example."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"error_messages": {"invalid": "Giá chỉ ghi số, ví dụ 45000."}, **kwargs})


class MonthsField(models.JSONField):
    """Months of the year, 1 to 12 in order; none means all the year."""

    CHOICES = tuple((month, f"Tháng {month}") for month in range(1, 13))

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            choices=self.CHOICES,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            initial=kwargs.get("initial"),
        )

    def clean(self, value: Any, model_instance: models.Model | None) -> list[int]:
        months = sorted(set(value or []))
        if any(type(month) is not int or not 1 <= month <= 12 for month in months):
            raise forms.ValidationError("Tháng là số từ 1 đến 12.")
        return months
