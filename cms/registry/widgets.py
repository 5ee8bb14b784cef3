"""Form controls of the registry."""

from __future__ import annotations

from django import forms


class CommuneCheckboxes(forms.CheckboxSelectMultiple):
    """All the communes to tick, in columns; the order is the registry's."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"class": "many-choices", **(attrs or {})})
